"""What the rep's own templates may name, and where each name gets its words from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment, LetterKind, Reading, as_readings
from xforce_desktop.messages.facts import facts_of, offers_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import BULLET

TIMES = "times"
_OFFERING = frozenset(
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.NO_SHOW,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.CLARIFY,
        LetterKind.DE_ESCALATE,
        LetterKind.CHAMPION_CC,
        LetterKind.SOCIAL_PROOF,
        LetterKind.ASK_SILENT,
    }
)
_BOOKED = frozenset({LetterKind.CONFIRMATION, LetterKind.REMINDER, LetterKind.CANCELLATION})
# May be offered along with what the mail is for, but need not be.
_MAY_OFFER = frozenset({LetterKind.DE_ESCALATE, LetterKind.CHAMPION_CC, LetterKind.SOCIAL_PROOF})
_JOINED = frozenset({LetterKind.CONFIRMATION, LetterKind.REMINDER, LetterKind.RUNNING_LATE})


@dataclass(frozen=True)
class Placeholder:
    """One name between double braces. `needed`: a template of this kind must have it in every case."""

    name: str
    says: str
    fact: str
    needed: bool = False


_EVERYWHERE = (
    Placeholder("first_name", "their first name", "first"),
    Placeholder("company", "their company", "company"),
    Placeholder("meeting", "the kind of meeting, like “a demo”", "a_noun"),
    Placeholder("the_meeting", "the same, like “the demo”", "the_noun"),
    Placeholder("topic", "what it is about, from your notes", "topic"),
    Placeholder("length", "how long it takes, like “30 minutes”", "minutes"),
    Placeholder("my_name", "your first name", "sender"),
    Placeholder("season", "a sentence about their season, where one fits", "season"),
)
_OF_KIND: Mapping[LetterKind, tuple[Placeholder, ...]] = {
    LetterKind.COUNTER: (Placeholder("their_time", "the time they named", "their_time"),),
    LetterKind.CONSTRAINT: (Placeholder("their_wish", "what they said of their time", "heard"),),
    LetterKind.DE_ESCALATE: (
        Placeholder("shorter", "the shorter length, like “15 minutes”", "shorter_minutes", needed=True),
    ),
    LetterKind.CHAMPION_CC: (
        Placeholder("champion", "the first name of whom you copy in", "champion", needed=True),
    ),
    LetterKind.CHAMPION_INTRO: (
        Placeholder("target", "the name of whom you would like to meet", "target_full", needed=True),
    ),
    LetterKind.ASK_SILENT: (
        Placeholder("silent", "the first names of those who have not said", "silent", needed=True),
    ),
    LetterKind.PAUSE_ACK: (Placeholder("until", "the day on which you come back", "until", needed=True),),
    LetterKind.SOCIAL_PROOF: (Placeholder("proof", "the proof, word for word", "proof_said", needed=True),),
}


def placeholders_for(kind: LetterKind) -> tuple[Placeholder, ...]:
    """Those that a template of this kind may use; the needed ones first."""
    own: list[Placeholder] = []
    if kind in _OFFERING:
        needed = kind not in _MAY_OFFER
        own.append(Placeholder(TIMES, "the times you offer, as a list of its own", "", needed))
    if kind in _BOOKED:
        own.append(Placeholder("time", "the agreed time, with its zone", "at", kind in _NEEDS_TIME))
    if kind in _JOINED:
        own.append(Placeholder("link", "the link to join", "join_url"))
        own.append(Placeholder("invite", "what the invitation brings, like “the Teams link”", "invite"))
    own.extend(_OF_KIND.get(kind, ()))
    return tuple(sorted((*own, *_EVERYWHERE), key=lambda one: not one.needed))


_NEEDS_TIME = frozenset({LetterKind.CONFIRMATION, LetterKind.REMINDER})


def values_for(assignment: Assignment, ours: Letter) -> dict[str, str]:
    """The words of every placeholder that this assignment has any for. `ours` is our own letter of it, whose
    list of times leaves out what there is no room for."""
    facts = facts_of(assignment)
    values = {
        one.name: str(facts[one.fact] or "").strip() for one in placeholders_for(assignment.kind) if one.fact
    }
    values[TIMES] = "\n".join(_listed(assignment, ours))
    return {name: value for name, value in values.items() if value}


def _listed(assignment: Assignment, ours: Letter) -> list[str]:
    zone, own_zone = assignment.recipient.timezone, assignment.sender.timezone
    lines = [line for line in ours.body.splitlines() if line.startswith(BULLET)]
    if lines:
        return lines
    if assignment.kind is LetterKind.CLARIFY and assignment.readings:
        return [BULLET + _said(one, assignment) for one in as_readings(assignment.readings)]
    return [BULLET + when.format_time(time, zone, own_zone) for time in offers_of(assignment)]


def _said(reading: Reading, assignment: Assignment) -> str:
    """A start where the reading is no longer than the meeting, otherwise a window."""
    zone, length_s = assignment.recipient.timezone, assignment.meeting.duration_minutes * 60
    if reading.end is None or (reading.end - reading.start).total_seconds() <= length_s:
        return when.format_time(reading.start, zone, assignment.sender.timezone)
    return when.format_window(reading.start, reading.end, zone)
