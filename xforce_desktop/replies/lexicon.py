"""Word lists of the reply reader: resources/reply_words, one phrase a line, folded as the texts are.

A list has sections: under [words] a phrase stands between word borders, under [anywhere] it is a pattern as
it is. Lines that begin with "# " are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby

from xforce_desktop.replies.said import Said, said_by


def found(name: str, folded: str) -> Said:
    """The first words of `folded` in the list `name`, with their place; empty if there are none."""
    return said_by(pattern(name).search(folded))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The list `name` as one pattern that finds any of its phrases."""
    sections: list[str] = []
    for is_bordered, phrases in groupby(_phrases(name), key=lambda phrase: phrase[0]):
        joined = "|".join(words for _, words in phrases)
        sections.append(rf"\b(?:{joined})\b" if is_bordered else joined)
    return re.compile("|".join(sections))


def alternatives(name: str) -> list[str]:
    """Each phrase of the list `name` as a pattern by itself."""
    return [rf"\b(?:{words})\b" if is_bordered else words for is_bordered, words in _phrases(name)]


def _phrases(name: str) -> Iterator[tuple[bool, str]]:
    """The phrases of a list, and whether each stands between word borders."""
    text = files("resources").joinpath("reply_words", f"{name}.txt").read_text(encoding="utf-8")
    is_bordered = True
    for line in text.splitlines():
        if line in {"[words]", "[anywhere]"}:
            is_bordered = line == "[words]"
        elif line.strip() and not line.startswith("# "):
            yield is_bordered, line
