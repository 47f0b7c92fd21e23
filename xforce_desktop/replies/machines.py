"""What a machine's mail says: an automatic answer, or that a mail could not be delivered."""

from __future__ import annotations

from dataclasses import replace

from xforce_desktop.replies.absences import absence_of
from xforce_desktop.replies.analysis import (
    Conflict,
    ConflictType,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
)
from xforce_desktop.replies.automatic import (
    FAILURES_IN_WORDS,
    Absence,
    AbsenceCase,
    Automaton,
    Failure,
    FailureKind,
)
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.failures import failure_of
from xforce_desktop.replies.kinds import reads_like_a_person
from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.new_text import NewText
from xforce_desktop.replies.people import in_words, people_asked_for, without_places
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.statements import LONGEST_MEANT

DOUBTFUL = "It is marked as automatic, but reads as if a person wrote it."
_MACHINES = {
    None: "An automatic answer",
    Automaton.ABSENCE: "An automatic answer",
    Automaton.TICKET: "A robot that opened a ticket",
    Automaton.RECEIPT: "A machine says that our mail came in",
    Automaton.READ_RECEIPT: "A notice that our mail was opened",
    Automaton.DELIVERY_RECEIPT: "A notice that our mail arrived",
}
_CASES = {
    AbsenceCase.AWAY_UNTIL: "they are away",
    AbsenceCase.AWAY: "they are away and do not say until when",
    AbsenceCase.LEFT: "they are not with the company any more",
    AbsenceCase.CHANGED_ADDRESS: "this address is not theirs any more",
    AbsenceCase.DELEGATE: "somebody else is to be written to",
}


def with_failure(base: ReplyAnalysis, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
    """A delivery report: who was not reached, for good or for now, and why."""
    failure = failure_of(message, context.known_addresses)
    return replace(base, failure=failure, why=(_failure_in_words(failure),))


def with_absence(
    base: ReplyAnalysis, message: ReceivedText, parts: NewText, almanac: Almanac, context: ReplyContext
) -> ReplyAnalysis:
    """An automatic answer: when they are back, and whom to write to instead."""
    whole = "\n".join(filter(None, (parts.text, parts.signature)))[:LONGEST_MEANT]
    own, known = message.from_address, context.known_addresses
    absence = absence_of(message.subject, whole, base.automaton, own, known, almanac)
    if absence is None or absence.case is AbsenceCase.RECEIPT:
        doubt = DOUBTFUL if absence and reads_like_a_person(parts.text) else ""
        why = (_MACHINES[base.automaton],)
        return replace(base, absence=absence, requires_human=bool(doubt), human_reason=doubt, why=why)
    people = people_asked_for(whole, own, known, "", automatic=True)
    back = absence.back_on if absence.back_on and absence.back_on >= almanac.today else None
    away = back is not None or bool(found("absence_away", fold(f"{message.subject}\n{whole}")))
    return replace(
        base,
        absence=absence,
        conflict=Conflict(ConflictType.PERSON_UNAVAILABLE, back) if away else None,
        resume_on=back,
        new_attendees=tuple(str(person.who) for person in people),
        people=without_places(people),
        requires_human=bool(people),
        human_reason=in_words(people),
        why=(_absence_in_words(absence),),
    )


def _failure_in_words(failure: Failure) -> str:
    words = "It is delayed" if failure.kind is FailureKind.DELAYED else "It could not be delivered"
    who = f" to {', '.join(failure.addresses)}" if failure.addresses else ""
    code = f" ({failure.status})" if failure.status else ""
    return f"{words}{who}: {FAILURES_IN_WORDS[failure.reason]}{code}"


def _absence_in_words(absence: Absence) -> str:
    words = f"An automatic answer: {_CASES[absence.case]}"
    if absence.back_on:
        words += f"; back on {absence.back_on:%A, %B} {absence.back_on.day}"
    other = absence.new_address or absence.delegate
    return f"{words}; names {other}" if other else words
