"""Each end is looked back on exactly once, at the next pass: also one of while the app was off.

An outcome that the rep corrects later takes the place of the first; a request that is open again has none.
Each request is one transaction: its postmortem, the month's pattern, and at most one change of a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from xforce_desktop.clock import Clock
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.learning import judging, seasons
from xforce_desktop.learning.evidence import Tallies
from xforce_desktop.learning.postmortem import Evidence, postmortem_of
from xforce_desktop.learning.taking_out import take_out
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.lessons import ChangeStatus, LearnedChange, Postmortem
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

AT_A_TIME = 50  # of one pass; an old store is caught up with over several


class LessonsPass:
    """Looks back on what has ended, when all else of a pass is done."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._tallies = Tallies()

    async def renew(self) -> None:
        """Look back on everything that has ended since."""
        await self._thread.run(self.look_back)

    def look_back(self) -> int:
        """The same, at once; how many postmortems were written."""
        self._engine.in_transaction(_drop_of_open)
        ended = self._engine.in_transaction(lambda work: list(work.ended_without_postmortem()))
        for request_id in ended[:AT_A_TIME]:
            self.look_back_on(request_id)
        return len(ended[:AT_A_TIME])

    def look_back_on(self, request_id: RequestId) -> None:
        """One request that has ended, in one transaction."""
        self._engine.in_transaction(partial(self._learn, request_id))

    def _learn(self, request_id: RequestId, work: UnitOfWork) -> None:
        now, settings = self._clock.now(), self._engine.settings
        found = write_postmortem(work, request_id, now)
        every = work.postmortems()
        if settings.learning != "off":
            request = work.load(request_id)
            lessons = [one.lesson for one in every]
            self._tallies.keep_up(lessons)
            known = judging.Known(lessons, work.learned_changes(), work.looks(), self._tallies)
            asks_first, change_id = settings.learning == "ask", self._engine.ids.new()
            judged = judging.judge(
                known, found.lesson, now, change_id, asks_first=asks_first, company=request.company_name
            )
            for key, count in judged.looks.items():
                work.save_looks(key, count, now)
            if judged.change is not None:
                keep_change(work, judged.change, now, timedelta(seconds=settings.undo_s))
        seasons.renew(work, every, found.lesson, now)


def write_postmortem(work: UnitOfWork, request_id: RequestId, now: datetime) -> Postmortem:
    """Of a request that has ended, in place of one that it may have."""
    request = work.load(request_id)
    evidence = Evidence(
        request,
        work.actions(request_id),
        work.journal(request_id),
        work.conflicts(request_id),
        work.proof_uses(request_id),
        work.contact(request.primary.email),
    )
    found = postmortem_of(evidence, now)
    work.add_postmortem(found)
    return found


def _drop_of_open(work: UnitOfWork) -> None:
    for request_id in work.postmortems_of_open_requests():
        work.drop_postmortem(request_id)


def keep_change(work: UnitOfWork, change: LearnedChange, now: datetime, undo_time: timedelta) -> None:
    """Store it, and tell the rep once. What is over leaves the requests that are open."""
    work.save_learned_change(change)
    if change.status in judging.GONE:
        take_out(work, change, now, undo_time)
    if change.status is not ChangeStatus.UNDONE:  # what the rep did themselves is no news
        work.add_notice(_notice(change, now))


def _notice(change: LearnedChange, now: datetime) -> StoredNotice:
    title, text = {
        ChangeStatus.PROPOSED: ("Something could be changed", change.why),
        ChangeStatus.IN_FORCE: ("Something was learned", change.why),
        ChangeStatus.TAKEN_BACK: ("A change was taken back", change.ended_why),
    }[change.status]
    return StoredNotice(notice_id(f"learned:{change.id}:{change.status}"), None, title, text, "low", now)


def undo(work: UnitOfWork, change_id: UUID, now: datetime, undo_time: timedelta) -> LearnedChange:
    """The rep does not want it. `undo_time`: theirs for what leaves by itself.

    Raises BadInput for an unknown one, and one that holds no more."""
    change = _known(work.learned_changes(), change_id)
    if change.status in judging.GONE:
        raise BadInput("That does not hold any more.", "See `learning show`.")
    was_asked = change.status is ChangeStatus.PROPOSED
    said = "You did not want it." if was_asked else "You undid it."
    undone = replace(change, status=ChangeStatus.UNDONE, ended_at=now, ended_why=said)
    keep_change(work, undone, now, undo_time)
    seasons.renew_all(work, now)
    return undone


def accept(work: UnitOfWork, change_id: UUID, now: datetime) -> LearnedChange:
    """The rep wants what was proposed. Raises BadInput for anything else."""
    change = _known(work.learned_changes(), change_id)
    if change.status is not ChangeStatus.PROPOSED:
        raise BadInput("That does not wait for your word.", "See `learning show`.")
    accepted = replace(change, status=ChangeStatus.IN_FORCE, at=now)
    work.save_learned_change(accepted)
    seasons.renew_all(work, now)
    return accepted


def _known(changes: Sequence[LearnedChange], change_id: UUID) -> LearnedChange:
    found = next((one for one in changes if one.id == change_id), None)
    if found is None:
        raise BadInput(f"Nothing was learned under {change_id}.", "`learning show` has the ids.")
    return found
