"""Whether a clause that takes a time says nothing else: any strange word in it makes us ask.

"Friday at 11 is perfect for golf" agrees in every word that a reader looks for. What tells it from an
acceptance is the word that no acceptance needs.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from xforce_desktop.replies.lexicon import pattern

_KNOWN_LISTS = ("courtesies", "agreeing_negations", "harmless_negations", "choices", "approvals", "fillers")
_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:'[^\W\d_]+)?")
_ENDING = re.compile(r"'s$")


@cache
def _plain_words() -> frozenset[str]:
    text = files("resources").joinpath("reply_words", "plain_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("# ") for word in line.split())


def strange_words(folded: str, own_words: str) -> tuple[str, ...]:
    """Words of a clause (folded, its times blanked out) that an acceptance does not need.

    Names, written with a capital inside the sentence in `own_words`, are not strange.
    """
    rest = folded
    for name in _KNOWN_LISTS:
        rest = pattern(name).sub(lambda match: " " * len(match.group()), rest)
    named = {word.lower() for word in re.findall(r"(?<!^)\b[A-Z][\w'-]*", own_words.strip())}
    known = _plain_words()
    found = [_ENDING.sub("", match.group()) for match in _WORD.finditer(rest)]
    return tuple(word for word in found if len(word) > 1 and word not in known and word not in named)
