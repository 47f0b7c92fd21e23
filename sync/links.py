"""The Teams link of a booked meeting: asked for until it is there, and kept as the calendar has it."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sync.errors import AnswerTooLong, UnreadableAnswer
from xforce_desktop.clock import Clock
from xforce_desktop.errors import AnswerLost, OutsideError, Rejected, SignInNeeded
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Calendar, CalendarEvent
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import SendLetter, Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import Event, LinkMissing, LinkSeen, MeetingBooked
from xforce_desktop.scheduling.request import MeetingRequest, Platform
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

COMES_BY = timedelta(minutes=30)  # after the booking, and before the meeting: then the rep has to know
AT_LEAST = timedelta(minutes=5)  # after the booking, however soon the meeting begins
# A setting: how often Teams was asked for, by event, the newest last.
ASKED, MOST_EVENTS = "teams_asks", 500
MOST_ASKS = 2  # where the answer is lost, it may not have been done
UNSENT = frozenset({OutboxStatus.PENDING, OutboxStatus.WAITING})


class LinkWatch:
    """Compares the link on the calendar with the one that is known."""

    def __init__(self, calendar: Calendar, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._calendar = calendar
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def look(self, request: MeetingRequest, event: CalendarEvent | None) -> int:
        """1 if the link is news. `event` is the request's as the calendar has it now."""
        if request.platform is not Platform.TEAMS or event is None or event.is_cancelled:
            return 0
        if not event.join_url and await self._thread.run(self._never_came, request.id, event.event_id):
            event = await self._put_online(request, event)
        return await self._thread.run(self._take, request, event)

    def is_awaited(self, request: MeetingRequest) -> bool:
        """Whether the link is still on its way: then the event is read at each look."""
        lacks_it = request.platform is Platform.TEAMS and not request.join_url
        return lacks_it and not _is_overdue(request, self._clock.now())

    def _never_came(self, request_id: RequestId, event_id: str) -> bool:
        """Whether this event never had a link, and none was asked for: one that was taken off by hand is not
        brought back."""

        def read(work: UnitOfWork) -> bool:
            request = work.load(request_id)
            is_known = bool(request.join_url) or _has_had_link(work, request, event_id)
            return not is_known and _asks(work).get(event_id, 0) < MOST_ASKS

        return self._engine.in_transaction(read)

    async def _put_online(self, request: MeetingRequest, event: CalendarEvent) -> CalendarEvent:
        """Ask for Teams, once, if the calendar made the meeting without: everybody invited is told of it,
        also where it is of no use."""
        if event.is_online or _is_overdue(request, self._clock.now()):
            return event
        asks = MOST_ASKS
        try:
            event = await self._calendar.put_online(event.event_id)
        except SignInNeeded:
            raise
        except AnswerLost as error:  # done, the event shows it at the next look
            log.info("no Teams link for certain", extra={"request": str(request.id), "reason": error.title})
            asks = 1
        except (Rejected, UnreadableAnswer, AnswerTooLong) as error:
            log.warning("Teams was asked for in vain: %s", error.title)
        except OutsideError as error:  # not done, and asked again at the next look
            log.info("no Teams link yet", extra={"request": str(request.id), "reason": error.title})
            return event
        await self._thread.run(self._engine.in_transaction, lambda work: _note(work, event.event_id, asks))
        return event

    def _take(self, seen: MeetingRequest, event: CalendarEvent) -> int:
        def take(work: UnitOfWork) -> int:
            request = work.load(seen.id)
            if request.calendar_event_id != event.event_id or request.has_ended:
                return 0
            news = self._news(work, request, event)
            if news is None:
                return 0
            if isinstance(news, LinkSeen) and request.join_url:
                _mend_letters(work, request, news.join_url)
            return int(self._engine.apply(work, request.id, news) is not None)

        return self._engine.in_transaction(take)

    def _news(self, work: UnitOfWork, request: MeetingRequest, event: CalendarEvent) -> Event | None:
        if event.join_url:
            return LinkSeen(event.event_id, event.join_url) if event.join_url != request.join_url else None
        if request.join_url:  # while the event is online, its link is only left out of this answer
            return None if event.is_online else LinkSeen(event.event_id, "")
        is_over = request.ends_at is not None and request.ends_at <= self._clock.now()
        if is_over or not _is_overdue(request, self._clock.now()):
            return None
        if _has_had_link(work, request, event.event_id) or _was_told(work, request, event.event_id):
            return None
        return LinkMissing(event.event_id)


def _is_overdue(request: MeetingRequest, now: datetime) -> bool:
    """Whether the link should be there by now."""
    booked_at, start = request.booked_at or request.created_at, request.scheduled_time
    is_near = start is not None and now >= start - COMES_BY
    return now >= booked_at + (AT_LEAST if is_near else COMES_BY)


def _asks(work: UnitOfWork) -> dict[str, int]:
    asks: dict[str, int] = json.loads(work.setting(ASKED) or "{}")
    return asks


def _note(work: UnitOfWork, event_id: str, asks: int) -> None:
    """Kept over a restart: another time would write to everybody invited once more."""
    known = _asks(work)
    newest = known.pop(event_id, 0) + asks
    work.save_setting(ASKED, json.dumps(dict([*known.items(), (event_id, newest)][-MOST_EVENTS:])))


def _has_had_link(work: UnitOfWork, request: MeetingRequest, event_id: str) -> bool:
    events = (line.event for line in work.journal(request.id))
    return any(isinstance(one, LinkSeen) and one.event_id == event_id for one in events)


def _was_told(work: UnitOfWork, request: MeetingRequest, event_id: str) -> bool:
    return any(line.event == LinkMissing(event_id) for line in work.journal(request.id))


def _mend_letters(work: UnitOfWork, request: MeetingRequest, join_url: str) -> None:
    """What is worded and has not begun to leave names the new link."""
    for row in work.outbox_of(request.id):
        is_letter = row.status in UNSENT and isinstance(row.effect, SendLetter)
        if is_letter and not row.attempts and request.join_url in row.body:
            work.update_row(_renamed(row, request.join_url, join_url))


def mended(work: UnitOfWork, row: OutboxRow) -> OutboxRow | None:
    """A letter that names a link which is another by now, with the one that is; None if it names no such."""
    old = _old_link(work, row)
    if not old:
        return None
    changed = _renamed(row, old, work.load(row.request_id).join_url)
    return changed if changed != row else None


def tell_of_old_link(work: UnitOfWork, row: OutboxRow, now: datetime) -> None:
    """Once, of a letter that left with a link which was another before anybody knew that it had left."""
    if not _old_link(work, row):
        return
    title = work.load(row.request_id).title
    words = (
        f"{title}: a mail has left with the meeting's old Teams link; Outlook's invitation has what holds."
    )
    its_id = notice_id(f"old link:{row.key}")
    work.add_notice(
        StoredNotice(its_id, row.request_id, "Another Teams link", words, Urgency.NORMAL.value, now)
    )


def _old_link(work: UnitOfWork, row: OutboxRow) -> str:
    """A link in the letter's words that was the meeting's once and is not now; "" if there is none."""
    now = work.load(row.request_id).join_url
    events = [line.event for line in work.journal(row.request_id)]
    once = {one.join_url for one in events if isinstance(one, LinkSeen | MeetingBooked)} - {"", now}
    return next((link for link in once if link in row.body), "")


def _renamed(row: OutboxRow, old: str, new: str) -> OutboxRow:
    """Without a new link it is worded anew, unless the rep has edited it: those words are theirs, and they
    are told."""
    if new:
        return replace(row, body=row.body.replace(old, new))
    return row if row.edited_by_rep else replace(row, subject="", body="", writer="")
