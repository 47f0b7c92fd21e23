"""Prep briefs: what is known before a meeting, as the rep reads it, each statement with its source."""
