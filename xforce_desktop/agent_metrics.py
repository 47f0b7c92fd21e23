"""The figures, asked of the agent that is connected."""

from __future__ import annotations

from typing import Protocol

from xforce_desktop.agent import Agent
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.metrics_desk import Report, report
from xforce_desktop.learning.scope import Scope


class HasAgent(Protocol):
    """What the rest of the desk knows."""

    @property
    def _connected(self) -> Agent: ...


class AgentMetrics:
    """The part of the desk that tells how well scheduling works."""

    async def metrics(self: HasAgent, scope: Scope, by: By) -> Report:
        """Read in one transaction, off Qt's thread. Raises BadInput while nothing is connected."""
        agent = self._connected
        return await agent.thread.run(
            agent.engine.in_transaction, lambda work: report(work, scope, by, agent.settings)
        )
