"""The figures cut up: by week, month, channel, persona, hour, weekday, kind of mail and type of meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from xforce_desktop.learning import metrics
from xforce_desktop.learning.asks import KINDS_IN_ORDER, WEEKDAYS, Ask, asks_of, hour_band
from xforce_desktop.learning.figures import Rate, Share, Spread, spread_of
from xforce_desktop.learning.scope import persona_of
from xforce_desktop.learning.table import Cell, Column, Table
from xforce_desktop.learning.weeks import Week, scheduler_metrics
from xforce_desktop.scheduling.courses import Course

T = TypeVar("T")


class By(StrEnum):
    """How the figures can be cut up."""

    WEEK = "week"
    MONTH = "month"
    CHANNEL = "channel"
    PERSONA = "persona"
    HOUR = "hour"
    WEEKDAY = "weekday"
    KIND = "kind"
    MEETING_TYPE = "meeting-type"


HEADINGS = {
    By.WEEK: "Week of",
    By.MONTH: "Month",
    By.CHANNEL: "Channel",
    By.PERSONA: "Persona",
    By.HOUR: "Hour, their clock",
    By.WEEKDAY: "Day, their calendar",
    By.KIND: "Kind of message",
    By.MEETING_TYPE: "Type of meeting",
}
_OF_ASKS = (
    Column("asks", "Asks"),
    Column("open", "Still open"),
    Column("reply_rate", "Answered", kind=Rate),
    Column("reply_work_h", "Median wait, working hours", "h", Spread),
    Column("reply_h", "Median wait, by the clock", "h", Spread),
    Column("booking_rate", "Led to a booking", kind=Rate),
)
_OF_REQUESTS = (
    Column("requests", "Requests"),
    Column("ended", "Ended"),
    Column("booked_rate", "Booked", kind=Rate),
    Column("show_rate", "Show rate", kind=Rate),
    Column("asks_per_booking", "Asks to a booking", "asks", Spread),
)
_OF_WEEKS = (
    Column("total_requests", "Ended requests"),
    Column("meetings_held", "Held"),
    Column("cancelled_by_prospect", "Cancelled by them"),
    Column("gave_up", "Given up"),
    Column("avg_attempts_to_schedule", "Asks per request"),
    Column("avg_no_shows", "No-shows per request"),
    Column("avg_days_to_schedule", "Days to the meeting"),
    Column("meeting_success_rate", "Success"),
)
_ABOUT_ASKS = (
    "Each row counts messages that asked for an answer; those that still wait for it, or that you withdrew "
    "before it came, are in no share."
)
_ABOUT_REQUESTS = "Each row counts requests; what is still open has not failed and is in no share."
_ABOUT_WEEKS = (
    "Ended requests by the {unit} in which they were asked for; weeks begin on Monday in your time zone."
)


def breakdown(courses: Sequence[Course], by: By, zone: ZoneInfo) -> Table:
    """The table of these requests; `zone` is the rep's."""
    if by in (By.WEEK, By.MONTH):
        return _of_weeks(scheduler_metrics(courses, zone, by_month=by is By.MONTH), by)
    if by in _REQUEST_GROUPS:
        return _of_requests(courses, by)
    return _of_asks([ask for course in courses for ask in asks_of(course)], by)


def _of_weeks(weeks: Iterable[Week], by: By) -> Table:
    rows = tuple(
        (
            week.week,
            week.total_requests,
            week.meetings_held,
            week.cancelled_by_prospect,
            week.gave_up,
            week.avg_attempts_to_schedule,
            week.avg_no_shows,
            week.avg_days_to_schedule,
            Share(week.meeting_success_rate, week.total_requests),
        )
        for week in weeks
    )
    about = _ABOUT_WEEKS.format(unit=by.value)
    return Table(by.value, about, (Column(by.value, HEADINGS[by]), *_OF_WEEKS), rows)


def _of_requests(courses: Sequence[Course], by: By) -> Table:
    groups = _grouped(courses, _REQUEST_GROUPS[by])
    rows = [
        (
            _in_words(name),
            len(group),
            sum(course.has_ended for course in group),
            metrics.booking_rate(group),
            metrics.show_rate(group),
            metrics.asks_per_booking(group),
            *_ask_cells([ask for course in group for ask in asks_of(course)]),
        )
        for name, group in sorted(groups.items())
    ]
    columns = (Column(_key(by), HEADINGS[by]), *_OF_REQUESTS, *_OF_ASKS)
    return Table(by.value, _ABOUT_REQUESTS, columns, tuple(rows), rate="booked_rate", spread="reply_work_h")


def _of_asks(asks: Sequence[Ask], by: By) -> Table:
    groups = _grouped(asks, _ASK_GROUPS[by])
    rows = [(_ask_name(by, name), *_ask_cells(group)) for name, group in sorted(groups.items(), key=_place)]
    columns = (Column(_key(by), HEADINGS[by]), *_OF_ASKS)
    return Table(by.value, _ABOUT_ASKS, columns, tuple(rows), rate="reply_rate", spread="reply_work_h")


def _ask_cells(asks: Sequence[Ask]) -> tuple[Cell, ...]:
    return (
        len(asks),
        sum(ask.is_open for ask in asks),
        metrics.reply_rate(asks),
        spread_of([ask.waited_work_h for ask in asks if ask.waited_work_h is not None]),
        spread_of([ask.waited_h for ask in asks if ask.waited_h is not None]),
        metrics.ask_booking_rate(asks),
    )


def _grouped(things: Iterable[T], group_of: Callable[[T], Hashable]) -> Mapping[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        groups[str(group_of(thing))].append(thing)
    return groups


_REQUEST_GROUPS: Mapping[By, Callable[[Course], Hashable]] = {
    By.PERSONA: lambda course: persona_of(course).value,
    By.MEETING_TYPE: lambda course: course.meeting_type,
}
_ASK_GROUPS: Mapping[By, Callable[[Ask], Hashable]] = {
    By.CHANNEL: lambda ask: ask.channel,
    By.HOUR: lambda ask: hour_band(ask.hour),
    By.WEEKDAY: lambda ask: ask.weekday,
    By.KIND: lambda ask: ask.kind,
}


def _place(entry: tuple[str, object]) -> tuple[int, str]:
    """Kinds of messages as a conversation brings them, all else by name."""
    name = entry[0]
    return (KINDS_IN_ORDER.index(name) if name in KINDS_IN_ORDER else 0), name


def _ask_name(by: By, name: str) -> str:
    return WEEKDAYS[int(name)] if by is By.WEEKDAY else name


def _in_words(name: str) -> str:
    """ "operations_manager": "Operations manager"."""
    return name.replace("_", " ").capitalize()


def _key(by: By) -> str:
    return by.value.replace("-", "_")
