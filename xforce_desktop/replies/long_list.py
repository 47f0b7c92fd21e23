"""A long word list asked quickly whether a text has any of its phrases.

As one pattern it would try every phrase at every word. Most phrases say by which words they can begin;
those are only looked for in a text that has one of these, the others always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from xforce_desktop.replies.lexicon import alternatives

_KEY_LENGTH = 5
_KEY_LENGTHS = range(1, _KEY_LENGTH + 1)
_WORD = re.compile(r"\w+")
_INNER = r"\((?:[^()\\]|\\[^()])*\)"
_SET = r"\[[^\]|]*\]"
_HEAD = re.compile(
    rf"\\b(?:\(\?<![^()|]*\))*"
    rf"(?:\(\?:(?P<group>(?:[^()\[\]\\]|\\[^()]|{_SET}|{_INNER})+)\)(?![?*{{])|(?P<word>[a-z]+[?*{{]?))(?P<rest>.*)"
)
_INNER_GROUP = re.compile(_INNER)
_BORDERED = re.compile(r"\\b\(\?:(?P<inner>[a-z].*)\)\\b")
_LITERAL = re.compile(r"[a-z]+(?P<optional>[?*{])?")


@dataclass(frozen=True, eq=False)
class _Phrase:
    """A phrase, and how the words begin by which it can begin; None if that cannot be told."""

    source: str
    keys: frozenset[str] | None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when it is first needed: few texts need many."""
        return re.compile(self.source)


class LongList:
    """The phrases of a list, sorted by what they begin with."""

    def __init__(self, sources: Iterable[str]) -> None:
        """`sources` are patterns for folded texts."""
        phrases = [_Phrase(source, keys_of(source)) for source in sources]
        self._beginning: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            for key in phrase.keys or ():
                self._beginning.setdefault(key, []).append(phrase)
        self._anywhere = "|".join(phrase.source for phrase in phrases if phrase.keys is None)

    def is_in(self, folded: str) -> bool:
        """Whether any phrase stands in a folded text."""
        keys = {word[:length] for word in set(_WORD.findall(folded)) for length in _KEY_LENGTHS}
        possible = {phrase for key in self._beginning.keys() & keys for phrase in self._beginning[key]}
        return bool(self._pattern_of_others.search(folded)) or any(
            phrase.pattern.search(folded) for phrase in possible
        )

    @cached_property
    def _pattern_of_others(self) -> re.Pattern[str]:
        return re.compile(self._anywhere or "(?!)")


def keys_of(source: str) -> frozenset[str] | None:
    """How the words begin by which a phrase can begin; None if its pattern does not show it."""
    bordered = _BORDERED.fullmatch(source)
    head = _HEAD.fullmatch(source) or (_HEAD.fullmatch(rf"\b{bordered['inner']}") if bordered else None)
    if head is None or _has_other_beginnings(head["rest"]):
        return None
    beginnings = _INNER_GROUP.sub("(", head["group"] or head["word"])
    keys = [_key(words) for words in beginnings.split("|")]
    return frozenset(keys) if all(keys) else None


def _key(word: str) -> str:
    """The letters that a word surely begins with."""
    literal = _LITERAL.match(word)
    if literal is None:
        return ""
    letters = literal.group().rstrip("?*{")
    return (letters[:-1] if literal["optional"] else letters)[:_KEY_LENGTH]


def _has_other_beginnings(rest: str) -> bool:
    """Whether a bar outside of all brackets gives a pattern a second beginning."""
    depth = 0
    for char in re.sub(r"\\.|\[[^\]]*\]", "", rest):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            return True
    return False


@cache
def long_list(name: str) -> LongList:
    """The list `name` of resources/reply_words."""
    return LongList(alternatives(name))
