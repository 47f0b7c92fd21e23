"""Quotes of the writer's own words, for the reasons in the rep's log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xforce_desktop.replies.plain import fold

_LONGEST_QUOTE = 60


def quoted(words: str, text: str = "") -> str:
    """`words` in quotation marks and short; written as in `text` where they are folded words of it."""
    at = fold(text).find(words) if text and words else -1
    shown = " ".join((text[at : at + len(words)] if at >= 0 else words).split()).strip(" ,.;:-")
    if len(shown) > _LONGEST_QUOTE:
        shown = shown[: _LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
    return f"“{shown}”"


def quoted_list(several: Iterable[str]) -> str:
    """Up to three different quotes with "and" before the last."""
    shown = [quoted(words) for words in dict.fromkeys(several)][:3]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def first_question(text: str) -> str:
    """The first question of a text in quotes; empty if no question mark ends a word in it."""
    mark = re.search(r"\?(?!\w)", text)
    if mark is None:
        return ""
    head = text[: mark.start()]
    start = max(head.rfind(end) for end in (". ", "! ", "\n", "- "))
    return quoted(head[start + 1 :] + "?")


def offers_in_words(indices: Iterable[int]) -> str:
    """ "offer 1", "offers 1 and 3"."""
    numbers = [str(index + 1) for index in sorted(indices)]
    if len(numbers) == 1:
        return f"offer {numbers[0]}"
    return f"offers {', '.join(numbers[:-1])} and {numbers[-1]}" if numbers else "no offer"
