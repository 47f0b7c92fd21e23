"""What every store promises of what is known of companies; each test runs in memory and on SQLite."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.store.conftest import AnyStore
from tests.store.store_values import NOW, Stored
from xforce_desktop.errors import StoreError
from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.request import Actor, Standing
from xforce_desktop.scheduling.unit_of_work import Store

JOHN = "John@acme.example"
DAY = timedelta(days=1)


def an_entry(company_id: uuid.UUID, text: str = "Never Mondays.", **changes: object) -> MemoryEntry:
    entry = MemoryEntry(
        id=uuid.uuid4(),
        company_id=company_id,
        kind=MemoryKind.CONSTRAINT,
        text=text,
        source="John wrote it on 2 March 2026.",
        at=NOW,
        contact=JOHN,
        contact_name="John",
        content={"quote": "never Mondays", "constraints": [{"kind": "never_weekday", "weekday": 0}]},
        key="john@acme.example:never_weekday:0",
    )
    return replace(entry, **changes)  # type: ignore[arg-type]  # fields of MemoryEntry


def an_activity(company_id: uuid.UUID, key: str = "one", **changes: object) -> Activity:
    activity = Activity(
        company_id, key, "email_received", "John answered.", "Mail of 2 March 2026", NOW, contact=JOHN
    )
    return replace(activity, contact_name="John", **changes)  # type: ignore[arg-type]  # fields of Activity


def test_an_entry_comes_back_as_it_was_kept(store: AnyStore, stored: Stored):
    """With its contact and its request, oldest first, and of its company only."""
    request = stored(store)
    with store.begin() as work:
        acme, other = work.company_id("Acme"), work.company_id("Other")
        work.contact_id("John", "john@acme.example", acme, "", "")
        late = an_entry(acme, at=NOW + DAY, request_id=request.id)
        early = an_entry(acme, "Prefers texts.", kind=MemoryKind.PREFERENCE)
        for one in (late, early, an_entry(other)):
            work.add_memory(one)
        work.commit()
    with store.begin() as work:
        assert list(work.account_memory(acme)) == [early, late]
        assert work.memory_entry(late.id) == late
        assert list(work.account_memory(None)) == []


def test_an_entry_is_changed_forgotten_and_remembered_again(store: Store):
    """All of it can be written anew; a forgotten one is there for who asks for it."""
    with store.begin() as work:
        entry = an_entry(work.company_id("Acme"))
        work.add_memory(entry)
        changed = replace(entry, text="Never Tuesdays.", edited_at=NOW + DAY, edited_by=Actor.USER)
        work.edit_memory(changed)
        assert list(work.account_memory(entry.company_id)) == [changed]
        work.forget_memory(entry.id, NOW)
        assert list(work.account_memory(entry.company_id)) == []
        forgotten = replace(changed, forgotten_at=NOW)
        assert list(work.account_memory(entry.company_id, include_forgotten=True)) == [forgotten]
        work.forget_memory(entry.id, None)
        assert list(work.account_memory(entry.company_id)) == [changed]


def test_an_unknown_entry_is_refused_and_none_is_added_twice(store: Store):
    """Nothing is written then."""
    with store.begin() as work:
        entry = an_entry(work.company_id("Acme"))
        for act in (work.edit_memory, lambda one: work.forget_memory(one.id, NOW)):
            with pytest.raises(StoreError):
                act(entry)
        work.add_memory(entry)
        with pytest.raises(StoreError):
            work.add_memory(entry)
        assert list(work.account_memory(entry.company_id)) == [entry]


def test_what_happened_is_kept_once(store: Store):
    """Oldest first, from a moment on; the same key again changes nothing."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        deal = work.deal_id("Big one", acme)
        late = an_activity(acme, "two", happened_at=NOW + DAY, deal_id=deal)
        early = an_activity(acme)
        for one in (
            late,
            early,
            replace(late, summary="Other words."),
            an_activity(work.company_id("B"), "b"),
        ):
            work.add_activity(one)
        work.commit()
    with store.begin() as work:
        assert list(work.activities(acme)) == [early, late]
        assert list(work.activities(acme, NOW + DAY)) == [late]
        assert list(work.activities(None)) == []


def test_a_company_has_one_fact_for_each_topic(store: Store):
    """By topic; a newer one takes its place, one that holds no more goes."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        first = CompanyFact(acme, "people", "John, owner.", "contacts", NOW, {"people": [JOHN]})
        newer = replace(first, text="John and Mary.", as_of=NOW + DAY)
        deals = CompanyFact(acme, "deals", "One open deal.", "deals", NOW)
        for fact in (first, newer, deals):
            work.save_company_fact(fact)
        assert list(work.company_facts(acme)) == [deals, newer]
        work.drop_company_fact(acme, "deals")
        work.drop_company_fact(acme, "deals")
        assert list(work.company_facts(acme)) == [newer]


def test_an_erased_person_is_gone_from_all_of_it(store: Store):
    """In any spelling, forgotten entries too; what happened stays without them, other people's stay."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        mary = an_entry(acme, contact="mary@acme.example", contact_name="Mary")
        for one in (an_entry(acme), an_entry(acme, forgotten_at=NOW), mary):
            work.add_memory(one)
        work.add_activity(an_activity(acme))
        work.save_company_fact(CompanyFact(acme, "people", "John.", "contacts", NOW, {"people": [JOHN]}))
        assert work.erase_person(" john@ACME.example") == 2
        work.commit()
    with store.begin() as work:
        assert list(work.account_memory(acme, include_forgotten=True)) == [mary]
        (left,) = work.activities(acme)
        assert (left.contact, left.contact_name, left.summary) == ("", "", "Somebody answered.")
        assert list(work.company_facts(acme)) == []


def test_a_name_that_goes_takes_no_part_of_another_word_with_it(store: Store):
    """ "Al" stands in "called", too."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        told = "You called Al. Al also called Alan, and Al's mail failed."
        work.add_activity(replace(an_activity(acme), contact_name="Al", summary=told))
        work.erase_person(JOHN)
        work.commit()
    with store.begin() as work:
        (left,) = work.activities(acme)
    assert left.summary == "You called Somebody. Somebody also called Alan, and Somebody's mail failed."


def test_nothing_is_kept_that_was_not_committed(store: Store, now: datetime):
    """Of all three."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        work.commit()
        work.add_memory(an_entry(acme))
        work.add_activity(an_activity(acme))
        work.save_company_fact(CompanyFact(acme, "people", "John.", "contacts", now))
    with store.begin() as work:
        kept = [work.account_memory(acme), work.activities(acme), work.company_facts(acme)]
        assert [list(one) for one in kept] == [[], [], []]


def test_a_request_keeps_what_of_the_memory_holds_for_it(store: AnyStore, stored: Stored):
    """Each with the entry it came from."""
    never = (Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0),)
    standing = (Standing(uuid.uuid4(), "Never Mondays.", "John wrote it.", never, "sms"),)
    request = stored(store, standing=standing)
    with store.begin() as work:
        assert work.load(request.id) == request
        assert work.load(request.id).standing == standing
