"""Free and busy out of getSchedule's answer. What cannot be read is unknown, never free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sync.answers import understood
from sync.errors import UnreadableAnswer
from sync.graph.http_wire import Json
from sync.graph.wire import zoned_moment
from xforce_desktop.availability.spans import Span, merged, overlaps

# At most 20 mailboxes and less than 62 days a call: learn.microsoft.com/graph/outlook-get-free-busy-schedule
GROUP = 20
WINDOW = timedelta(days=42)
INTERVAL_MIN = 15
_ELSEWHERE = "workingelsewhere"
_FREE = {"free", _ELSEWHERE}
_FREE_DIGIT = "0"  # free or working elsewhere; every other digit takes time
_ELSEWHERE_DIGIT = "4"  # of services that tell it from free


def groups(addresses: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each address once, in groups that fit one call."""
    distinct = list({address.lower(): address for address in addresses}.values())
    for at in range(0, len(distinct), GROUP):
        yield distinct[at : at + GROUP]


def windows(start: datetime, end: datetime) -> Iterator[Span]:
    """[start, end) in pieces that fit one call; none is shorter than the interval asked for."""
    shortest = timedelta(minutes=INTERVAL_MIN)
    while start < end:
        stop = min(start + WINDOW, end)
        if timedelta(0) < end - stop < shortest:
            stop = end
        yield Span(start, max(stop, start + shortest))
        start = stop


@understood()
def busy_spans(entry: Json | None, window: Span) -> tuple[Span, ...] | None:
    """What takes time in one mailbox's entry, event by event, or None if it does not tell."""
    if not entry or entry.get("error"):
        return None
    view = entry.get("availabilityView")
    if not isinstance(view, str) or not view:
        return None
    taking: list[Span] = []
    elsewhere: list[Span] = []
    for item in entry.get("scheduleItems") or ():
        try:
            start, end = zoned_moment(item.get("start")), zoned_moment(item.get("end"))
        except UnreadableAnswer:
            return None
        if start is None or end is None or end <= start:
            continue
        status = str(item.get("status") or "").lower()
        if status not in _FREE:
            taking.append(Span(start, end))
        elif status == _ELSEWHERE:
            elsewhere.append(Span(start, end))
    return tuple(sorted([*taking, *merged(_only_in_view(view, window, taking, elsewhere))]))


def _only_in_view(
    view: str, window: Span, taking: Sequence[Span], elsewhere: Sequence[Span]
) -> Iterator[Span]:
    """Busy slots of the view that no item explains: the list of items may be missing or cut.

    An item that takes no time explains none, but for working elsewhere its own digit.
    """
    for number, digit in enumerate(view):
        if digit == _FREE_DIGIT:
            continue
        slot = Span.lasting(window.start + timedelta(minutes=number * INTERVAL_MIN), INTERVAL_MIN)
        explaining = [*taking, *elsewhere] if digit == _ELSEWHERE_DIGIT else taking
        if not any(overlaps(slot, item) for item in explaining):
            yield slot
