"""What holds for every question for times, in weeks with and without a change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from xforce_desktop.availability.slots import Person, SlotQuery, find_slots, free_starts, why_not
from xforce_desktop.availability.spans import Span, overlaps

QUARTERS = st.integers(0, 7 * 96)
BUSY = st.lists(st.tuples(QUARTERS, st.integers(1, 30)), max_size=25)


@st.composite
def _questions(draw):
    """Questions of a week that may hold either change of the clocks, with two or three people."""
    zone = draw(
        st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
    )
    monday = draw(
        st.sampled_from([date(2026, 3, 5), date(2026, 3, 26), date(2026, 10, 22), date(2026, 10, 29)])
    )
    begin = datetime.combine(monday, time(0), ZoneInfo(zone)).astimezone(UTC)

    def busy() -> tuple[Span, ...]:
        return tuple(
            Span.lasting(begin + timedelta(minutes=15 * start), 15 * length) for start, length in draw(BUSY)
        )

    people = tuple(
        Person(f"p{number}@x.test", number == 0 or draw(st.booleans()), zone, busy())
        for number in range(draw(st.integers(1, 3)))
    )
    return SlotQuery(
        now=begin + timedelta(minutes=draw(st.integers(-600, 2000))),
        duration_minutes=draw(st.sampled_from([15, 20, 30, 45, 60, 90])),
        range=Span(begin, begin + timedelta(days=7)),
        timezone=zone,
        people=people,
        preferred_times=tuple(draw(st.sets(st.sampled_from(["morning", "afternoon"])))),
        avoid=tuple(draw(st.sets(st.sampled_from(["monday", "friday_afternoon", "tuesday_morning"])))),
        working_hours=(time(draw(st.integers(0, 9))), time(draw(st.integers(15, 23)))),
        buffer_minutes=draw(st.sampled_from([0, 10, 15])),
        count=draw(st.integers(1, 8)),
    )


def _counted_the_slow_way(query, people):
    """Every quarter of an hour of real time, asked one by one; shares only `overlaps` with the code."""
    zone, length = ZoneInfo(query.timezone), timedelta(minutes=query.duration_minutes)
    margin = timedelta(minutes=query.buffer_minutes)
    step = 15 if query.duration_minutes < 30 else 30
    found, start = 0, query.range.start
    while start + length <= query.range.end:
        begins, ends = start.astimezone(zone), (start + length).astimezone(zone)
        part = "morning" if 8 <= begins.hour < 12 else "afternoon" if 12 <= begins.hour < 17 else "evening"
        friday, tuesday = begins.weekday() == 4, begins.weekday() == 1
        fine = (
            begins.minute % step == 0
            and start > query.now
            and begins.weekday() < 5
            and begins.date() == ends.date()
            and query.working_hours[0] <= begins.time()
            and ends.time() <= query.working_hours[1]
            and (not query.preferred_times or (begins.hour >= 8 and part in query.preferred_times))
            and not ("monday" in query.avoid and begins.weekday() == 0)
            and not ("friday_afternoon" in query.avoid and friday and ends.time() > time(14))
            and not ("tuesday_morning" in query.avoid and tuesday and begins.time() < time(12))
        )
        around = Span(start - margin, start + length + margin)
        found += fine and not any(p.required and overlaps(around, span) for p in people for span in p.busy)
        start += timedelta(minutes=15)
    return found


@settings(max_examples=50, deadline=None)
@given(_questions())
def test_free_times_are_counted_as_one_would_by_hand(query):
    """The count and each person's removal impact equal a plain walk over every quarter of an hour."""
    answer = find_slots(query)
    expected = {}
    for person in query.people[1:]:
        others = [other for other in query.people if other is not person]
        gain = (_counted_the_slow_way(query, others) - answer.free_total) / max(answer.free_total, 1) * 100
        if gain > 20:
            expected[person.address] = int(gain + 0.5)

    assert answer.free_total == _counted_the_slow_way(query, query.people)
    assert {blocker.address: blocker.gain_pct for blocker in answer.blockers} == expected


@settings(max_examples=100, deadline=None)
@given(_questions())
def test_whatever_is_offered_can_be_booked(query):
    """No offer touches a required busy time or leaves the hours; as many as asked for, in time order,
    and no day is used twice while another day with free times is unused."""
    answer = find_slots(query)
    starts = [slot.start for slot in answer.slots]
    zone = ZoneInfo(query.timezone)
    days = [start.astimezone(zone).date() for start in starts]

    assert starts == sorted(set(starts))
    assert len(starts) == min(query.count, answer.free_total)
    for start in starts:
        meeting = Span.lasting(start, query.duration_minutes)
        assert why_not(query, start) is None
        assert start > query.now
        assert not any(p.required and overlaps(meeting, span) for p in query.people for span in p.busy)
    free_days = {start.astimezone(zone).date() for start in free_starts(query)}
    used = [days.count(day) for day in free_days]
    assert max(used, default=0) <= 1 or min(used) >= 1
