"""Free slots: never a busy time, never outside the hours, all of them counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.stopwatch import fastest_s
from xforce_desktop.availability.slots import (
    Guest,
    SlotQuery,
    find_slots,
    free_starts,
    is_significant,
    why_none,
    why_not,
)
from xforce_desktop.availability.spans import Span

NEW_YORK = ZoneInfo("America/New_York")


def _starts(answer):
    return [slot.start.astimezone(NEW_YORK).strftime("%a %H:%M") for slot in answer.slots]


def _all(query):
    return [start.astimezone(ZoneInfo(query.timezone)) for start in free_starts(query)]


def test_a_free_week_is_offered_over_its_days(question):
    """Soonest days first, morning and afternoon in turn, each at another hour."""
    answer = find_slots(question(count=4))

    assert _starts(answer) == ["Mon 09:00", "Tue 13:00", "Wed 10:00", "Thu 14:00"]
    assert answer.free_total == 5 * 15


def test_every_slot_says_why(question, person, busy):
    """The reason names the day, and the optional colleague who could not come."""
    sarah = person("sarah@x.test", busy(0, "9:00", "17:00"), required=False)

    monday, tuesday = find_slots(question(people=(person(), sarah), count=2)).slots

    assert "Monday" in monday.why
    assert "soonest" in monday.why
    assert "sarah@x.test" in monday.why
    assert "sarah@x.test" not in tuesday.why


def test_short_meetings_start_on_the_quarter(question, at):
    """Under half an hour a quarter is a candidate, from half an hour on only the half hour is."""
    short, long = _all(question(duration_minutes=15)), _all(question(duration_minutes=30))

    assert at(0, "9:15") in short
    assert {start.minute for start in long} == {0, 30}
    assert (len(short), len(long)) == (5 * 32, 5 * 16)


def test_nothing_is_offered_while_a_required_calendar_is_closed(question, person):
    """Fail closed: not readable is not free."""
    people = (person(), person("sarah@x.test", readable=False))

    answer = find_slots(question(people=people))

    assert (answer.slots, answer.free_total, answer.unreadable) == ((), 0, ("sarah@x.test",))
    assert "cannot be read" in why_not(question(people=people), datetime(2026, 10, 6, 14, tzinfo=UTC))


def test_optional_people_take_nothing_away(question, person, busy):
    """Busy or unreadable, an optional colleague never costs a slot."""
    people = (
        person(),
        person("sarah@x.test", *(busy(day, "0:00", "24:00") for day in range(5)), required=False),
        person("mike@x.test", required=False, readable=False),
    )

    assert find_slots(question(people=people)).free_total == 75


def test_an_optional_colleague_decides_between_equals(question, person, busy):
    """Where she could come is offered first, if it costs nothing."""
    sarah = person("sarah@x.test", busy(0, "9:00", "11:00"), required=False)

    assert _starts(find_slots(question(people=(person(), sarah), count=1))) == ["Mon 11:00"]


def test_a_buffer_is_kept_around_the_meeting(question, person, busy, at):
    """Fifteen minutes before and after a meeting of the day stay free."""
    people = (person("rep@x.test", busy(0, "12:00", "13:00")),)

    with_buffer = _all(question(people=people, buffer_minutes=15))

    assert at(0, "11:00") not in with_buffer
    assert at(0, "13:00") not in with_buffer
    assert at(0, "10:30") in with_buffer
    assert at(0, "13:30") in with_buffer
    assert {at(0, "11:00"), at(0, "13:00")} <= set(_all(question(people=people)))


def test_the_past_is_not_offered(question, at):
    """Neither what has begun, nor what begins now, nor what is closer than the notice."""
    now = at(0, "10:00")

    assert _all(question(now=now))[0] == at(0, "10:30")
    assert _all(question(now=now, notice_minutes=120))[0] == at(0, "12:00")


def test_the_meeting_ends_within_the_range(question, at):
    """The range holds for its end, too."""
    last = _all(question(range=Span(at(0, "9:00"), at(0, "11:30"))))[-1]

    assert last == at(0, "10:30")


def test_weekends_are_left_out(question, at):
    """Saturday and Sunday are never offered."""
    days = {start.strftime("%a") for start in _all(question(range=Span(at(0, "0:00"), at(14, "0:00"))))}

    assert days == {"Mon", "Tue", "Wed", "Thu", "Fri"}


@pytest.mark.parametrize(
    "avoid, free",
    [
        ("monday", {}),
        ("monday_morning", {"12:00", "16:00"}),
        ("monday_afternoon", {"09:00", "13:00"}),
        ("monday_evening", {"09:00", "16:00"}),
    ],
)
def test_what_is_to_be_avoided_is_not_offered(question, avoid, free):
    """First and last start that are left of the Monday: an afternoon begins at 14:00, and a meeting
    that runs into it is out as well."""
    monday = [f"{start:%H:%M}" for start in _all(question(avoid=(avoid,))) if start.day == 5]

    assert {*monday[:1], *monday[-1:]} == set(free)


@pytest.mark.parametrize(
    "part, hours, first_and_last",
    [
        ("morning", (7, 20), ("08:00", "11:30")),
        ("afternoon", (7, 20), ("12:00", "16:30")),
        ("evening", (7, 20), ("17:00", "19:00")),
        ("afternoon", (9, 17), ("12:00", "16:00")),
    ],
)
def test_parts_of_the_day_go_by_the_start(question, part, hours, first_and_last):
    """Morning 08-12, afternoon 12-17, evening 17-20 in the query's zone."""
    found = _all(question(preferred_times=(part,), working_hours=(time(hours[0]), time(hours[1]))))

    assert (f"{found[0]:%H:%M}", f"{found[-1]:%H:%M}") == first_and_last


def test_evenings_within_office_hours_do_not_exist(question):
    """The given hours hold; the honest answer is none."""
    assert find_slots(question(preferred_times=("evening",))).free_total == 0


def test_guests_meet_in_their_own_hours(question):
    """New York's nine o'clock is six in Los Angeles: offers begin at eight there."""
    found = _all(question(guests=(Guest("America/Los_Angeles"),)))

    assert min(start.time() for start in found) == time(11)


def test_guests_have_their_holidays(question, at):
    """Canada gives thanks on the second Monday in October; the rest of that week is fine."""
    week = Span(at(7, "0:00"), at(12, "0:00"))

    found = _all(question(range=week, guests=(Guest("America/Toronto", state="Ontario"),)))

    assert found[0].date() == date(2026, 10, 13)


def test_a_live_offer_holds_its_slot(question, busy, at):
    """What is offered elsewhere is neither offered nor booked here."""
    query = question(held=(busy(0, "9:00", "10:00"),))

    assert _all(query)[0] == at(0, "10:00")
    assert "held" in why_not(query, at(0, "9:30"))
    assert "held" in why_not(query, at(0, "9:30"), strict=False)


def test_a_refused_start_does_not_come_back(question, at):
    """They said no to nine; half past is another matter."""
    assert _all(question(exclude=(at(0, "9:00"),)))[0] == at(0, "9:30")


def test_their_window_holds_the_whole_meeting(question, at):
    """Between 14:10 and 15:45 an hour fits at 14:10 and at 14:30."""
    found = _all(question(within=(Span(at(2, "14:10"), at(2, "15:45")),)))

    assert found == [at(2, "14:10"), at(2, "14:30")]


def test_no_windows_of_theirs_means_no_time(question):
    """An empty list is not the same as no list."""
    assert find_slots(question(within=())).free_total == 0


def test_who_stands_in_the_way(question, person, busy):
    """Sarah costs three days of five: 45 more to 30 is 150 %; the organizer is never named."""
    sarah = person("sarah@x.test", *(busy(day, "9:00", "17:00") for day in (0, 1, 2)))

    answer = find_slots(question(people=(person(), sarah)))

    assert answer.free_total == 30
    assert [(blocker.address, blocker.gain_pct) for blocker in answer.blockers] == [("sarah@x.test", 150)]
    assert find_slots(question(people=(sarah, person()))).blockers == ()


def test_twenty_per_cent_is_no_blocker(question, person, busy):
    """It takes more than that: 19 % is none, 23 % is one, and the limit itself is none."""
    assert not is_significant(20.0)
    nearly = person("sarah@x.test", busy(0, "9:30", "15:00"))  # 12 of 75 starts: 12/63 = 19 %
    more = person("mike@x.test", busy(0, "9:30", "16:00"))  # 14 of 75 starts: 14/61 = 23 %

    assert find_slots(question(people=(person(), nearly))).blockers == ()
    assert [b.gain_pct for b in find_slots(question(people=(person(), more))).blockers] == [23]


def test_the_greatest_gain_comes_first(question, person, busy):
    """Two who are busy on different days; whom both block counts for neither."""
    mike = person("mike@x.test", busy(0, "9:00", "17:00"), busy(4, "9:00", "17:00"))
    sarah = person("sarah@x.test", *(busy(day, "9:00", "17:00") for day in (1, 2, 4)))

    answer = find_slots(question(people=(person(), mike, sarah)))

    assert [(b.address, b.gain_pct) for b in answer.blockers] == [("sarah@x.test", 200), ("mike@x.test", 100)]


def test_without_any_free_time_the_gain_counts_against_one(question, person, busy):
    """As the specification does, so that nothing is divided by zero."""
    sarah = person("sarah@x.test", *(busy(day, "0:00", "24:00") for day in range(5)))

    assert [b.gain_pct for b in find_slots(question(people=(person(), sarah))).blockers] == [7500]


@pytest.mark.parametrize(
    "day, clock, changes, word",
    [
        (1, "14:00", {}, None),
        (0, "6:30", {}, "passed"),
        (8, "14:00", {}, "dates of the request"),
        (1, "8:00", {}, "hours"),
        (1, "16:30", {}, "hours"),
        (1, "14:00", {"avoid": ("tuesday",)}, "tuesday"),
        (1, "14:00", {"preferred_times": ("morning",)}, "morning"),
        (1, "14:00", {"notice_minutes": 2880}, "2880 minutes"),
        (1, "10:00", {"guests": (Guest("America/Los_Angeles"),)}, "America/Los_Angeles"),
    ],
)
def test_why_not_gives_the_reason_in_words(question, at, day, clock, changes, word):
    """None for a time that can be offered, else what speaks against it."""
    reason = why_not(question(**changes), at(day, clock))

    assert reason is None if word is None else word in reason


def test_why_not_names_who_is_busy(question, person, busy, at):
    """Each of them, but nobody optional."""
    at_two = busy(1, "14:00", "15:00")
    people = (
        person(),
        person("a@x.test", at_two),
        person("b@x.test", at_two),
        person("c@x.test", at_two, required=False),
    )

    assert why_not(question(people=people), at(1, "14:30")) == "a@x.test and b@x.test are busy then"


@pytest.mark.parametrize(
    "day, clock, bookable",
    [
        (1, "7:00", True),
        (1, "19:00", True),
        (1, "6:30", False),
        (1, "19:30", False),
        (0, "6:00", False),
        (5, "10:00", False),
    ],
)
def test_their_own_time_meets_wider_hours(question, at, day, clock, bookable):
    """Wishes do not count for a time of theirs; 07:00 to 20:00, Monday to Friday and not past do."""
    query = question(
        avoid=("tuesday",),
        preferred_times=("morning",),
        notice_minutes=6000,
        range=Span(at(0, "0:00"), at(6, "0:00")),
        exclude=(at(1, "7:00"),),
        guests=(Guest("Asia/Tokyo"),),
    )

    assert (why_not(query, at(day, clock), strict=False) is None) == bookable


def test_their_own_time_is_not_booked_over_a_meeting(question, person, busy, at):
    """Busy stays busy, whoever proposes."""
    query = question(people=(person("rep@x.test", busy(1, "18:00", "19:00")),))

    assert "busy" in why_not(query, at(1, "18:30"), strict=False)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"people": ()}, "people"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"count": 0}, "count"),
        ({"timezone": "Mars/Base"}, "Mars/Base"),
        ({"avoid": ("mondy",)}, "avoid"),
        ({"avoid": ("friday_",)}, "avoid"),
        ({"preferred_times": ("night",)}, "preferred_times"),
        ({"working_hours": (time(17), time(9))}, "working_hours"),
        ({"buffer_minutes": -1}, "buffer_minutes"),
        ({"now": datetime(2026, 10, 5)}, "now"),  # noqa: DTZ001  # naive on purpose
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(question, changes, field):
    """The complaint names the field."""
    with pytest.raises(ValueError, match=field):
        question(**changes)


@pytest.mark.parametrize(
    "first_day, zone, starts",
    [
        (date(2026, 3, 29), "Europe/Berlin", 23),  # clocks go forward on this Sunday
        (date(2026, 10, 25), "Europe/Berlin", 25),  # and back on this one
        (date(2026, 3, 8), "America/New_York", 23),
        (date(2026, 11, 1), "America/New_York", 25),
    ],
)
def test_nine_stays_nine_when_the_clocks_change(question, first_day, zone, starts):
    """The week after a change is offered by the wall clock, and its Sunday really has 23 or 25 hours."""
    there = ZoneInfo(zone)
    first = datetime.combine(first_day, time(0), there)
    query = question(
        now=first - timedelta(days=3),
        range=Span(first - timedelta(days=2), first + timedelta(days=3)),
        timezone=zone,
    )

    clocks = {(start.date(), start.time()) for start in _all(query)}

    assert query.range.end - query.range.start == timedelta(hours=4 * 24 + starts)
    for day in (-2, 1, 2):
        on = first_day + timedelta(days=day)
        assert sorted(clock for date_on, clock in clocks if date_on == on)[0] == time(9)
        assert len([clock for date_on, clock in clocks if date_on == on]) == 15


@pytest.mark.parametrize(
    "on, count",
    [
        (date(2008, 8, 27), 47),
        (date(2008, 4, 25), 45),  # a Friday without 00:00 and 00:30
        (date(2008, 8, 28), 49),  # a Thursday with 23:00 and 23:30 twice
    ],
)
def test_a_working_day_may_have_23_or_25_hours(person, on, count):
    """Cairo changed its clocks on working days: wall times that are skipped are no candidates, those that
    come twice are two."""
    midnight = datetime.combine(on, time(0), ZoneInfo("Africa/Cairo")).astimezone(UTC)
    query = SlotQuery(
        now=midnight - timedelta(days=1),
        duration_minutes=30,
        range=Span(midnight - timedelta(hours=3), midnight + timedelta(hours=27)),
        timezone="Africa/Cairo",
        people=(person(),),
        working_hours=(time(0), time(23, 59)),
    )

    assert len([start for start in _all(query) if start.date() == on]) == count


def test_three_people_over_sixty_days_take_a_moment(question, person, at):
    """Five hundred busy spans each, and the answer is there in under 100 ms."""
    people = tuple(
        person(
            f"p{who}@x.test",
            *(Span.lasting(at(0, "0:00") + timedelta(minutes=170 * n + 31 * who), 45) for n in range(500)),
        )
        for who in range(3)
    )
    query = question(
        people=people, range=Span(at(0, "0:00"), at(60, "0:00")), guests=(Guest("America/Chicago"),)
    )
    assert find_slots(query).free_total > 0
    assert fastest_s(lambda: find_slots(query), 0.1) < 0.1


def test_where_only_the_rep_is_busy_nobody_says_that_all_are(question, person, at):
    """Of a time that the other side named."""
    busy = Span(at(2, "14:00"), at(2, "16:00"))
    people = (person("rep@x.test", busy), person("sarah@x.test"))

    why = why_none(question(people=people, within=(busy,)))

    assert why == "not everybody on our side is free then."
