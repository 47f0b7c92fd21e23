"""The wording lines of the checklists "Persona & Tone", "Social Proof" and "Champion Leverage"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from xforce_desktop.messages.assignment import Assignment, Person, Proof
from xforce_desktop.messages.facts import persona_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import greeting_for, inner_body, sign_off_for, without_list, words
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.persona import Persona, tone_of

Build = Callable[..., Assignment]
SEEDS = range(8)
KINDS = ("initial", "follow_up", "confirmation", "reminder")


def _letters(assign: Build, title: str) -> list[tuple[Assignment, Letter]]:
    made = [assign(kind, title=title, seed=seed) for kind in KINDS for seed in SEEDS]
    return [(one, OfflineWriter().write(one)) for one in made]


def test_owner_persona_gets_casual_direct_tone(assign: Build):
    """Hey, the bare name below, under fifty words of prose, and none of the phrases to avoid."""
    for assignment, letter in _letters(assign, "Owner"):
        assert letter.body.startswith("Hey John,\n")
        assert letter.body.endswith("\n\nBrent")
        assert words(without_list(inner_body(letter.body, assignment))) < 50
        assert not _avoided(letter, assignment)


def test_executive_persona_gets_brief_executive_tone(assign: Build):
    """The name alone, nothing casual, no exclamation mark."""
    for assignment, letter in _letters(assign, "VP Sales"):
        assert letter.body.startswith("John,\n")
        assert words(without_list(inner_body(letter.body, assignment))) < 50
        assert "!" not in letter.body
        assert " min " not in letter.body
        assert not _avoided(letter, assignment)


def test_technician_persona_gets_friendly_simple_tone(assign: Build):
    """Hey and thanks, short sentences, no strategy talk."""
    for assignment, letter in _letters(assign, "Lead Technician"):
        assert letter.body.startswith("Hey John,\n")
        assert letter.body.endswith("\n\nThanks!\nBrent")
        prose = without_list(inner_body(letter.body, assignment)).replace("\n", " ")
        plain = prose.replace("?", ".").replace("!", ".").replace(": ", ".")
        assert max(len(sentence.split()) for sentence in plain.split(".")) <= 22, prose
        assert not _avoided(letter, assignment)


@pytest.mark.parametrize("persona", list(Persona))
def test_persona_override_applies_when_set(assign: Build, persona: Persona):
    """Whatever the title says, the letter has the tone that was set."""
    plain = assign("initial", title="Owner")
    assignment = replace(plain, recipient=replace(plain.recipient, persona=persona.value))
    letter = OfflineWriter().write(assignment)

    assert persona_of(assignment) is persona
    assert letter.body.startswith(greeting_for(assignment) + "\n")
    assert letter.body.endswith(sign_off_for(assignment))
    assert letter.checks == ()


@pytest.mark.parametrize(
    "title, persona",
    [
        ("Owner", "owner"),
        ("Operations Manager", "operations_manager"),
        ("Regional Manager", "regional_manager"),
        ("VP Sales", "executive"),
        ("Lead Technician", "technician"),
        ("Office Manager", "office_manager"),
    ],
)
def test_tone_appropriate_phrases_are_used(assign: Build, title: str, persona: str):
    """Every first mail has a phrase that its persona prefers."""
    preferred = [phrase.lower() for phrase in tone_of(Persona(persona)).prefer]
    for seed in SEEDS:
        body = OfflineWriter().write(assign("initial", title=title, seed=seed)).body.lower()
        plain = body.replace("30 minutes", "minutes").replace("for 30 min ", "for minutes ")
        assert any(phrase in plain for phrase in preferred), body


def test_email_with_proof_sounds_natural(assign: Build):
    """A check-in, the proof as it is known, its tie to the meeting, the times; under a hundred words."""
    proof = Proof("case_study", "Family-owned company with 12 trucks reduced missed calls from 18% to 3%")
    for seed in SEEDS:
        assignment = assign("social_proof", proof=proof, seed=seed)
        letter = OfflineWriter().write(assignment)
        paragraphs = inner_body(letter.body, assignment).split("\n\n")
        assert proof.content in paragraphs[1]
        assert any(paragraph.startswith("• ") for paragraph in paragraphs)
        assert words(inner_body(letter.body, assignment)) < 100
        assert letter.subject.startswith("Re: Demo for Acme Pest - ")
        assert letter.checks == ()


def test_champion_is_copied_by_name_and_without_pressure(assign: Build):
    """In case it is easier to coordinate: the reason that the specification gives, and no other."""
    for seed in SEEDS:
        letter = OfflineWriter().write(assign("champion_cc", title="Operations Manager", seed=seed))
        assert "Mary" in letter.body
        assert "easier" in letter.body or "simpler" in letter.body
        assert letter.body.startswith("Hi John,\n")
        assert letter.checks == ()


def test_ask_for_intro_is_written_to_the_champion(assign: Build):
    """Greets the champion, names the one who is sought, and asks a favor; no times are offered."""
    for seed in SEEDS:
        assignment = assign(
            "champion_intro",
            name="Mary Johnson",
            title="Office Manager",
            meeting={"meeting_type": "exec_review", "duration_minutes": 45},
            target=Person("Susan Vance", "", "CEO"),
            seed=seed,
        )
        letter = OfflineWriter().write(assignment)
        assert letter.subject == "Quick favor - connecting with Susan Vance"
        assert letter.body.startswith("Hi Mary,\n")
        assert "executive review" in letter.body
        assert "June" not in letter.body
        assert letter.checks == ()


def _avoided(letter: Letter, assignment: Assignment) -> list[str]:
    return [one for one in tone_of(persona_of(assignment)).avoid if one.lower() in letter.body.lower()]
