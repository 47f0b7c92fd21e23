"""What every part of the agent's desk stands on: the agent that is connected, and who hears of changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from xforce_desktop.agent import Agent
from xforce_desktop.errors import BadInput


class AgentLink:
    """Whoever has an agent sets `_agent`; `_changed` tells the screens, `_act` wakes the loop as well."""

    def __init__(self) -> None:
        self._agent: Agent | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def _connected(self) -> Agent:
        """Raises BadInput while nothing is connected."""
        if self._agent is None:
            raise BadInput(
                "Nothing is connected yet.", "Sign in with Microsoft or explore the sandbox first."
            )
        return self._agent

    def now(self) -> datetime:
        return self._agent.clock.now() if self._agent else datetime.now(UTC)

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _act(self) -> None:
        """Show the change at once and carry it out without waiting for the next turn."""
        self._changed()
        self._connected.runner.wake()
