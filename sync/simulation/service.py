"""What every service outside has in common: weather stands between it and the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sync.sandbox.world import World
from sync.simulation.weather import Weather

T = TypeVar("T")


class Service:
    """A service of the world behind the weather."""

    def __init__(self, world: World, weather: Weather) -> None:
        self._world = world
        self._weather = weather

    def _asked(self, call: str, answer: Callable[[], T]) -> T:
        """A question: nothing changes, so asking again does no harm."""
        self._weather.before_call(call, self._world.now)
        return answer()

    def _done(self, call: str, work: Callable[[], T], *, is_safe_to_repeat: bool = False) -> T:
        """Work: it may have been done although no answer came."""
        self._weather.before_call(call, self._world.now)
        result = work()
        self._weather.after_call(call, is_safe_to_repeat=is_safe_to_repeat)
        return result
