"""What the page of accounts searches: read anew only when a company, contact or deal has changed."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.builders import a_company, a_contact
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.book import Change
from xforce_desktop.crm.imports import ImportBatch
from xforce_desktop.crm.records import ContactRecord, Record
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.crm_desk import CrmDesk
from xforce_desktop.scheduling.records_desk import RecordsService
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

ACME = a_company()
DANA = a_contact(is_champion=True)
BOB = a_contact(id=uuid.UUID(int=22), email="bob@acme.example", name="Bob")


def kept(store: SqliteStore, *records: Record) -> None:
    with store.begin() as work:
        work.save_records(records)
        work.commit()


@pytest.fixture
async def service(sqlite: SqliteStore, clock: ManualClock) -> AsyncIterator[RecordsService]:
    kept(sqlite, ACME, DANA, BOB)
    thread = StoreThread()
    yield RecordsService(CrmDesk(sqlite, clock, SeededIds(3)), thread)
    thread.close()


@contextmanager
def reads_of_contacts(store: SqliteStore) -> Iterator[list[str]]:
    """Every statement that reads all that is known of contacts."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM contacts" in statement and "contacts.title" in statement:
            seen.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    yield seen
    event.remove(store._engine, "before_cursor_execute", note)


async def test_nothing_is_read_again_while_nothing_has_changed(
    service: RecordsService, sqlite: SqliteStore, stored: Callable[..., MeetingRequest]
) -> None:
    """Neither by looking again, nor when a request, a setting or a notice was written; its count follows."""
    first = await service.records()
    with reads_of_contacts(sqlite) as seen:
        assert await service.records() is first
        with sqlite.begin() as work:
            work.save_setting("any", "thing")
            work.commit()
        assert await service.records() is first
        stored(sqlite, company_id=ACME.id)
        counted = await service.records()

    assert seen == []
    assert (first.requests, counted.requests) == ({}, {ACME.id: 1})
    assert counted.find("bob").people == [BOB]


def a_form(store: SqliteStore) -> None:
    kept(store, replace(BOB, title="COO"))


def another_champion(store: SqliteStore) -> None:
    """Dana is none any more, without a new moment in her row."""
    with store.begin() as work:
        bob = work.contact(BOB.email)
        assert bob is not None
        work.save_contact(replace(bob, is_champion=True))
        work.commit()


def a_deletion(store: SqliteStore) -> None:
    with store.begin() as work:
        work.delete_record(BOB)
        work.commit()


@pytest.mark.parametrize("change", [a_form, another_champion, a_deletion])
async def test_every_change_is_seen_at_once(
    service: RecordsService, sqlite: SqliteStore, change: Callable[[SqliteStore], None]
) -> None:
    """Though the clock stands still, as in the sandbox."""
    first = await service.records()
    change(sqlite)
    then = await service.records()

    assert then is not first
    with sqlite.begin() as work:
        assert then.people == work.people() != first.people


async def test_an_undo_is_seen(service: RecordsService, sqlite: SqliteStore, clock: ManualClock) -> None:
    """It sets the moments in the rows back, while others are younger."""
    batch = ImportBatch(uuid.UUID(int=9), "list.csv", clock.now())
    with sqlite.begin() as work:
        work.keep_import(batch, [Change(BOB, replace(BOB, title="COO"))])
        work.commit()
    clock.advance(timedelta(hours=1))
    kept(sqlite, replace(DANA, title="CEO"))
    assert titles(await service.records())["Bob"] == "COO"
    with sqlite.begin() as work:
        work.undo_import(batch.id, clock.now())
        work.commit()

    assert titles(await service.records())["Bob"] == BOB.title


def titles(index: Any) -> dict[str, str]:
    return {one.name: one.title for one in index.people}


async def test_what_another_program_writes_is_seen(
    service: RecordsService, folder: Path, clock: ManualClock
) -> None:
    """The command line beside the window."""
    first = await service.records()
    with closing(open_store(folder, clock, SeededIds(4))) as beside:
        kept(beside, replace(BOB, title="COO"))

    assert titles(await service.records())["Bob"] == "COO"
    assert titles(first)["Bob"] == BOB.title


async def test_a_restored_store_is_read_anew(
    service: RecordsService, sqlite: SqliteStore, tmp_path: Path
) -> None:
    """The file is another one then, whatever was counted before."""
    copy = tmp_path / "copy.db"
    sqlite.backup_to(copy)
    kept(sqlite, ContactRecord(uuid.UUID(int=30), "late@acme.example", name="Late"))
    assert "Late" in titles(await service.records())
    sqlite.restore_from(copy)

    assert "Late" not in titles(await service.records())
