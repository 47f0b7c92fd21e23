"""What the documentation of calendars and meetings wants beside the description. A line for each breach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.graph.http_wire import UTC_TIMES
from sync.sandbox.zones import find_zone
from tests.sync.graph_call import Call

MOST_SCHEDULES = 20
LONGEST_WINDOW = timedelta(days=62)
_TIMED = re.compile(r"/me/(events(/\{event-id\})?|calendarView(/delta.*)?|calendar/getSchedule)")


def asks_for_utc(call: Call) -> Iterator[str]:
    """Then no zone name we do not know can come back. …/graph/api/user-list-events"""
    gives_times = _TIMED.fullmatch(call.path) and call.method != "DELETE"
    if gives_times and UTC_TIMES not in call.preferences:
        yield f"no Prefer: {UTC_TIMES}"


def asks_for_few_schedules(call: Call) -> Iterator[str]:
    """…/graph/outlook-get-free-busy-schedule, …/graph/api/calendar-getschedule"""
    if not call.path.endswith("/getSchedule"):
        return
    schedules = call.body.get("schedules") or []
    if not 1 <= len(schedules) <= MOST_SCHEDULES:
        yield f"{len(schedules)} mailboxes at once"
    if len({str(one).lower() for one in schedules}) < len(schedules):
        yield "a mailbox twice"
    start, end = _moment(call.body.get("startTime")), _moment(call.body.get("endTime"))
    interval = call.body.get("availabilityViewInterval", 30)
    if start is None or end is None:
        yield "a window without an end that can be read"
    elif not timedelta(0) < end - start < LONGEST_WINDOW:
        yield f"a window of {end - start}"
    elif not isinstance(interval, int) or not 5 <= interval <= 1440:
        yield f"an interval of {interval} minutes"
    elif end - start < timedelta(minutes=interval):
        yield "a window shorter than its interval"


def makes_events_once(call: Call) -> Iterator[str]:
    """…/graph/api/resources/event: a repeated POST under one transactionId makes no second event."""
    if call.name != "POST /me/events":
        return
    if not call.body.get("transactionId"):
        yield "an event without a transactionId"
    yield from (f"an event without {name}" for name in ("subject", "start", "end") if name not in call.body)


def keeps_events_in_order(call: Call) -> Iterator[str]:
    """…/graph/api/event-update: both times or none, in a zone the service knows; all the people."""
    if (
        call.method not in ("POST", "PATCH")
        or not call.path.startswith("/me/events")
        or "cancel" in call.path
    ):
        return
    if ("start" in call.body) != ("end" in call.body):
        yield "only one of start and end"
    elif "start" in call.body:
        start, end = _moment(call.body["start"]), _moment(call.body["end"])
        if start is None or end is None or end <= start:
            yield "times that cannot be"
    if "transactionId" in call.body and call.method == "PATCH":
        yield "a transactionId cannot change"
    for one in call.body.get("attendees", ()):
        if not one.get("emailAddress", {}).get("address") or not one.get("type"):
            yield "an attendee without an address or a type"
    if "attendees" in call.body and call.method == "PATCH" and len(call.body) > 1:
        yield "attendees beside other changes: everybody would be told"
    if call.body.get("isOnlineMeeting") and call.body.get("onlineMeetingProvider") != "teamsForBusiness":
        yield "an online meeting of no provider"
    if call.body.get("isOnlineMeeting") is False:
        yield "an online meeting cannot be turned off"


def finds_meetings_by_address(call: Call) -> Iterator[str]:
    """…/graph/api/onlinemeeting-get: the only filter there is."""
    by_address = re.fullmatch(r"JoinWebUrl eq 'https?://[^']+'", call.query.get("$filter"))
    if call.name == "GET /me/onlineMeetings" and not by_address:
        yield "online meetings by something else than their address"


CALENDAR_RULES = (
    asks_for_utc, asks_for_few_schedules, makes_events_once, keeps_events_in_order, finds_meetings_by_address,
)  # fmt: skip


def _moment(value: Any) -> datetime | None:
    """The moment of a dateTimeTimeZone; None if it is none or its zone is unknown."""
    if not isinstance(value, dict):
        return None
    zone = find_zone(str(value.get("timeZone")))
    try:
        moment = datetime.fromisoformat(str(value.get("dateTime")))
    except ValueError:
        return None
    return moment.replace(tzinfo=zone).astimezone(UTC) if zone is not None and moment.tzinfo is None else None
