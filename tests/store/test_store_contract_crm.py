"""What every store promises of companies, contacts and deals; each test runs in memory and on SQLite."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.builders import a_company, a_contact
from xforce_desktop.crm.book import Change
from xforce_desktop.crm.hanging import Hanging
from xforce_desktop.crm.imports import ImportBatch
from xforce_desktop.crm.records import Company, ContactRecord, Deal, TextConsent
from xforce_desktop.errors import StoreError
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.proofs import CompanyProfile
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import Store

ACME = a_company(industry="pest control", employee_count=42, ownership_type="family")
DANA = a_contact(
    email="Dana@acme.example",
    phone="+14075550101",
    timezone="America/New_York",
    is_champion=True,
    is_owner=True,
    may_be_copied=True,
    sms_consent=TextConsent(date(2026, 1, 2), "web form"),
)
DEAL = Deal(uuid.UUID(int=3), "Phones", ACME.id, "proposal", 12000.0, ("missed calls",), ("receptionist",))


def test_records_come_back_as_they_were_saved(store: Store) -> None:
    """Every field of each, found by id, by company and by address in any case."""
    with store.begin() as work:
        work.save_records([ACME, DANA, DEAL])
        work.commit()
    with store.begin() as work:
        assert work.company(ACME.id) == ACME
        assert work.deal(DEAL.id) == DEAL
        assert list(work.companies()) == [ACME]
        assert list(work.people_at(ACME.id)) == list(work.people()) == [DANA]
        assert list(work.deals_of(ACME.id)) == list(work.deals()) == [DEAL]
        assert work.contact_record("dana@ACME.example") == DANA
        assert work.company(DEAL.id) is None
        assert work.deal(ACME.id) is None
        assert work.contact_record("nobody@acme.example") is None


def test_companies_of_nearly_one_name_are_found(store: Store) -> None:
    """Whatever their case, punctuation, legal form, or the state behind the name; no others."""
    legal = replace(ACME, id=uuid.UUID(int=7), name="ACME-Pest, Inc.")
    in_ga = replace(ACME, id=uuid.UUID(int=8), name="Acme Pest (GA)", state="GA")
    other = replace(ACME, id=uuid.UUID(int=9), name="Acme Pests")
    with store.begin() as work:
        work.save_records([ACME, legal, in_ga, other])
        assert list(work.companies_alike("the acme pest")) == [ACME, in_ga, legal]
        assert list(work.companies_alike("Bayshore")) == []


def test_a_saved_record_is_what_the_rest_of_the_store_sees(store: Store) -> None:
    """By name and address it is the same company, contact and deal."""
    with store.begin() as work:
        work.save_records([ACME, DANA, DEAL])
        assert work.company_id(" acme  pest ") == ACME.id
        assert work.contact_id("D", "dana@acme.example", None, "", "") == DANA.id
        assert work.deal_id("phones", ACME.id) == DEAL.id
        assert work.deal_value(DEAL.id) == 12000.0
        champion = work.champion(ACME.id)
        assert champion is not None
        assert (champion.name, champion.company) == ("Dana Reyes", "Acme Pest")
        assert work.company_profile(ACME.id, DEAL.id) == CompanyProfile(
            "pest control", 42, "family", ("missed calls",), ("receptionist",)
        )


def test_what_the_rest_of_the_store_adds_is_a_record(store: Store) -> None:
    """A request names a company, a contact and a deal; the first that is known of a field stays."""
    with store.begin() as work:
        company = work.company_id("Acme", "FL", "pest control", 9, "family")
        contact = work.contact_id("Dana", "dana@acme.example", company, "CFO", "+14075550101")
        work.contact_id("Other", "dana@acme.example", None, "", "+14075550199")
        deal = work.deal_id("Phones", company)
        assert work.company(company) == Company(company, "Acme", "FL", "pest control", 9, "family")
        assert list(work.people()) == [
            ContactRecord(contact, "dana@acme.example", company, "Dana", "CFO", "+14075550101")
        ]
        assert list(work.deals()) == [Deal(deal, "Phones", company)]


def test_saving_again_overwrites(store: Store) -> None:
    """A new name or address takes the place of the old one, also where others look it up."""
    with store.begin() as work:
        work.save_records([ACME, DANA, DEAL])
        renamed = replace(ACME, name="Acme Pest Control", state="")
        moved = replace(DANA, email="dana@new.example", sms_consent=None, is_champion=False)
        won = replace(DEAL, name="All phones", products=())
        work.save_records([renamed, moved, won])
        assert list(work.companies()) == [renamed]
        assert list(work.people()) == [moved]
        assert list(work.deals()) == [won]
        assert work.contact("dana@acme.example") is None
        assert work.company_id("Acme Pest Control") == ACME.id
        assert work.company_id("Acme Pest") != ACME.id


def test_an_import_is_kept_and_undone(store: Store, now: datetime) -> None:
    """What it added goes, what it changed is as before, and it is forgotten; an unknown one is refused."""
    batch = ImportBatch(uuid.UUID(int=9), "list.csv", now, {"company added": 1})
    changed = replace(DANA, title="CEO")
    other = Company(uuid.UUID(int=4), "Bayshore")
    with store.begin() as work:
        work.save_records([ACME, DANA])
        work.commit()
    with store.begin() as work:
        work.keep_import(batch, [Change(None, other), Change(DANA, changed)])
        assert list(work.imports()) == [batch]
        assert [one.title for one in work.people()] == ["CEO"]
        work.commit()
    with store.begin() as work:
        undone = work.undo_import(batch.id, now)
        assert (undone.removed, undone.restored, undone.kept) == (1, 1, ())
        assert (list(work.companies()), list(work.people()), list(work.imports())) == ([ACME], [DANA], [])
        with pytest.raises(StoreError):
            work.undo_import(batch.id, now)


def test_what_was_changed_since_an_import_stays(store: Store, now: datetime) -> None:
    """The import is then marked as undone, with what stays."""
    batch = ImportBatch(uuid.UUID(int=9), "list.csv", now)
    with store.begin() as work:
        work.save_records([ACME])
        work.keep_import(batch, [Change(ACME, replace(ACME, state="TX", industry="hvac"))])
        work.save_records([replace(ACME, state="GA", industry="hvac")])
        undone = work.undo_import(batch.id, now)
        assert work.company(ACME.id) == replace(ACME, state="GA")
        assert undone.kept == ("Acme Pest: state was changed since and stays",)
        assert [(one.undone_at, one.kept) for one in work.imports()] == [(now, undone.kept)]


BOB = ContactRecord(uuid.UUID(int=5), "bob@acme.example", ACME.id, "Bob", phone="+14075550102")
CAL = ContactRecord(uuid.UUID(int=6), "cal@acme.example", ACME.id, "Cal")


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("since", ["nothing", "another", "same"])
def test_an_undo_makes_no_second_champion(store: Store, now: datetime, is_new: bool, since: str) -> None:
    """Who was the champion before an import is so again, with the leave to be copied, unless somebody else
    is by now; that is said."""
    helper = replace(DANA, sms_consent=None)
    rival = replace(BOB, is_champion=True)
    with store.begin() as work:
        work.save_records([ACME, helper, CAL, *([] if is_new else [BOB])])
        ended = Change(helper, replace(helper, is_champion=False, may_be_copied=False))
        work.keep_import(
            ImportBatch(uuid.UUID(int=9), "x", now), [ended, Change(None if is_new else BOB, rival)]
        )
        if since == "another":
            work.save_records([replace(rival, is_champion=False), replace(CAL, is_champion=True)])
        if since == "same":
            work.save_records([replace(rival, title="Owner")])
        undone = work.undo_import(uuid.UUID(int=9), now)
        people = {one.email: one for one in work.people()}
        champions = [one.name for one in people.values() if one.is_champion]
    stays = since == "another" or (since == "same" and is_new)

    assert champions == [{"another": "Cal", "same": "Bob"}[since] if stays else "Dana Reyes"]
    assert people[DANA.email].may_be_copied is not stays
    who = {"another": "Cal <cal@acme.example>", "same": "Bob <bob@acme.example>"}.get(since, "")
    told = f"Dana Reyes <Dana@acme.example>: {who} is the champion there by now"
    assert (told in undone.kept) is stays


def test_an_undo_gives_no_consent_to_another_number(store: Store, now: datetime) -> None:
    """The number was changed since and stays; the consent that was for the old one does not come back."""
    consent = TextConsent(date(2026, 1, 2), "web form")
    texted = replace(BOB, sms_consent=consent)
    with store.begin() as work:
        work.save_records([ACME, texted])
        moved = replace(BOB, phone="+14075550103")
        work.keep_import(ImportBatch(uuid.UUID(int=9), "x", now), [Change(texted, moved)])
        work.save_records([replace(moved, phone="+14075550104")])
        undone = work.undo_import(uuid.UUID(int=9), now)
        (bob,) = work.people()

    assert (bob.phone, bob.sms_consent) == ("+14075550104", None)
    assert any("consent to texts was for another number" in one for one in undone.kept)


@pytest.mark.parametrize("had", [None, TextConsent(date(2026, 1, 2), "web form")])
@pytest.mark.parametrize("since", [None, TextConsent(date(2026, 2, 1), "call")])
def test_an_undo_takes_no_number_from_under_a_consent(
    store: Store, now: datetime, had: TextConsent | None, since: TextConsent | None
) -> None:
    """One that was given since was given for the number that the import brought: both stay."""
    before = replace(BOB, sms_consent=had)
    moved = replace(BOB, phone="+14075550103", sms_consent=had)
    with store.begin() as work:
        work.save_records([ACME, before])
        work.keep_import(ImportBatch(uuid.UUID(int=9), "x", now), [Change(before, moved)])
        if since:
            work.save_records([replace(moved, sms_consent=since)])
        undone = work.undo_import(uuid.UUID(int=9), now)
        (bob,) = work.people()

    assert (bob.phone, bob.sms_consent) == ((moved.phone, since) if since else (BOB.phone, had))
    assert any("phone stays" in one for one in undone.kept) is bool(since)


def test_a_champion_of_a_deleted_company_is_none(store: Store) -> None:
    """Nor may they be copied any more: of which company they would be the champion nobody could say."""
    with store.begin() as work:
        work.save_records([ACME, DANA, BOB])
        work.delete_record(ACME)
        assert [(one.is_champion, one.may_be_copied) for one in work.people()] == [(False, False)] * 2


def test_a_deleted_company_leaves_its_people(store: Store) -> None:
    """And its deals; what would be left without it is told before."""
    with store.begin() as work:
        work.save_records([ACME, DANA, DEAL])
        assert work.hanging_on(ACME) == Hanging(stays={"contacts": 1, "deals": 1})
        work.delete_record(ACME)
        assert list(work.companies()) == []
        assert [one.company_id for one in (*work.people(), *work.deals())] == [None, None]
        work.delete_record(DEAL)
        assert list(work.deals()) == []


def test_what_is_remembered_of_a_company_stays_when_one_of_them_goes(store: Store, now: datetime) -> None:
    """With their name and address in words; it goes with the company only, and that is told before."""
    fact = MemoryEntry(
        uuid.UUID(int=50),
        ACME.id,
        MemoryKind.CONSTRAINT,
        "never Mondays",
        "mail",
        now,
        DANA.email,
        "Dana Reyes",
    )
    with store.begin() as work:
        work.save_records([ACME, DANA])
        work.add_memory(fact)
        assert work.hanging_on(DANA) == Hanging(stays={"remembered facts": 1})
        work.delete_record(DANA)
        assert list(work.account_memory(ACME.id, include_forgotten=True)) == [fact]
        assert work.hanging_on(ACME) == Hanging(goes={"remembered facts": 1})
        work.delete_record(ACME)
        assert list(work.account_memory(ACME.id, include_forgotten=True)) == []


def test_what_happened_with_a_company_goes_with_it(store: Store, now: datetime) -> None:
    """Activities, facts and the signals of a deal that is deleted."""
    with store.begin() as work:
        work.save_records([ACME, DEAL])
        work.add_activity(Activity(ACME.id, "k", "call", "They called.", "call", now, DEAL.id))
        work.save_company_fact(CompanyFact(ACME.id, "people", "John.", "contacts", now))
        assert work.hanging_on(ACME) == Hanging(
            goes={"activities": 1, "pieces of intelligence": 1}, stays={"deals": 1}
        )
        assert work.hanging_on(DEAL) == Hanging(stays={"activities": 1})
        work.delete_record(ACME)
        assert list(work.activities(ACME.id)) == list(work.company_facts(ACME.id)) == []


def test_requests_are_counted(store: Store, stored: Callable[..., MeetingRequest]) -> None:
    """For each record that is in one; such a record cannot be deleted."""
    with store.begin() as work:
        work.save_records([ACME, DANA, DEAL])
        work.commit()
    stored(store, company_id=ACME.id, deal_id=DEAL.id)
    with store.begin() as work:
        assert dict(work.requests_by_record()) == {ACME.id: 1, DEAL.id: 1}
        assert work.hanging_on(DEAL) == Hanging(needs={"requests": 1})
        with pytest.raises(StoreError):
            work.delete_record(DEAL)


def test_the_mark_of_the_records_changes_with_them_alone(store: Store) -> None:
    """Not by looking, nor by what is taken back before it is kept, nor by anything else that is written."""

    def mark() -> object:
        with store.begin() as work:
            return work.records_mark()

    marks = [mark()]
    for records in ([ACME], [DANA], [DEAL], [replace(DEAL, stage="won")]):
        with store.begin() as work:
            work.save_records(records)
            work.commit()
        marks.append(mark())
    assert all(one != other for one, other in itertools.pairwise(marks))
    with store.begin() as work:
        work.delete_record(DEAL)
    with store.begin() as work:
        work.save_setting("any", "thing")
        work.commit()
    assert mark() == marks[-1]
