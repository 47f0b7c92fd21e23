"""What the screens ask of companies, contacts and deals, carried out on the store's own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.crm.messy_list import messy_list
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.imports import ImportStopped
from xforce_desktop.crm.list_file import ListOptions
from xforce_desktop.crm.records import Kind
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.crm_desk import CrmDesk
from xforce_desktop.scheduling.records_desk import RecordsService, TypedRecord
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.store.unit_of_work import SqliteStore

LIST = (
    "Company,State,Name,Email,Champion\nAcme,FL,Dana,dana@acme.example,yes\nAcme,FL,Bob,bob@acme.example,\n"
)


@pytest.fixture
async def service(sqlite: SqliteStore, clock: ManualClock) -> AsyncIterator[RecordsService]:
    with sqlite.begin() as work:
        work.save_account(Account("Brent", "brent@xforce.example", timezone="America/New_York"))
        work.commit()
    thread = StoreThread()
    yield RecordsService(CrmDesk(sqlite, clock, SeededIds(3)), thread)
    thread.close()


@pytest.fixture
def path(tmp_path: Path) -> str:
    target = tmp_path / "list.csv"
    target.write_text(LIST)
    return str(target)


async def test_a_list_is_looked_at_previewed_imported_and_undone(service: RecordsService, path: str) -> None:
    """With progress in hundredths, up to the last."""
    heard: list[int] = []
    file = await service.look_at_list(path, ListOptions())
    await service.preview_import(file, lambda done, of: heard.append(done))
    assert (await service.records()).people == []
    result = await service.import_list(file, lambda done, of: heard.append(done))
    index = await service.records()

    assert heard[-1] == 100
    assert [one.name for one in index.find("acme").people] == ["Bob", "Dana"]
    assert [one.id for one in await service.imports()] == [result.batch.id if result.batch else None]
    assert (await service.undo_import())[1].removed == 3
    assert (await service.records()).companies == []


async def test_a_stop_from_another_thread_keeps_nothing(service: RecordsService, path: str) -> None:
    """It comes back as what it is."""

    def stopped(done: int, of: int) -> None:
        raise ImportStopped

    file = await service.look_at_list(path, ListOptions())
    with pytest.raises(ImportStopped):
        await service.import_list(file, stopped)
    assert (await service.records()).companies == []


async def test_the_store_is_free_while_a_large_list_is_read(service: RecordsService, tmp_path: Path) -> None:
    """A click that comes after it is answered before it."""
    large = tmp_path / "large.csv"
    large.write_bytes(messy_list(10_000, 4).content)
    reading = asyncio.create_task(service.look_at_list(str(large), ListOptions()))
    await asyncio.sleep(0)  # it has begun

    assert await service.imports() == []
    assert not reading.done()
    assert (await reading).size > 9000


@pytest.mark.parametrize("is_kept", [False, True])
async def test_the_store_is_free_while_an_import_is_planned(
    service: RecordsService, path: str, is_kept: bool
) -> None:
    """What is typed meanwhile is there, and the plan is made anew over it."""
    began, goes_on = threading.Event(), threading.Event()

    def waits(done: int, of: int) -> None:
        began.set()
        assert goes_on.wait(10)

    file = await service.look_at_list(path, ListOptions())
    act = service.import_list if is_kept else service.preview_import
    planning = asyncio.create_task(act(file, waits))
    assert await asyncio.to_thread(began.wait, 10)
    typed = TypedRecord(Kind.COMPANY, {ListField.COMPANY: "Acme", ListField.STATE: "FL"})
    company_id = await asyncio.wait_for(service.save_record(typed), 5)
    goes_on.set()
    await planning

    index = await service.records()
    assert [one.id for one in index.companies] == [company_id]
    assert {one.company_id for one in index.people} == ({company_id} if is_kept else set())


async def test_forms_keep_the_rules_of_champions(service: RecordsService, path: str) -> None:
    """One at a company, and none of ours or of nowhere; the tone is kept beside."""
    await service.import_list(await service.look_at_list(path, ListOptions()), lambda done, of: None)
    index = await service.records()
    bob = index.find("bob").people[0]
    cells = {ListField.EMAIL: bob.email, ListField.COMPANY: "Acme", ListField.CHAMPION: "yes"}
    await service.save_record(TypedRecord(Kind.CONTACT, cells, "executive"), bob.id)
    people = (await service.records()).people

    assert {one.name: one.is_champion for one in people} == {"Bob": True, "Dana": False}
    assert await service.tone_of(bob.email) == "executive"
    nowhere = {ListField.EMAIL: "jo@x.example", ListField.NAME: "Jo", ListField.CHAMPION: "yes"}
    with pytest.raises(BadInput, match="not known where Jo works"):
        await service.save_record(TypedRecord(Kind.CONTACT, nowhere))
    ours = nowhere | {ListField.EMAIL: "sarah@xforce.example", ListField.COMPANY: "Acme"}
    with pytest.raises(BadInput, match="on our side"):
        await service.save_record(TypedRecord(Kind.CONTACT, ours))
    assert len((await service.records()).people) == 2


CONSENT = {ListField.SMS_CONSENT: "2026-01-05", ListField.SMS_SOURCE: "web form"}


@pytest.mark.parametrize("shown, kept", [("+14045550101", "+14045550102"), ("", "+14045550102")])
async def test_a_consent_is_not_taken_for_a_number_that_came_in_between(
    service: RecordsService, path: str, shown: str, kept: str
) -> None:
    """It stood beside another one, or beside none; a withdrawal is, whatever the number."""
    await service.import_list(await service.look_at_list(path, ListOptions()), lambda done, of: None)
    bob = (await service.records()).find("bob").people[0]
    await service.save_record(TypedRecord(Kind.CONTACT, {ListField.PHONE: kept}, None), bob.id)

    with pytest.raises(BadInput, match=r"Their number is \+14045550102 now") as refused:
        await service.save_record(TypedRecord(Kind.CONTACT, CONSENT, None, texts_to=shown), bob.id)

    assert refused.value.field == ListField.PHONE
    assert (await service.records()).find("bob").people[0].sms_consent is None
    written = CONSENT | {ListField.PHONE: "(404) 555-0102"}
    await service.save_record(TypedRecord(Kind.CONTACT, written, None, texts_to="(404) 555-0102"), bob.id)
    assert (await service.records()).find("bob").people[0].sms_consent is not None
    none = {ListField.SMS_CONSENT: "", ListField.SMS_SOURCE: ""}
    await service.save_record(TypedRecord(Kind.CONTACT, none, None, texts_to=shown), bob.id)
    assert (await service.records()).find("bob").people[0].sms_consent is None
