"""When the rep does not meet anybody: absent by their automatic replies, or on a day they do not work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.availability.spans import Span, merged, overlaps, subtract
from xforce_desktop.ports import Account, OwnAbsence
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.unit_of_work import StoredNotice

FALLBACK_ZONE = "UTC"
DEFAULT_HOURS = (time(9), time(17))  # of a rep whose mailbox does not say


def absent(account: Account | None, over: Span) -> tuple[Span, ...]:
    """The rep's absence inside `over`. One without an end takes no time: nobody knows how long it lasts."""
    away = account.away if account else None
    if away is None or away.end is None:
        return ()
    start, end = max(away.start or over.start, over.start), min(away.end, over.end)
    return (Span(start, end),) if start < end else ()


def days_off(
    account: Account | None, over: Span, named: Sequence[Sequence[Span]], timezone: str
) -> tuple[Span, ...]:
    """The days of the week on which the rep does not work, by the mailbox's working hours and on its clock.

    `named`: whole days that somebody chose, such as the rep's own for this request. Where no working time is
    among them, they mean a day off, and it is none then. `timezone` counts where the mailbox names none.
    """
    if account is None or not account.working_days:
        return ()
    zone = ZoneInfo(account.timezone or timezone)
    off = merged(
        Span(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))
        for day in _days(over, zone)
        if day.weekday() not in account.working_days
    )
    for spans in named:
        if not _has_working_time(account, spans, zone):
            off = subtract(off, spans)
    return off


def _has_working_time(account: Account, spans: Sequence[Span], zone: ZoneInfo) -> bool:
    first, end = account.working_hours or DEFAULT_HOURS
    return any(
        overlaps(span, Span(datetime.combine(day, first, zone), datetime.combine(day, end, zone)))
        for span in spans
        for day in _days(span, zone)
        if day.weekday() in account.working_days
    )


def _days(over: Span, zone: ZoneInfo) -> Iterator[date]:
    day, last = over.start.astimezone(zone).date(), over.end.astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def in_words(away: OwnAbsence | None, now: datetime, timezone: str) -> str:
    """ "on until Monday, December 7, 08:00"; empty if there are none."""
    if away is None:
        return ""
    until = f"until {_moment(away.end, timezone)}" if away.end else "without an end"
    if away.start is not None and away.start > now:
        return f"planned from {_moment(away.start, timezone)} {until}"
    return f"on {until}"


def notice_on(account: Account, now: datetime) -> StoredNotice | None:
    """What the rep is told of their own automatic replies; the same id for the same absence."""
    if account.away is None:
        return None
    zone = account.timezone or FALLBACK_ZONE
    meaning = (
        "No meeting is offered or booked in that time."
        if account.away.end
        else "As they have no end, times are offered as usual."
    )
    text = (
        f"They are {in_words(account.away, now, zone)}. {meaning} Mail is still read, answered and followed "
        "up in your name; pause what is to wait for you."
    )
    its_id = notice_id(f"away:{account.address}:{account.away.start}:{account.away.end}")
    return StoredNotice(its_id, None, "Your automatic replies", text, Urgency.NORMAL.value, now)


def _moment(at: datetime | None, timezone: str) -> str:
    assert at is not None
    local = at.astimezone(ZoneInfo(timezone))
    return f"{local:%A, %B} {local.day}, {local:%H:%M}"
