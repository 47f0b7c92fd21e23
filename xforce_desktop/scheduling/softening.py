"""Softer words where more pressure would begin to cost the rep's good name (the specification's `soften`)."""

from __future__ import annotations

import random

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.spelled_out import spelled_out
from xforce_desktop.scheduling import reputation
from xforce_desktop.scheduling.effects import Effect, LetterSent, SendLetter
from xforce_desktop.scheduling.reputation import ReputationRisk
from xforce_desktop.scheduling.request import MeetingRequest

# Messages that ask for something: what softer words are for. A text asks as a mail does; from the high level
# on none leaves at all.
SOFTENED = frozenset(
    {
        LetterKind.FOLLOW_UP,
        LetterKind.SOCIAL_PROOF,
        LetterKind.CHAMPION_CC,
        LetterKind.DE_ESCALATE,
        LetterKind.NO_SHOW,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.ASK_SILENT,
        LetterKind.SMS,
    }
)


def why_softer(request: MeetingRequest, effect: Effect) -> str:
    """Why a message is worded more softly than usual; empty if it is not."""
    return _why(_softening(request, effect.kind)) if isinstance(effect, SendLetter) else ""


def why_it_was_softer(request: MeetingRequest, letter: LetterSent) -> str:
    """The same of what has left, by its words: the rep may have changed them, or there was no room."""
    body = " ".join(letter.body.split())
    is_soft = any(line in body or spelled_out(line) in body for line in reputation.softer_lines())
    return _why(_softening(request, letter.kind)) if is_soft else ""


def soft_line(request: MeetingRequest, letter: SendLetter) -> str:
    """The sentence that takes the pressure out of the message; each ask of a request has another one."""
    if not _softening(request, letter.kind):
        return ""
    lines = list(reputation.softer_lines())
    random.Random(str(request.id)).shuffle(lines)  # the same order for the same request, not a secret
    return lines[request.attempt_count % len(lines)]


def _why(risk: ReputationRisk | None) -> str:
    return f"Worded more softly: {reputation.drivers_in_words(risk)}." if risk else ""


def _softening(request: MeetingRequest, kind: LetterKind) -> ReputationRisk | None:
    if kind not in SOFTENED:
        return None
    risk = reputation.assess(request)
    return risk if reputation.is_softened(risk) else None
