"""What speaks against a booking although a time is named and sounds taken; the last look before it.

A booking that should have been a question costs a customer, a question one mail. So here a word is enough.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.replies.analysis import ReplyContext
from xforce_desktop.replies.lengths import other_length
from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.settle import Settlement
from xforce_desktop.replies.stance import Stance
from xforce_desktop.replies.statements import Parsed

_BOUND = re.compile(
    r"\b(?:before|after|until|till|til|up to|not before|by|since|past)(?: (?:my|the|our|that|this|on|at|"
    r"next|around))*\W*$"
)
_KEPT_SHORT = re.compile(
    r"\bkeep (?:it|this|things)\b|\bif (?:you can|it'?s|it is|it really is|it truly is|we)\b"
)
_LEAVES = re.compile(
    r"\b(?:hard stop|(?:have|has|need|needs|got|gotta)(?: to)? (?:leave|go|run|be (?:out|gone|off|done|"
    r"somewhere))|out|done|gone|leave)"
    r"(?: (?:of|at|by|the|building|door|here|before|\w+))*? (?:at|by|before) "
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\b"
)
_HOUR_REFUSED = re.compile(
    r"\b(?:not|just|but|only|isn'?t) (?:at )?(?P<a>\d{1,2})(?:[:.]\d\d)?(?: though| then|\W*$| (?:is|is "
    r"too|will be) (?:bad|rough|tight|out|early|late|tough))|"
    r"\b(?P<b>\d{1,2})(?:[:.]\d\d)?(?:'s| is)? (?:isn'?t|does ?n[o']t|does not|won'?t|not|too (?:early|"
    r"late)|is (?:bad|rough|out|tight|when|not|too)|"
    r"when|rough|bad|tough|no good)\b"
)


def counter_sign(parsed: Parsed, settled: Settlement, offer: int, context: ReplyContext) -> str:
    """The words that speak against booking that offer; empty if there are none."""
    folded = fold(parsed.written)
    start = context.proposed_times[offer].astimezone(ZoneInfo(context.timezone))
    return (
        _bounded(parsed, settled, offer)
        or found("counter_signs", folded)
        or _hour_refused(folded, start)
        or _too_short(parsed.written, folded, start, context.duration_minutes)
    )


def _bounded(parsed: Parsed, settled: Settlement, offer: int) -> str:
    """ "Before Thursday at 3", "Tuesdays at 2": the offer is a limit, or one of many."""
    folded = fold(parsed.written)
    for named in settled.named:
        if offer not in named.match.offers or named.stance in {Stance.REFUSE, Stance.AWAY}:
            continue
        before = _BOUND.search(folded[max(0, named.start - 30) : named.start])
        if before:
            return before.group().strip()
    for statement in parsed.statements:
        phrase = statement.phrase
        if phrase is None or statement.stance in {Stance.REFUSE, Stance.AWAY, Stance.SAID}:
            continue
        nearby = [n for n in settled.named if offer in n.match.offers and 0 <= n.start - statement.end <= 6]
        plural = any(day.plural and day.kind is DayKind.WEEKDAY for day in phrase.days)
        if (phrase.bound in {"before", "after", "until"} and nearby) or (
            plural and any(n.start == statement.start for n in settled.named if offer in n.match.offers)
        ):
            return parsed.written[statement.start : statement.end].strip()
    return ""


def _hour_refused(folded: str, start: datetime) -> str:
    for match in _HOUR_REFUSED.finditer(folded):
        hour = int(match.group("a") or match.group("b"))
        if hour % 12 == start.hour % 12:
            return match.group().strip()
    return ""


def _too_short(text: str, folded: str, start: datetime, minutes: int) -> str:
    """They have less time than the meeting takes, or want more."""
    if _KEPT_SHORT.search(folded):
        return ""
    for match in _LEAVES.finditer(folded):
        hour = int(match.group("hour")) % 12 + (12 if start.hour >= 12 else 0)
        leaves = start.replace(hour=hour % 24, minute=int(match.group("minute") or 0) % 60)
        if start < leaves < start + timedelta(minutes=minutes):
            return match.group().strip()
    return other_length(text, minutes)
