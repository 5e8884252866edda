"""What readers see: one query path, and one module a format."""
