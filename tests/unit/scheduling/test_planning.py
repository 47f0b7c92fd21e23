"""From a request to the question for the calendars: ranges, constraints, whose wishes apply."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.builders import DAY, HOUR, NOW, OFFERS, REP, SARAH, a_prospect, a_request, an_offered_request
from xforce_desktop.availability.slots import SlotQuery, find_slots
from xforce_desktop.availability.spans import Span
from xforce_desktop.ports import Account, OwnAbsence
from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.scheduling import planning
from xforce_desktop.scheduling.effects import SlotPurpose
from xforce_desktop.scheduling.planning import constraint_windows, search_plan
from xforce_desktop.scheduling.request import MeetingRequest, Preferences
from xforce_desktop.settings import Settings

CHICAGO = ZoneInfo("America/Chicago")
WEEK = Span(NOW, NOW + 7 * DAY)
FORTNIGHT = Span(NOW, NOW + 14 * DAY)
FREE: dict[str, tuple[Span, ...] | None] = {REP: (), SARAH: ()}


def _slots(
    request: MeetingRequest, purpose: SlotPurpose = SlotPurpose.OPTIONS, within: Any = None, count: int = 30
) -> list[datetime]:
    """Starts in the prospect's zone, with everybody free."""
    plan = search_plan(request, purpose, within, NOW)
    query = planning.slot_query(
        request, plan, FREE, purpose=purpose, within=within, held=(), account=None, count=count, now=NOW,
        settings=Settings(),
    )  # fmt: skip
    return [slot.start.astimezone(CHICAGO) for slot in find_slots(query).slots]


def _constrained(*constraints: Constraint) -> list[datetime]:
    return _slots(an_offered_request(constraints=constraints), SlotPurpose.COUNTER)


def test_all_our_calendars_are_read_the_organizers_first() -> None:
    """Also those of optional people: they decide nothing, but a better slot is preferred."""
    assert search_plan(a_request(), SlotPurpose.OPTIONS, None, NOW).addresses == (REP, SARAH)


def test_a_range_that_has_passed_is_replaced() -> None:
    """After a long pause the search goes ahead from now."""
    old = a_request(preferences=Preferences(Span(NOW - 30 * DAY, NOW - 16 * DAY), "America/New_York"))

    plan = search_plan(old, SlotPurpose.FOLLOW_UP, None, NOW)

    assert plan.range.start == NOW
    assert plan.range.end >= NOW + 7 * DAY


def test_a_recovery_looks_from_now_on() -> None:
    """After a no-show the near days count, also before the rep's range."""
    later = a_request(preferences=Preferences(Span(NOW + 5 * DAY, NOW + 9 * DAY), "America/New_York"))

    assert search_plan(later, SlotPurpose.OPTIONS, None, NOW).range.start == NOW + 5 * DAY
    assert search_plan(later, SlotPurpose.RECOVERY, None, NOW).range.start == NOW


@pytest.mark.parametrize(
    "constraint, keeps",
    [
        (Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0), lambda at: at.weekday() != 0),
        (Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=3), lambda at: at.weekday() == 3),
        (Constraint(ConstraintKind.NOT_BEFORE, clock=time(13)), lambda at: at.time() >= time(13)),
        (Constraint(ConstraintKind.NOT_AFTER, clock=time(12)), lambda at: (at + HOUR).time() <= time(12)),
        (Constraint(ConstraintKind.NEVER_PART, part="morning"), lambda at: at.time() >= time(12)),
        (Constraint(ConstraintKind.ONLY_PART, part="morning"), lambda at: at.time() < time(12)),
    ],
)
def test_what_they_said_is_kept_in_every_offer(constraint: Constraint, keeps: Any) -> None:
    """On their clock, for the whole meeting; and there is still something to offer."""
    found = _constrained(constraint)

    assert found
    assert all(keeps(start) for start in found)


def test_several_constraints_hold_together() -> None:
    """Tuesdays or Thursdays, after one, not after three."""
    found = _constrained(
        Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=1),
        Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=3),
        Constraint(ConstraintKind.NOT_BEFORE, clock=time(13)),
        Constraint(ConstraintKind.NOT_AFTER, clock=time(15)),
    )

    assert {start.weekday() for start in found} == {1, 3}
    assert all(time(13) <= start.time() <= time(14) for start in found)


def test_constraints_that_leave_nothing_offer_nothing() -> None:
    """Better no offer than one they have ruled out."""
    assert (
        _constrained(
            Constraint(ConstraintKind.NOT_BEFORE, clock=time(16)),
            Constraint(ConstraintKind.NOT_AFTER, clock=time(9)),
        )
        == []
    )


@pytest.mark.parametrize("hours, is_night_barred", [(20, True), (4, False)])
def test_whole_days_of_theirs_are_no_hours_that_they_named(hours: int, is_night_barred: bool) -> None:
    """Where the rep is free at no other hour, their night is not offered; nor what they refused."""
    begins = NOW.replace(hour=11)  # four in the morning on the other coast
    days = tuple(Span(begins + n * DAY, begins + n * DAY + hours * HOUR) for n in (7, 8))
    prospect = a_prospect(timezone="America/Los_Angeles")
    request = an_offered_request(prospects=(prospect,), their_times=days)
    found = _slots(request, SlotPurpose.THEIR_TIMES, days)
    refused = replace(request, refused_times=tuple(at.astimezone(UTC) for at in found))
    there = {at.astimezone(ZoneInfo("America/Los_Angeles")).hour for at in found}

    assert found
    assert all(hour >= 7 for hour in there) is is_night_barred
    assert not set(found) & set(_slots(refused, SlotPurpose.THEIR_TIMES, days))


def test_on_days_of_theirs_what_they_said_still_counts() -> None:
    """The week of the 14th, but never on Mondays."""
    week = tuple(Span(NOW + days * DAY, NOW + days * DAY + 8 * HOUR) for days in range(7, 10))
    never_monday = Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0)
    request = an_offered_request(constraints=(never_monday,))

    assert {at.weekday() for at in _slots(an_offered_request(), SlotPurpose.THEIR_DAYS, week)} == {0, 1, 2}
    assert {at.weekday() for at in _slots(request, SlotPurpose.THEIR_DAYS, week)} == {1, 2}
    assert {at.weekday() for at in _slots(request, SlotPurpose.THEIR_TIMES, week[:1])} == {0}, "named last"
    assert {at.weekday() for at in _slots(request, SlotPurpose.FOLLOW_UP, week[:1])} == {0}, "named last"


def test_no_constraints_are_no_windows() -> None:
    """Everything is open then, which is not the same as an empty list."""
    assert constraint_windows((), WEEK, "America/Chicago") is None
    assert (
        constraint_windows(
            (Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=6),), Span(NOW, NOW + HOUR), "America/Chicago"
        )
        == ()
    )


def test_constraints_follow_their_clock_through_a_change_of_time() -> None:
    """ "After 3" is three o'clock there before and after the clocks go back."""
    start = datetime(2026, 10, 30, 12, tzinfo=CHICAGO)
    windows = constraint_windows(
        (Constraint(ConstraintKind.NOT_BEFORE, clock=time(15)),),
        Span(start, start + 4 * DAY),
        "America/Chicago",
    )

    assert windows is not None
    assert {span.start.astimezone(CHICAGO).time() for span in windows} == {time(15)}
    assert date(2026, 11, 2) in {span.start.astimezone(CHICAGO).date() for span in windows}


def test_refused_times_are_not_offered_again() -> None:
    """What they turned down stays out."""
    first = _slots(a_request(), count=3)

    again = _slots(a_request(refused_times=tuple(start.astimezone(ZoneInfo("UTC")) for start in first)))

    assert not set(first) & set(again)


def test_their_own_times_are_not_bound_by_the_reps_wishes() -> None:
    """The rep would rather avoid Tuesdays; they propose one, and it is free."""
    wishes = Preferences(Span(NOW, NOW + 14 * DAY), "America/New_York", ("morning",), ("tuesday",))
    request = replace(a_request(), preferences=wishes, refused_times=OFFERS)
    tuesday = NOW + DAY + 5 * HOUR

    assert _slots(request, SlotPurpose.THEIR_TIMES, (Span(tuesday, tuesday + 2 * HOUR),), 1) == [tuesday]
    assert not any(start.weekday() == 1 for start in _slots(request))


def test_their_own_times_are_the_whole_window() -> None:
    """The meeting has to fit inside what they proposed."""
    tuesday = NOW + DAY

    assert _slots(a_request(), SlotPurpose.THEIR_TIMES, (Span(tuesday, tuesday + HOUR / 2),)) == []
    assert _slots(a_request(), SlotPurpose.THEIR_TIMES, (Span(tuesday, tuesday + HOUR),)) == [tuesday]


def test_a_required_calendar_that_cannot_be_read_is_named() -> None:
    """Optional ones are not."""
    (rep, sarah, john) = a_request().attendees
    optional = a_request(attendees=(rep, replace(sarah, is_required=False), john))

    assert planning.unreadable(a_request(), {REP: (), SARAH: None}) == (SARAH,)
    assert planning.unreadable(a_request(), {REP: ()}) == (SARAH,)
    assert planning.unreadable(optional, {REP: (), SARAH: None}) == ()


def test_a_meeting_does_not_stand_in_its_own_way() -> None:
    """Its own span is taken out of everybody's calendar; what cannot be read stays so."""
    own = Span(NOW, NOW + HOUR)

    freed = planning.without({REP: (own, Span(NOW + HOUR, NOW + 2 * HOUR)), SARAH: None}, own)

    assert freed == {REP: (Span(NOW + HOUR, NOW + 2 * HOUR),), SARAH: None}


def _query(
    account: Account | None,
    purpose: SlotPurpose = SlotPurpose.OPTIONS,
    busy: Any = FREE,
    request: MeetingRequest | None = None,
) -> SlotQuery:
    request = request or a_request(preferences=Preferences(FORTNIGHT, "America/New_York"))
    plan = search_plan(request, purpose, None, NOW)
    return planning.slot_query(
        request, plan, busy, purpose=purpose, within=None, held=(), account=account, count=40, now=NOW,
        settings=Settings(),
    )  # fmt: skip


def _account(**changes: Any) -> Account:
    return replace(Account("Brent", REP, timezone="America/New_York"), **changes)


@pytest.mark.parametrize("purpose", [SlotPurpose.OPTIONS, SlotPurpose.THEIR_TIMES])
def test_nothing_is_offered_or_booked_while_the_rep_is_away(purpose: SlotPurpose) -> None:
    """Whoever names the time: until the automatic replies end."""
    back = NOW + 6 * DAY

    slots = find_slots(_query(_account(away=OwnAbsence(NOW - DAY, back)), purpose)).slots

    assert slots
    assert all(slot.start >= back for slot in slots)


@pytest.mark.parametrize("away", [None, OwnAbsence(), OwnAbsence(NOW), OwnAbsence(None, NOW - DAY)])
def test_an_absence_without_an_end_takes_no_time(away: OwnAbsence | None) -> None:
    """Nobody knows how long it lasts; one that is over takes none either."""
    assert find_slots(_query(_account(away=away))) == find_slots(_query(None))


def test_a_day_on_which_the_rep_does_not_work_is_not_offered() -> None:
    """By the mailbox's working hours, in the request's zone; a time that they name may be on it."""
    four_days = _account(working_days=(0, 1, 2, 3))
    eastern = ZoneInfo("America/New_York")

    offered = find_slots(_query(four_days)).slots
    theirs = find_slots(_query(four_days, SlotPurpose.THEIR_TIMES)).slots

    assert {slot.start.astimezone(eastern).weekday() for slot in offered} == {0, 1, 2, 3}
    assert 4 in {slot.start.astimezone(eastern).weekday() for slot in theirs}


@pytest.mark.parametrize("purpose", [SlotPurpose.OPTIONS, SlotPurpose.FOLLOW_UP])
def test_a_day_off_that_the_rep_has_named_is_offered(purpose: SlotPurpose) -> None:
    """Their dates are that Friday alone; another Friday off stays free of meetings."""
    eastern = ZoneInfo("America/New_York")
    friday = Span(datetime(2026, 6, 12, tzinfo=eastern), datetime(2026, 6, 13, tzinfo=eastern))
    four_days = _account(working_days=(0, 1, 2, 3), timezone="America/Chicago")
    request = a_request(preferences=Preferences(friday, "America/New_York"))

    offered = find_slots(_query(four_days, purpose, request=request)).slots

    assert any(friday.start <= slot.start < friday.end for slot in offered)
    assert all(slot.start.weekday() != 4 or slot.start < friday.end for slot in offered)


def test_the_only_day_that_they_can_is_offered_although_it_is_off() -> None:
    """As a time that they name would be; where they leave other days, those are offered."""
    thursday, friday = (Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=day) for day in (3, 4))
    four_days = _account(working_days=(0, 1, 2, 3))

    def days_offered(*constraints: Constraint) -> set[int]:
        query = _query(four_days, SlotPurpose.COUNTER, request=an_offered_request(constraints=constraints))
        return {slot.start.astimezone(CHICAGO).weekday() for slot in find_slots(query).slots}

    assert days_offered(friday) == {4}
    assert days_offered(thursday, friday) == {3}


@pytest.mark.parametrize(
    "hours, wish",
    [
        ((time(9), time(17)), Constraint(ConstraintKind.ONLY_PART, part="evening")),
        ((time(9), time(17)), Constraint(ConstraintKind.NOT_BEFORE, clock=time(17))),
        ((time(7), time(12)), Constraint(ConstraintKind.ONLY_PART, part="afternoon")),
        ((time(9), time(17)), Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=3)),
    ],
    ids=["evenings only", "not before five", "afternoons", "not on Thursdays"],
)
def test_a_wish_for_hours_outside_the_reps_names_no_day_off(
    hours: tuple[time, time], wish: Constraint
) -> None:
    """The rep works from Monday to Thursday, and meets in the evening too: Friday stays free."""
    four_days = _account(working_days=(0, 1, 2, 3), working_hours=hours, timezone="America/Chicago")
    request = an_offered_request(constraints=(wish,))
    request = replace(request, preferences=replace(request.preferences, preferred_times=("evening",)))
    friday = Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=4)

    def days_offered(request: MeetingRequest) -> set[int]:
        query = _query(four_days, SlotPurpose.COUNTER, request=request)
        return {slot.start.astimezone(CHICAGO).weekday() for slot in find_slots(query).slots}

    offered = days_offered(request)
    assert offered
    assert offered <= {0, 1, 2, 3}
    if wish.kind is not ConstraintKind.NEVER_WEEKDAY:
        assert days_offered(replace(request, constraints=(wish, friday))) == {4}


def test_days_off_begin_and_end_on_the_mailboxs_clock() -> None:
    """A Friday off in Sydney is over on Friday morning in New York."""
    sydney, eastern = ZoneInfo("Australia/Sydney"), ZoneInfo("America/New_York")
    four_days = _account(working_days=(0, 1, 2, 3), timezone=sydney.key)

    offered = [slot.start.astimezone(eastern) for slot in find_slots(_query(four_days)).slots]

    friday = datetime(2026, 6, 12, tzinfo=sydney)
    assert offered
    assert not [start for start in offered if friday <= start < friday + DAY]
    assert datetime(2026, 6, 11, 9, tzinfo=eastern) in offered


def test_an_unread_calendar_stays_unread_during_an_absence() -> None:
    """What is known of the absence does not make the rest known."""
    unread = {REP: None, SARAH: ()}
    query = _query(_account(away=OwnAbsence(NOW, NOW + DAY)), busy=unread)

    assert query.people[0].busy is None
