"""The sandbox's time: moved by hand, the real one, or the real one times a factor."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sync.sandbox.errors import BadControl
from xforce_desktop.clock import as_utc

DEFAULT_START = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # Monday 09:00 in New York


class SandboxClock:
    """Tells and moves the sandbox's time.

    `mode` is `manual`, `real` or `xN`. While a scheduled thing happens, time stands at its moment.
    """

    def __init__(self, mode: str, start_at: datetime, tick: Callable[[], float] = time.monotonic) -> None:
        self.mode, self.rate = mode, rate_of(mode)
        self._tick, self._base_at, self._base_s = tick, as_utc(start_at), tick()
        self._held_at: datetime | None = None

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return self._held_at if self._held_at is not None else self._running()

    def _running(self) -> datetime:
        return self._base_at + timedelta(seconds=(self._tick() - self._base_s) * self.rate)

    def hold(self, at: datetime | None) -> None:
        """Stand still at `at`; None runs on."""
        self._held_at = at

    def set(self, now: datetime) -> None:
        """Jump."""
        self._base_at, self._base_s = as_utc(now), self._tick()


def rate_of(mode: str) -> float:
    """Sandbox seconds per real second. Raises BadControl for a mode that is none."""
    if mode == "manual":
        return 0.0
    if mode == "real":
        return 1.0
    match = re.fullmatch(r"x(\d+(?:\.\d+)?)", mode)
    if match is None or float(match[1]) <= 0:
        raise BadControl(f"The clock is manual, real or xN with a number above 0, not {mode!r}.")
    return float(match[1])


def first_moment(mode: str, start_at: datetime | None, saved_at: datetime | None) -> datetime:
    """Where the clock begins: as asked, as saved, on the default Monday (manual) or now."""
    if start_at is not None:
        return as_utc(start_at)
    if mode == "manual":
        return saved_at or DEFAULT_START
    if mode == "real":
        return datetime.now(UTC)
    return saved_at or datetime.now(UTC)
