"""How people, companies and deals are recognised again."""

from __future__ import annotations


def address_key(address: str) -> str:
    """Two spellings of one mail address (or number) have the same key."""
    return address.strip().casefold()


def name_key(name: str) -> str:
    """Two spellings of one name that differ in case or spacing only have the same key."""
    return " ".join(name.split()).casefold()
