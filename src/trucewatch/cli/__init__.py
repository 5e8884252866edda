"""The command line: read options, call one function, show the result."""
