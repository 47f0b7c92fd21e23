"""How people are recognised again; companies and deals by `crm.same.words_key`."""

from __future__ import annotations


def address_key(address: str) -> str:
    """Two spellings of one mail address (or number) have the same key."""
    return address.strip().casefold()
