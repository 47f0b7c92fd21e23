"""Prep briefs, passed on to the agent that is connected."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage


class AgentBriefs(AgentLink):
    """A part of the desk; see `BriefDesk`."""

    async def upcoming_briefs(self) -> Sequence[BriefLine]:
        return await self._agent.briefs.upcoming_briefs() if self._agent else ()

    async def read_brief(self, request_id: RequestId, version: int | None = None) -> BriefPage:
        return await self._connected.briefs.read_brief(request_id, version)

    async def make_brief(self, request_id: RequestId) -> BriefPage:
        page = await self._connected.briefs.make_brief(request_id)
        self._changed()
        return page

    async def rate_brief(
        self, request_id: RequestId, rating: int, notes: str, brief_id: uuid.UUID | None = None
    ) -> None:
        await self._connected.briefs.rate_brief(request_id, rating, notes, brief_id)
        self._changed()
