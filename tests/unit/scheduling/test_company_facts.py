"""What the store tells of a company: each fact with its numbers, none of too few, none that holds no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import JOHN, MARY, NOW, a_prospect, a_request, a_talk, an_account, an_id
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.records import Company, ContactRecord, Deal
from xforce_desktop.ids import SeededIds
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling.account_memory import Activity, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.company_facts import Known, facts_of, refresh
from xforce_desktop.scheduling.request import EVERYBODY, Outcome, Resolution, State
from xforce_desktop.scheduling.unit_of_work import StoredConflict
from xforce_desktop.store.memory import MemoryStore

ACME = an_id(77)
COMPANY = Company(ACME, "Acme", "TN", "pest control", 42, "family")


def told(**known: object) -> dict[str, str]:
    made = Known(company=COMPANY, now=NOW)
    facts = facts_of(replace(made, **known))  # type: ignore[arg-type]  # fields of Known
    assert all((one.source and one.as_of == made.now) or known.get("now") for one in facts)
    return {one.topic: one.text for one in facts}


def test_of_a_company_with_a_record_only_that_is_told():
    """With the season of its trade in its state; nothing is made up."""
    bare = Company(ACME, "Acme")
    assert told(company=bare) == {}
    assert told(now=datetime(2026, 10, 5, tzinfo=UTC)) == {
        "company": "Pest control, TN, 42 employees, family-owned."
    }


def test_the_season_is_told_while_it_lasts():
    """By the trade's own file."""
    assert told(now=datetime(2026, 7, 6, tzinfo=UTC))["season"].startswith("July is their ")
    assert "busy time" in told(now=datetime(2026, 7, 6, tzinfo=UTC))["season"]


def test_people_and_who_decides_are_told_by_role_and_by_word():
    """Whose role is not known is said to be unknown."""
    people = [
        ContactRecord(an_id(1), JOHN, ACME, "John Smith", "Owner", is_champion=True, is_owner=True),
        ContactRecord(an_id(2), MARY, ACME, "Mary Jones"),
        ContactRecord(an_id(3), "a@acme.example", ACME, "Ann Lee", "Assistant to the CEO"),
    ]
    said = MemoryEntry(
        an_id(9), ACME, MemoryKind.FACT, "Their partner Dave decides.", "John wrote it.", NOW, JOHN,
        key=f"{JOHN}:decider:1",
    )  # fmt: skip
    facts = told(people=people, entries=[said])
    assert facts["people"] == (
        "John Smith (Owner, helps us there); Mary Jones (role not known); Ann Lee (Assistant to the CEO)."
    )
    assert facts["deciders"] == (
        "By their role John Smith can decide. Their partner Dave decides. (John wrote it)"
    )


def test_open_deals_are_told_with_stage_and_value():
    """Closed ones are not; what is not known is said."""
    deals = [
        Deal(an_id(1), "Receptionist", ACME, "proposal", 12000, ("missed calls",)),
        Deal(an_id(2), "Add-on", ACME),
        Deal(an_id(3), "Old one", ACME, "closed won", 900),
    ]
    facts = told(deals=deals)
    assert facts["deals"] == (
        "2 open deals: Receptionist (proposal, 12,000); Add-on (stage not known, value not known)."
    )
    assert facts["deal_pains"] == "Named in their deals: missed calls."


def test_answers_are_told_from_three_messages_on():
    """How many of how many, how fast, and at which time of the day there."""
    few = a_request(history=a_talk(("ask", 0), ("answer", 1)))
    assert "answers" not in told(requests=[few])
    turns = [one for day in range(4) for one in (("ask", day * 24.0), ("answer", day * 24.0 + 3))]
    many = a_request(history=a_talk(*turns, ("ask", 200)))
    facts = told(requests=[many])
    assert facts["answers"] == "Answered 4 of 5 messages, typically after about 3 hours."
    assert facts["answer_hour"] == "Usually answers in the afternoon, their time (4 of 4 answers)."


def test_every_answer_counts_whoever_gave_it():
    """One who speaks for all, beside somebody who need not come, and a colleague in copy."""
    pair = (a_prospect(), a_prospect(id=an_id(55), email=MARY, name="Mary", is_required=False))
    talk = [one for at in (0.0, 30.0, 60.0) for one in (("ask", at), ("answer", at + 2))]

    for by in (EVERYBODY, "colleague@acme.example"):
        request = a_request(prospects=pair, history=a_talk(*talk, by=by))
        assert told(requests=[request])["answers"] == (
            "Answered 3 of 3 messages, typically after about 2 hours."
        )


@pytest.mark.parametrize(
    "title, decides",
    [
        ("Owner", True), ("Co-Owner", True), ("Owner/Operator", True), ("Founder & CEO", True),
        ("Managing Partner", True), ("Chief Executive Officer", True),
        ("President and General Manager", True), ("business owner", True),
        ("Product Owner", False), ("HR Business Partner", False),
        ("Channel Partner Manager", False), ("Principal Technician", False), ("Former owner", False),
        ("Owner Relations Manager", False), ("Office Manager for the owner", False),
        ("Vice President", False),
    ],
)  # fmt: skip
def test_only_a_whole_title_says_who_can_decide(title: str, decides: bool):
    """A word of a title makes nobody a decider."""
    facts = told(people=[ContactRecord(an_id(1), JOHN, ACME, "John Smith", title)])

    assert facts.get("deciders", "") == ("By their role John Smith can decide." if decides else "")


@pytest.mark.parametrize(
    "stage, is_open",
    [
        ("closed_won", False), ("Closed - lost", False), ("Contract signed", False), ("Signed", False),
        ("to be signed", True), ("not signed yet", True), ("NDA signed", True), ("almost won", True),
    ],
)  # fmt: skip
def test_a_deal_is_closed_by_what_its_stage_says(stage: str, is_open: bool):
    """What is still to come, and the signature below another paper, closes nothing."""
    assert ("deals" in told(deals=[Deal(an_id(1), "Receptionist", ACME, stage, 12000)])) is is_open


def test_the_better_way_is_told_only_where_it_is_clear():
    """Three of each at least, and a plain difference."""
    mails = a_talk(("ask", 0), ("ask", 30), ("ask", 60), ("answer", 61))
    turns = [one for at in (100.0, 130.0, 160.0) for one in (("ask", at), ("answer", at + 1))]
    texts = tuple(
        replace(one, type="sms_sent") if one.type == "follow_up_sent" else one for one in a_talk(*turns)
    )
    both = a_request(history=(*mails, *texts))
    assert told(requests=[both])["channel"] == ("Answers texts more often: 3 of 3, and 1 of 3 mails.")
    assert "channel" not in told(requests=[a_request(history=(*mails, *texts[:4]))])


def test_how_meetings_went_is_told():
    """Missed ones, ends, and what is under way."""
    requests = [
        a_request(outcome=Outcome.HELD, state=State.COMPLETED, no_show_count=1),
        a_request(outcome=Outcome.GAVE_UP, state=State.CANCELLED),
        a_request(),
    ]
    facts = told(requests=requests)
    assert facts["no_shows"] == "Missed 1 of 2 meetings."
    assert facts["endings"] == "Of 2 earlier requests: 1 given up and 1 held."
    assert facts["under_way"] == "Under way: Demo with Acme (initiated)."


def test_the_last_contact_and_obstacles_are_told():
    """Of contacts, not of what the calendar did."""
    activities = [
        Activity(ACME, "1", "call", "You called John Smith.", "Your word", NOW - timedelta(days=2)),
        Activity(ACME, "2", "meeting_booked", "Booked.", "Calendar", NOW),
    ]
    conflict = StoredConflict(
        ConflictType.PERSON_UNAVAILABLE, "The GM is out.", Resolution.PAUSE_AND_RESUME, NOW
    )
    facts = told(activities=activities, conflicts=[conflict])
    assert facts["last_contact"] == "Last contact on June 6, 2026: You called John Smith."
    assert facts["obstacles"] == "In the way: The GM is out."


def test_the_day_of_the_last_contact_is_the_reps():
    """Nine in the evening in New York is the next day in London."""
    late = Activity(ACME, "1", "call", "You called.", "Your word", datetime(2026, 6, 7, 1, 0, tzinfo=UTC))
    assert told(activities=[late], zone="America/New_York")["last_contact"].startswith(
        "Last contact on June 6, 2026:"
    )


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(ManualClock(NOW), SeededIds(1))
    with made.begin() as work:
        work.save_account(an_account())
        work.commit()
    return made


def test_a_refresh_keeps_what_holds_and_takes_out_what_does_not(store: MemoryStore):
    """Twice the same changes nothing but the day as of which it is known."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        work.contact_id("John Smith", JOHN, acme, "Owner", "")
        work.add(a_request(company_id=acme, prospects=(a_prospect(),)))
        first = refresh(work, acme, NOW)
        assert set(first.changed) == {"people", "deciders", "under_way"}
        again = refresh(work, acme, NOW + timedelta(days=1))
        assert (again.changed, again.gone) == ((), ())
        assert {one.as_of for one in work.company_facts(acme)} == {NOW + timedelta(days=1)}
        work.save(replace(work.requests()[0], state=State.COMPLETED, outcome=Outcome.HELD))
        later = refresh(work, acme, NOW + timedelta(days=2))
        assert (later.changed, later.gone) == (("endings",), ("under_way",))


def test_who_opted_out_is_in_no_fact(store: MemoryStore):
    """And an erased person takes the facts about them along."""
    with store.begin() as work:
        acme = work.company_id("Acme")
        work.contact_id("John Smith", JOHN, acme, "Owner", "")
        work.contact_id("Mary Jones", MARY, acme, "Operations Manager", "")
        work.opt_out(JOHN, NOW, "They asked.")
        assert {one.topic: one.text for one in refresh(work, acme, NOW).facts} == {
            "people": "Mary Jones (Operations Manager)."
        }
        work.erase_person(MARY)
        assert list(work.company_facts(acme)) == []


def test_of_an_unknown_company_nothing_is_told(store: MemoryStore):
    """And nothing is kept."""
    with store.begin() as work:
        assert refresh(work, an_id(5), NOW).facts == ()
