"""What Claude is told of one message to write: what may be said in it, without names, addresses and times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sync.anthropic.question import fenced
from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.facts import facts_of, persona_of, purpose_for
from xforce_desktop.messages.model_letter import Frame, openings_of
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.register import manner_for
from xforce_desktop.messages.stages import stage_of, stage_of_text

LONGEST_PROOF = 600
_STAGED = frozenset(
    {LetterKind.FOLLOW_UP, LetterKind.NO_SHOW, LetterKind.SOCIAL_PROOF, LetterKind.CHAMPION_CC}
)


@cache
def writing_prompt() -> str:
    """The same for every message, so that the service may keep it in its cache."""
    return files("resources").joinpath("prompts", "write_message.md").read_text(encoding="utf-8")


def commission(frame: Frame) -> str:
    """The user turn."""
    return fenced("The facts", told_of(frame), "this message")


def commission_again(first: str, paragraphs: Sequence[str], findings: Sequence[str]) -> str:
    """The same with what was written and what was found in it. Both are data of the model's own making."""
    return "\n".join(
        (
            first,
            "",
            "You wrote:",
            json.dumps(list(paragraphs), ensure_ascii=False),
            "It cannot leave like this:",
            *(f"- {json.dumps(finding, ensure_ascii=False)}" for finding in findings),
            "",
            "Fill the form again, with these mended.",
        )
    )


def told_of(frame: Frame) -> dict[str, Any]:
    """The facts. Of the rep's notes only what `purpose.py` clears for this recipient."""
    assignment = frame.assignment
    tone, purpose, facts = tone_of(persona_of(assignment)), purpose_for(assignment), facts_of(assignment)
    if assignment.kind is not LetterKind.INITIAL:  # said once in a request, so told once
        purpose = purpose.without_mention()
    told = {
        "kind": assignment.kind.value,
        "stage": _stage(assignment),
        "reader": {
            "formality": tone.formality,
            "directness": tone.directness,
            "prefer": list(tone.prefer),
            "avoid": list(tone.avoid),
            "several": bool(assignment.others),
        },
        "writer_habits": _habits(assignment),
        "meeting": facts["a_noun"],
        "matter": purpose.topic,
        "they_mentioned": purpose.recall,
        "when_we_spoke": purpose.met,
        "they_asked_about": purpose.asked,
        "they_would_like": purpose.wished,
        "shorter_meeting": facts["a_shorter"] if assignment.kind is LetterKind.DE_ESCALATE else "",
        "was_moved": assignment.meeting.moved,
        "proof": _proof(assignment),
        "openings_of_ours": list(openings_of(frame)),
        "program_thanks_somebody": bool(assignment.thanks_line),
        "program_takes_the_pressure_out": bool(assignment.soft_line),
        "slots": [
            {"name": slot.name, "reads": slot.reads, "needed": slot.needed, "alone": slot.alone}
            for slot in frame.slots
        ],
        **({"most_characters": frame.characters} if frame.is_text else {"most_words": frame.words}),
    }
    return {name: value for name, value in told.items() if value not in ("", None, False, {}, [])}


def _habits(assignment: Assignment) -> dict[str, str]:
    """How the rep writes, as far as it shows in the prose: words of our own, none of theirs."""
    known = manner_for(assignment).known()
    return {name: known[name] for name in ("contractions", "exclamations", "length") if name in known}


def _stage(assignment: Assignment) -> str:
    if assignment.kind.is_text:
        return stage_of_text(assignment)
    return stage_of(assignment) if assignment.kind in _STAGED else ""


def _proof(assignment: Assignment) -> dict[str, str] | None:
    """What the slot `proof` says, so that the sentences around it fit."""
    proof = assignment.proof
    return {"type": proof.kind, "says": proof.content[:LONGEST_PROOF]} if proof else None
