"""What the rep does about calls, passed on to the agent that is connected."""

from __future__ import annotations

import uuid
from datetime import datetime

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import CallBoard, CallReport, StartedCall


class AgentCalls(AgentLink):
    """The part of the desk for calls."""

    async def call_board(self) -> CallBoard:
        if self._agent is None:
            return CallBoard(self.now(), (), 0, 0)
        return await self._agent.desk.call_board()

    async def start_call(self, card_id: uuid.UUID) -> StartedCall:
        started = await self._connected.desk.start_call(card_id)
        self._act()
        return started

    async def put_off_call(self, card_id: uuid.UUID, until: Later | datetime) -> datetime:
        back_at = await self._connected.desk.put_off_call(card_id, until)
        self._act()
        return back_at

    async def finish_call(self, card_id: uuid.UUID, report: CallReport) -> None:
        await self._connected.desk.finish_call(card_id, report)
        self._act()
