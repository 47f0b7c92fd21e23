"""What was learned, for the screens: seen, accepted, undone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from xforce_desktop.ids import RequestId
from xforce_desktop.learning import lessons_pass
from xforce_desktop.learning.overview import overview
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.learning_desk import LearningDesk, LearningView
from xforce_desktop.scheduling.lessons import Postmortem
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class LearningService:
    """`LearningDesk` over the engine's store; each method is one transaction on the store's thread."""

    engine: Engine
    thread: StoreThread

    async def learning(self) -> LearningView:
        settings = self.engine.settings
        view: LearningView = await self.thread.run(
            self.engine.in_transaction, lambda work: overview(work, settings)
        )
        return view

    async def undo_learned(self, change_id: uuid.UUID) -> None:
        now, undo_time = self.engine.clock.now(), timedelta(seconds=self.engine.settings.undo_s)
        await self.thread.run(
            self.engine.in_transaction, lambda work: lessons_pass.undo(work, change_id, now, undo_time)
        )

    async def accept_learned(self, change_id: uuid.UUID) -> None:
        now = self.engine.clock.now()
        await self.thread.run(
            self.engine.in_transaction, lambda work: lessons_pass.accept(work, change_id, now)
        )

    async def postmortem(self, request_id: RequestId) -> Postmortem | None:
        found: Postmortem | None = await self.thread.run(
            self.engine.in_transaction, lambda work: _postmortem(work, request_id)
        )
        return found


def _postmortem(work: UnitOfWork, request_id: RequestId) -> Postmortem | None:
    work.load(request_id)  # an unknown one is said to be unknown
    return work.postmortem(request_id)


def _is_the_desk(service: LearningService) -> LearningDesk:
    """Checked by mypy only: LearningService keeps the protocol."""
    return service
