"""Words, numbers and marks of a text, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xforce_desktop.replies.plain import fold

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
MOST_TOKENS = 2_500


@dataclass(frozen=True)
class Token:
    """One token; `text` is folded, `raw` is as written, `glued` says that no space stands before it."""

    text: str
    raw: str
    start: int
    end: int
    glued: bool
    after_break: bool

    @property
    def is_number(self) -> bool:
        """Whether it is made of digits."""
        return self.text.isdecimal()

    @property
    def number(self) -> int:
        """Its value; only for numbers of up to nine digits, otherwise -1."""
        return int(self.text) if self.text.isdecimal() and len(self.text) < 10 else -1


def tokens_of(text: str) -> list[Token]:
    """All tokens of `text` in order, at most `MOST_TOKENS`."""
    folded = fold(text)
    found: list[Token] = []
    last_end = 0
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        gap = text[last_end:start]
        found.append(Token(match.group(), text[start:end], start, end, not gap and start > 0, "\n" in gap))
        last_end = end
        if len(found) >= MOST_TOKENS:
            break
    return found
