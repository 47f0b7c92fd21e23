"""Whether a person asks us to stop writing, in a word or in a sentence."""

from __future__ import annotations

import re

from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.words import words_of

_SINGLE = words_of(
    "stop stopall unsubscribe end quit optout opt-out cancel revoke remove arret baja alto stopp parar pare "
    "sair unsub abmelden abbestellen desinscription desuscribir cancelar"
)
_SEVERAL = {"opt out", "remove me", "stop please", "please stop", "stop texting me", "dar de baja"}
_ONLY_TEXTED = {"cancel", "cancelar", "end", "remove", "quit", "alto"}

_TIME = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|tomorrow|noon)\b"
    r"|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\b(?:at|around) \d"
)
_TAKES = re.compile(
    r"\b(?:works|(?:is|are|would be|looks|sounds|'?s) (?:good|fine|great|better|best|perfect|ok|okay)"
    r"|suits|can do|see you|talk (?:to you )?(?:then|on)|let'?s (?:do|say|meet|talk)"
    r"|how about|what about|i'?m free)\b"
)
_OTHER_WAY = re.compile(
    r"\b(?:e-?mail|text|texts|texting|call|calling|phone|cell|office|line)(?: me| us)?(?: is|'s| works) "
    r"(?:better|best|fine|preferred)\b|\b(?:e-?mail|text|call) (?:me|us)? ?instead\b"
)


def is_opt_out(text: str, from_address: str) -> bool:
    """Whether folded `text` asks for no more messages; a text message may do so in one word."""
    words = " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)?", text))
    is_text = from_address.startswith("+")
    if words in _SINGLE or words in _SEVERAL:
        return is_text or words not in _ONLY_TEXTED
    if is_text and words.startswith("stop") and len(words.split()) <= 5 and not words.startswith("stop by"):
        return True
    return bool(found("opt_out", text)) and not may_opt_out(text)


def may_opt_out(text: str) -> bool:
    """Whether folded `text` says so, but takes or proposes a time or another way to write beside it.

    An opt-out is final, so the rep looks at such a text first.
    """
    goes_on = (_TIME.search(text) and _TAKES.search(text)) or _OTHER_WAY.search(text)
    return bool(goes_on) and bool(found("opt_out", text))
