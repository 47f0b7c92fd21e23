"""When the rep does not meet anybody: absent by their automatic replies, or on a day they do not work."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.availability.spans import Span
from xforce_desktop.ports import Account, OwnAbsence
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.unit_of_work import StoredNotice

FALLBACK_ZONE = "UTC"


def absent(account: Account | None, over: Span) -> tuple[Span, ...]:
    """The rep's absence inside `over`. One without an end takes no time: nobody knows how long it lasts."""
    away = account.away if account else None
    if away is None or away.end is None:
        return ()
    start, end = max(away.start or over.start, over.start), min(away.end, over.end)
    return (Span(start, end),) if start < end else ()


def days_off(account: Account | None, over: Span, timezone: str) -> tuple[Span, ...]:
    """Whole days of the week on which the rep does not work, by the mailbox's working hours."""
    if account is None or not account.working_days:
        return ()
    zone = ZoneInfo(timezone)
    day, last = over.start.astimezone(zone).date(), over.end.astimezone(zone).date()
    found = []
    while day <= last:
        if day.weekday() not in account.working_days:
            following = day + timedelta(days=1)
            found.append(
                Span(datetime.combine(day, time(0), zone), datetime.combine(following, time(0), zone))
            )
        day += timedelta(days=1)
    return tuple(found)


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
