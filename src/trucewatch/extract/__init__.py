"""Documents to claims. Pure: no network, database, clock or randomness."""
