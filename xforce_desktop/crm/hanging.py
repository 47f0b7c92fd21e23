"""What refers to a record: what keeps it from being deleted, what goes with it, what stays without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_ONE = {
    "activities": "activity",
    "pieces of intelligence": "piece of intelligence",
    "tones that were set": "tone that was set",
    "mails that brought it": "mail that brought it",
}


@dataclass(frozen=True)
class Hanging:
    """How many things, by what they are in words ("contacts": 3)."""

    needs: Mapping[str, int] = field(default_factory=dict)
    goes: Mapping[str, int] = field(default_factory=dict)
    stays: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.needs or self.goes or self.stays)

    def every(self) -> list[str]:
        """All that they are, in words."""
        return sorted({*self.needs, *self.goes, *self.stays})


def counted(things: Mapping[str, int]) -> str:
    """ "3 contacts, 1 deal" """
    return ", ".join(
        f"{count} {_ONE.get(what, what.removesuffix('s')) if count == 1 else what}"
        for what, count in things.items()
    )
