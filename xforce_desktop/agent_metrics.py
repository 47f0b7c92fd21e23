"""The figures, asked of the agent that is connected."""

from __future__ import annotations

import asyncio

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.metrics_desk import Report, minutes_of, read, report_of
from xforce_desktop.learning.scope import Scope


class AgentMetrics(AgentLink):
    """The part of the desk that tells how well scheduling works."""

    async def metrics(self, scope: Scope, by: By) -> Report:
        """Read in one transaction and counted after it, both off Qt's thread.

        Raises BadInput while nothing is connected.
        """
        agent = self._connected
        courses, zone = await agent.thread.run(agent.engine.in_transaction, read)
        return await asyncio.to_thread(report_of, courses, scope, by, zone, minutes_of(agent.settings))
