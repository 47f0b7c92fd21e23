"""Colleagues and contacts over HTTP: searched, remembered, renewed and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from sync.graph.directory import GraphDirectory
from tests.sync.graph.conftest import START
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.ids import SeededIds
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.address_desk import GOOD_FOR, SHOWN, AddressDesk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.remembered import Origin, colleague
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.settings import Settings
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

DAY = timedelta(days=1)
RITA = {
    "address": "rita@bluebird.example",
    "name": "Rita Gomez",
    "title": "Owner",
    "company": "Bluebird Pest",
    "phone": "+1 615 555 0142",
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def desk(directory: GraphDirectory, store: SqliteStore, clock: ManualClock) -> Iterator[AddressDesk]:
    thread = StoreThread()
    yield AddressDesk(directory, Engine(store, clock, SeededIds(1), Settings()), thread, clock)
    thread.close()


async def away(controls, times: int = 20) -> None:
    """The directory does not answer."""
    await controls.fault("GET /v1.0/users", "status", status=503, times=times)


def kept(store: SqliteStore, origin: Origin = Origin.COLLEAGUE) -> list[str]:
    with store.begin() as work:
        return [one.name for one in work.remembered(origin)]


async def test_whoever_was_found_is_known_without_the_directory(desk, controls, clock):
    """What a search found is found again offline, and it says since when and why."""
    await desk.colleagues("sar")
    clock.advance(DAY)
    await desk.colleagues("Torres")
    await away(controls)

    found = await desk.colleagues("")
    nobody = await desk.colleagues("priya")

    assert [one.name for one in found.people] == ["Mike Torres", "Sarah Chen"]
    assert (found.remembered_at, found.trouble) == (START, "Could not look up colleagues yet.")
    assert (nobody.people, bool(nobody.trouble)) == ((), True)


async def test_an_answer_of_the_directory_is_no_memory(desk):
    """Nothing is said of memory while the directory answers."""
    found = await desk.colleagues("sar")

    assert (found.remembered_at, found.trouble, found.has_more) == (None, "", False)


async def test_who_left_is_forgotten_by_the_next_search(desk, controls, store):
    """A complete answer without them is enough; one that cannot tell is not."""
    await desk.colleagues("")
    await controls.ask("colleagues", {"left": "sarah@xforce.example"})

    await desk.colleagues("mike")
    assert "Sarah Chen" in kept(store)
    await desk.colleagues("sarah")
    assert "Sarah Chen" not in kept(store)


async def test_an_answer_cut_short_forgets_nobody(desk, controls, store):
    """Twenty of many say nothing of the others."""
    await desk.colleagues("sarah")
    await controls.ask("colleagues", {"count": 500})

    found = await desk.colleagues("")

    assert (len(found.people), found.has_more) == (SHOWN, True)
    assert "Sarah Chen" in kept(store)


async def test_a_middle_name_is_no_reason_to_forget(desk, controls, store):
    """Memory finds words that the directory does not look into: its silence is no proof."""
    await controls.ask("colleagues", {"count": 1})
    await desk.colleagues("Ada")

    assert [one.name for one in (await desk.remembered("0")).people] == ["Ada Abbot 0"]
    assert (await desk.colleagues("0")).people == ()
    assert "Ada Abbot 0" in kept(store)


async def test_twenty_thousand_colleagues_cost_one_small_page(desk, controls, store):
    """The whole directory is never read: one call a search, twenty-one people at most."""
    await controls.ask("colleagues", {"count": 20_000})
    began = perf_counter()

    found = await desk.colleagues("Lena")

    calls = await controls.calls("GET", "/users")
    assert len(calls) == 1
    assert len(calls[0]["response"]["body"]["value"]) == SHOWN + 1
    assert (len(found.people), found.has_more) == (SHOWN, True)
    assert len(kept(store)) == SHOWN + 1
    assert perf_counter() - began < 5  # the sandbox looks through all of them in Python


async def test_what_nobody_confirmed_for_long_is_not_shown(desk, clock):
    """Three months without having been read again."""
    await desk.colleagues("sarah")
    clock.advance(GOOD_FOR + DAY)

    assert (await desk.remembered("sarah")).people == ()


async def test_those_who_are_not_shown_take_no_places(desk, clock, store):
    """However many of them come first by name."""
    with store.begin() as work:
        old = [colleague(Person(f"Ada {n}", f"ada{n}@xforce.example"), START) for n in range(SHOWN + 1)]
        work.remember(old)
        work.commit()
    clock.advance(GOOD_FOR + DAY)
    await desk.colleagues("sarah")

    found = await desk.remembered("")

    assert ([one.name for one in found.people], found.has_more) == (["Sarah Chen"], False)


async def test_contacts_are_read_once_a_day(desk, controls, clock, store):
    """All pages of them, and only what is used; who is there no more is forgotten."""
    await controls.ask("contacts", RITA)
    for number in range(300):
        await controls.ask("contacts", {"address": f"c{number}@many.example", "name": f"C {number}"})
    await desk.renew()
    await desk.renew()

    first = await controls.calls("GET", "/me/contacts")
    known = await desk.contact("RITA@bluebird.example")
    assert len(first) == 2  # two pages, once
    assert set(first[0]["response"]["body"]["value"][0]) <= {
        "id",
        "displayName",
        "companyName",
        "jobTitle",
        "emailAddresses",
        "businessPhones",
        "mobilePhone",
    }
    assert (known.name, known.title, known.company, known.phone) == (
        "Rita Gomez",
        "Owner",
        "Bluebird Pest",
        "+1 615 555 0142",
    )
    assert len(kept(store, Origin.CONTACT)) == 301

    await controls.ask("contacts", {"remove": RITA["address"]})
    clock.advance(DAY)
    await desk.renew()
    assert await desk.contact(RITA["address"]) is None
    assert len(kept(store, Origin.CONTACT)) == 300


async def test_contacts_that_may_not_be_read_cost_nothing_else(desk, controls, clock):
    """The permission is optional: what was known is forgotten, nothing fails, and it is asked once a day."""
    await controls.ask("contacts", RITA)
    await desk.renew()
    clock.advance(DAY)
    await controls.fault("GET /v1.0/me/contacts", "status", status=403, times=1)

    await desk.renew()
    assert await desk.contact(RITA["address"]) is None
    await desk.renew()
    assert len(await controls.calls("GET", "/me/contacts")) == 2


async def test_a_renewal_that_fails_is_tried_in_an_hour(desk, controls, clock):
    """Nothing is lost by it, and nothing is asked in between."""
    await controls.ask("contacts", RITA)
    await desk.renew()
    clock.advance(DAY)
    await controls.fault("GET /v1.0/me/contacts", "status", status=503, times=20)
    await desk.renew()
    before = len(await controls.calls("GET", "/me/contacts"))
    await desk.renew()

    assert (await desk.contact(RITA["address"])).name == "Rita Gomez"
    assert len(await controls.calls("GET", "/me/contacts")) == before
    clock.advance(timedelta(hours=1))
    await desk.renew()
    assert len(await controls.calls("GET", "/me/contacts")) > before


async def test_colleagues_read_a_week_ago_are_looked_up_again(desk, controls, clock, store):
    """A few to a call; a new name is taken over, and who left goes."""
    await controls.ask("colleagues", {"count": 40})
    await desk.colleagues("")
    await desk.colleagues("Sarah")
    assert len(kept(store)) == SHOWN + 2
    await controls.ask("colleagues", {"left": "sarah@xforce.example"})
    clock.advance(8 * DAY)
    before = len(await controls.calls("GET", "/users"))

    await desk.renew()

    assert len(await controls.calls("GET", "/users")) - before == 4  # 22 people, seven to a call
    assert "Sarah Chen" not in kept(store)
    assert len(kept(store)) == SHOWN + 1
    with store.begin() as work:
        assert not work.remembered_since(Origin.COLLEAGUE, clock.now(), 99)


async def test_a_sign_in_that_ended_is_told_by_the_loop(desk, controls):
    """A renewal does not hide it; a search falls back on memory."""
    await desk.colleagues("sarah")
    await controls.fault("GET /v1.0/users", "status", status=401)
    found = await desk.colleagues("sarah")
    assert [one.name for one in found.people] == ["Sarah Chen"]
    assert found.trouble

    await controls.fault("GET /v1.0/me/contacts", "status", status=401)
    with pytest.raises(SignInNeeded):
        await desk.renew()


async def test_all_of_it_is_what_graph_describes(desk, controls, clock, validate_graph_log):
    """Searches, renewals and contacts, requests and answers."""
    await controls.ask("contacts", RITA)
    await desk.colleagues("O'Neil & co")
    await desk.colleagues("")
    clock.advance(8 * DAY)
    await desk.renew()

    log = await controls.items("log")
    assert {entry["path"] for entry in log} >= {"/v1.0/users", "/v1.0/me/contacts"}
    assert validate_graph_log(log) == []
