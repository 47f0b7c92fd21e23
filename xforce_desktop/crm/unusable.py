"""That a value cannot be used, and why."""

from __future__ import annotations


class Unusable(ValueError):
    """Its text is the reason, without capital and full stop, to be put behind a row and a field."""
