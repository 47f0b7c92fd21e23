"""Identifiers: request ids, and the keys under which things leave exactly once."""

from __future__ import annotations

import random
import uuid
from typing import NewType, Protocol

RequestId = NewType("RequestId", uuid.UUID)
EffectKey = NewType("EffectKey", str)


class IdSource(Protocol):
    """Gives fresh ids."""

    def new(self) -> uuid.UUID: ...


class RandomIds:
    """Ids for real life."""

    def new(self) -> uuid.UUID:
        return uuid.uuid4()


class SeededIds:
    """The same ids in the same order for the same seed; for simulation and tests."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # repeatable ids, not secrets

    def new(self) -> uuid.UUID:
        return uuid.UUID(int=self._random.getrandbits(128), version=4)


def effect_key(request_id: RequestId, journal_number: int, index: int) -> EffectKey:
    """The key of effect `index` (from 0) that journal line `journal_number` (from 1) asked for."""
    return EffectKey(f"{request_id}:{journal_number}:{index}")
