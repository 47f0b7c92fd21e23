"""Spans of time behave like sets of moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xforce_desktop.availability.spans import Span, SpanIndex, merged, overlaps, subtract, without_once

ZERO = datetime(2026, 1, 5, tzinfo=UTC)
HOURS = 48


def _span(start: int, length: int) -> Span:
    return Span.lasting(ZERO + timedelta(hours=start), length * 60)


SPANS = st.lists(st.builds(_span, st.integers(0, HOURS), st.integers(1, 8)), max_size=12)


def _hours(spans: object) -> set[int]:
    return {
        hour
        for span in spans
        for hour in range(HOURS + 10)
        if span.start <= ZERO + timedelta(hours=hour) < span.end
    }


def test_a_naive_moment_is_no_span():
    """A moment without a zone could mean any hour of the day."""
    with pytest.raises(ValueError, match="zone"):
        Span(datetime(2026, 1, 5), datetime(2026, 1, 6))  # noqa: DTZ001  # naive on purpose


@pytest.mark.parametrize("minutes", [0, -5])
def test_a_span_ends_after_it_starts(minutes):
    """Nothing and less than nothing are no spans."""
    with pytest.raises(ValueError, match="after it starts"):
        Span(ZERO, ZERO + timedelta(minutes=minutes))


def test_spans_are_kept_in_utc():
    """On the night the clocks go back, 01:30 and 01:30 an hour later are told apart."""
    berlin = ZoneInfo("Europe/Berlin")
    night = Span(
        datetime(2026, 10, 25, 2, 30, tzinfo=berlin), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin)
    )

    assert night.end - night.start == timedelta(hours=1)


def test_meetings_may_touch():
    """Half open: one that ends at ten leaves ten o'clock free."""
    assert not overlaps(_span(9, 1), _span(10, 1))
    assert not SpanIndex([_span(9, 1), _span(11, 1)]).hits(_span(10, 1))


@given(SPANS)
def test_merging_keeps_the_time_and_loses_the_overlaps(spans):
    """The same hours, in order, with gaps between all of them."""
    joined = merged(spans)

    assert _hours(joined) == _hours(spans)
    assert all(earlier.end < later.start for earlier, later in pairwise(joined))


@given(SPANS, SPANS)
def test_subtraction_leaves_what_is_not_taken(spans, taken):
    """Hour by hour, as sets."""
    assert _hours(subtract(spans, taken)) == _hours(spans) - _hours(taken)


@given(SPANS, SPANS)
def test_each_of_our_own_takes_one_entry_away(spans, own):
    """Counted span by span: a second event at the same time stays, and nothing else goes."""
    left = without_once(spans, own)

    assert list(left) == sorted(left)
    assert all(left.count(span) == max(0, spans.count(span) - own.count(span)) for span in {*spans, *own})


@given(SPANS, st.integers(0, HOURS), st.integers(1, 8))
def test_the_index_agrees_with_looking_at_each(spans, start, length):
    """Asked for any span, it answers as a walk over all of them would."""
    asked = _span(start, length)

    assert SpanIndex(spans).hits(asked) == any(overlaps(asked, span) for span in spans)


@given(st.integers(0, 20), st.integers(1, 8), st.integers(0, 20), st.integers(1, 8))
def test_containing_means_nothing_is_left(outer_start, outer_length, start, length):
    """One span lies in another if nothing remains without it."""
    outer, inner = _span(outer_start, outer_length), _span(start, length)

    assert outer.contains(inner) == (subtract([inner], [outer]) == ())
