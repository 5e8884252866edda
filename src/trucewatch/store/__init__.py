"""Where things stay."""
