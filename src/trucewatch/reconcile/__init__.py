"""Claims to incidents. Pure."""
