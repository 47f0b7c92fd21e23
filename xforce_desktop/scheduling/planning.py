"""From a request to the question that the availability code answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.availability.slots import Guest, Person, SlotQuery
from xforce_desktop.availability.spans import Span, overlaps, subtract, without_once
from xforce_desktop.ports import Account
from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.scheduling import own_time
from xforce_desktop.scheduling.effects import SlotPurpose
from xforce_desktop.scheduling.request import Attendee, MeetingRequest
from xforce_desktop.settings import Settings

Busy = Mapping[str, tuple[Span, ...] | None]

LATEST_EVENING = time(20)
EARLIEST_MORNING = time(7)
GRID = timedelta(minutes=30)  # between two starts
LEAST_AHEAD = timedelta(days=14)  # what is left of the range when times are offered again
PARTS = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(23, 59)),
}
DAY = (time(0), time(23, 59))


@dataclass(frozen=True)
class SearchPlan:
    """Whose calendars to read, over which span, and how to ask afterwards."""

    addresses: tuple[str, ...]
    range: Span


def search_plan(
    request: MeetingRequest, purpose: SlotPurpose, within: Sequence[Span] | None, now: datetime
) -> SearchPlan:
    """The calendars and the span of time that a search needs."""
    return SearchPlan(addresses_of(request), _range(request, purpose, within, now))


def _people_of(request: MeetingRequest) -> tuple[Attendee, ...]:
    organizer = request.organizer
    return (organizer, *(a for a in request.internal if a.id != organizer.id))


def addresses_of(request: MeetingRequest) -> tuple[str, ...]:
    """All our people whose calendars count, the organizer first."""
    return tuple(a.email for a in _people_of(request))


def unreadable(request: MeetingRequest, busy: Busy) -> tuple[str, ...]:
    """Required people of ours whose calendar could not be read."""
    return tuple(a.email for a in _people_of(request) if a.is_required and busy.get(a.email) is None)


def without(busy: Busy, own: Span) -> Busy:
    """The same calendars without the meeting that is being moved itself.

    Where it is listed its entry goes, and another event at the same time stays; a calendar that lists no
    events loses that time.
    """
    return {address: None if spans is None else _less(spans, own) for address, spans in busy.items()}


def _less(spans: tuple[Span, ...], own: Span) -> tuple[Span, ...]:
    return without_once(spans, [own]) if own in spans else subtract(spans, [own])


def _range(
    request: MeetingRequest, purpose: SlotPurpose, within: Sequence[Span] | None, now: datetime
) -> Span:
    """The rep's range, for later offers two weeks at least; their own times as far as they say."""
    if within:
        return Span(min(s.start for s in within), max(s.end for s in within))
    wanted = request.preferences.range
    start = max(wanted.start, now)
    end = wanted.end
    if purpose is SlotPurpose.RECOVERY:
        start = now
    if purpose is not SlotPurpose.OPTIONS or end <= now:
        end = max(end, start + LEAST_AHEAD)
    return Span(start, max(end, start + timedelta(minutes=1)))


PART_OF_DAY = timedelta(hours=6)  # whoever names no longer span has named the hours at which they can


def leaves_open_when(request: MeetingRequest) -> bool:
    """Whether what they proposed leaves room for more than one start on several days ("the week of the
    19th", "evenings next week"): one picked from that would be a guess."""
    zone, least = ZoneInfo(request.recipient_timezone), request.duration + GRID
    wide = [one for one in request.their_times if one.end - one.start >= least]
    edges = (edge for one in wide for edge in (one.start, one.end - GRID))
    return len({edge.astimezone(zone).date() for edge in edges}) > 1


def spans_ahead(request: MeetingRequest, now: datetime) -> tuple[Span, ...]:
    """What is still to come of the times they proposed."""
    cut = (Span(max(one.start, now), one.end) for one in request.their_times if one.end > now)
    return tuple(one for one in cut if one.end - one.start >= request.duration)


def as_limited(
    request: MeetingRequest, spans: Sequence[Span], *, with_wishes: bool = False
) -> tuple[Span, ...]:
    """`spans` as far as all that limits their time leaves them; as they are where that leaves nothing, for
    they named them last."""
    over = Span(min(one.start for one in spans), max(one.end for one in spans))
    said = limits(request, with_wishes=with_wishes)
    left = constraint_windows(said, over, request.recipient_timezone)
    if left is None:
        return tuple(spans)
    both = (Span(max(a.start, b.start), min(a.end, b.end)) for a in spans for b in left if overlaps(a, b))
    return tuple(one for one in both if one.end - one.start >= request.duration) or tuple(spans)


def slot_query(
    request: MeetingRequest,
    plan: SearchPlan,
    busy: Busy,
    *,
    purpose: SlotPurpose,
    within: Sequence[Span] | None,
    held: tuple[Span, ...],
    account: Account | None,
    count: int,
    now: datetime,
    settings: Settings,
    with_wishes: bool = False,
) -> SlotQuery:
    """The whole question. For their own times the rep's wishes and days off do not apply, busy times and an
    absence always do; where they named whole days, their own hours and what they refused do.

    `with_wishes`: only times that they like best."""
    theirs = purpose is SlotPurpose.THEIR_TIMES
    at_a_time = theirs and not leaves_open_when(request)  # one that they named, not only days
    at_hours = theirs and all(one.end - one.start <= PART_OF_DAY for one in within or ())
    wishes = request.preferences
    said = limits(request, with_wishes=with_wishes)
    constraint_spans = constraint_windows(said, plan.range, request.recipient_timezone)
    off = own_time.absent(account, plan.range)
    if not theirs:
        named = ((wishes.range,), _named_days(request, plan.range))
        off += own_time.days_off(account, plan.range, named, wishes.timezone)
    busy = _also_taken(busy, request.organizer.email, off)
    people = tuple(
        Person(a.email, a.is_required, request.preferences.timezone, busy.get(a.email))
        for a in _people_of(request)
    )
    hours = _hours(account, wishes.timezone)
    if "evening" in wishes.preferred_times:
        hours = (hours[0], LATEST_EVENING)
    return SlotQuery(
        now=now,
        duration_minutes=request.duration_minutes,
        range=plan.range,
        timezone=wishes.timezone,
        people=people,
        preferred_times=() if theirs else wishes.preferred_times,
        avoid=() if theirs else wishes.avoid,
        working_hours=(EARLIEST_MORNING, LATEST_EVENING) if theirs else hours,
        buffer_minutes=settings.buffer_minutes,
        count=count,
        notice_minutes=0 if at_a_time else settings.offer_notice_minutes,
        guests=() if at_hours else _guests(request),
        held=held,
        exclude=() if at_a_time else request.refused_times,
        within=_windows(request, within, theirs, with_wishes) if within else constraint_spans,
    )


def _windows(
    request: MeetingRequest, within: Sequence[Span], theirs: bool, with_wishes: bool
) -> tuple[Span, ...]:
    """A time of theirs stands as it is; on days of theirs what they said before still counts."""
    return tuple(within) if theirs else as_limited(request, within, with_wishes=with_wishes)


def _also_taken(busy: Busy, address: str, taken: tuple[Span, ...]) -> Busy:
    """A calendar that cannot be read stays unknown."""
    spans = busy.get(address)
    return busy if spans is None or not taken else {**busy, address: tuple(sorted([*spans, *taken]))}


def _hours(account: Account | None, timezone: str) -> tuple[time, time]:
    """The rep's own working hours where they are known in this zone, else nine to five."""
    if account and account.working_hours and account.timezone in {"", timezone}:
        return account.working_hours
    return own_time.DEFAULT_HOURS


def _guests(request: MeetingRequest) -> tuple[Guest, ...]:
    state = request.company_state
    theirs = [
        Guest(a.timezone or request.preferences.timezone, "", state if request.company_name else "")
        for a in request.required_external
    ]
    if "evening" not in request.preferences.preferred_times:
        theirs.append(Guest(request.preferences.timezone))  # our own public holidays count too
    return tuple(theirs)


def constraint_windows(
    constraints: Sequence[Constraint], over: Span, timezone: str
) -> tuple[Span, ...] | None:
    """What everything they said leaves open, day by day in their zone; None if they said nothing."""
    if not constraints:
        return None
    zone = ZoneInfo(timezone)
    day, last = over.start.astimezone(zone).date(), over.end.astimezone(zone).date()
    open_spans = []
    while day <= last:
        for first, end in _open_hours(constraints, day):
            begins = datetime.combine(day, first, zone)
            ends = datetime.combine(day, end, zone)
            if ends > begins:
                open_spans.append(Span(begins, ends))
        day += timedelta(days=1)
    return tuple(open_spans)


def limits(request: MeetingRequest, *, with_wishes: bool = False) -> tuple[Constraint, ...]:
    """All that limits their time: said in this conversation and, where that does not speak against it, what
    stands in the account's memory."""
    own = request.constraints
    standing = [one for one in request.standing if with_wishes or not one.is_wish]
    held = [c for one in standing for c in one.constraints if not any(_overrules(said, c) for said in own)]
    return tuple(dict.fromkeys((*own, *held)))


def _overrules(said: Constraint, kept: Constraint) -> bool:
    """Whether what they say now takes the place of what they said before: of two clocks and of two choices
    the newer counts, and a day that they name now is open."""
    if said.kind is kept.kind:
        return kept.kind not in {ConstraintKind.NEVER_WEEKDAY, ConstraintKind.NEVER_PART} and said != kept
    is_same = (said.weekday, said.part) == (kept.weekday, kept.part)
    return is_same and {said.kind, kept.kind} in _OPPOSITES


_OPPOSITES = (
    {ConstraintKind.NEVER_WEEKDAY, ConstraintKind.ONLY_WEEKDAY},
    {ConstraintKind.NEVER_PART, ConstraintKind.ONLY_PART},
)


def has_wishes(request: MeetingRequest) -> bool:
    """Whether they like some times best and can do others."""
    return any(one.is_wish and one.constraints for one in request.standing)


def barred(request: MeetingRequest, starts: Sequence[datetime]) -> tuple[datetime, ...]:
    """Those of `starts` at which they do not meet, by what they said."""
    said = limits(request)
    if not said or not starts:
        return ()
    over = Span(min(starts) - timedelta(days=1), max(starts) + timedelta(days=1))
    spans = constraint_windows(said, over, request.recipient_timezone) or ()
    return tuple(t for t in starts if not any(s.start <= t and t + request.duration <= s.end for s in spans))


def _named_days(request: MeetingRequest, over: Span) -> tuple[Span, ...]:
    """The whole days that they can meet on, if they named any: a wish for an hour of the day names none."""
    days = [c for c in limits(request) if c.kind is ConstraintKind.ONLY_WEEKDAY]
    return constraint_windows(days, over, request.recipient_timezone) or ()


def _open_hours(constraints: Sequence[Constraint], day: date) -> list[tuple[time, time]]:
    hours = [DAY]
    only_days = {c.weekday for c in constraints if c.kind is ConstraintKind.ONLY_WEEKDAY}
    if only_days and day.weekday() not in only_days:
        return []
    only_parts = [
        PARTS[c.part] for c in constraints if c.kind is ConstraintKind.ONLY_PART and c.part in PARTS
    ]
    if only_parts:
        hours = only_parts
    for constraint in constraints:
        hours = _narrowed(hours, constraint, day)
    return hours


def _narrowed(hours: list[tuple[time, time]], constraint: Constraint, day: date) -> list[tuple[time, time]]:
    match constraint.kind:
        case ConstraintKind.NEVER_WEEKDAY:
            return [] if day.weekday() == constraint.weekday else hours
        case ConstraintKind.NOT_BEFORE if constraint.clock:
            return [(max(first, constraint.clock), end) for first, end in hours]
        case ConstraintKind.NOT_AFTER if constraint.clock:
            return [(first, min(end, constraint.clock)) for first, end in hours]
        case ConstraintKind.NEVER_PART if constraint.part in PARTS:
            return [piece for span in hours for piece in _without(span, PARTS[constraint.part])]
    return hours


def _without(span: tuple[time, time], cut: tuple[time, time]) -> list[tuple[time, time]]:
    pieces = [(span[0], min(span[1], cut[0])), (max(span[0], cut[1]), span[1])]
    return [(first, end) for first, end in pieces if end > first]


def calendars_of(addresses: Sequence[str]) -> str:
    """ "The calendar of A", "The calendars of A and B": begins a sentence."""
    if len(addresses) == 1:
        return f"The calendar of {addresses[0]}"
    return f"The calendars of {', '.join(addresses[:-1])} and {addresses[-1]}" if addresses else "A calendar"
