"""What was learned, asked of the agent that is connected."""

from __future__ import annotations

import uuid

from xforce_desktop.agent_link import AgentLink
from xforce_desktop.ids import RequestId
from xforce_desktop.learning.service import LearningService
from xforce_desktop.scheduling.learning_desk import LearningView
from xforce_desktop.scheduling.lessons import Postmortem


class AgentLearning(AgentLink):
    """The part of the agent's desk that is about learning."""

    @property
    def _lessons(self) -> LearningService:
        return LearningService(self._connected.engine, self._connected.thread)

    async def learning(self) -> LearningView:
        return await self._lessons.learning()

    async def undo_learned(self, change_id: uuid.UUID) -> None:
        await self._lessons.undo_learned(change_id)
        self._changed()

    async def accept_learned(self, change_id: uuid.UUID) -> None:
        await self._lessons.accept_learned(change_id)
        self._changed()

    async def postmortem(self, request_id: RequestId) -> Postmortem | None:
        return await self._lessons.postmortem(request_id)
