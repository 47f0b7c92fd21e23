"""The command line: one module per command; imports no Qt."""
