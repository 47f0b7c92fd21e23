"""Names for things: made from the seed and a counter, so that a run can be repeated."""

from __future__ import annotations

import base64
import hashlib
import random

from sync.sandbox.state import WorldState


def digest(*parts: object) -> bytes:
    """Thirty-two bytes that depend on nothing but `parts`."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()


def fraction(*parts: object) -> float:
    """A number in [0, 1) that depends on nothing but `parts`."""
    return int.from_bytes(digest(*parts)[:7], "big") / (1 << 56)


def chance(*parts: object) -> random.Random:
    """A generator of its own for one decision."""
    return random.Random(int.from_bytes(digest(*parts)[:8], "big"))


class IdMaker:
    """Hands out keys. Two worlds with the same seed and the same history hand out the same ones."""

    def __init__(self, state: WorldState) -> None:
        self._state = state

    def number(self) -> int:
        """The next number of this world."""
        number = self._state.next_no
        self._state.next_no += 1
        return number

    def key(self, kind: str) -> str:
        """Twenty letters and digits."""
        return digest(self._state.seed, kind, self.number()).hex()[:20]

    def sid(self, prefix: str) -> str:
        """A Twilio sid: two letters and 32 hexadecimal digits."""
        return prefix + digest(self._state.seed, prefix, self.number()).hex()[:32]


def immutable_id(key: str) -> str:
    """The spelling of an item's id that survives moves."""
    return "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A" + _encoded("i:" + key)


def ordinary_id(key: str, moves: int) -> str:
    """The spelling of an item's id that a move to another folder changes."""
    return "AAMkAGRjNmE4LTQ2NzgtOTQ0_RgAAAA" + _encoded(f"o{moves}:{key}")


def item_key(item_id: str) -> tuple[str, int | None] | None:
    """Key and number of moves (None for the immutable spelling) behind an id; None if it is no id of ours."""
    for prefix in ("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A", "AAMkAGRjNmE4LTQ2NzgtOTQ0_RgAAAA"):
        if item_id.startswith(prefix):
            break
    else:
        return None
    try:
        plain = base64.urlsafe_b64decode(item_id[len(prefix) :]).decode()
        kind, key = plain.split(":", 1)
        return key, None if kind == "i" else int(kind[1:])
    except ValueError:
        return None


def _encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode()
