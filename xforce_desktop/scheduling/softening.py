"""Softer words where more pressure would begin to cost the rep's good name (the specification's `soften`)."""

from __future__ import annotations

import random

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import reputation
from xforce_desktop.scheduling.effects import Effect, SendLetter
from xforce_desktop.scheduling.reputation import ReputationRisk
from xforce_desktop.scheduling.request import MeetingRequest

# Messages that ask for something: what softer words are for.
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
    }
)


def why_softer(request: MeetingRequest, effect: Effect) -> str:
    """Why a message is worded more softly than usual; empty if it is not."""
    risk = _softening(request, effect)
    return f"Worded more softly: {reputation.drivers_in_words(risk)}." if risk else ""


def soft_line(request: MeetingRequest, letter: SendLetter) -> str:
    """The sentence that takes the pressure out of the message; each ask of a request has another one."""
    if not _softening(request, letter):
        return ""
    lines = list(reputation.softer_lines())
    random.Random(str(request.id)).shuffle(lines)  # the same order for the same request, not a secret
    return lines[request.attempt_count % len(lines)]


def _softening(request: MeetingRequest, effect: Effect) -> ReputationRisk | None:
    if not isinstance(effect, SendLetter) or effect.kind not in SOFTENED:
        return None
    risk = reputation.assess(request)
    return risk if reputation.is_softened(risk) else None
