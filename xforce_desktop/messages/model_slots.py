"""What the program puts into a message that a model words: times, lengths, names, links, the proof.

The model sees the name of each slot and how it reads, never what stands in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, Assignment, LetterKind
from xforce_desktop.messages.facts import facts_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import BULLET
from xforce_desktop.messages.listing import single_time
from xforce_desktop.messages.text_message import times_in_text

SLOT = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_OFTEN = frozenset({"company", "minutes"})


@dataclass(frozen=True)
class Slot:
    """One place for what only the program says. `alone`: a paragraph of its own. `needed`: exactly once."""

    name: str
    value: str
    reads: str
    alone: bool = False
    needed: bool = False

    @property
    def most(self) -> int:
        """How often it may stand in one message."""
        return 2 if self.name in _OFTEN and not self.needed else 1

    @property
    def offers(self) -> bool:
        """Whether it stands for times that we offer or agreed on."""
        return self.name in ("offers", "time", "at", "when", "until")


@dataclass(frozen=True)
class _Form:
    """A slot before it is known whether there is anything for it. `fact` names what stands in it."""

    name: str
    fact: str
    reads: str
    needed: bool = False


_DATE = "a weekday with date, clock and zone"
_COMMON = (
    _Form("minutes", "minutes", "the length of the meeting, like '30 minutes' or 'an hour'"),
    _Form("company", "company", "the name of their company"),
    _Form("season", "season", "a whole sentence about their season, with its full stop"),
)
_OF_KIND: dict[LetterKind, tuple[_Form, ...]] = {
    LetterKind.CONFIRMATION: (
        _Form("at", "at", f"the agreed time, {_DATE}; behind 'on' or 'for', or at the start", True),
        _Form("invite", "invite", "what the calendar invite brings, like 'the Teams link'"),
    ),
    LetterKind.REMINDER: (
        _Form(
            "when", "at_day_clock",
            f"'tomorrow, ' or 'on ' or 'today at ' with the agreed time, {_DATE}; no preposition before it",
            True,
        ),
        _Form("link", "join_url", "the link to join; ends a paragraph, behind a colon"),
        _Form("invite", "invite", "what the calendar invite brings, like 'the Teams link'"),
    ),
    LetterKind.CANCELLATION: (
        _Form("at", "at", f"the time that is off, {_DATE}; stands behind 'on'", True),
    ),
    LetterKind.RUNNING_LATE: (
        _Form("link", "join_url", "the link to join; ends a paragraph, behind a colon"),
    ),
    LetterKind.COUNTER: (
        _Form("their_time", "their_time", f"the time they named, {_DATE}, which does not work for us"),
        _Form("their_day", "their_day", "the day they named, with its date, which does not work for us"),
    ),
    LetterKind.CONSTRAINT: (
        _Form("heard", "heard", "what they said of their time, a clause like 'afternoons are best'"),
    ),
    LetterKind.DE_ESCALATE: (
        _Form("shorter", "shorter_minutes", "the shorter length we propose, like '15 minutes'", True),
    ),
    LetterKind.CHAMPION_CC: (_Form("champion", "champion", "the first name of whom we copy in", True),),
    LetterKind.CHAMPION_INTRO: (
        _Form("target", "target_full", "the name of whom we would like to meet", True),
    ),
    LetterKind.ASK_SILENT: (_Form("silent", "silent", "the first names of those we ask", True),),
    LetterKind.PAUSE_ACK: (
        _Form("until", "until", "the day on which we come back, with its date; stands behind 'on'", True),
    ),
    LetterKind.SOCIAL_PROOF: (
        _Form("proof", "proof_said", "the proof, word for word, as a whole sentence; ends a paragraph", True),
    ),
    LetterKind.SMS: (_Form("shorter", "shorter_minutes", "a shorter length, like '15 minutes'"),),
}  # fmt: skip


def slots_for(assignment: Assignment, offline: Letter) -> tuple[Slot, ...]:
    """The slots of one message. The list of times is that of the offline letter."""
    facts = facts_of(assignment)
    forms = (*_OF_KIND.get(assignment.kind, ()), *_COMMON)
    known = [
        Slot(form.name, value, form.reads, needed=form.needed)
        for form in forms
        if (value := str(facts[form.fact] or "").strip())
    ]
    return (*_time_slots(assignment, offline), *known)


def _time_slots(assignment: Assignment, offline: Letter) -> tuple[Slot, ...]:
    lines = [line for line in offline.body.splitlines() if line.startswith(BULLET)]
    if lines:
        reads = "the list of times, a line each" if len(lines) > 1 else "the one time, as a list of one line"
        return (Slot("offers", "\n".join(lines), reads, alone=True, needed=True),)
    is_text = assignment.kind.is_text
    single = next(times_in_text(assignment)) if is_text else single_time(assignment)
    if not single:
        return ()
    if assignment.kind in TEXTS_OF_MEETING:
        return (
            Slot("time", single, "the time that is booked: 'today at' or a date, clock, zone", needed=True),
        )
    return (Slot("time", single, f"the one time we offer or ask about, {_DATE}", needed=True),)


def filled(text: str, slots: tuple[Slot, ...]) -> str:
    """The text with every slot's value; what is no slot stays."""
    values = {slot.name: slot.value for slot in slots}
    return SLOT.sub(lambda match: values.get(match[1], match[0]), text)


def emptied(text: str, slots: tuple[Slot, ...]) -> str:
    """The text with the names of the slots where their values stand, so that these stay here."""
    for slot in sorted(slots, key=lambda one: len(one.value), reverse=True):
        whole = rf"(?<!\w){re.escape(slot.value)}(?!\w)"
        text = re.sub(whole, f"{{{{{slot.name}}}}}", text, flags=re.IGNORECASE)
    return text
