"""What a reply wants by its wording as a whole: a learned second opinion beside the rules.

The rules read what they have words for; people write in ways that no list foresees. This is a linear
classifier over words, neighbouring words and what the rules found, in which times stand for what they are
to us ("an offer", "their own time"). Its weights, in resources/reply_classifier.json, are learned from
labelled replies by `python -m tests.training.reply_classifier`. It names no time and no person: it can only
weigh what the rules found.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from xforce_desktop.replies.analysis import ConflictType, Intent
from xforce_desktop.replies.offers import Matcher
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.statements import Parsed, Statement

LONGEST_SEEN = 1_500
"""Characters of a text that the classifier looks at."""

NO, YES, NO_CONFLICT = "no", "yes", "none"
Heads = Mapping[str, tuple[str, ...]]
REPLY_HEADS: Heads = {
    "intent": tuple(intent.value for intent in Intent),
    "human": (NO, YES),
    "conflict": (NO_CONFLICT, *(conflict.value for conflict in ConflictType)),
}
MENTION_HEADS: Heads = {"taken": (NO, YES)}
OWN_TIME_HEADS: Heads = {"offered": (NO, YES)}
"""What is decided of a reply, of one offer named in it, and of another time, and the possible answers."""

OFFER, OFFERS, OWN_TIME, PICK, THIS = "<offer>", "<offers>", "<time>", "<pick>", "<this>"
_WORD = re.compile(r"<\w+>|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!]")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n|\s-\s")
_CLAUSE_END = re.compile(r"[,:()]\s|\s(?:but|and|so|because|since|as|if|while|which|then)\s")
_BEGINNING, _NEAR, _LONGEST_COUNTED = 5, 5, 6


@dataclass(frozen=True)
class Wording:
    """A reply as the classifier sees it: its text with marks for times, and names of what the rules found."""

    text: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """Weights of each feature for every label of every head, in the order of `heads`; `bias` likewise."""

    heads: Heads
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def likelihoods(self, features: Iterable[str]) -> dict[str, dict[str, float]]:
        """For each head its labels and how likely each is; the labels of a head sum to 1."""
        names = [name for name in features if name in self.weights]
        scale = 1 / math.sqrt(max(len(names), 1))
        sums = list(self.bias)
        for name in names:
            for index, weight in self.weights[name]:
                sums[index] += weight * scale
        found, at = {}, 0
        for head, labels in self.heads.items():
            found[head] = dict(zip(labels, softmax(sums[at : at + len(labels)]), strict=True))
            at += len(labels)
        return found


def softmax(values: Sequence[float]) -> list[float]:
    """Positive shares that sum to 1."""
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    whole = sum(powers)
    return [power / whole for power in powers]


def reply_features(wording: Wording) -> tuple[str, ...]:
    """The names of what is seen of a reply, each once."""
    text = fold(wording.text[:LONGEST_SEEN])
    words = _WORD.findall(text)
    names = dict.fromkeys(_neighbours(words, 3))
    names.update(dict.fromkeys(f"{w[:_BEGINNING]}*" for w in words if len(w) > _BEGINNING and w[0] != "<"))
    for sentence in _SENTENCE_END.split(text):
        if "<" in sentence:
            names.update(dict.fromkeys(f"o:{name}" for name in _neighbours(_WORD.findall(sentence), 4)))
    for at, mark in enumerate(words):
        if mark[0] == "<":
            names.update(dict.fromkeys(f"{mark}{name}" for name in _around(words, at)))
    names[f"length {min(_LONGEST_COUNTED, (len(words) + 1).bit_length())}"] = None
    for mark in (OFFER, OWN_TIME):
        names[f"{mark} {min(3, words.count(mark))}"] = None
    names.update(dict.fromkeys(f"found {name}" for name in wording.findings))
    return tuple(names)


def mention_features(wording: Wording) -> tuple[str, ...]:
    """The names of what is seen of one named offer, which is `THIS` in the text, each once."""
    text = fold(wording.text[:LONGEST_SEEN])
    words = _WORD.findall(text)
    at = words.index(THIS) if THIS in words else 0
    sentence = next((piece for piece in _SENTENCE_END.split(text) if THIS in piece), "")
    clause = next((piece for piece in _CLAUSE_END.split(sentence) if THIS in piece), "")
    names = dict.fromkeys(_around(words, at))
    names.update(dict.fromkeys(f"s:{name}" for name in _neighbours(_WORD.findall(sentence), 3)))
    names.update(dict.fromkeys(f"c:{name}" for name in _neighbours(_WORD.findall(clause), 4)))
    names.update(dict.fromkeys(f"m:{word}" for word in words))
    marks = [word for word in words if word[0] == "<"]
    names[f"marks {min(4, len(marks))}, this is {'last' if marks[-1:] == [THIS] else 'earlier'}"] = None
    names.update(dict.fromkeys(f"found {name}" for name in wording.findings))
    return tuple(names)


def _neighbours(words: Sequence[str], most: int) -> Iterator[str]:
    """Runs of up to `most` words; the ends of the text count as words of longer runs."""
    yield from words
    ended = ["^", *words, "$"]
    for size in range(2, most + 1):
        for at in range(len(ended) - size + 1):
            yield " ".join(ended[at : at + size])


def _around(words: Sequence[str], at: int) -> Iterator[str]:
    """Each word near the one at `at`, with the side on which it stands; the nearest with their distance."""
    yield from (f"-{word}" for word in words[max(0, at - _NEAR) : at])
    yield from (f"+{word}" for word in words[at + 1 : at + 1 + _NEAR])
    for distance in (-2, -1, 1, 2):
        if 0 <= at + distance < len(words):
            yield f"{distance:+}{words[at + distance]}"


def masked(parsed: Parsed, matcher: Matcher, this: Statement | None = None) -> str:
    """The text with each time and place in the list replaced by what it is to us, `this` by `THIS`."""
    pieces, at = [], 0
    for statement in parsed.statements:
        if statement.start < at:
            continue
        mark = THIS if statement is this else mark_of(statement, matcher)
        pieces += [parsed.text[at : statement.start], f" {mark} "]
        at = statement.end
    return "".join([*pieces, parsed.text[at:]])


def mark_of(statement: Statement, matcher: Matcher) -> str:
    """What a named time is to us."""
    if statement.phrase is None:
        return PICK
    offers = matcher.match(statement.phrase).offers
    return OFFER if len(offers) == 1 else OFFERS if offers else OWN_TIME


@cache
def reply_model() -> Model:
    """Weighs a whole reply."""
    return _stored("reply", REPLY_HEADS)


@cache
def mention_model() -> Model:
    """Weighs one offer that is named in a reply."""
    return _stored("mention", MENTION_HEADS)


@cache
def own_time_model() -> Model:
    """Weighs one time that is no offer of ours."""
    return _stored("own_time", OWN_TIME_HEADS)


def _stored(name: str, heads: Heads) -> Model:
    stored = _resource()[name]
    unit = stored["unit"]
    return Model(heads, tuple(value / unit for value in stored["bias"]), _Rows(stored["weights"], unit))


@cache
def _resource() -> dict[str, Any]:
    text = files("resources").joinpath("reply_classifier.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


class _Rows(Mapping[str, tuple[tuple[int, float], ...]]):
    """Weights as they are stored, "index, weight, index, weight", of which a reply asks for a few hundred."""

    def __init__(self, rows: Mapping[str, Sequence[int]], unit: int) -> None:
        """`unit`: how many make a weight of 1."""
        self._rows, self._unit = rows, unit
        self._made: dict[str, tuple[tuple[int, float], ...]] = {}

    def __contains__(self, feature: object) -> bool:
        return feature in self._rows

    def __getitem__(self, feature: str) -> tuple[tuple[int, float], ...]:
        made = self._made.get(feature)
        if made is None:
            row = self._rows[feature]
            made = tuple((row[at], row[at + 1] / self._unit) for at in range(0, len(row), 2))
            self._made[feature] = made
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
