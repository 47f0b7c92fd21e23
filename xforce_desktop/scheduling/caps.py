"""Manners: how many unasked-for messages one person, one company and everybody may get on one day.

Only messages that start or press count, and only they are held back: an answer to what somebody wrote, a
confirmation or a reminder always goes. Figures: resources/cadence.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from xforce_desktop.clock import as_utc
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import cadence
from xforce_desktop.scheduling.correspondents import is_colleague
from xforce_desktop.scheduling.phones import number_of
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.rules.timing import locale_of
from xforce_desktop.scheduling.unit_of_work import Nudge

UNASKED = frozenset(
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.DE_ESCALATE,
        LetterKind.SMS,
        LetterKind.SOCIAL_PROOF,
        LetterKind.CHAMPION_CC,
        LetterKind.CHAMPION_INTRO,
    }
)
_KINDS = frozenset(kind.value for kind in UNASKED)


@dataclass(frozen=True)
class PutOff:
    """Not today: when it may go (UTC), and why not now."""

    until: datetime
    why: str


def day_began(request: MeetingRequest, now: datetime) -> datetime:
    """Midnight of the recipient's day, UTC."""
    zone = ZoneInfo(request.recipient_timezone)
    return as_utc(datetime.combine(now.astimezone(zone).date(), time(), zone))


def put_off(
    request: MeetingRequest, kind: LetterKind, sent: Sequence[Nudge], now: datetime, helper: str = ""
) -> PutOff | None:
    """Whether a message of that kind has to wait for another day. `sent`: what left since `day_began`;
    `helper`: the address of who is asked for an introduction."""
    if kind not in UNASKED or _answers_them(request):
        return None
    asks = [one for one in sent if one.kind in _KINDS]
    if reason := _reason(request, asks, helper):
        place = locale_of(request)
        tomorrow = cadence.next_working_morning(now, place)
        return PutOff(tomorrow, f"{reason}, so this one waits for their next working day.")
    return None


def _answers_them(request: MeetingRequest) -> bool:
    """Whether the newest word is theirs: a shorter meeting may be the answer to what they wrote."""
    return bool(request.history) and request.history[-1].type.startswith("prospect_")


def _reason(request: MeetingRequest, asks: Sequence[Nudge], helper: str) -> str:
    """A mail to who may introduce us is none to the prospect."""
    limits = cadence.caps()
    people = {helper.casefold()} if helper else _places_of(request)
    to_them = [one for one in asks if people & {address.casefold() for address in one.to}]
    if len(to_them) >= limits.asks_per_person_per_day:
        is_other = all(one.request_id != request.id for one in to_them)
        return f"They have had a message from us today{' about another meeting' if is_other else ''}"
    there = [one for one in asks if _is_same_company(request, one)]
    if len(there) >= limits.asks_per_company_per_day:
        whom = ", ".join(dict.fromkeys(place for one in there for place in one.to))
        return f"Their company has had {len(there)} messages from us today (to {whom})"
    if len(asks) >= limits.asks_per_day:
        return f"{limits.asks_per_day} messages have left today"
    return ""


def _places_of(request: MeetingRequest) -> set[str]:
    """Where those are reached who have to agree: addresses and numbers."""
    numbers = {number_of(request, a) for a in request.required_external} - {None, ""}
    return {a.email.casefold() for a in request.required_external} | {str(one) for one in numbers}


def _is_same_company(request: MeetingRequest, sent: Nudge) -> bool:
    if request.company_id is not None and sent.company_id == request.company_id:
        return True
    return any(is_colleague(address, request) for address in sent.to)
