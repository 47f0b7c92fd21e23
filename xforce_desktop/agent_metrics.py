"""The figures, asked of the agent that is connected."""

from __future__ import annotations

import asyncio
from typing import Protocol

from xforce_desktop.agent import Agent
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.metrics_desk import Report, minutes_of, read, report_of
from xforce_desktop.learning.scope import Scope


class HasAgent(Protocol):
    """What the rest of the desk knows."""

    @property
    def _connected(self) -> Agent: ...


class AgentMetrics:
    """The part of the desk that tells how well scheduling works."""

    async def metrics(self: HasAgent, scope: Scope, by: By) -> Report:
        """Read in one transaction and counted after it, both off Qt's thread.

        Raises BadInput while nothing is connected.
        """
        agent = self._connected
        courses, zone = await agent.thread.run(agent.engine.in_transaction, read)
        return await asyncio.to_thread(report_of, courses, scope, by, zone, minutes_of(agent.settings))
