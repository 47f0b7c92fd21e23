"""Whatever a request, an effect or an event holds, it comes back from the store as it went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.store_values import NOW
from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import StoreError
from xforce_desktop.ports import Account
from xforce_desktop.replies.analysis import (
    Constraint,
    ConstraintKind,
    Intent,
    MessageKind,
    ReplyAnalysis,
    Window,
)
from xforce_desktop.scheduling import codec
from xforce_desktop.scheduling.effects import Effect, FindSlots, SlotPurpose
from xforce_desktop.scheduling.events import Event, ReplyReceived
from xforce_desktop.scheduling.request import Attendee, MeetingRequest, Preferences
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
spans = st.builds(
    lambda at, by: Span(at, at + by), instants, st.timedeltas(timedelta(minutes=1), timedelta(9))
)
zones = st.sampled_from(["America/New_York", "Europe/London", "Asia/Kolkata", "Pacific/Auckland", "UTC"])
constraints = st.builds(
    Constraint,
    st.sampled_from(ConstraintKind),
    st.none() | st.integers(0, 6),
    st.none() | st.times(),
    st.none() | st.sampled_from(["morning", "afternoon"]),
)
windows = st.builds(lambda span: Window(span.start, span.end), spans)
preferences = st.builds(
    Preferences,
    range=spans,
    timezone=zones,
    preferred_times=st.lists(st.sampled_from(["morning", "afternoon", "evening"]), unique=True).map(tuple),
    avoid=st.lists(st.sampled_from(["monday", "friday_afternoon"]), max_size=3).map(tuple),
)
for kind, strategy in (
    (datetime, instants),
    (str, words),
    (Span, spans),
    (Constraint, constraints),
    (Window, windows),
    (Preferences, preferences),
):
    st.register_type_strategy(kind, strategy)


def any_of(kind: Any, **fixed: Any) -> st.SearchStrategy[Any]:
    """Every field drawn, none left at its default."""
    return st.builds(kind, **{name: ... for name in kind.__dataclass_fields__ if name not in fixed}, **fixed)


counts = st.integers(0, 99)
unknown_people: dict[str, Any] = {"user_id": st.none(), "contact_id": st.none()}
attendees = st.lists(any_of(Attendee, **unknown_people), min_size=1, max_size=4, unique_by=lambda one: one.id)
requests = any_of(
    MeetingRequest,
    created_by=st.uuids(),
    deal_id=st.none(),
    company_id=st.none(),
    attendees=attendees.map(tuple),
    duration_minutes=st.integers(1, 480),
    attempt_count=counts,
    asks_since_reply=counts,
    clarify_count=counts,
    ladder_step=counts,
    least_duration_minutes=st.integers(5, 240),
    shortened_from=st.none() | st.integers(1, 480),
    first_duration_minutes=st.integers(0, 480),
    deal_value=st.none() | st.floats(0, 1e9),
    account_failures=counts,
    no_show_count=counts,
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    return open_store(Path(tmp_path_factory.mktemp("kept")), ManualClock(NOW))


@given(request=requests)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_request_comes_back_the_same(kept: SqliteStore, request: MeetingRequest):
    """Every field, every instant to the microsecond, every order; added or saved over another."""
    with kept.begin() as work:
        rep_id = work.save_account(Account("Brent", "brent@xforce.example"))
        values = {name: getattr(request, name) for name in request.__dataclass_fields__}
        mine = MeetingRequest(**{**values, "created_by": rep_id})
        work.add(mine)
        work._session.expire_all()
        assert work.load(mine.id) == mine
        plain = {name: values[name] for name in ("meeting_type", "duration_minutes", "title", "context")}
        plain |= {name: values[name] for name in ("platform", "preferences", "attendees", "created_at")}
        other = MeetingRequest(id=mine.id, created_by=rep_id, **plain)
        work.save(other)
        work._session.expire_all()
        assert work.load(mine.id) == other
        work.save(mine)
        work._session.expire_all()
        assert work.load(mine.id) == mine


@pytest.mark.parametrize("kind", get_args(Effect), ids=lambda kind: kind.__name__)
def test_effects_come_back_the_same(kind: Any):
    """Every effect, whatever it holds."""

    @given(effect=any_of(kind))
    @settings(max_examples=25, deadline=None)
    def check(effect: Effect) -> None:
        assert codec.effect_from(codec.effect_json(effect)) == effect

    check()


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_events_come_back_the_same(kind: Any):
    """Every event, whatever it holds."""

    @given(event=any_of(kind))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(event: Event) -> None:
        assert codec.event_from(codec.event_json(event)) == event

    check()


def test_moments_are_written_in_utc():
    """A reading in the prospect's zone is kept as the same instants in UTC."""
    eastern = timezone(timedelta(hours=-5))
    start = datetime(2026, 3, 3, 10, 0, tzinfo=eastern)
    analysis = ReplyAnalysis(
        MessageKind.REPLY, Intent.PROPOSE_ALTERNATIVE, windows=(Window(start, start + timedelta(hours=2)),)
    )
    event = ReplyReceived("id", "john@acme.example", "John", start, analysis, "Message-ID")

    written = codec.event_json(event)
    back = codec.event_from(written)

    assert written["analysis"]["windows"] == [
        {"start": "2026-03-03T15:00:00Z", "end": "2026-03-03T17:00:00Z"}
    ]
    assert back == event
    assert isinstance(back, ReplyReceived)
    assert back.received_at.tzinfo is UTC


def test_a_naive_moment_is_refused():
    """We never guess a zone, neither when writing nor when reading."""
    naive = datetime(2026, 3, 3, 10, 0)  # noqa: DTZ001  # that is the point
    with pytest.raises(ValueError, match="without a zone"):
        codec.INSTANTS.dump((naive,))
    with pytest.raises(StoreError):
        codec.INSTANTS.parse(["2026-03-03T10:00:00"])


@pytest.mark.parametrize(
    "stored",
    [{"class": "LaunchRocket"}, {}, {"class": "FindSlots"}, {"class": "FindSlots", "purpose": "fun"}],
)
def test_what_cannot_be_read_is_told(stored: dict[str, Any]):
    """An unknown class or a broken form is a StoreError, not a crash."""
    with pytest.raises(StoreError):
        codec.effect_from(stored)


def test_an_older_form_still_reads():
    """Fields added later take their defaults."""
    assert codec.effect_from({"class": "FindSlots", "purpose": "options"}) == FindSlots(SlotPurpose.OPTIONS)
