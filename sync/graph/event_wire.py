"""Graph's events as values of the core."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sync.answers import understood
from sync.errors import UnreadableAnswer
from sync.graph.http_wire import Json
from sync.graph.wire import RESPONSES, address_of, moment, required, time_slot, zoned_moment
from xforce_desktop.ports import CalendarEvent, EventAnswer

log = logging.getLogger(__name__)


@understood()
def calendar_event(item: Json) -> CalendarEvent:
    """An event. Raises UnreadableAnswer without an id or its times."""
    start, end = zoned_moment(item.get("start")), zoned_moment(item.get("end"))
    if start is None or end is None:
        raise UnreadableAnswer("an event without its times")
    return CalendarEvent(
        event_id=required(item, "id"),
        start=start,
        end=end,
        is_cancelled=bool(item.get("isCancelled")),
        join_url=join_url(item),
        answers=tuple(_answers(item.get("attendees") or ())),
        is_online=_is_online(item),
    )


@understood()
def join_url(item: Mapping[str, Any]) -> str:
    """The address of the online meeting, "" if the event has none."""
    if not _is_online(item):
        return ""
    return str((item.get("onlineMeeting") or {}).get("joinUrl") or "")


def _is_online(item: Mapping[str, Any]) -> bool:
    """What is left out is not denied."""
    return item.get("isOnlineMeeting") is not False


def _answers(attendees: Sequence[Json]) -> Iterator[EventAnswer]:
    """Of one who proposes a time that cannot be read nothing is said here: their mail says it, as a mail."""
    for one in attendees:
        if not _is_guest(one):
            continue
        try:
            yield _event_answer(one)
        except UnreadableAnswer as error:
            log.warning("An answer on an event cannot be understood: %s", error.what)


def _event_answer(attendee: Json) -> EventAnswer:
    status = attendee.get("status") or {}
    response = RESPONSES.get(str(status.get("response") or "").lower(), "none")
    return EventAnswer(
        address=address_of(attendee),
        response=response,
        answered_at=moment(status.get("time")) if response != "none" else None,
        proposed=time_slot(attendee.get("proposedNewTime")),
    )


def _is_guest(attendee: Json) -> bool:
    is_room = str(attendee.get("type") or "").lower() == "resource"
    is_host = str((attendee.get("status") or {}).get("response") or "").lower() == "organizer"
    return not is_room and not is_host and bool(address_of(attendee))
