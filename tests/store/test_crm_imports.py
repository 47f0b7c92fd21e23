"""An import that is undone leaves the store as it was, table for table; what went on living stays."""

from __future__ import annotations

import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_company, a_contact
from tests.unit.crm.messy_list import messy_list
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.decoding import decode
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.imports import ImportStopped
from xforce_desktop.crm.list_file import read_list
from xforce_desktop.crm.records import ContactRecord, Deal, Kind, TextConsent
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.crm_desk import CrmDesk, TypedContact
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.request import Attendee, MeetingRequest, Side, SmsConsent, State
from xforce_desktop.scheduling.unit_of_work import Store
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ACME = a_company(name="Acme Pest, Inc.")
DANA = a_contact(email="dana@acmepest.example", is_champion=True, may_be_copied=True)
DEAL = Deal(uuid.UUID(int=3), "Phones", ACME.id)
LIST = (
    "Company,State,Industry,Email,Name,Title,Phone,Deal,Value,Champion\n"
    "Acme Pest Inc,FL,pest control,dana@acmepest.example,Dana,CEO,407 555 0101,Phones,$12000,\n"
    "Acme Pest Inc,FL,,bob@acmepest.example,Bob Lee,COO,,Reporting,,yes\n"
    "Bayshore,TX,lawn care,ian@bayshore.example,Ian Li,,,,,\n"
)


def dump(store: SqliteStore) -> list[str]:
    """Every row of every table, as SQL."""
    with closing(sqlite3.connect(store.path)) as connection:
        return sorted(connection.iterdump())


def desk_of(store: SqliteStore, at: datetime = NOW) -> CrmDesk:
    return CrmDesk(store, ManualClock(at), SeededIds(7))


def prepared(store: Store, **changes: object) -> CrmDesk:
    with store.begin() as work:
        work.save_records([ACME, replace(DANA, is_champion=False, may_be_copied=False, **changes)])
        work.commit()
    return CrmDesk(store, ManualClock(NOW), SeededIds(7))


def filled(store: SqliteStore) -> SqliteStore:
    with store.begin() as work:
        work.save_account(Account("Brent", "brent@xforce.example", timezone="America/New_York"))
        work.save_records([ACME, DANA, DEAL])
        work.contact_id("Old", "old@other.example", work.company_id("Other Ltd", "GA"), "", "")
        work.commit()
    return store


@pytest.mark.parametrize("is_updating", [False, True])
def test_import_and_undo_leave_no_trace(sqlite: SqliteStore, clock: ManualClock, is_updating: bool) -> None:
    """Added rows are gone, changed ones are as they were, with their times."""
    before = dump(filled(sqlite))
    clock.advance(timedelta(seconds=600))
    desk = desk_of(sqlite)
    result = desk.import_list(read_list(LIST.encode(), "list.csv"), is_updating=is_updating)
    assert result.batch is not None
    changed = dump(sqlite)
    _, undone = desk.undo()

    assert changed != before
    assert undone.kept == ()
    assert dump(sqlite) == before


def test_what_an_import_does_is_written(sqlite: SqliteStore) -> None:
    """Empty fields filled, others left; the counts are kept with it."""
    desk = desk_of(filled(sqlite))
    result = desk.import_list(read_list(LIST.encode(), "list.csv"))
    with sqlite.begin() as work:
        dana, bob = (work.contact_record(f"{one}@acmepest.example") for one in ("dana", "bob"))
        acme, deals = work.company(ACME.id), work.deals_of(ACME.id)

    assert dana == replace(DANA, phone="+14075550101")
    assert bob is not None
    assert (bob.title, bob.company_id, bob.is_champion) == ("COO", ACME.id, False)
    assert acme == replace(ACME, industry="pest control")
    assert [(one.name, one.estimated_value) for one in deals] == [("Phones", 12000.0), ("Reporting", None)]
    assert result.batch is not None
    assert dict(result.batch.counts) == {
        "company added": 1,
        "company filled": 1,
        "contact added": 2,
        "contact filled": 1,
        "deal added": 1,
        "deal filled": 1,
    }


def test_what_was_changed_since_stays(sqlite: SqliteStore) -> None:
    """Of a changed record that field, of an added one the whole record; the import is marked as undone."""
    desk = desk_of(filled(sqlite))
    desk.import_list(read_list(LIST.encode(), "list.csv"), is_updating=True)
    bob = desk.record(Kind.CONTACT, "bob@acmepest.example")
    desk.save_contact(TypedContact({ListField.TITLE: "Owner", ListField.NAME: "Rob"}), bob.id)
    desk.save_contact(TypedContact({ListField.TITLE: "President"}), DANA.id)
    batch, undone = desk.undo()
    with sqlite.begin() as work:
        dana, kept = work.contact_record(DANA.email), work.contact_record("bob@acmepest.example")

    assert dana is not None
    assert kept is not None
    assert (dana.title, dana.phone, dana.name) == ("President", "", "Dana Reyes")
    assert kept.title == "Owner"
    assert sorted(undone.kept) == [
        "Bob Lee <bob@acmepest.example>: name, title were changed since",
        "Dana <dana@acmepest.example>: Rob <bob@acmepest.example> is the champion there by now",
        "Dana <dana@acmepest.example>: title was changed since and stays",
    ]
    assert desk.imports()[0].undone_at == NOW
    with pytest.raises(BadInput, match="no import to undo"):
        desk.undo()
    assert batch.source == "list.csv"


def test_what_a_request_needs_stays(sqlite: SqliteStore, stored: Callable[..., MeetingRequest]) -> None:
    """A company with a meeting since is kept, and that is said; all else goes."""
    desk = desk_of(filled(sqlite))
    desk.import_list(read_list(LIST.encode(), "list.csv"))
    bayshore = desk.record(Kind.COMPANY, "Bayshore")
    stored(sqlite, company_id=bayshore.id)
    _, undone = desk.undo()

    assert undone.kept == ("Bayshore: it is used by requests",)
    with sqlite.begin() as work:
        assert work.company(bayshore.id) == bayshore
        assert work.contact_record("ian@bayshore.example") is None


def test_a_consent_beside_a_number_that_cannot_be_used_is_left_out(store: Store) -> None:
    """It was given for one of the two there, not for the number that is known."""
    desk = prepared(store, phone="+14075550101")
    row = b"dana@acmepest.example,407 555 0202 / 407 555 0203,2026-01-31 web form"
    result = desk.import_list(read_list(b"Email,Phone,SMS consent\n" + row, "l.csv"))

    dana = desk.record(Kind.CONTACT, DANA.email)
    assert isinstance(dana, ContactRecord)
    assert (dana.phone, dana.sms_consent) == ("+14075550101", None)
    assert any("was left out" in repr(one.notes) for one in result.plan.rows)


def test_an_undo_goes_on_where_the_company_before_is_gone(store: Store) -> None:
    """Emptied by the import, and deleted by the rep since."""
    desk = prepared(store, company_id=ACME.id)
    desk.import_list(read_list(b"Company,Email\nBayshore,dana@acmepest.example\n", "l.csv"), is_updating=True)
    desk.delete(ACME)

    _, undone = desk.undo()

    assert any("the company it was with has been deleted since" in one for one in undone.kept)
    assert desk.imports()[0].undone_at == NOW


def test_a_stop_keeps_nothing(sqlite: SqliteStore) -> None:
    """Neither while it is planned nor while it is written."""
    before = dump(filled(sqlite))
    desk = desk_of(sqlite)
    for stop_at in (0, 60, 100):

        def progress(done: int, of: int, last: int = stop_at) -> None:
            if done >= last:
                raise ImportStopped

        with pytest.raises(ImportStopped):
            desk.import_list(read_list(LIST.encode(), "list.csv"), progress=progress)
        assert dump(sqlite) == before


def test_a_preview_keeps_nothing_and_says_the_same(sqlite: SqliteStore) -> None:
    """What it promises is what the import does."""
    before = dump(filled(sqlite))
    desk = desk_of(sqlite)
    file = read_list(LIST.encode(), "list.csv")
    promised = desk.preview(file).plan

    assert dump(sqlite) == before
    assert [row.effects for row in promised.rows] == [row.effects for row in desk.import_list(file).plan.rows]


def test_the_same_list_twice_changes_nothing(sqlite: SqliteStore) -> None:
    """The second time everything is known; there is no second import to undo."""
    desk = desk_of(filled(sqlite))
    file = read_list(LIST.encode(), "list.csv")
    desk.import_list(file)
    after = dump(sqlite)

    assert desk.import_list(file).batch is None
    assert dump(sqlite) == after


def test_imports_are_undone_one_after_the_other(sqlite: SqliteStore) -> None:
    """The last first; an unknown id is refused."""
    before = dump(filled(sqlite))
    desk = desk_of(sqlite)
    desk.import_list(read_list(b"Email,Title\nan@new.example,\n", "one.csv"))
    CrmDesk(sqlite, ManualClock(NOW.replace(hour=16)), SeededIds(8)).import_list(
        read_list(b"Email,Title\nan@new.example,CFO\n", "two.csv")
    )

    assert [one.source for one in desk.imports()] == ["two.csv", "one.csv"]
    assert [desk.undo()[0].source for _ in range(2)] == ["two.csv", "one.csv"]
    assert dump(sqlite) == before
    with pytest.raises(BadInput, match="There is no import"):
        desk.undo(uuid.UUID(int=99))


def test_an_import_waits_for_those_that_built_on_it(sqlite: SqliteStore) -> None:
    """Until the later one is undone it cannot be taken back as a whole, and says so; then it can."""
    before = dump(filled(sqlite))
    desk = desk_of(sqlite)
    desk.import_list(read_list(b"Email,Title\nan@new.example,\n", "one.csv"))
    CrmDesk(sqlite, ManualClock(NOW.replace(hour=16)), SeededIds(8)).import_list(
        read_list(b"Email,Title\nan@new.example,CFO\n", "two.csv")
    )
    second, first = desk.imports()
    with pytest.raises(BadInput, match=r"two\.csv changed some of the same records after one\.csv"):
        desk.undo(first.id)
    desk.undo(second.id)
    assert desk.undo(first.id)[1].kept == ()
    assert dump(sqlite) == before


def test_a_partial_undo_keeps_no_old_values(sqlite: SqliteStore) -> None:
    """Nobody would read them any more."""
    desk = desk_of(filled(sqlite))
    desk.import_list(read_list(LIST.encode(), "list.csv"))
    desk.save_contact(
        TypedContact({ListField.TITLE: "Owner"}), desk.record(Kind.CONTACT, "bob@acmepest.example").id
    )
    assert desk.undo()[1].kept != ()
    assert not any('INSERT INTO "crm_import_changes"' in line for line in dump(sqlite))


@pytest.mark.parametrize("has_ended", [False, True])
def test_a_consent_in_a_running_request_is_told(
    sqlite: SqliteStore, stored: Callable[..., MeetingRequest], has_ended: bool
) -> None:
    """It was copied there, and an undo of the list does not reach it."""
    desk = desk_of(filled(sqlite))
    text = f"Email,Phone,SMS consent\n{DANA.email},407 555 0101,2026-01-31 web form\n"
    desk.import_list(read_list(text.encode(), "list.csv"))
    dana = Attendee(
        uuid.UUID(int=60),
        Side.EXTERNAL,
        "Dana",
        DANA.email,
        phone="+14075550101",
        contact_id=DANA.id,
        sms_consent=SmsConsent(date(2026, 1, 31), "web form"),
    )
    state = State.COMPLETED if has_ended else State.AWAITING_RESPONSE
    stored(sqlite, attendees=(dana,), state=state)
    kept = desk.undo()[1].kept

    assert [one for one in kept if "copied to 1 running request and stays there" in one] == [
        *([] if has_ended else [kept[-1]])
    ]
    with sqlite.begin() as work:
        assert work.contact_record(DANA.email) == DANA


def test_a_company_shows_the_signals_that_hold(
    sqlite: SqliteStore, stored: Callable[..., MeetingRequest]
) -> None:
    """Newest first, with its requests; what another signal took the place of is not shown."""
    desk = desk_of(filled(sqlite))
    first = stored(sqlite, company_id=ACME.id, deal_id=DEAL.id)
    with sqlite.begin() as work:
        for at, kind in ((NOW, "no_show"), (NOW, "attended"), (NOW + timedelta(seconds=600), "reply_speed")):
            work.add_deal_signal(DealSignal(DEAL.id, first.id, kind, kind, "negative", 0.5, -5, at))
        work.supersede_deal_signal(first.id, "no_show", NOW)
        work.commit()
    signals, requests = desk.company_life(ACME)

    assert [one.description for one in signals] == ["reply_speed", "attended"]
    assert [one.id for one in requests] == [first.id]


@pytest.mark.parametrize(
    "zone, hour, day, is_kept",
    [
        ("Australia/Sydney", 20, "2026-03-03", True),  # 07:00 on the third there
        ("Australia/Sydney", 20, "2026-03-04", False),
        ("America/New_York", 2, "2026-03-02", False),  # still the first there
        ("America/New_York", 2, "2026-03-01", True),
    ],
)
def test_today_is_the_reps_day(sqlite: SqliteStore, zone: str, hour: int, day: str, is_kept: bool) -> None:
    """In a form as in a list."""
    with sqlite.begin() as work:
        work.save_account(Account("Brent", "brent@xforce.example", timezone=zone))
        work.commit()
    cells = {ListField.EMAIL: "z@z.example", ListField.SMS_CONSENT: day, ListField.SMS_SOURCE: "phone"}
    desk = desk_of(sqlite, NOW.replace(hour=hour))
    if is_kept:
        assert desk.save_contact(TypedContact(cells))
    else:
        with pytest.raises(BadInput, match="lies in the future"):
            desk.save_contact(TypedContact(cells))


@pytest.mark.parametrize(
    "cells, phone, has_consent",
    [
        ({ListField.PHONE: "407 555 0155"}, "+14075550155", False),
        ({ListField.PHONE: "(407) 555-0101"}, "+14075550101", True),
        ({ListField.TITLE: "CEO"}, "+14075550101", True),
        ({ListField.PHONE: ""}, "", False),
        ({ListField.SMS_CONSENT: "no"}, "+14075550101", False),
        (
            {
                ListField.PHONE: "407 555 0155",
                ListField.SMS_CONSENT: "2026-02-01",
                ListField.SMS_SOURCE: "form",
            },
            "+14075550155",
            True,
        ),
    ],
)
def test_a_form_moves_no_consent_to_another_number(
    sqlite: SqliteStore, cells: dict[ListField, str], phone: str, has_consent: bool
) -> None:
    """It stays with the number it was given for, unless one is given for the new one."""
    desk = desk_of(filled(sqlite))
    texted = replace(DANA, phone="+14075550101", sms_consent=TextConsent(date(2026, 1, 2), "web form"))
    with sqlite.begin() as work:
        work.save_records([texted])
        work.commit()
    desk.save_contact(TypedContact(cells), DANA.id)
    with sqlite.begin() as work:
        now = work.contact_record(DANA.email)

    assert now is not None
    assert (now.phone, now.sms_consent is not None) == (phone, has_consent)


def test_a_long_list_is_planned_while_others_work(sqlite: SqliteStore) -> None:
    """The store is free meanwhile; what was changed then is seen, and nothing of it is lost."""
    desk = desk_of(filled(sqlite))
    text = "Email,Title\n" + "".join(f"p{n}@new.example,CFO\n" for n in range(150))
    added: list[uuid.UUID] = []

    def progress(done: int, of: int) -> None:
        if done > 0 and not added:
            with sqlite.begin() as work:
                added.append(work.contact_id("Typed", "p7@new.example", None, "CEO", ""))
                work.commit()

    file = read_list(text.encode(), "list.csv")
    desk.import_list(file, progress=progress)
    seventh = desk.record(Kind.CONTACT, "p7@new.example")

    assert (seventh.id, getattr(seventh, "title", "")) == (added[0], "CEO")
    assert len(desk.everything().people) == 152


@pytest.mark.parametrize(
    "name, state, address, is_same",
    [
        ("Acme Pest LLC", "FL", "", True),
        ("acme pest inc", "", "", True),
        ("Acme Pest", "", "bob@acmepest.example", True),
        ("Acme Pest LLC", "", "bob@gmail.com", False),
        ("Acme Pest LLC", "TX", "", False),
    ],
)
def test_a_typed_company_is_found_as_in_a_list(
    sqlite: SqliteStore, name: str, state: str, address: str, is_same: bool
) -> None:
    """By its form alone it is another, with the state or a mail domain it is the same."""
    desk = desk_of(filled(sqlite))
    if address:
        cells = {ListField.EMAIL: address, ListField.COMPANY: name}
        made = desk.save_contact(TypedContact(cells))
        person = next(one for one in desk.everything().people if one.id == made)
        assert (person.company_id == ACME.id) is is_same
    elif is_same:
        with pytest.raises(BadInput, match="is there already"):
            desk.save_company({ListField.COMPANY: name, ListField.STATE: state})
    else:
        assert desk.save_company({ListField.COMPANY: name, ListField.STATE: state}) != ACME.id


def test_a_form_tells_companies_of_one_name_apart(sqlite: SqliteStore) -> None:
    """By the state in the name and by the mail domain, as a list; whose company is called so stays there."""
    desk = desk_of(filled(sqlite))
    florida = desk.save_company({ListField.COMPANY: "Bayshore", ListField.STATE: "FL"})

    def save(address: str, company: str, contact_id: uuid.UUID | None = None) -> ContactRecord:
        cells = {ListField.EMAIL: address, ListField.COMPANY: company}
        made = desk.save_contact(TypedContact(cells), contact_id)
        return next(one for one in desk.everything().people if one.id == made)

    texas = save("dana@bayshoretx.example", "Bayshore (TX)")
    assert texas.company_id not in (None, florida)
    assert save("zed@bayshoretx.example", "Bayshore").company_id == texas.company_id
    ann = save("ann@gmail.com", "Bayshore")
    assert ann.company_id == florida
    assert save("ann@bayshoretx.example", "bayshore", ann.id).company_id == florida
    with pytest.raises(BadInput, match=r"in FL is there already.*“Bayshore \(GA\)”"):
        desk.save_company({ListField.COMPANY: "Bayshore", ListField.STATE: "GA"})
    assert desk.save_company({ListField.INDUSTRY: "hvac"}, florida) == florida


def test_an_erased_person_is_in_no_import(sqlite: SqliteStore) -> None:
    """Neither in what it changed nor in what stayed; the others are still undone."""
    desk = desk_of(filled(sqlite))
    desk.import_list(read_list(LIST.encode(), "list.csv"), is_updating=True)
    bob = desk.record(Kind.CONTACT, "bob@acmepest.example")
    with sqlite.begin() as work:
        work.erase_from_imports(" BOB@acmepest.example")
        work.commit()
    kept = [line for line in dump(sqlite) if "crm_import" in line]
    assert not any("bob" in line.casefold() for line in kept)
    assert any("Dana" in line for line in kept)
    desk.undo()
    assert desk.record(Kind.CONTACT, "bob@acmepest.example") == bob


def test_an_erased_person_is_not_named_by_what_stayed(sqlite: SqliteStore) -> None:
    """The line of an import that was undone before."""
    desk = desk_of(filled(sqlite))
    desk.import_list(read_list(LIST.encode(), "list.csv"))
    desk.save_contact(
        TypedContact({ListField.TITLE: "Owner"}), desk.record(Kind.CONTACT, "bob@acmepest.example").id
    )
    desk.undo()
    assert "bob@" in " ".join(desk.imports()[0].kept)
    with sqlite.begin() as work:
        work.erase_from_imports("bob@acmepest.example")
        work.commit()
    assert "bob@" not in " ".join(desk.imports()[0].kept)


@settings(
    max_examples=12,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10_000), is_updating=st.booleans())
def test_whatever_the_list_undo_is_exact(
    empty_store: Path, tmp_path: Path, seed: int, is_updating: bool
) -> None:
    """Over a store with data in it, some of it from the same list."""
    folder = tmp_path / uuid.uuid4().hex
    folder.mkdir()
    shutil.copy(empty_store, folder / "xforce.db")
    clock = ManualClock(NOW)
    store = open_store(folder, clock, SeededIds(seed))
    try:
        desk = CrmDesk(filled(store), clock, SeededIds(seed + 1))
        desk.import_list(read_list(messy_list(25, seed).content, "first.csv"))
        before = dump(store)
        clock.advance(timedelta(seconds=60))
        twice = "".join(decode(messy_list(25, seed + more).content).text for more in (0, 1)).encode()
        for content in (twice, messy_list(40, seed + 2).content):
            result = desk.import_list(read_list(content, "second.csv"), is_updating=is_updating)
            if result.batch:
                assert desk.undo(result.batch.id)[1].kept == ()
            assert dump(store) == before
    finally:
        store.close()


@pytest.mark.parametrize("seed", [4])
def test_ten_thousand_messy_rows(sqlite: SqliteStore, seed: int) -> None:
    """Imported with a report in under twenty seconds of work, each good address once, and undone exactly."""
    before = dump(filled(sqlite))
    made = messy_list(10_000, seed)
    desk = desk_of(sqlite)
    began = time.process_time()
    result = desk.import_list(read_list(made.content, "big.csv"))
    taken_s = time.process_time() - began
    with sqlite.begin() as work:
        known = {one.email.casefold() for one in work.people()}

    assert taken_s < 20
    assert made.addresses - known == set() or len(made.addresses - known) < made.rows // 500  # rows cut short
    assert len(result.plan.rows) >= made.rows * 0.97
    assert result.plan.faulty_fields > 1000
    assert desk.undo()[1].kept == ()
    assert dump(sqlite) == before
