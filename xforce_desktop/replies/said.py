"""Words of a text that know where they stand in it."""

from __future__ import annotations

import re


class Said(str):
    """Words of a text, perhaps folded, with their place in it; empty and nowhere where nothing was found."""

    __slots__ = ("end", "start")
    start: int
    end: int

    def __new__(cls, words: str = "", start: int = -1, end: int = -1) -> Said:
        """`start` and `end` are offsets of the text that the words were found in."""
        made = super().__new__(cls, words)
        made.start, made.end = start, end
        return made

    @property
    def is_placed(self) -> bool:
        """Whether they stand somewhere."""
        return 0 <= self.start < self.end


NOWHERE = Said()


def said_by(match: re.Match[str] | None, group: str | int = 0) -> Said:
    """What a pattern found, without blanks around it."""
    if match is None:
        return NOWHERE
    words = match.group(group)
    start = match.start(group) + len(words) - len(words.lstrip())
    return Said(words.strip(), start, start + len(words.strip()))


_LEADS_ON = re.compile(
    r"\b(?:an?|the|my|our|his|her|their|this|in|on|at|to|of|for|from|until|till|by|with|between|new|next|last|"
    r"same|end|current|another|any|more|some)$"
)
_NEXT_WORD = re.compile(r" +(?!(?:i|we|you|it|that|he|she|they)\b)[^\W_][\w'-]*")
_REST_OF_WORD = re.compile(r"(?<=\w)[\w'’]*\w")
_BEGUN_WORD = re.compile(r"\w+$")
_LONGEST_BEGUN = 20
_MOST_ADDED = 3


def completed(said: Said, text: str) -> Said:
    """Words that end in the middle of a word or phrase ("opening the") with what follows in `text`."""
    rest = _REST_OF_WORD.match(text, said.end) if said.is_placed else None
    before = _BEGUN_WORD.search(text, max(0, said.start - _LONGEST_BEGUN), said.start) if said else None
    start, end = (
        before.start() if before and said[0] in "'’" else said.start,
        rest.end() if rest else said.end,
    )
    for _ in range(_MOST_ADDED):
        leads_on = said.is_placed and _LEADS_ON.search(text, start, end)
        follow = _NEXT_WORD.match(text, end) if leads_on else None
        if follow is None:
            break
        end = follow.end()
    return Said(text[start:end], start, end) if end - start > said.end - said.start else said


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """`text` with blanks for what `pattern` finds, so that places stay those of `text`."""
    return pattern.sub(lambda match: " " * len(match.group()), text)
