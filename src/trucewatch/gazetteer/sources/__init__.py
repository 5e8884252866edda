"""Where the rows of a gazetteer come from, one module a format."""
