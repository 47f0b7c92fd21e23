"""Word lists of the reply reader: resources/reply_words, one phrase a line, folded as the texts are.

A list has sections: under [words] a phrase stands between word borders, under [anywhere] it is a pattern as
it is. Lines that begin with "# " are comments.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from xforce_desktop.replies.said import Said, said_by


def found(name: str, folded: str) -> Said:
    """The first words of `folded` in the list `name`, with their place; empty if there are none."""
    return said_by(pattern(name).search(folded))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The list `name` as one pattern that finds any of its phrases."""
    text = files("resources").joinpath("reply_words", f"{name}.txt").read_text(encoding="utf-8")
    parts: list[str] = []
    phrases: list[str] = []
    bordered = True
    for line in [*text.splitlines(), "[end]"]:
        if line in {"[words]", "[anywhere]", "[end]"}:
            if phrases:
                joined = "|".join(phrases)
                parts.append(rf"\b(?:{joined})\b" if bordered else joined)
            phrases, bordered = [], line == "[words]"
        elif line.strip() and not line.startswith("# "):
            phrases.append(line)
    return re.compile("|".join(parts))
