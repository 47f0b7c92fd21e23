"""Free slots on the calendars of our people: found for an offer, and checked again before anything leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sync.errors import CalendarsUnread
from xforce_desktop.availability.slots import SlotAnswer, SlotQuery, find_slots, why_none, why_not
from xforce_desktop.availability.spans import Span, overlaps, without_once
from xforce_desktop.clock import Clock
from xforce_desktop.ports import Calendar
from xforce_desktop.scheduling import planning
from xforce_desktop.scheduling.effects import FindSlots, SlotPurpose
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import (
    CalendarUnreadable,
    Event,
    NoSlotsFound,
    SlotsFound,
    TimesFreeAgain,
)
from xforce_desktop.scheduling.insight_desk import weigh
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.rules import offers
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import HoldEvent, OutboxRow, OutboxStatus, UnitOfWork

SLOT_CHECK_AROUND = timedelta(hours=1)


class Slots:
    """Asks the calendars outside, decides inside one transaction."""

    def __init__(self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._calendar = calendar
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def find(self, row: OutboxRow, effect: FindSlots, request: MeetingRequest) -> str:
        """Calendars first, then search and commit in one transaction, so that no slot is offered twice."""
        now = self._clock.now()
        plan = planning.search_plan(request, effect.purpose, effect.within, now)
        busy = await self._calendar.busy(plan.addresses, plan.range.start, plan.range.end)
        busy = without_holds(
            await self._without_own(request, busy), request, await self._own_holds(plan.range)
        )

        def search(work: UnitOfWork) -> None:
            now_row = work.outbox_row(row.key)
            if now_row is None or now_row.status is not OutboxStatus.PENDING:
                return
            current = work.load(request.id)
            ask = partial(
                planning.slot_query,
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
            query = ask(with_wishes=planning.has_wishes(current))
            answer = find_slots(query)
            if not answer.slots and planning.has_wishes(current):
                query = ask()
                answer = find_slots(query)
            self._engine.apply(work, current.id, _slots_event(effect.purpose, query, answer), settles=row.key)
            if effect.within is None:
                weigh(work, current.id, ask(), now)  # all free times, not only those they like best

        await self._thread.run(self._engine.in_transaction, search)
        return "searched"

    async def weigh_again(self, request: MeetingRequest) -> None:
        """See anew who of ours stands in the way, as the next offer would find it. Where that offer waits for
        a free time and there is one now, it is sought in the next pass."""
        now, purpose = self._clock.now(), offers.next_offer_purpose(request)
        plan = planning.search_plan(request, purpose, None, now)
        busy = await self._calendar.busy(plan.addresses, plan.range.start, plan.range.end)
        busy = without_holds(
            await self._without_own(request, busy), request, await self._own_holds(plan.range)
        )

        def look(work: UnitOfWork) -> None:
            current = work.load(request.id)
            query = planning.slot_query(
                current,
                plan,
                busy,
                purpose=purpose,
                within=None,
                held=work.held_spans(except_for=current.id),
                account=work.account(),
                count=offers.OFFER_COUNT,
                now=now,
                settings=self._engine.settings,
            )
            weigh(work, current.id, query, now)
            if offers.awaits_free_time(current, now) and find_slots(query).slots:
                self._engine.apply(work, current.id, TimesFreeAgain())

        await self._thread.run(self._engine.in_transaction, look)

    async def taken_among(self, request: MeetingRequest, starts: Sequence[datetime]) -> dict[datetime, str]:
        """Those of `starts` that can no longer be offered or booked, with the reason.

        Raises CalendarsUnread if a required calendar cannot be read: then nothing leaves.
        """
        if not starts:
            return {}
        now = self._clock.now()
        begin, end = min(starts) - SLOT_CHECK_AROUND, max(starts) + request.duration + SLOT_CHECK_AROUND
        plan = planning.SearchPlan(planning.addresses_of(request), Span(begin, end))
        busy = await self._calendar.busy(plan.addresses, begin, end)
        if unread := planning.unreadable(request, busy):
            raise CalendarsUnread(
                f"{planning.calendars_of(unread)} cannot be read.", "It is tried again by itself."
            )
        freed = await self._without_own(request, busy)
        freed = without_holds(freed, request, await self._standing_holds(request, starts))

        def check(work: UnitOfWork) -> dict[datetime, str]:
            query = planning.slot_query(
                request,
                plan,
                freed,
                purpose=SlotPurpose.THEIR_TIMES,
                within=None,
                held=work.held_spans(except_for=request.id),
                account=work.account(),
                count=1,
                now=now,
                settings=self._engine.settings,
            )
            reasons = {start: why_not(query, start, strict=False) for start in starts}
            return {start: reason for start, reason in reasons.items() if reason}

        return await self._thread.run(self._engine.in_transaction, check)

    async def _own_holds(self, within: Span) -> list[HoldEvent]:
        """Tentative events of ours on the rep's calendar; what they stand for is protected by the store."""

        def read(work: UnitOfWork) -> list[HoldEvent]:
            return [hold for hold in work.hold_events() if hold.event_id and overlaps(hold.span, within)]

        return await self._thread.run(self._engine.in_transaction, read)

    async def _standing_holds(self, request: MeetingRequest, starts: Sequence[datetime]) -> list[HoldEvent]:
        """Those around `starts` that still stand where we put them: one that the rep deleted or moved must
        not hide another event."""
        around = [Span(s - SLOT_CHECK_AROUND, s + request.duration + SLOT_CHECK_AROUND) for s in starts]
        near = [
            hold
            for hold in await self._own_holds(Span(min(a.start for a in around), max(a.end for a in around)))
            if any(overlaps(hold.span, one) for one in around)
        ]
        return [hold for hold in near if await self._stands(hold)]

    async def _stands(self, hold: HoldEvent) -> bool:
        event = await self._calendar.event(hold.event_id)
        return event is not None and not event.is_cancelled and Span(event.start, event.end) == hold.span

    async def _without_own(self, request: MeetingRequest, busy: planning.Busy) -> planning.Busy:
        """The calendars without the booked meeting itself, where it stands now."""
        if not request.calendar_event_id:
            return busy
        event = await self._calendar.event(request.calendar_event_id)
        if event is None or event.is_cancelled:
            return busy
        return planning.without(busy, Span(event.start, event.end))


def without_holds(busy: planning.Busy, request: MeetingRequest, holds: Sequence[HoldEvent]) -> planning.Busy:
    """The calendars with one entry less on the rep's own for each hold."""
    rep = request.organizer.email
    spans = busy.get(rep)
    if not holds or spans is None:
        return busy
    return {**busy, rep: without_once(spans, [hold.span for hold in holds])}


def _slots_event(purpose: SlotPurpose, query: SlotQuery, answer: SlotAnswer) -> Event:
    if answer.unreadable:
        return CalendarUnreadable(purpose, answer.unreadable)
    if not answer.slots:
        return NoSlotsFound(purpose, why_none(query))
    return SlotsFound(purpose, tuple(s.start for s in answer.slots), tuple(s.why for s in answer.slots))
