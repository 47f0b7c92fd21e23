"""Whether a person asks us to stop writing, in a word or in a sentence."""

from __future__ import annotations

import re

from xforce_desktop.replies.lexicon import found, pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.words import words_of

_SINGLE = words_of(
    "stop stopall unsubscribe end quit optout opt-out cancel revoke remove arret baja alto stopp parar pare "
    "sair unsub abmelden abbestellen desinscription desuscribir cancelar"
)
_SEVERAL = {"opt out", "remove me", "stop please", "please stop", "stop texting me", "dar de baja"}
_ONLY_TEXTED = {"cancel", "cancelar", "end", "remove", "quit", "alto"}

_TAKES = re.compile(
    r"\b(?:works|(?:is|are|would be|looks|sounds|'?s) (?:good|fine|great|better|best|perfect|ok|okay)"
    r"|suits|would suit|(?:can|could) (?:do|meet|talk)|put me down"
    r"|see you|talk (?:to you )?(?:then|on)|let'?s (?:do|say|meet|talk)"
    r"|how about|what about|i'?m free"
    r"|passt|passen|funktioniert|klappt|konnen wir|geht (?:bei )?(?:mir|uns)|convient|conviennent|ca me va"
    r"|pouvons-nous|(?:me|nos) (?:va|viene|queda|conviene) ?(?:bien|perfecto)?|funciona|podemos)\b"
)
_OTHER_WAY = re.compile(
    r"\b(?:e-?mail|text|texts|texting|call|calling|phone|cell|office|line)(?: me| us)?(?: is|'s| works) "
    r"(?:better|best|fine|preferred)\b|\b(?:e-?mail|text|call) (?:me|us)? ?instead\b"
)


_CLAUSE_ENDS = re.compile(r"[.!?,;:\n]|\s[-(]\s|\b(?:and|but|und|aber|et|mais|y|pero)\b")


def is_opt_out(text: str, from_address: str) -> bool:
    """Whether folded `text` asks for no more messages; a text message may do so in one word."""
    return is_stop_word(text, from_address) or bool(found("opt_out", text) and not names_other_way(text))


def is_stop_word(text: str, from_address: str) -> bool:
    """Whether folded `text` is a word that always counts, in a text message whatever stands beside it."""
    words = " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)?", text))
    is_text = from_address.startswith("+")
    if words in _SINGLE or words in _SEVERAL:
        return is_text or words not in _ONLY_TEXTED
    return (
        is_text and words.startswith("stop") and len(words.split()) <= 5 and not words.startswith("stop by")
    )


def names_other_way(text: str) -> bool:
    """Whether folded `text` asks to be left alone in one way and names another beside it.

    An opt-out is final, so the rep looks at such a text first; so with one that takes a time.
    """
    return bool(_OTHER_WAY.search(text) and found("opt_out", text))


def takes_a_time(text: str) -> bool:
    """Whether folded `text` has words that take or ask for a time; a day alone is none."""
    return bool(_TAKES.search(text))


def beside_asking(text: str) -> str:
    """`text` with blanks for each clause that asks for no more messages: what is said beside it."""
    folded = fold(text)
    ends = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(folded)), len(text)]
    for asks in pattern("opt_out").finditer(folded):
        start = max(end for end in ends if end <= asks.start())
        stop = min(end for end in ends if end >= asks.end())
        text = text[:start] + " " * (stop - start) + text[stop:]
    return text
