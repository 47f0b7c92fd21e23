"""Bad news of their own in a message: a death, an illness, an accident. Words: resources/bad_news.toml."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import NOWHERE, Said, completed, said_by

BAD_NEWS = "bad_news"  # among the signals of a reading
FOR_THE_REP = (
    "They have bad news of their own. A word from you is better than anything written for you, so nothing "
    "leaves until you give it back."
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]+)*")


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class _Words:
    kin: str
    not_meant: tuple[str, ...]
    grave: tuple[str, ...]
    mild: tuple[str, ...]

    def pattern(self, phrases: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(phrases).replace("KIN", self.kin))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What is grave, what is mild, and what means neither."""
    text = files("resources").joinpath("bad_news.toml").read_text("utf-8")
    words = TypeAdapter(_Words).validate_python(tomllib.loads(text))
    return words.pattern(words.grave), words.pattern(words.mild), words.pattern(words.not_meant)


def bad_news_in(text: str) -> Said:
    """The first words of `text` that tell of it gravely enough for the rep to answer; empty if none do."""
    grave, _, not_meant = _patterns()
    folded = fold(text)
    for sentence in _SENTENCE.finditer(folded):
        if (found := grave.search(folded, sentence.start(), sentence.end())) and not not_meant.search(
            sentence.group()
        ):
            words = said_by(found)
            return completed(Said(text[words.start : words.end], words.start, words.end), text)
    return NOWHERE


def is_personal(sentence: str) -> bool:
    """Whether a sentence tells of trouble in their own life, be it a funeral among other appointments."""
    grave, mild, not_meant = _patterns()
    folded = fold(sentence)
    return bool(grave.search(folded) or mild.search(folded)) and not not_meant.search(folded)
