"""Stores and requests for the store's tests."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.request import (
    Attendee,
    MeetingRequest,
    MeetingType,
    Platform,
    Preferences,
    Side,
)
from xforce_desktop.store.memory import MemoryStore
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

AnyStore = MemoryStore | SqliteStore


@pytest.fixture
def new_stores() -> None:
    """They are migrated, as everywhere but in other tests."""


@pytest.fixture
def now() -> datetime:
    """A Monday, 10:00 in New York."""
    return datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> ManualClock:
    return ManualClock(now)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store without content; migrating once is enough for most tests."""
    folder = tmp_path_factory.mktemp("empty")
    open_store(folder, ManualClock(datetime(2026, 3, 1, tzinfo=UTC))).close()
    return folder / "xforce.db"


@pytest.fixture
def folder(tmp_path: Path, empty_store: Path) -> Path:
    """A data folder with an empty, current store."""
    shutil.copy(empty_store, tmp_path / "xforce.db")
    return tmp_path


@pytest.fixture
def sqlite(folder: Path, clock: ManualClock) -> Iterator[SqliteStore]:
    store = open_store(folder, clock, SeededIds(1))
    yield store
    store.close()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, clock: ManualClock) -> AnyStore:
    """Either store; whatever holds for one must hold for the other."""
    if request.param == "memory":
        return MemoryStore(clock, SeededIds(1))
    on_disk: SqliteStore = request.getfixturevalue("sqlite")
    return on_disk


RequestMaker = Callable[..., MeetingRequest]


@pytest.fixture
def new_request(now: datetime) -> RequestMaker:
    """Builds a valid request; it is not stored."""

    def build(rep_id: uuid.UUID, **changes: Any) -> MeetingRequest:
        range_ = Span(now, now + timedelta(days=14))
        rep = Attendee(uuid.uuid4(), Side.INTERNAL, "Brent", "brent@xforce.example", is_organizer=True)
        prospect = Attendee(uuid.uuid4(), Side.EXTERNAL, "John", "john@acme.example")
        plain = MeetingRequest(
            id=RequestId(uuid.uuid4()),
            created_by=rep_id,
            meeting_type=MeetingType.DEMO,
            duration_minutes=30,
            title="Demo",
            context="Saw the call report",
            platform=Platform.TEAMS,
            preferences=Preferences(range_, "America/New_York"),
            attendees=(rep, prospect),
            created_at=now,
        )
        return replace(plain, **changes)

    return build


@pytest.fixture
def stored(new_request: RequestMaker) -> Callable[..., MeetingRequest]:
    """Builds a request, stores it and commits."""

    def add(store: AnyStore, **changes: Any) -> MeetingRequest:
        with store.begin() as work:
            rep_id = work.save_account(Account("Brent", "brent@xforce.example"))
            request = new_request(rep_id, **changes)
            work.add(request)
            work.commit()
        return request

    return add
