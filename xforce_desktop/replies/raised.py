"""What a sentence of theirs raises for the meeting at hand: trouble, doubt, a price that is too high.

Beside what they say for good (`remarks`) and trouble in their own life (`bad_news`) it takes what holds for
now and what they ask. By clear words only: what merely arranges the meeting raises nothing. Words and
patterns are data: resources/raised.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.replies.bad_news import is_personal
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.remarks import remarks_in

PERSONAL = "personal"  # trouble in their own life
_CLOSED = ConfigDict(extra="forbid")
# What a remark that holds for good is about; time and channel are kept elsewhere.
_OF_REMARK = {
    "pain": ("pain",),
    "price": ("price",),
    "budget": ("price",),
    "vendor": ("contract",),
    "wording": ("sensitive",),
    "promise": ("commitment",),
    "decider": ("decision",),
    "system": ("software", "current"),
    "size": ("number", "volume"),
}


@dataclass(frozen=True, config=_CLOSED)
class _Topic:
    says: tuple[str, ...]
    asks: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, config=_CLOSED)
class _Words:
    not_meant: tuple[str, ...]
    topics: dict[str, _Topic]


@lru_cache(maxsize=1)
def _words() -> _Words:
    text = files("resources").joinpath("raised.toml").read_text("utf-8")
    return TypeAdapter(_Words).validate_python(tomllib.loads(text))


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(phrases) or "(?!)")


def _says(phrases: tuple[str, ...], folded: str) -> bool:
    return _pattern(phrases).search(folded) is not None


def subjects() -> frozenset[str]:
    """All topics that are found here, and by no other words."""
    return frozenset(_words().topics) | {"commitment", PERSONAL}


def raised_in(sentence: str) -> frozenset[str]:
    """The topics of one sentence; nothing for one that raises none."""
    folded, words = fold(sentence), _words()
    is_question = folded.rstrip('"').endswith("?")
    is_meant = not is_question and not _says(words.not_meant, folded)
    found = {
        name
        for name, topic in words.topics.items()
        if not _says(topic.unless, folded)
        and (_says(topic.asks, folded) or (is_meant and _says(topic.says, folded)))
    }
    if is_personal(sentence):
        found.add(PERSONAL)
    return frozenset(found).union(*(_OF_REMARK.get(one.topic, ()) for one in remarks_in(sentence)))
