"""Prep briefs: which meetings come, and what to know before each."""
