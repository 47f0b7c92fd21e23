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


def is_opt_out(text: str, from_address: str) -> bool:
    """Whether folded `text` asks for no more messages; a text message may do so in one word."""
    words = " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)?", text))
    is_text = from_address.startswith("+")
    if words in _SINGLE or words in _SEVERAL:
        return is_text or words not in _ONLY_TEXTED
    if is_text and words.startswith("stop") and len(words.split()) <= 5 and not words.startswith("stop by"):
        return True
    return bool(found("opt_out", text))
