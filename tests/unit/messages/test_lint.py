"""Nothing wrong leaves: every planted fault is found, and clean letters pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
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


# What is replaced in the clean first mail, by what, and a word of the finding.
PLANTED: list[tuple[str, str, str]] = [
    # times
    ("2:00 PM EDT", "3:00 PM EDT", "not approved"),
    ("Tuesday, June 9", "Wednesday, June 9", "not approved"),
    ("June 9", "June 16", "not approved"),
    ("June 9", "July 9", "not approved"),
    ("2:00 PM EDT", "2:00 PM EST", "wrong zone"),
    ("2:00 PM EDT", "2:00 PM CDT", "wrong zone"),
    ("2:00 PM EDT", "2:00 PM", "without its zone"),
    ("2:00 PM EDT", "2:00 AM EDT", "not approved"),
    ("2:00 PM EDT (11:00 AM PDT for me)", "11:00 AM PDT", "recipient's zone"),
    ("(11:00 AM PDT for me)", "(10:00 AM PDT for me)", "own time is wrong"),
    ("(11:00 AM PDT for me)", "(11:00 AM EDT for me)", "own time is wrong"),
    (" (11:00 AM PDT for me)", "", "missing beside"),
    ("• Thursday, June 11 at 3:00 PM EDT (12:00 PM PDT for me)\n", "", "missing"),
    ("what works.", "what works, or tomorrow.", "day not approved"),
    ("what works.", "what works by Friday.", "day not approved"),
    ("what works.", "what works, even at noon.", "time not approved"),
    ("what works.", "what works, say 14:30.", "time not approved"),
    ("what works.", "what works. June 12 is open too.", "day not approved"),
    ("what works.", "what works. The 12th is open too.", "day not approved"),
    ("what works.", "what works. 6/12 is open too.", "day not approved"),
    ("what works.", "what works. 2026-06-12 is open too.", "day not approved"),
    ("what works.", "what works at 5.", "time not approved"),
    ("what works.", "what works. Otherwise next week.", "vague date"),
    ("what works.", "what works in two weeks.", "vague date"),
    ("what works.", "what works before the end of the month.", "vague date"),
    ("what works.", "what works, or three in the afternoon.", "vague date"),
    ("what works.", "what works. Half past two is open too.", "vague date"),
    # links and addresses
    ("what works.", "what works: https://calendly.com/brent", "scheduling link"),
    ("what works.", "what works: https://maker.example/pick", "link not allowed"),
    ("what works.", "what works: www.maker.example", "link not allowed"),
    ("what works.", "what works, see maker.io/demo", "link not allowed"),
    ("what works.", "what works, or book a time here.", "scheduling link"),
    ("what works.", "what works, or write to boss@maker.example.", "address"),
    # claims
    ("what works.", "what works. Customers save 40% on average.", "number without a source"),
    ("what works.", "what works. It is only $99.", "number without a source"),
    ("30 minutes", "45 minutes", "number without a source"),
    ("30 minutes", "an hour", "length not approved"),
    # wording
    ("Let me know what works.", "I have not heard back from you.", "reproach"),
    ("Let me know what works.", "You haven't replied, so let me know.", "reproach"),
    ("Let me know what works.", "No response yet from your side.", "reproach"),
    ("Let me know what works.", "I'm still waiting for your answer.", "reproach"),
    ("Let me know what works.", "Happy to circle back later.", "avoided"),
    ("Let me know what works.", "Circling back on this soon.", "avoided"),
    ("Let me know what works.", "Let's leverage this.", "avoided"),
    ("Let me know what works.", "Please advise.", "avoided"),
    ("Let me know what works.", "I hope this email finds you well.", "avoided"),
    ("Let me know what works.", "Let me know, {{ first_name }}.", "machine"),
    ("Let me know what works.", "See [link] for more.", "machine"),
    ("Let me know what works.", "As an AI language model I wait.", "machine"),
    # shape
    ("Hey John,", "Hey Mary,", "greeting"),
    ("Hey John,", "Dear Sir,", "greeting"),
    ("\n\nBrent", "\n\nYour AI assistant", "sign-off"),
    ("Let me know what works.", "Wanted to grab 30 minutes for a demo of an AI receptionist.", "same twice"),
    ("Let me know what works.", "Let me know what works. " + "We could talk of many things. " * 8, "words"),
]  # fmt: skip


@pytest.mark.parametrize(
    "old, new, finding", PLANTED, ids=[f"{number}-{entry[2]}" for number, entry in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found(assign: Build, old: str, new: str, finding: str):
    """One fault in an otherwise clean letter gives its finding."""
    assert old in BODY
    found = check(replace(CLEAN, body=BODY.replace(old, new, 1)), assign("initial"))

    assert any(finding in one for one in found), found


@pytest.mark.parametrize(
    "kind, subject, finding",
    [
        ("initial", "Re: Demo", "subject"),
        ("initial", "Meeting Request", "subject"),
        ("initial", "", "subject"),
        ("initial", "Demo on Friday", "day not approved"),
        ("follow_up", "Demo for Acme Pest", "subject"),
        ("follow_up", "Re: Re: Demo for Acme Pest", "subject"),
        ("confirmation", "See you soon", "subject"),
        ("confirmation", "Confirmed: Demo - Tuesday, June 9 at 3:00 PM EDT", "not approved"),
        ("reminder", "Reminder: Demo tomorrow at 2:00 PM EDT", "not approved"),
    ],
)
def test_wrong_subjects_are_found(assign: Build, kind: str, subject: str, finding: str):
    """A subject says what it is and names no other time."""
    assignment = assign(kind)
    letter = OfflineWriter().write(assignment)
    assert letter.checks == ()

    found = check(replace(letter, subject=subject), assignment)

    assert any(finding in one for one in found), found


@pytest.mark.parametrize(
    "sentence",
    ["You didn't show up today.", "Another no-show.", "I waited for you.", "That was disappointing.",
     "You missed our call.", "Please make sure to attend.", "I was surprised that you were absent."],
)  # fmt: skip
def test_guilt_is_found_in_a_no_show_mail(assign: Build, sentence: str):
    """Nobody is blamed for not being there."""
    assignment = assign("no_show")
    letter = OfflineWriter().write(assignment)

    found = check(replace(letter, body=letter.body.replace("\n\n", f"\n\n{sentence}\n\n", 1)), assignment)

    assert any("guilt" in one for one in found), found


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
    "kind, change, finding",
    [
        ("follow_up", {"extra": "Plenty of words here. " * 15}, "words"),
        (
            "reminder",
            {"extra": "We will certainly cover quite a lot of ground together in this one."},
            "words",
        ),
        ("clarify", {"old": "June 16", "new": "June 17"}, "missing reading"),
        ("pause_ack", {"old": "July 7", "new": "July 8"}, "not approved"),
        ("counter", {"old": "June 10", "new": "June 12"}, "not approved"),
        ("social_proof", {"old": "78%", "new": "87%"}, "number without a source"),
    ],
)
def test_faults_of_other_kinds_are_found(assign: Build, kind: str, change: dict[str, Any], finding: str):
    """Limits and facts of each kind hold."""
    assignment = assign(kind, title="Operations Manager")
    body = OfflineWriter().write(assignment).body
    if "extra" in change:
        body = body.replace("\n\nBest,", f"\n\n{change['extra'].strip()}\n\nBest,")
    else:
        assert change["old"] in body
        body = body.replace(change["old"], change["new"])

    found = check(replace(OfflineWriter().write(assignment), body=body), assignment)

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
