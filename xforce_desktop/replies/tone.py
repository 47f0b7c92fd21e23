"""The tone of a text: positive, neutral, negative or frustrated."""

from __future__ import annotations

import re

from xforce_desktop.replies.analysis import Intent, Sentiment
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import Said, blanked, said_by

_FRUSTRATED = pattern("tone_frustrated")
_NEGATIVE = pattern("tone_negative")
_POSITIVE = pattern("tone_positive")
_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|ty|tks|cheers|mahalo|gracias|merci|danke|obrigad[oa]|appreciated)\b"
)
_SOFTENED = pattern("tone_softened")


def tone_words(text: str) -> Said:
    """The words that make the tone bad; empty if none do."""
    folded = blanked(_SOFTENED, fold(text))
    return said_by(_FRUSTRATED.search(folded) or _NEGATIVE.search(folded))


def sentiment_of(text: str, closing: str, intent: Intent | None) -> Sentiment:
    """The tone of the new text; `closing` is the signature part, where thanks may stand."""
    folded = blanked(_SOFTENED, fold(text))
    if _FRUSTRATED.search(folded):
        return Sentiment.FRUSTRATED
    if _NEGATIVE.search(folded):
        return Sentiment.NEGATIVE
    if intent in {Intent.DECLINE, Intent.QUESTION, None}:
        return Sentiment.NEUTRAL
    if _POSITIVE.search(folded):
        return Sentiment.POSITIVE if intent is not Intent.UNCLEAR or "!" in folded else Sentiment.NEUTRAL
    if intent is Intent.ACCEPT_TIME and _THANKS.search(fold(closing) + " " + folded):
        return Sentiment.POSITIVE
    return Sentiment.NEUTRAL
