"""The part of a page that a program writes, between two comments of the page."""

from __future__ import annotations


def with_part(page: str, begin: str, end: str, part: str) -> str:
    """The page with `part` between the two marks. Raises ValueError if a mark is missing."""
    before, has_begin, rest = page.partition(begin)
    _, has_end, behind = rest.partition(end)
    if not has_begin or not has_end:
        raise ValueError(f"the page has no place for what is written into it: {begin} … {end}")
    return f"{before}{begin}\n{part}\n{end}{behind}"
