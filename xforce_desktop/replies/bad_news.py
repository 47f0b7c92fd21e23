"""Bad news of their own in a message: a death, an illness, an accident. Words: resources/bad_news.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.replies.limit_clauses import clause_of
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import NOWHERE, Said, completed, said_by

BAD_NEWS = "bad_news"  # among the signals of a reading
FOR_THE_REP = (
    "They have bad news of their own. A word from you is better than anything written for you, so nothing "
    "leaves until you give it back."
)
_MOST_LOOKED_AT = 12  # in one sentence
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]+)*")


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class _Words:
    kin: str
    not_so: tuple[str, ...]
    not_meant: tuple[str, ...]
    in_jest: tuple[str, ...]
    grave: tuple[str, ...]
    mild: tuple[str, ...]


@dataclass(frozen=True, config=ConfigDict(arbitrary_types_allowed=True))
class _Patterns:
    grave: re.Pattern[str]
    personal: re.Pattern[str]  # grave or mild
    not_so: re.Pattern[str]
    not_meant: re.Pattern[str]
    in_jest: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    text = files("resources").joinpath("bad_news.toml").read_text("utf-8")
    words = TypeAdapter(_Words).validate_python(tomllib.loads(text))

    def one_of(*phrases: str) -> re.Pattern[str]:
        return re.compile("|".join(phrases).replace("KIN", words.kin))

    return _Patterns(
        one_of(*words.grave),
        one_of(*words.grave, *words.mild),
        one_of(*words.not_so),
        one_of(*words.not_meant),
        one_of(*words.in_jest),
    )


def bad_news_in(text: str) -> Said:
    """The first words of `text` that tell of it gravely enough for the rep to answer; empty if none do."""
    for told in _told_by(_patterns().grave, fold(text)):
        return completed(Said(text[told.start : told.end], told.start, told.end), text)
    return NOWHERE


def is_personal(text: str) -> bool:
    """Whether they tell of trouble in their own life, be it a funeral among other appointments."""
    return any(_told_by(_patterns().personal, fold(text)))


def _told_by(pattern: re.Pattern[str], folded: str) -> Iterator[Said]:
    """What `pattern` finds and nothing beside it takes back."""
    for sentence in _SENTENCE.finditer(folded):
        found = list(islice(pattern.finditer(folded, *sentence.span()), _MOST_LOOKED_AT))
        if not found or _patterns().in_jest.search(sentence.group()):
            continue
        taken_back = [one.span() for one in _patterns().not_so.finditer(folded, *sentence.span())]
        for one in found:
            at = one.start() - sentence.start()
            clause = clause_of(at, sentence.group(), lambda part: bool(pattern.search(part)))
            is_so = all(end < one.start() or begin > one.end() for begin, end in taken_back)
            if is_so and not _patterns().not_meant.search(clause):
                yield said_by(one)
