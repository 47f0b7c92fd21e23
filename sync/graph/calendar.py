"""The rep's calendar through Graph, and free/busy of the organisation."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sync.errors import RefusedByGraph
from sync.graph.event_wire import calendar_event
from sync.graph.http import GraphClient
from sync.graph.http_wire import IMMUTABLE, UTC_TIMES, Json, items_of, path_of
from sync.graph.mail_body import page
from sync.graph.schedule import INTERVAL_MIN, busy_spans, groups, windows
from sync.graph.wire import attendees, in_zone
from sync.graph.zones import windows_name
from xforce_desktop.availability.spans import Span
from xforce_desktop.errors import AnswerLost, NotFound, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import CalendarEvent, MeetingPlan

log = logging.getLogger(__name__)

_PREFER = (IMMUTABLE, UTC_TIMES)
_FIELDS = {"$select": "start,end,isCancelled,isOnlineMeeting,onlineMeetingProvider,onlineMeeting,attendees"}
_ONLINE = {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
# Ours, for ever: the same key must give the same transactionId after an update of the program.
_NAMESPACE = uuid.UUID("0b1f7c7e-53a4-4d0b-8f0c-5e3a8d2b9c41")
_AROUND = timedelta(days=1)  # an event may have been moved by hand before we look for it
_PAGE = "100"
_ZONE_CODES = ("TimeZoneNotSupportedException", "ErrorTimeZone", "ErrorInvalidTimeZone")


class GraphCalendar:
    """`ports.Calendar` on Graph."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def busy(
        self, addresses: Sequence[str], start: datetime, end: datetime
    ) -> Mapping[str, tuple[Span, ...] | None]:
        """Busy, tentative and away count; working elsewhere does not. In order, event by event."""
        found: dict[str, list[Span] | None] = {address.lower(): [] for address in addresses}
        for window in windows(start, end):
            for group in groups(addresses):
                entries = await self._schedules(group, window)
                for address in group:
                    _add(found, address.lower(), entries.get(address.lower()), window, start)
        result: dict[str, tuple[Span, ...] | None] = {}
        for address in addresses:
            spans = found[address.lower()]
            result[address] = None if spans is None else _touching(spans, start, end)
        return result

    async def create(self, plan: MeetingPlan, key: EffectKey) -> CalendarEvent:
        """Create and invite, once per key. Without a Teams link, although one was asked for, the event stays
        and `join_url` is empty: the service may answer before it has one."""
        doing = "put the meeting on the calendar"
        return calendar_event(await self._created(doing, plan, _transaction_id(key)))

    async def put_online(self, event_id: str) -> CalendarEvent:
        doing, path = "get the Teams link", path_of("me", "events", event_id)
        return calendar_event(await self._graph.patch(doing, path, _ONLINE, _PREFER, is_repeatable=False))

    async def find(self, key: EffectKey, start: datetime, end: datetime) -> CalendarEvent | None:
        """Looks from a day before to a day after: the service cannot be asked for a transaction."""
        doing = "see whether the meeting is on the calendar"
        around = Span(start - _AROUND, end + _AROUND)
        item = await self._of_transaction(doing, _transaction_id(key), around)
        return calendar_event(item) if item else None

    async def move(self, event_id: str, start: datetime, end: datetime) -> CalendarEvent:
        """Only the times change; everybody invited is told, and their answers count no more."""
        doing, path = "move the meeting", path_of("me", "events", event_id)
        now = await self._graph.get(doing, path, {"$select": "originalStartTimeZone"}, _PREFER)
        zone = str(now.get("originalStartTimeZone") or "UTC")
        times = {"start": in_zone(start, zone), "end": in_zone(end, zone)}
        return calendar_event(await self._graph.patch(doing, path, times, _PREFER))

    async def set_attendees(
        self, event_id: str, required: Sequence[tuple[str, str]], optional: Sequence[tuple[str, str]]
    ) -> None:
        """The whole list is replaced, and nothing else is sent along: then only those whose part changes are
        told, and the Teams link stays. Source: learn.microsoft.com/graph/api/event-update"""
        people = attendees(required, "required") + attendees(optional, "optional")
        path = path_of("me", "events", event_id)
        await self._graph.patch("change who is invited", path, {"attendees": people}, _PREFER)

    async def cancel(self, event_id: str, comment: str) -> None:
        """Withdraw the invitation, with a word to everybody invited; fine if the event is gone."""
        doing, path = "cancel the meeting", path_of("me", "events", event_id, "cancel")
        try:
            await self._graph.post(doing, path, {"comment": comment})
        except NotFound:
            log.info("The meeting was gone already")
        except (AnswerLost, RefusedByGraph):  # a meeting cancelled before may be refused
            event = await self.event(event_id)
            if event is not None and not event.is_cancelled:
                raise

    async def remove(self, event_id: str) -> None:
        """Nobody is told, as nobody is invited; fine if the event is gone."""
        try:
            await self._graph.delete("take a hold off the calendar", path_of("me", "events", event_id))
        except NotFound:
            log.info("The hold was gone already")

    async def event(self, event_id: str) -> CalendarEvent | None:
        """The organizer's copy, which alone knows everybody's answer. None if it is gone."""
        doing, path = "read the meeting", path_of("me", "events", event_id)
        try:
            item = await self._graph.get(doing, path, _FIELDS, _PREFER, is_asked_later=True)
        except NotFound:
            return None
        return calendar_event(item)

    async def versions(self, start: datetime, end: datetime) -> Mapping[str, str]:
        """By `changeKey`, which changes whenever the item does; nothing else of the rep's day is fetched. An
        item without one is left out: it says nothing of itself."""
        query = {**_view(Span(start, end)), "$select": "id,changeKey"}
        events = self._graph.pages("look at your calendar", path_of("me", "calendarView"), query, _PREFER)
        named = [(item.get("id"), item.get("changeKey")) async for item in events]
        return {str(event_id): str(version) for event_id, version in named if event_id and version}

    async def _schedules(self, group: Sequence[str], window: Span) -> dict[str, Json]:
        """Answers by address in small letters; their order is not promised."""
        doing = "read the calendars"
        asked = {
            "schedules": list(group),
            "startTime": in_zone(window.start, "UTC"),
            "endTime": in_zone(window.end, "UTC"),
            "availabilityViewInterval": INTERVAL_MIN,
        }
        path = path_of("me", "calendar", "getSchedule")
        answer = await self._graph.post(doing, path, asked, prefer=_PREFER, is_repeatable=True)
        return {str(one.get("scheduleId") or "").lower(): one for one in items_of(answer)}

    async def _created(self, doing: str, plan: MeetingPlan, transaction_id: str) -> Json:
        """The event of this transaction, whether this call made it or an earlier one."""
        zone = windows_name(plan.timezone)
        for _ in range(2):
            try:
                return await self._post(doing, plan, transaction_id, zone)
            except AnswerLost:
                log.info("The answer was lost; asking again under the same transactionId is safe")
            except RefusedByGraph as error:
                if error.is_code("ErrorDuplicateTransactionId"):
                    return await self._existing(doing, plan, transaction_id)
                if zone == "UTC" or not error.is_code(*_ZONE_CODES):
                    raise
                log.info("Microsoft does not know the time zone; the invitation is in UTC")
                zone = "UTC"
        return await self._post(doing, plan, transaction_id, zone)

    async def _post(self, doing: str, plan: MeetingPlan, transaction_id: str, zone: str) -> Json:
        asked = _event(plan, transaction_id, zone)
        return await self._graph.post(doing, path_of("me", "events"), asked, prefer=_PREFER)

    async def _existing(self, doing: str, plan: MeetingPlan, transaction_id: str) -> Json:
        """The event made before under this transactionId. Raises TemporaryError if it does not show."""
        item = await self._of_transaction(doing, transaction_id, Span(plan.start, plan.end))
        if item is None:
            raise TemporaryError(
                f"Could not {doing} yet", "It was made before, but does not show on the calendar."
            )
        return item

    async def _of_transaction(self, doing: str, transaction_id: str, within: Span) -> Json | None:
        query = {**_view(within), "$select": _FIELDS["$select"] + ",transactionId"}
        async for item in self._graph.pages(doing, path_of("me", "calendarView"), query, _PREFER):
            if item.get("transactionId") == transaction_id:
                return item
        return None


def _view(within: Span) -> dict[str, str]:
    """The window of a calendar view."""
    return {
        "startDateTime": f"{within.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "endDateTime": f"{within.end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "$top": _PAGE,
    }


def _transaction_id(key: EffectKey) -> str:
    return str(uuid.uuid5(_NAMESPACE, key))


def _add(
    found: dict[str, list[Span] | None], address: str, entry: Json | None, window: Span, start: datetime
) -> None:
    """One part unknown makes the whole unknown. What began before a later part was in the part before."""
    spans = busy_spans(entry, window)
    known = found[address]
    if spans is None or known is None:
        found[address] = None
    else:
        is_first = window.start == start
        known.extend(span for span in spans if is_first or span.start >= window.start)


def _touching(spans: Sequence[Span], start: datetime, end: datetime) -> tuple[Span, ...]:
    return tuple(span for span in sorted(spans) if span.start < end and span.end > start)


def _event(plan: MeetingPlan, transaction_id: str, zone: str) -> Json:
    if plan.is_hold:
        return _hold(plan, transaction_id, zone)
    event: Json = {
        "subject": " ".join(plan.subject.split()),
        "body": {"contentType": "html", "content": page(plan.body)},
        "start": in_zone(plan.start, zone),
        "end": in_zone(plan.end, zone),
        "attendees": attendees(plan.required, "required") + attendees(plan.optional, "optional"),
        "allowNewTimeProposals": True,
        "responseRequested": True,
        "transactionId": transaction_id,
    }
    if plan.location:
        event["location"] = {"displayName": plan.location}
    return {**event, **_ONLINE} if plan.is_teams else event


def _hold(plan: MeetingPlan, transaction_id: str, zone: str) -> Json:
    """Tentative, private and quiet: the rep alone sees it, and nothing rings."""
    return {
        "subject": " ".join(plan.subject.split()),
        "body": {"contentType": "html", "content": page(plan.body)},
        "start": in_zone(plan.start, zone),
        "end": in_zone(plan.end, zone),
        "showAs": "tentative",
        "sensitivity": "private",
        "isReminderOn": False,
        "responseRequested": False,
        "transactionId": transaction_id,
    }
