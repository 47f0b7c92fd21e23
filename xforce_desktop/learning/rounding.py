"""Figures in JSON and CSV are rounded, what is not known stays so."""

from __future__ import annotations


def rounded(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(value, places)
