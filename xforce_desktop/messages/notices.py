"""Two lines that a law may ask for, in resources/notices.toml: that AI helps, and how to be left alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.facts import persona_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import sign_off_for
from xforce_desktop.messages.phrasebook import GROUPS

_TONES = {persona: tone for tone, personas in GROUPS.items() for persona in personas}


class Notice(StrEnum):
    """What is told."""

    OPT_OUT = "opt_out"
    AI_DISCLOSURE = "ai_disclosure"


_NAMES = {Notice.OPT_OUT: "the line on how to be left alone", Notice.AI_DISCLOSURE: "the line on AI"}


@cache
def notice_table() -> dict[str, Any]:
    """resources/notices.toml as it stands."""
    return tomllib.loads(files("resources").joinpath("notices.toml").read_text("utf-8"))


def is_said_in(body: str, notice: Notice) -> bool:
    """Whether a mail has the line, in whatever tone."""
    flat = " ".join(body.replace("’", "'").split())
    return any(line in flat for line in notice_table()[notice.value].values())


def lines_of(assignment: Assignment) -> str:
    """The assignment's notices in the tone of its recipient, as one paragraph; empty without any."""
    tone = _TONES[persona_of(assignment)]
    wanted = (one for one in Notice if one in assignment.notices)
    return " ".join(str(notice_table()[one.value][tone]) for one in wanted)


def with_notices(letter: Letter, assignment: Assignment) -> Letter:
    """The mail with its lines above the sign-off, where they belong to the letter and not to its end.

    Without them it may not leave: one that has no place for them gets a finding.
    """
    lines, sign_off = lines_of(assignment), "\n\n" + sign_off_for(assignment)
    if not lines or letter.channel != "email":
        return letter
    if not letter.body.rstrip().endswith(sign_off):
        return replace(letter, checks=(*letter.checks, "there is no place for the lines that a law asks for"))
    body = letter.body.rstrip().removesuffix(sign_off)
    return replace(letter, body=f"{body}\n\n{lines}{sign_off}")


def without_notices(letter: Letter, assignment: Assignment) -> Letter:
    """The letter as it is judged: exactly these lines, there and once, are no words of its own."""
    lines = lines_of(assignment)
    if not lines:
        return letter
    sign_off = "\n\n" + sign_off_for(assignment)
    there = f"\n\n{lines}{sign_off}"
    body = letter.body.rstrip()
    return replace(letter, body=body.removesuffix(there) + sign_off) if body.endswith(there) else letter


def stray_notices(judged: Letter) -> Iterator[str]:
    """Lines that are still there once those that belong are taken away: said twice, or not asked for."""
    said = (one for one in Notice if is_said_in(judged.body, one))
    return (f"{_NAMES[one]} is added where it is needed, and not to be said besides" for one in said)
