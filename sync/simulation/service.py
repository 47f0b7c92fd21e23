"""What every service outside has in common: weather stands between it and the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sync.sandbox.world import World
from sync.simulation.weather import Weather

T = TypeVar("T")


class HeardTime:
    """What a service's answers told of this computer's clock. `ahead` says by how much it is ahead now."""

    def __init__(self, ahead: Callable[[], timedelta]) -> None:
        self._ahead = ahead
        self.skew: timedelta | None = None  # at the last answer

    def answered(self) -> None:
        """An answer came, with its date."""
        self.skew = self._ahead()


class Service:
    """A service of the world behind the weather."""

    def __init__(self, world: World, weather: Weather, heard: HeardTime) -> None:
        self._world = world
        self._weather = weather
        self._heard = heard

    def _reached(self, call: str) -> None:
        """Raises what the weather brings; else the service is there and tells its time."""
        self._weather.before_call(call, self._world.now)
        self._heard.answered()

    def _asked(self, call: str, answer: Callable[[], T]) -> T:
        """A question: nothing changes, so asking again does no harm."""
        self._reached(call)
        return answer()

    def _done(self, call: str, work: Callable[[], T], *, is_safe_to_repeat: bool = False) -> T:
        """Work: it may have been done although no answer came."""
        self._reached(call)
        result = work()
        self._weather.after_call(call, is_safe_to_repeat=is_safe_to_repeat)
        return result
