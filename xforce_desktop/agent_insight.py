"""Who of ours stands in the way, asked of the agent that is connected."""

from __future__ import annotations

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.insight import Insights


class AgentInsight(AgentLink):
    """The part of the desk that knows who of ours stands in the way."""

    async def attendee_insights(self) -> Insights:
        return await self._agent.desk.attendee_insights() if self._agent else Insights()

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        await self._connected.desk.remove_blocker(request_id, address)
        self._act()

    async def keep_blocker(self, request_id: RequestId) -> None:
        await self._connected.desk.keep_blocker(request_id)
        self._changed()
