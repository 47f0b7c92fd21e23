"""What a list would do: which records are one, what stays, what is filled, what is replaced."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.builders import a_company, a_contact
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.list_file import read_list
from xforce_desktop.crm.plan import Effect, PlanRules, plan_import
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind
from xforce_desktop.ids import SeededIds

TODAY = date(2026, 3, 2)
ACME = a_company(name="Acme Pest, Inc.")
DANA = a_contact(email="dana@acmepest.example")


def planned(text, known=(), **rules):
    companies = [one for one in known if isinstance(one, Company)]
    people = [one for one in known if isinstance(one, ContactRecord)]
    deals = [one for one in known if isinstance(one, Deal)]
    file = read_list(text.encode(), "x.csv")
    book = Book(companies, people, deals)
    return plan_import(file.entries(TODAY), book, SeededIds(1), PlanRules(**rules))


def after(plan, kind):
    return [change.after for change in plan.changes if change.kind is kind]


def test_a_row_becomes_company_contact_and_deal():
    """Linked to each other."""
    plan = planned("Company,State,Email,Name,Deal,Value\nAcme,FL,a@acme.example,Al,Phones,$12000\n")
    (company,), (contact,), (deal,) = (after(plan, kind) for kind in Kind)

    assert (company.name, company.state) == ("Acme", "FL")
    assert (contact.email, contact.name, contact.company_id) == ("a@acme.example", "Al", company.id)
    assert (deal.name, deal.estimated_value, deal.company_id) == ("Phones", 12000.0, company.id)
    assert plan.rows[0].effect is Effect.ADDED


def test_the_same_row_twice_counts_once():
    """In any case of the address."""
    plan = planned("Company,Email\nAcme,a@acme.example\nACME,A@acme.example\n")

    assert [len(after(plan, kind)) for kind in Kind] == [1, 1, 0]
    assert [row.effect for row in plan.rows] == [Effect.ADDED, Effect.LEFT]


def test_what_is_known_stays_and_what_is_empty_is_filled():
    """And it is said what was left."""
    plan = planned("Email,Title,Phone\nDANA@acmepest.example,CEO,407 555 0101\n", [ACME, DANA])
    (contact,) = after(plan, Kind.CONTACT)

    assert (contact.title, contact.phone, contact.id) == ("CFO", "+14075550101", DANA.id)
    assert plan.rows[0].effect is Effect.FILLED
    assert [note.words for note in plan.rows[0].notes] == ["title: stays “CFO”; “CEO” was left"]


def test_an_update_replaces():
    """Of several rows the last; what is empty in the list empties nothing."""
    text = "Email,Title,Name\ndana@acmepest.example,CEO,\ndana@acmepest.example,COO,\n"
    plan = planned(text, [ACME, DANA], is_updating=True)
    (contact,) = after(plan, Kind.CONTACT)

    assert (contact.title, contact.name) == ("COO", "Dana Reyes")
    assert plan.counts()[Kind.CONTACT] == {Effect.CHANGED: 1}


def test_names_that_differ_in_case_and_punctuation_are_one_company():
    """Also where nothing else is known of it."""
    plan = planned("Company\nACME PEST INC\nAcme  Pest, inc.\n", [ACME])

    assert plan.changes == ()


def test_another_legal_form_is_the_same_with_evidence_only():
    """The state, or a mail domain of their own; else it is kept apart and listed."""
    by_state = planned("Company,State\nAcme Pest LLC,Florida\n", [ACME])
    by_domain = planned("Company,Email\nAcme Pest,bob@acmepest.example\n", [ACME, DANA])
    unsure = planned("Company,Email\nAcme Pest,bob@gmail.com\n", [ACME, DANA])

    assert after(by_state, Kind.COMPANY) == after(by_domain, Kind.COMPANY) == []
    assert after(by_domain, Kind.CONTACT)[0].company_id == ACME.id
    assert [one.name for one in after(unsure, Kind.COMPANY)] == ["Acme Pest"]
    assert [(one.other, one.kind) for one in unsure.doubts] == [("Acme Pest, Inc.", Kind.COMPANY)]


def test_the_same_name_in_two_states_is_two_companies():
    """The second is told by its state, and found again the next time."""
    text = "Company,State\nAcme Pest Inc.,TX\n"
    plan = planned(text, [ACME])
    (second,) = after(plan, Kind.COMPANY)
    exact = planned('Company,State\n"Acme Pest, Inc.",TX\n', [ACME])

    assert (second.name, second.state) == ("Acme Pest Inc.", "TX")
    assert "is in FL, this one in TX" in plan.doubts[0].reason
    assert after(exact, Kind.COMPANY)[0].name == "Acme Pest, Inc. (TX)"
    assert planned(text, [ACME, after(exact, Kind.COMPANY)[0]]).changes == ()


def test_a_name_twice_at_one_company_is_listed():
    """Two addresses are two people until somebody says otherwise."""
    plan = planned("Company,Name,Email\nAcme Pest Inc,Dana Reyes,d.reyes@acmepest.example\n", [ACME, DANA])

    assert len(after(plan, Kind.CONTACT)) == 1
    assert plan.doubts[0].reason == "the same name at the same company under dana@acmepest.example"


def test_a_company_has_one_champion():
    """Who is one stays unless the list is to replace; nobody of ours, nobody without a company."""
    dana = ContactRecord(DANA.id, DANA.email, ACME.id, "Dana", is_champion=True, may_be_copied=True)
    text = "Company,Email,Champion\nAcme Pest Inc,bob@acmepest.example,yes\n"
    kept, replaced = planned(text, [ACME, dana]), planned(text, [ACME, dana], is_updating=True)
    alone = planned("Email,Champion\na@b.example,yes\n")
    ours = planned(text, [ACME], is_ours=lambda address: True)

    assert [note.words for note in kept.rows[0].notes] == ["champion: Dana is the champion there"]
    flags = {one.email: (one.is_champion, one.may_be_copied) for one in after(replaced, Kind.CONTACT)}
    assert flags == {"dana@acmepest.example": (False, False), "bob@acmepest.example": (True, False)}
    assert alone.rows[0].notes[0].reason == "it is not known where they work"
    assert ours.rows[0].notes[0].reason == "they are on our side"


BETA = Company(uuid.UUID(int=9), "Beta", "TX")
THERE = ContactRecord(uuid.UUID(int=10), "d@beta.example", BETA.id, "Dee", is_champion=True)
HELPER = ContactRecord(DANA.id, DANA.email, ACME.id, "Dana", is_champion=True, may_be_copied=True)


@pytest.mark.parametrize(
    "row, known, updating, flags, said",
    [
        ("Beta,TX,{},", [THERE], True, (False, False), "champion: Dee is the champion there"),
        ("Beta,TX,{},yes", [THERE], True, (True, True), "champion: Dee is no longer the champion there"),
        ("Beta,TX,{},", [], True, (True, True), ""),
        ("Beta,TX,{},", [THERE], False, (True, True), "works for"),
        ("Acme Pest Inc,FL,{},no", [], True, (False, False), ""),
        ("Acme Pest Inc,FL,{},no", [], False, (True, True), "stays “yes”; “no” was left"),
        ("Acme Pest Inc,FL,{},yes", [], True, (True, True), ""),
    ],
)
def test_who_moves_or_stops_helping_is_no_second_champion(row, known, updating, flags, said):
    """The leave to be copied goes with the role, and who loses either is named."""
    text = f"Company,State,Email,Champion\n{row.format(HELPER.email)}\n"
    plan = planned(text, [ACME, BETA, HELPER, *known], is_updating=updating)
    now = {one.email: one for one in (HELPER, *known, *after(plan, Kind.CONTACT))}
    at = now[HELPER.email].company_id
    notes = " | ".join(note.words for note in plan.rows[0].notes)

    assert (now[HELPER.email].is_champion, now[HELPER.email].may_be_copied) == flags
    assert sum(one.is_champion and one.company_id == at for one in now.values()) <= 1
    assert said in notes
    assert bool(said) == bool(notes)


def test_who_loses_the_role_to_another_is_named():
    """With the leave to be copied, which goes too."""
    text = "Company,State,Email,Champion\nAcme Pest Inc,FL,bob@acmepest.example,yes\n"
    plan = planned(text, [ACME, HELPER], is_updating=True)

    assert [note.words for note in plan.rows[0].notes] == [
        "champion: Dana is no longer the champion there, and the leave to copy them went with it"
    ]


def test_only_a_champion_may_stand_in_copy():
    """The leave alone is left out."""
    plan = planned("Email,May be copied\na@b.example,yes\n")

    assert not after(plan, Kind.CONTACT)[0].may_be_copied
    assert plan.rows[0].notes[0].reason == "only a champion can be copied"


def test_who_opted_out_stays_out():
    """A list lifts no opt-out, and says that there is one."""
    plan = planned("Email\na@b.example\n", barred=frozenset({"a@b.example"}))

    assert plan.rows[0].notes[0].reason == "they asked not to be written to; that stays"


def test_who_changed_their_company_stays_where_they_are():
    """Until the list is to replace."""
    text = "Company,Email\nOther Co,dana@acmepest.example\n"
    kept, replaced = planned(text, [ACME, DANA]), planned(text, [ACME, DANA], is_updating=True)

    assert after(kept, Kind.CONTACT) == []
    assert "works for “Acme Pest, Inc.”; “Other Co” was left" in kept.rows[0].notes[0].reason
    assert after(replaced, Kind.CONTACT)[0].company_id == after(replaced, Kind.COMPANY)[0].id
