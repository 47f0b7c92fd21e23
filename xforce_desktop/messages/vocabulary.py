"""The words that a phrase from the rep's notes may be made of: resources/topics.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

_FIGURE = re.compile(r"^\d{1,3}%?$")
_HOW_IT_WORKS = re.compile(r"^how (?P<thing>.+) works?$", re.IGNORECASE)


@dataclass(frozen=True)
class Vocabulary:
    """Words in small letters and singular. A phrase needs one of `matters`."""

    matters: frozenset[str]
    beside: frozenset[str]
    links: frozenset[str]
    determiners: frozenset[str]
    compounds: frozenset[str]
    figures: bool = False

    def holds(self, phrase: str, most_words: int) -> bool:
        """Whether every word is known and the phrase is a whole one: no verb, name, price or remark."""
        how = _HOW_IT_WORKS.match(phrase)
        plain = (how["thing"] if how else phrase).lower().replace("after hours", "after-hours")
        words = self._compounded(plain.split())
        bare = words[1:] if words and words[0] in self.determiners else words
        if not bare or len(bare) > most_words:
            return False
        return (
            all(self._known(word) for word in bare)
            and any(self._matters(word) for word in bare)
            and self._is_knit(bare)
        )

    def _compounded(self, words: list[str]) -> list[str]:
        """The words with each compound as one: ["missed calls", "overnight"]."""
        joined: list[str] = []
        for word in words:
            if joined and _in(f"{joined[-1]} {word}", self.compounds):
                joined[-1] = f"{joined[-1]} {word}"
            else:
                joined.append(word)
        return joined

    def _known(self, word: str) -> bool:
        if word in self.links or word in self.determiners or self._means(word):
            return True
        if _FIGURE.match(word):
            return self.figures
        parts = word.split("-")
        return len(parts) > 1 and all(part in self.links or self._means(part) for part in parts)

    def _means(self, word: str) -> bool:
        return self._matters(word) or _in(word, self.beside)

    def _matters(self, word: str) -> bool:
        return _in(word, self.matters) or _in(word, self.compounds)

    def _is_knit(self, words: list[str]) -> bool:
        """Links and determiners stand between what they join; after one comes something else."""
        if words[0] in self.links or words[-1] in self.links | self.determiners:
            return False
        return not any(
            second in self.links and (first in self.links or first in self.determiners)
            for first, second in pairwise(words)
        )


def _in(word: str, known: frozenset[str]) -> bool:
    singulars = {word, word.removesuffix("s"), word.removesuffix("es")}
    if word.endswith("ies"):
        singulars.add(word.removesuffix("ies") + "y")
    return not known.isdisjoint(singulars)


@cache
def topic_words() -> Vocabulary:
    """What a meeting can be said to be about."""
    lists = _lists()
    return Vocabulary(
        lists["matters"], lists["beside"], lists["links"], lists["determiners"], lists["compounds"]
    )


@cache
def title_words() -> Vocabulary:
    """What a meeting of the rep's own kind can be called: what it is about, or an occasion."""
    lists = _lists()
    return Vocabulary(
        lists["matters"] | lists["occasions"],
        (lists["beside"] | lists["occasions_beside"]) - {"sales"},
        lists["links"],
        lists["determiners"],
        lists["compounds"],
    )


@cache
def mention_words() -> Vocabulary:
    """What a recipient can be reminded of having said; wider, as it is their own word, and with figures."""
    lists = _lists()
    return Vocabulary(
        lists["matters"] | lists["mentioned"],
        lists["beside"] | lists["mentioned_beside"],
        lists["links"],
        lists["determiners"],
        lists["compounds"] | lists["mentioned_compounds"],
        figures=True,
    )


@cache
def _lists() -> dict[str, frozenset[str]]:
    table = tomllib.loads(files("resources").joinpath("topics.toml").read_text("utf-8"))
    return {name: frozenset(str(word) for word in words) for name, words in table.items()}
