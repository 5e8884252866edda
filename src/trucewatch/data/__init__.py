"""Data files that an analyst can read: acts, lexicons, actors, agreement packs."""
