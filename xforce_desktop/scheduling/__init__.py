"""One meeting request, from asked for to attended."""
