"""Effects carried out once each, by key. The row says how far a thing has come; the outside is asked before
anything is repeated."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.attendance import evidence_of
from sync.letters import Letters
from sync.meeting_plan import plan_for
from xforce_desktop.availability.slots import SlotAnswer, SlotQuery, find_slots, why_none, why_not
from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import Clock
from xforce_desktop.errors import (
    NotFound,
    OutsideError,
    Rejected,
    SignInNeeded,
    StoreError,
    TemporaryError,
)
from xforce_desktop.ports import Attendance, Calendar, Mail, Writer
from xforce_desktop.scheduling import planning
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    CheckAttendance,
    FindSlots,
    MoveMeeting,
    SendLetter,
    SlotPurpose,
)
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    AttendanceSeen,
    CalendarUnreadable,
    Event,
    MeetingBooked,
    MeetingCancelled,
    MeetingMoved,
    MessageRefused,
    NoSlotsFound,
    SlotsFound,
    SlotTaken,
)
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.retry import retry_at
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork

log = logging.getLogger(__name__)

SLOT_CHECK_AROUND = timedelta(hours=1)
TRIES_AFTER_ONE = 4  # a wait of minutes for work that could not even begin, time and again


@dataclass(frozen=True)
class Services:
    """The outside, as ports."""

    mail: Mail
    calendar: Calendar
    attendance: Attendance
    writer: Writer


class Outbox:
    """Performs due rows, oldest first."""

    def __init__(self, services: Services, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._services = services
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._letters = Letters(services.mail, services.writer, engine, thread, clock, self.taken_among)

    async def run_due(self) -> tuple[int, int]:
        """Perform what is due; returns how many rows moved and how many mails left.

        Raises SignInNeeded: nothing can leave until the rep signs in. Other trouble concerns its row only.
        """
        moved = sent = 0
        await self._letters.compose_waiting()
        for row in await self._thread.run(self._due):
            outcome = await self._perform_one(row)
            moved += outcome is not None
            sent += outcome == "sent"
        return moved, sent

    async def settle_begun(self) -> int:
        """Note the mails that had left when the program ended; returns how many.

        To be called before news is read: an answer finds its request by the mail that it answers.
        """
        noted = 0
        for row, request in await self._thread.run(self._begun):
            assert isinstance(row.effect, SendLetter)
            try:
                noted += await self._letters.note_if_sent(row, row.effect, request)
            except (TemporaryError, Rejected, NotFound) as error:
                log.info("not looked up yet", extra={"request": str(request.id), "reason": error.title})
        return noted

    def _begun(self) -> list[tuple[OutboxRow, MeetingRequest]]:
        def read(work: UnitOfWork) -> list[tuple[OutboxRow, MeetingRequest]]:
            return [
                (row, request)
                for request in work.requests(include_ended=False)
                for row in work.outbox_of(request.id)
                if row.status is OutboxStatus.PENDING and row.attempts and isinstance(row.effect, SendLetter)
            ]

        return self._engine.in_transaction(read)

    def _due(self) -> Sequence[OutboxRow]:
        return self._engine.in_transaction(lambda work: work.due_rows(self._clock.now()))

    async def _perform_one(self, row: OutboxRow) -> str | None:
        """None if nothing came of it this time."""
        fresh = await self._thread.run(self._reload, row)
        if fresh is None:
            return None
        row, request = fresh
        try:
            return await self._perform(row, request)
        except (SignInNeeded, StoreError):
            raise
        except TemporaryError as error:
            await self._thread.run(self._postpone, row, error)
        except (Rejected, NotFound) as error:
            await self._thread.run(self._refuse, row, error)
            return "refused"
        except Exception:  # a broken promise stops this row only, and the rep is told
            log.exception("a row could not be performed", extra={"request": str(row.request_id)})
            trouble = Rejected("Something went wrong inside the program.", "Please look; the log says more.")
            await self._thread.run(self._refuse, row, trouble)
            return "refused"
        return None

    def _reload(self, row: OutboxRow) -> tuple[OutboxRow, MeetingRequest] | None:
        """The row and its request as they are now; None if the row is no longer due."""

        def read(work: UnitOfWork) -> tuple[OutboxRow, MeetingRequest] | None:
            now_row = work.outbox_row(row.key)
            if now_row is None or now_row.status not in {OutboxStatus.PENDING, OutboxStatus.RECALLED}:
                return None
            return now_row, work.load(row.request_id)

        return self._engine.in_transaction(read)

    async def _perform(self, row: OutboxRow, request: MeetingRequest) -> str | None:
        match row.effect:
            case SendLetter():
                return await self._letters.perform(row, row.effect, request)
            case _ if row.status is OutboxStatus.RECALLED:
                await self._thread.run(self._update, replace(row, status=OutboxStatus.WITHDRAWN))
                return "withdrawn"
            case FindSlots():
                return await self._find_slots(row, row.effect, request)
            case BookMeeting() | MoveMeeting():
                return await self._book(row, row.effect, request)
            case CancelMeeting():
                await self._services.calendar.cancel(row.effect.event_id, row.effect.comment)
                return await self._settle(row, MeetingCancelled())
            case CheckAttendance():
                return await self._check_attendance(row, request)
            case _:
                raise AssertionError(f"not an outbox effect: {row.effect}")

    async def _find_slots(self, row: OutboxRow, effect: FindSlots, request: MeetingRequest) -> str:
        """Calendars first, then search and commit in one transaction, so that no slot is offered twice."""
        now = self._clock.now()
        plan = planning.search_plan(request, effect.purpose, effect.within, now)
        busy = await self._services.calendar.busy(plan.addresses, plan.range.start, plan.range.end)
        busy = await self._without_own(request, busy)

        def search(work: UnitOfWork) -> None:
            now_row = work.outbox_row(row.key)
            if now_row is None or now_row.status is not OutboxStatus.PENDING:
                return
            current = work.load(request.id)
            query = planning.slot_query(
                current,
                plan,
                busy,
                purpose=effect.purpose,
                within=effect.within,
                held=work.held_spans(except_for=current.id),
                account=work.account(),
                count=effect.count,
                now=now,
                settings=self._engine.settings,
            )
            answer = find_slots(query)
            self._engine.apply(work, current.id, _slots_event(effect.purpose, query, answer), settles=row.key)

        await self._thread.run(self._engine.in_transaction, search)
        return "searched"

    async def taken_among(self, request: MeetingRequest, starts: Sequence[datetime]) -> dict[datetime, str]:
        """Those of `starts` that can no longer be offered or booked, with the reason.

        Raises TemporaryError if a required calendar cannot be read: then nothing leaves.
        """
        if not starts:
            return {}
        now = self._clock.now()
        begin, end = min(starts) - SLOT_CHECK_AROUND, max(starts) + request.duration + SLOT_CHECK_AROUND
        plan = planning.SearchPlan(planning.addresses_of(request), Span(begin, end))
        busy = await self._services.calendar.busy(plan.addresses, begin, end)
        if unread := planning.unreadable(request, busy):
            raise TemporaryError(
                f"Could not read the calendar of {', '.join(unread)}.",
                "Nothing is offered until it can be read.",
            )
        freed = await self._without_own(request, busy)

        def check(work: UnitOfWork) -> dict[datetime, str]:
            query = planning.slot_query(
                request,
                plan,
                freed,
                purpose=SlotPurpose.THEIR_TIMES,
                within=None,
                held=work.held_spans(except_for=request.id),
                account=None,
                count=1,
                now=now,
                settings=self._engine.settings,
            )
            reasons = {start: why_not(query, start, strict=False) for start in starts}
            return {start: reason for start, reason in reasons.items() if reason}

        return await self._thread.run(self._engine.in_transaction, check)

    async def _without_own(self, request: MeetingRequest, busy: planning.Busy) -> planning.Busy:
        """The calendars without the booked meeting itself, where it stands now."""
        if not request.calendar_event_id:
            return busy
        event = await self._services.calendar.event(request.calendar_event_id)
        if event is None or event.is_cancelled:
            return busy
        return planning.without(busy, Span(event.start, event.end))

    async def _book(self, row: OutboxRow, effect: BookMeeting | MoveMeeting, request: MeetingRequest) -> str:
        """Check once more, then book under the row's key; a repeated call returns the first event."""
        if row.attempts == 0:
            taken = await self.taken_among(request, [effect.start])
            if taken:
                return await self._settle(row, SlotTaken(effect.start, taken[effect.start]))
        row = await self._begin(row)
        end = effect.start + request.duration
        if isinstance(effect, MoveMeeting):
            await self._services.calendar.move(request.calendar_event_id, effect.start, end)
            return await self._settle(row, MeetingMoved(effect.start))
        event = await self._services.calendar.create(plan_for(request, effect.start), row.key)

        def finish(work: UnitOfWork) -> None:
            missed_before = work.no_shows_at_company(request.company_id) > 0
            booked = MeetingBooked(effect.start, event.event_id, event.join_url, missed_before)
            self._engine.apply(work, request.id, booked, settles=row.key)

        await self._thread.run(self._engine.in_transaction, finish)
        return "booked"

    async def _check_attendance(self, row: OutboxRow, request: MeetingRequest) -> str:
        if request.scheduled_time is None or request.ends_at is None:
            await self._thread.run(self._update, replace(row, status=OutboxStatus.WITHDRAWN))
            return "withdrawn"
        people = await self._services.attendance.participants(
            request.join_url, request.scheduled_time, request.ends_at
        )
        evidence, detail = evidence_of(request, people)
        return await self._settle(row, AttendanceSeen(evidence, detail))

    async def _begin(self, row: OutboxRow) -> OutboxRow:
        """Save that the work starts now: after a crash it is looked up before it is repeated."""
        begun = replace(row, attempts=row.attempts + 1)
        await self._thread.run(self._update, begun)
        return begun

    def _update(self, row: OutboxRow) -> None:
        self._engine.in_transaction(lambda work: work.update_row(row))

    async def _settle(self, row: OutboxRow, event: Event) -> str:
        await self._thread.run(lambda: self._engine.handle(row.request_id, event, settles=row.key))
        return "done"

    def _postpone(self, row: OutboxRow, error: OutsideError) -> None:
        """Try again later: at the service's own wish, else ever more rarely. `attempts` stays: what has not
        begun is checked again as if it were new."""

        def later(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            if current is None or current.status not in {OutboxStatus.PENDING, OutboxStatus.RECALLED}:
                return
            tries = current.attempts or (TRIES_AFTER_ONE if current.last_error else 1)
            wait_s = getattr(error, "retry_after_s", None)
            at = retry_at(self._clock.now(), tries, wait_s)
            reason = f"{error.title} {error.advice}".strip()
            work.update_row(replace(current, not_before=at, last_error=reason))

        log.info("postponed", extra={"request": str(row.request_id), "effect": type(row.effect).__name__})
        self._engine.in_transaction(later)

    def _refuse(self, row: OutboxRow, error: OutsideError) -> None:
        def refuse(work: UnitOfWork) -> None:
            current = work.outbox_row(row.key)
            assert current is not None
            reason = f"{error.title} {error.advice}".strip()
            self._engine.apply(work, row.request_id, MessageRefused(reason))
            work.update_row(replace(current, status=OutboxStatus.FAILED, last_error=reason))

        self._engine.in_transaction(refuse)


def _slots_event(purpose: SlotPurpose, query: SlotQuery, answer: SlotAnswer) -> Event:
    if answer.unreadable:
        return CalendarUnreadable(purpose, answer.unreadable)
    if not answer.slots:
        return NoSlotsFound(purpose, why_none(query))
    return SlotsFound(purpose, tuple(s.start for s in answer.slots), tuple(s.why for s in answer.slots))
