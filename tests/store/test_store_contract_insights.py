"""What every store keeps of who stands in the way; each test runs in memory and on SQLite."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from xforce_desktop.availability.attendees import Advice, AttendeeAnalysis, Blocking, Recommendation
from xforce_desktop.errors import StoreError
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.insight import AttendeeInsight, Kept
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import Store


def an_insight(request_id: RequestId, at: datetime) -> AttendeeInsight:
    blocking = Blocking("sarah@x.test", False, 7, 78, (at + timedelta(days=1),))
    told = Recommendation(Advice.REMOVE_OPTIONAL, "Removing Sarah", 78, ("sarah@x.test",))
    analysis = AttendeeAnalysis(2, (blocking,), told, ("mike@x.test",), 1)
    return AttendeeInsight(request_id, at, ("brent@x.test", "sarah@x.test"), analysis)


def test_the_newest_is_kept(store: Store, stored: Callable[..., MeetingRequest], now: datetime):
    """One for each request, as it was given; none before times were sought."""
    request = stored(store)
    first = an_insight(request.id, now)
    second = replace(first, at=now + timedelta(hours=1), kept=(Kept("sarah@x.test", 78, now),))
    with store.begin() as work:
        assert work.insight(request.id) is None
        work.save_insight(first)
        work.save_insight(second)
        work.commit()
    with store.begin() as work:
        assert work.insight(request.id) == second


def test_nothing_is_kept_without_its_request_or_a_commit(
    store: Store, stored: Callable[..., MeetingRequest], now: datetime, new_id: RequestId
):
    request = stored(store)
    with store.begin() as work:
        work.save_insight(an_insight(request.id, now))
    with store.begin() as work:
        assert work.insight(request.id) is None
        with pytest.raises(StoreError):
            work.save_insight(an_insight(new_id, now))


@pytest.fixture
def new_id() -> RequestId:
    return RequestId(uuid.UUID(int=99))
