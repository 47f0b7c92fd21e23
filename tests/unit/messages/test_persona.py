"""The voice follows the job title."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.limits import greeting_for, sign_off_for
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.persona import Persona, detect_persona, tone_of


@pytest.mark.parametrize(
    "title, persona",
    [
        ("Owner", "owner"),
        ("Co-Owner & Operator", "owner"),
        ("CEO", "owner"),
        ("C.E.O.", "owner"),
        ("President", "owner"),
        ("President, Southeast Region", "owner"),
        ("Cofounder", "owner"),
        ("Chief Operating Officer", "executive"),
        ("VP Sales", "executive"),
        ("Sales VP", "executive"),
        ("SVP, Growth", "executive"),
        ("Vice President of Operations", "executive"),
        ("Director of Biotechnology", "executive"),
        ("Regional Manager", "regional_manager"),
        ("District Service Manager", "regional_manager"),
        ("Branch Manager", "regional_manager"),
        ("Operations Manager", "operations_manager"),
        ("Head of Ops", "operations_manager"),
        ("Office Manager", "office_manager"),
        ("Administrative Assistant", "office_manager"),
        ("Scheduling Coordinator", "office_manager"),
        ("Assistant to the CEO", "office_manager"),
        ("Lead Technician", "technician"),
        ("Pest Control Tech", "technician"),
        ("Service Manager", "technician"),
        ("Biotechnology Analyst", "operations_manager"),
        ("Product Owner", "operations_manager"),
        ("Homeowner Relations", "operations_manager"),
        ("", "operations_manager"),
        ("Buyer", "operations_manager"),
    ],
)
def test_titles_tell_the_persona(title: str, persona: str):
    """Whole words count, so that "tech" in biotechnology does not."""
    assert detect_persona(title) == persona


def test_an_owner_is_an_owner_whatever_the_title():
    """The flag of the contact beats the card."""
    assert detect_persona("Technician", is_owner=True) is Persona.OWNER


@pytest.mark.parametrize(
    "title, greeting, sign_off",
    [
        ("Owner", "Hey John,", "Dana"),
        ("Operations Manager", "Hi John,", "Best,\nDana"),
        ("Regional Manager", "Hi John,", "Thanks,\nDana"),
        ("VP Sales", "John,", "Dana"),
        ("Technician", "Hey John,", "Thanks!\nDana"),
        ("Office Manager", "Hi John,", "Thanks,\nDana"),
    ],
)
def test_greeting_and_sign_off_suit_the_persona(
    assign: Callable[..., Assignment], title: str, greeting: str, sign_off: str
):
    """The rep signs with their own first name."""
    from dataclasses import replace

    assignment = assign("initial", title=title)
    assignment = replace(assignment, sender=replace(assignment.sender, name="Dana Reyes"))

    assert greeting_for(assignment) == greeting
    assert sign_off_for(assignment) == sign_off
    body = OfflineWriter().write(assignment).body
    assert body.startswith(greeting + "\n\n")
    assert body.endswith("\n\n" + sign_off)


def test_an_override_beats_the_title(assign: Callable[..., Assignment]):
    """What the rep set for a contact holds."""
    from dataclasses import replace

    assignment = assign("initial", title="Owner")
    assignment = replace(assignment, recipient=replace(assignment.recipient, persona="executive"))

    assert greeting_for(assignment) == "John,"


@pytest.mark.parametrize(
    "title", ["Owner", "Operations Manager", "Regional Manager", "VP Sales", "Technician", "Office Manager"]
)
def test_first_mails_use_a_phrase_the_persona_prefers(assign: Callable[..., Assignment], title: str):
    """At least one of the persona's own phrases is in most first mails, and none of the avoided ones."""
    tone = tone_of(detect_persona(title))
    bodies = [
        OfflineWriter().write(assign("initial", title=title, seed=seed)).body.lower() for seed in range(12)
    ]

    liked = sum(any(phrase.lower() in body for phrase in tone.prefer) for body in bodies)
    assert liked >= 8
    assert not [phrase for phrase in tone.avoid for body in bodies if phrase.lower() in body]
