"""Nothing wrong leaves: every planted fault is found, and clean letters pass."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment, LetterKind, as_readings
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import SMS_SEPTETS, greeting_for, septets, sign_off_for
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.offline_writer import OfflineWriter

Build = Callable[..., Assignment]
BODY = """Hey John,

Wanted to grab 30 minutes for a demo of our AI receptionist. Here are a few times:

• Tuesday, June 9 at 2:00 PM EDT (11:00 AM PDT for me)
• Wednesday, June 10 at 11:30 AM EDT (8:30 AM PDT for me)
• Thursday, June 11 at 3:00 PM EDT (12:00 PM PDT for me)

Let me know what works.

Brent"""
CLEAN = Letter("email", "Demo for Acme Pest", BODY)


def test_a_clean_letter_passes(assign: Build):
    """The letter that all planted faults below start from."""
    assert check(CLEAN, assign("initial")) == ()


def _planted() -> list[tuple[str, dict[str, Any]]]:
    table = tomllib.loads(Path(__file__).with_name("planted_faults.toml").read_text("utf-8"))
    return [(kind, fault) for kind, groups in table.items() for many in groups.values() for fault in many]


PLANTED = _planted()


def test_there_are_enough_planted_faults():
    """No kind of mail is left out, and none of the faults stands there twice."""
    assert len(PLANTED) >= 200
    assert {kind for kind, _ in PLANTED} == {kind.value for kind in LetterKind if not kind.is_text}
    assert len({repr(one) for one in PLANTED}) == len(PLANTED)


@pytest.mark.parametrize(
    "kind, fault", PLANTED, ids=[f"{kind}-{number}" for number, (kind, _) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found(assign: Build, kind: str, fault: dict[str, Any]):
    """One fault in an otherwise clean letter gives its finding."""
    assignment = assign(kind, title=fault.get("title", "Owner"))
    letter = CLEAN if kind == "initial" else _clean(assignment)

    found = check(_with_fault(letter, fault), assignment)

    assert any(fault["finding"] in one for one in found), found


@cache
def _clean(assignment: Assignment) -> Letter:
    """The letter into which a fault is planted."""
    letter = OfflineWriter().write(assignment)
    assert check(letter, assignment) == ()
    return letter


def _with_fault(letter: Letter, fault: dict[str, Any]) -> Letter:
    if "subject" in fault:
        return replace(letter, subject=fault["subject"])
    if "add" in fault:
        greeting, first, rest = letter.body.split("\n\n", 2)
        return replace(letter, body=f"{greeting}\n\n{first} {fault['add']}\n\n{rest}")
    old, new = fault["swap"]
    assert old in letter.body, letter.body
    return replace(letter, body=letter.body.replace(old, new, 1))


def _clean_letters() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("clean_letters.toml").read_text("utf-8")
    return list(tomllib.loads(text)["letter"])


@pytest.mark.parametrize("case", _clean_letters(), ids=lambda case: f"{case['kind']}-{len(case['body'])}")
def test_a_letter_of_a_thoughtful_person_is_not_stopped(assign: Build, case: dict[str, Any]):
    """Wordings that are not of our templates: no false alarm."""
    known = {name: case[name] for name in ("title", "attempt", "meeting") if name in case}
    assignment = assign(case["kind"], **known)
    said = {f"t{number}": _said(one, assignment) for number, one in enumerate(assignment.proposed_times, 1)}
    said |= {
        f"r{number}": _said(one.start, assignment)
        for number, one in enumerate(as_readings(assignment.readings), 1)
    }
    at = assignment.meeting.scheduled_time
    inner = case["body"].strip().format(**said, at=_said(at, assignment) if at else "")
    body = f"{greeting_for(assignment)}\n\n{inner}\n\n{sign_off_for(assignment)}"
    subject = case.get("subject") or OfflineWriter().write(assignment).subject

    assert check(Letter("email", subject, body), assignment) == ()


def _said(instant: datetime, assignment: Assignment) -> str:
    return when.format_time(instant, assignment.recipient.timezone, assignment.sender.timezone)


@pytest.mark.parametrize(
    "context, sentence, finding",
    [
        (
            "Demo of AI receptionist. Budget is weak this year.",
            "I heard that budget is weak this year.",
            "words of the notes",
        ),
        ("Demo of AI receptionist. Competitor is DeskBell.", "We beat any competitor.", "internal word"),
        (
            "Demo of AI receptionist. Decision sits with his wife.",
            "I know the decision sits with his wife.",
            "words of the notes",
        ),
        ("Tire kicker. Low budget.", "You are a tire kicker, low budget.", "words of the notes"),
        ("Demo of AI receptionist. Saw the call report", "I saw the call report.", "words of the notes"),
        (
            "Loses after-hours calls every weekend",
            "Who loses after hours calls every weekend?",
            "words of the notes",
        ),
        (
            "Demo of AI receptionist, owner is going through divorce",
            "The owner is going through AI receptionist demos.",
            "words of the notes",
        ),
        (
            "Demo of AI receptionist. Mary mentioned missed calls on weekends.",
            "Mary mentioned missed calls.",
            "words of the notes",
        ),
    ],
)
def test_notes_do_not_leak(assign: Build, context: str, sentence: str, finding: str):
    """Runs of words and tell-tale single words of the notes are found."""
    assignment = assign("initial", meeting={"context": context})

    found = check(replace(CLEAN, body=BODY.replace("Let me know what works.", sentence)), assignment)

    assert any(finding in one for one in found), found


@pytest.mark.parametrize(
    "context",
    [
        "Demo for Bluestem Pest and Lawn Care",
        "Demo of our AI receptionist",
        "Demo of AI receptionist. Here are a dozen",
        "Wanted to grab lunch with them",
    ],
)
def test_common_words_of_the_notes_are_no_leak(assign: Build, context: str):
    """The company, the cleared matter and fewer than four words in a row may stand in both."""
    assignment = assign("initial", meeting={"context": context, "company": "Bluestem Pest and Lawn Care"})

    letter = replace(CLEAN, subject="Demo for Bluestem Pest and Lawn Care")

    assert [one for one in check(letter, assignment) if "notes" in one] == []


@pytest.mark.parametrize(
    "body, finding",
    [
        ("Hi John, Brent here. Would Tuesday, June 9 at 2:00 PM EDT work? " + "x" * 120, "one segment"),
        ("Hi John 👋 Would Tuesday, June 9 at 2:00 PM EDT work? Brent", "GSM-7"),
        (
            "Hi John, Tuesday, June 9 at 2:00 PM EDT or Wednesday, June 10 at 11:30 AM EDT? Brent",
            "more than one time",
        ),
        ("Hi John, would Tuesday at 2 work? Brent", "without its zone"),
        ("Hi John, when would suit you? Brent", "none of the proposed times"),
    ],
)
def test_faults_of_text_messages_are_found(assign: Build, body: str, finding: str):
    """One segment, one alphabet, one time."""
    found = check(Letter("sms", "", body), assign("sms"))

    assert any(finding in one for one in found), found


@pytest.mark.parametrize(
    "filling, length",
    [("x", 160), ("x", 161), ("[x", 160), ("[x", 161), ("é", 160), ("é", 161)],
)
def test_a_segment_ends_with_its_hundred_and_sixtieth_septet(assign: Build, filling: str, length: int):
    """Letters of the extension table ([ ] { } and others) are two septets."""
    said = "Hi John, would Tuesday, June 9 at 2:00 PM EDT work? Brent "
    body = said + filling + "x" * (length - (septets(said + filling) or 0))

    found = check(Letter("sms", "", body), assign("sms"))

    assert septets(body) == length
    assert any("one segment" in one for one in found) is (length > SMS_SEPTETS)


@pytest.mark.parametrize(
    "kind, body, finding",
    [
        ("sms_confirmed", "Hi John, Brent here. We're on. The calendar invite has the details.", "missing"),
        ("sms_confirmed", "Hi John, we're on for Tuesday, June 9 at 3:00 PM EDT. Brent", "not approved"),
        ("sms_today", "Hi John, quick reminder: the demo is tomorrow at 2:00 PM EDT. Brent", "not approved"),
        ("sms_late", "Hi John, I have been waiting for you. Brent", "reproach"),
        ("sms_late", "Hi John, I'm here. How about Tuesday, June 9 at 5:00 PM EDT? Brent", "not approved"),
    ],
)
def test_faults_of_texts_about_a_meeting_are_found(assign: Build, kind: str, body: str, finding: str):
    """They name the booked time on its right day, or none, and lay no blame."""
    start = datetime(2026, 6, 9, 18, tzinfo=UTC)
    now = {"sms_today": start - timedelta(hours=1), "sms_late": start + timedelta(minutes=4)}
    assignment = assign(kind, meeting={"scheduled_time": start}, now=now.get(kind, start - timedelta(days=3)))
    assert OfflineWriter().write(assignment).checks == ()

    found = check(Letter("sms", "", body), assignment)

    assert any(finding in one for one in found), found


def test_allowed_links_pass_and_changed_ones_do_not(assign: Build):
    """The meeting's own link may stand in a reminder, as it is."""
    assignment = assign("reminder", meeting={"join_url": "https://teams.example/l/abc"})
    letter = OfflineWriter().write(assignment)
    assert "https://teams.example/l/abc" in letter.body
    assert letter.checks == ()

    changed = check(replace(letter, body=letter.body.replace("/l/abc", "/l/abcd")), assignment)

    assert any("link" in one for one in changed)


def test_a_past_offer_is_found(assign: Build):
    """An offer that has passed by the time it is written does not leave."""
    late = assign("follow_up", now=assign("follow_up").proposed_times[1])

    assert any("has passed" in one for one in OfflineWriter().write(late).checks)
