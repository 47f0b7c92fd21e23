"""Who is not to be written to: the list, with additions and exceptions of the rep's own."""
