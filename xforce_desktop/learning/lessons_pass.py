"""Each end is looked back on exactly once, at the next pass: also one of while the app was off. No request is
opened again, and no outcome changes.

Each request is one transaction: its postmortem, the month's pattern, and at most one change of a setting.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from xforce_desktop.clock import Clock
from xforce_desktop.errors import BadInput, StoreError
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

log = logging.getLogger(__name__)

AT_A_TIME = 50  # of one pass; an old store is caught up with over several


class LessonsPass:
    """Looks back on what has ended, when all else of a pass is done."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._tallies = Tallies()
        self._left_aside: set[RequestId] = set()

    async def renew(self) -> None:
        """Look back on everything that has ended since. Each is one piece of store work: what the rep does
        meanwhile comes in between."""
        ended, seen = await self._thread.run(self._begin)
        for request_id in ended:
            await self._thread.run(self._try, request_id, seen)

    def look_back(self) -> int:
        """The same, at once; how many requests were looked back on."""
        ended, seen = self._begin()
        for request_id in ended:
            self._try(request_id, seen)
        return len(ended)

    def look_back_on(self, request_id: RequestId) -> None:
        """One request that has ended, in one transaction."""
        self._engine.in_transaction(lambda work: self._learn(work, request_id, work.postmortems()))

    def _begin(self) -> tuple[Sequence[RequestId], list[Postmortem]]:
        """What is to be looked back on now, and every postmortem there is."""
        return self._engine.in_transaction(self._read)

    def _read(self, work: UnitOfWork) -> tuple[Sequence[RequestId], list[Postmortem]]:
        ended = [one for one in work.ended_without_postmortem() if one not in self._left_aside][:AT_A_TIME]
        return ended, list(work.postmortems()) if ended else []

    def _try(self, request_id: RequestId, seen: list[Postmortem]) -> None:
        """Trouble concerns this request only, StoreError apart: it is left aside until the next start. What
        was found joins those that were `seen`."""
        try:
            found = self._engine.in_transaction(lambda work: self._learn(work, request_id, seen))
        except StoreError:
            raise
        except Exception:  # all others are looked back on
            log.exception("a request could not be looked back on", extra={"request": str(request_id)})
            self._left_aside.add(request_id)
        else:
            seen.append(found)

    def _learn(self, work: UnitOfWork, request_id: RequestId, before: Sequence[Postmortem]) -> Postmortem:
        now, settings = self._clock.now(), self._engine.settings
        found = write_postmortem(work, request_id, now)
        every = sorted((*before, found), key=lambda one: (one.lesson.ended_at, one.request_id))
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
        return found


def write_postmortem(work: UnitOfWork, request_id: RequestId, now: datetime) -> Postmortem:
    """Of a request that has ended."""
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
    seasons.renew_all(work, work.postmortems(), now)
    return undone


def accept(work: UnitOfWork, change_id: UUID, now: datetime) -> LearnedChange:
    """The rep wants what was proposed. Raises BadInput for anything else."""
    change = _known(work.learned_changes(), change_id)
    if change.status is not ChangeStatus.PROPOSED:
        raise BadInput("That does not wait for your word.", "See `learning show`.")
    accepted = replace(change, status=ChangeStatus.IN_FORCE, at=now)
    work.save_learned_change(accepted)
    seasons.renew_all(work, work.postmortems(), now)
    return accepted


def _known(changes: Sequence[LearnedChange], change_id: UUID) -> LearnedChange:
    found = next((one for one in changes if one.id == change_id), None)
    if found is None:
        raise BadInput(f"Nothing was learned under {change_id}.", "`learning show` has the ids.")
    return found
