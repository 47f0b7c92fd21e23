"""Markup, invisible signs, other alphabets and counts in words are found; names and accents are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.messages.test_lint import BODY, CLEAN
from xforce_desktop.messages.assignment import Assignment, Recipient
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.offline_writer import OfflineWriter

Build = Callable[..., Assignment]


@pytest.mark.parametrize(
    "new, finding",
    [
        ("**Let me know** what works.", "markup"),
        ("# Times\nLet me know what works.", "markup"),
        ("> quoted\nLet me know what works.", "markup"),
        ("---\nLet me know what works.", "markup"),
        ("Let me know what works &amp; why.", "markup"),
        ("<a href='x'>Let me know</a> what works.", "markup"),
        ("Let me know [here](x) what works.", "markup"),
        ("Subject: Demo\nLet me know what works.", "machine"),
        ("Let me know. Cc: everybody", "machine"),
        ("Let me know what works 🎉", "odd character: PARTY POPPER"),
        ("L\u0435t me know what works.", "odd character: CYRILLIC SMALL LETTER IE"),
        ("Let\u200b me know what works.", "odd character: ZERO WIDTH SPACE"),
        ("Let \u202eme know what works.", "odd character: RIGHT-TO-LEFT OVERRIDE"),
        ("期待. Let me know what works.", "odd character"),
        ("Let me know. It takes twenty minutes.", "length not approved"),
        ("Let me know. It cuts calls by forty percent.", "claim without a source"),
        ("Let me know. Hundreds of owners use it.", "claim without a source"),
        ("Let me know. A couple of minutes will do.", "number without a source"),
        ("Let me know. We have had it for seven years.", "number without a source"),
        ("Let me know. It takes seven minutes.", "length not approved"),
        ("Let me know. It takes twenty five minutes.", "length not approved"),
        ("Let me know what works.\n\nBest regards,\nBrent Miller", "a sign-off is added"),
        ("Let me know what works.\n\n- Brent", "the name below is added"),
    ],
)
def test_a_planted_sign_is_found(assign: Build, new: str, finding: str):
    """One in an otherwise clean letter."""
    body = BODY.replace("Let me know what works.", new)

    found = check(replace(CLEAN, body=body), assign("initial"))

    assert any(finding in one for one in found), found


@pytest.mark.parametrize("name", ["José Núñez", "Łukasz Żak", "李 伟", "Олег Иванов", "Đặng Thị Hà"])
def test_names_may_be_written_in_any_alphabet(assign: Build, name: str):
    """Whoever is greeted, and the company, as they are written."""
    assignment = assign("initial", meeting={"company": "Café Zażółć 株式会社", "subject": ""})
    recipient = replace(assignment.recipient, name=name)
    assert isinstance(recipient, Recipient)

    letter = OfflineWriter().write(replace(assignment, recipient=recipient))

    assert letter.checks == ()


def test_the_length_may_be_said_in_words(assign: Build):
    """Where it is the meeting's."""
    body = BODY.replace("Let me know what works.", "It takes thirty minutes. Let me know what works.")

    assert check(replace(CLEAN, body=body), assign("initial")) == ()


def test_a_figure_of_the_subject_needs_a_source_too(assign: Build):
    """As one of the text does."""
    found = check(replace(CLEAN, subject="Demo for 400 branches of Acme Pest"), assign("initial"))

    assert "number without a source: '400'" in found


def test_a_title_in_another_alphabet_does_not_excuse_its_letters_elsewhere(assign: Build):
    """What was given may be said as it stands, and nothing else in its letters."""
    assignment = assign("initial", meeting={"context": "Мы хотели бы показать это."})
    body = BODY.replace("Let me know what works.", "Мы хотели. Let me know what works.")

    assert any("odd character" in one for one in check(replace(CLEAN, body=body), assignment))


def test_typographic_signs_are_plain(assign: Build):
    """Curly quotes, dashes, bullets and an ellipsis."""
    body = BODY.replace("Let me know what works.", "Let me know – or “none”… that’s fine.")

    assert check(replace(CLEAN, body=body), assign("initial")) == ()
