"""How the rep is told of a call: at once while the day has room for it, quietly where others come first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from xforce_desktop.clock import as_utc
from xforce_desktop.scheduling import leverage
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import TellRep, Urgency
from xforce_desktop.scheduling.leverage import LeverageCard, LeverageMoment
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork


def day_began(work: UnitOfWork, now: datetime) -> datetime:
    """Midnight of the rep's day, UTC."""
    account = work.account()
    zone = ZoneInfo(account.timezone if account and account.timezone else "UTC")
    return as_utc(datetime.combine(now.astimezone(zone).date(), time(), zone))


def notice_of(work: UnitOfWork, moment: LeverageMoment, since: datetime, a_day: int) -> TellRep:
    """Of a new card, before it is stored. `since`: when the rep's day began; `a_day`: how many calls it has
    room for."""
    told = moment.notice()
    ahead = sum(leverage.rests_until(kept.row) is None for kept in work.open_moments())
    if ahead + work.calls_made_since(since) < a_day:
        return told
    waits = f"It waits: {_calls(a_day)} a day are enough, and others come first."
    return TellRep(f"{told.title}, not today", f"{waits} {moment.brief.situation}", Urgency.LOW)


def notice_of_return(
    card: LeverageCard, request: MeetingRequest, row: Mapping[str, object], now: datetime
) -> StoredNotice:
    """Of one that was put off and is back; once for each time."""
    number = f"Number: {card.brief.number}. " if card.brief.number else ""
    text = f"You put this off until now. {number}{card.brief.why_now}"
    key = notice_id(f"{card.id}:back:{row['snoozed_until']}")
    return StoredNotice(key, request.id, card.title, text, Urgency.HIGH.value, now)


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number} calls"
