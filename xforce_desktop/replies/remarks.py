"""What is worth remembering of a message beyond the meeting at hand, by clear words only.

Words and patterns are data: resources/remarks.toml. A sentence that asks, wishes, jokes or speaks of others
is left alone. Missing something costs little; a wrong entry would be used in every later meeting.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.replies.constraints import placed_constraints
from xforce_desktop.replies.in_words import limit_in_words
from xforce_desktop.replies.limit_clauses import binds_two, clause_of
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import Said
from xforce_desktop.replies.statements import parse
from xforce_desktop.replies.words import words_of

LONGEST_QUOTE = 160  # characters of their words that are kept
LONGEST_SENTENCE = 400  # a longer one is no plain statement
_CLOSED = ConfigDict(extra="forbid")
_NAME = r"[a-z][a-z'-]{1,20}"
_SENTENCE = re.compile(r"[^.!?\n;]+(?:\.(?=\w)[^.!?\n;]*)*[.!?;]*")
_NO_NAMES = words_of(
    "who he she it that this they we i you which one what nobody someone somebody everyone price money time "
    "and but so then also there here always really just only"
)
# What the reader of times does not know, in words that it does.
_READ_AS = (
    (re.compile(r"\bnot (?:available )?before\b", re.IGNORECASE), "only after"),
    (re.compile(r"\bnot (?:available )?after\b", re.IGNORECASE), "only before"),
    (re.compile(r"\bare (?:always|usually|generally) (?=out|off|bad|no good|impossible)"), "are "),
)


@dataclass(frozen=True, config=_CLOSED)
class Remark:
    """One thing that a text says. `kind` is the memory's. `quote` are their words, `text` what they come to;
    `constraints` and `channel` what follows for meetings. `is_wish`: they like it so, and it is no wall.
    `for_company`: it holds for all of them, not only for who wrote."""

    kind: str
    topic: str
    text: str
    quote: str
    constraints: tuple[Constraint, ...] = ()
    channel: str = ""
    is_wish: bool = False
    for_company: bool = False


@dataclass(frozen=True, config=_CLOSED)
class _Rule:
    kind: str
    topic: str
    words: tuple[str, ...]
    text: str = ""
    channel: str = ""
    unless: tuple[str, ...] = ()
    lasts: bool = False  # also what is over


@dataclass(frozen=True, config=_CLOSED)
class _Names:
    systems: tuple[str, ...]


@dataclass(frozen=True, config=_CLOSED)
class _Notes:
    reported: tuple[str, ...]
    otherwise: str
    kinds: dict[str, tuple[str, ...]]


@dataclass(frozen=True, config=_CLOSED)
class _Words:
    not_kept: tuple[str, ...]
    over: tuple[str, ...]
    for_now: tuple[str, ...]
    in_general: tuple[str, ...]
    of_others: tuple[str, ...]
    of_company: tuple[str, ...]
    of_writer: tuple[str, ...]
    is_wish: tuple[str, ...]
    bars_nothing: tuple[str, ...]
    has_time: tuple[str, ...]
    only: tuple[str, ...]
    against: tuple[str, ...]
    in_favour: tuple[str, ...]
    remarks: tuple[_Rule, ...]
    notes: _Notes
    names: _Names


@lru_cache(maxsize=1)
def words_for_remarks() -> _Words:
    """The words of resources/remarks.toml."""
    text = files("resources").joinpath("remarks.toml").read_text("utf-8")
    return TypeAdapter(_Words).validate_python(tomllib.loads(text))


@lru_cache(maxsize=128)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these phrases; `$systems` and `$name` stand for what is named elsewhere."""
    systems = "|".join(re.escape(fold(name)) for name in words_for_remarks().names.systems)
    whole = "|".join(_apart(phrase, number) for number, phrase in enumerate(phrases))
    return re.compile(whole.replace("$systems", f"(?:{systems})").replace("$name", _NAME))


def _apart(phrase: str, number: int) -> str:
    """A group's name may stand once in a pattern."""
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>_{number}>", phrase)


def says(phrases: tuple[str, ...], folded: str) -> bool:
    """Whether one of them stands in it."""
    return bool(phrases) and _pattern(phrases).search(folded) is not None


def remarks_in(text: str) -> tuple[Remark, ...]:
    """What the new text of a message says for good, in order, each once. No quoted mail, no signature."""
    found: dict[tuple[str, str, str], Remark] = {}
    for sentence in sentences_of(text):
        for remark in (*_limits(sentence), *_remarks(sentence)):
            found.setdefault((remark.kind, remark.topic, remark.text), remark)
    return tuple(found.values())


def is_general(folded: str) -> bool:
    """Whether a limit that it names holds beyond the days ahead."""
    return says(words_for_remarks().in_general, folded) and not says(words_for_remarks().for_now, folded)


def sentences_of(text: str) -> Iterator[str]:
    """Its sentences, without those that are questions or too long to be plain; a broken line goes on."""
    joined = re.sub(r"(?<=[a-z,])\n(?=[a-z0-9])", " ", text)
    for match in _SENTENCE.finditer(joined):
        sentence = " ".join(match.group().split())
        if sentence and len(sentence) <= LONGEST_SENTENCE and not sentence.endswith("?"):
            yield sentence


def _remarks(sentence: str) -> Iterator[Remark]:
    folded = fold(sentence)
    words = words_for_remarks()
    if says(words.not_kept, folded):
        return
    is_over = says(words.over, folded)
    for rule in words.remarks:
        match = _pattern(rule.words).search(folded)
        if match is None or says(rule.unless, folded) or (is_over and not rule.lasts):
            continue
        told = _told(rule, match, sentence)
        if told is not None:
            is_all = rule.kind not in {"preference", "commitment"}
            yield Remark(
                rule.kind, rule.topic, told, quoted(sentence), channel=rule.channel, for_company=is_all
            )


def _told(rule: _Rule, match: re.Match[str], sentence: str) -> str | None:
    """What it comes to, with names as they are spelled; None if a word is taken for a name that is none."""
    if not rule.text:
        return f"“{quoted(sentence)}”"
    parts = {
        name.rsplit("_", 1)[0]: sentence[match.start(name) : match.end(name)]
        for name, value in match.groupdict().items()
        if value
    }
    who = parts.get("who", "")
    is_named = who and not who.casefold().startswith(("my ", "our ", "the "))
    if is_named and (who[:1].islower() or who.casefold() in _NO_NAMES):
        return None
    told = {"what": _spelled(parts.get("what", "")), "who": _theirs(who), "writer": "{writer}"}
    text = rule.text.format(**told)
    return text[:1].upper() + text[1:]


def _theirs(who: str) -> str:
    """ "my partner Dave" said by them is "their partner Dave" for us."""
    return re.sub(r"^(?:[Mm]y|[Oo]ur)\b", "their", who)


def _spelled(name: str) -> str:
    known = {fold(one): one for one in words_for_remarks().names.systems}
    return known.get(fold(name), {"teams": "Teams", "zoom": "Zoom"}.get(fold(name), name))


def quoted(sentence: str) -> str:
    """Their words, short, without the full stop at their end."""
    flat = " ".join(sentence.split()).rstrip(".;, ")
    return flat if len(flat) <= LONGEST_QUOTE else f"{flat[: LONGEST_QUOTE - 1]}…"


def _limits(sentence: str) -> Iterator[Remark]:
    """Limits of their time that hold in general."""
    folded, words = fold(sentence), words_for_remarks()
    if not is_general(folded) or any(
        says(one, folded) for one in (words.not_kept, words.over, words.of_others)
    ):
        return
    for_company = says(words.of_company, folded) and not says(words.of_writer, folded)
    for limit in limits_in(sentence):
        yield replace(limit, for_company=for_company)


def limits_in(sentence: str) -> Iterator[Remark]:
    """The limits that a sentence sets, and the times that it likes: what suits is a wall only with "only"."""
    is_only = says(words_for_remarks().only, fold(sentence))
    for limits in _alternatives(meant(sentence)):
        kind, folded = limits[0].kind, fold(sentence)
        likes = kind in _ONLY and not is_only
        suits = kind in _BY_THE_CLOCK and not (is_only or says(words_for_remarks().against, folded))
        if not suits:
            yield Remark(
                "preference" if likes else "constraint",
                topic_of(limits),
                limits_text(limits, is_wish=likes),
                quoted(sentence),
                limits,
                is_wish=likes,
            )


def meant(sentence: str, *, is_typed: bool = False) -> tuple[Constraint, ...]:
    """The limits that a sentence names and that its words bear out. `is_typed`: it is the rep's, a rule."""
    for pattern, words in _READ_AS:
        sentence = pattern.sub(words, sentence)
    placed = placed_constraints(parse(sentence))
    known = words_for_remarks()
    bars_nothing = known.bars_nothing if is_typed else (*known.bars_nothing, *known.has_time)
    limits = (_as_meant(constraint, said, fold(sentence), bars_nothing) for constraint, said in placed)
    return tuple(dict.fromkeys(limit for limit in limits if limit))


def _alternatives(limits: Sequence[Constraint]) -> list[tuple[Constraint, ...]]:
    """Days and parts of the day that are open beside each other belong together, any other stands alone."""
    together = {kind: tuple(one for one in limits if one.kind is kind) for kind in _ONLY}
    alone = [(one,) for one in limits if one.kind not in _ONLY]
    return alone + [group for group in together.values() if group]


_BY_THE_CLOCK = (ConstraintKind.NOT_BEFORE, ConstraintKind.NOT_AFTER)
_ONLY = (ConstraintKind.ONLY_WEEKDAY, ConstraintKind.ONLY_PART)


def _as_meant(
    constraint: Constraint, place: Said, folded: str, bars_nothing: tuple[str, ...]
) -> Constraint | None:
    """The limit if the words around it bear it out, else None: a time that is named is not yet wanted."""
    words, kind, said = words_for_remarks(), constraint.kind, fold(place)
    clause = clause_of(place.start, folded, lambda part: says((*words.against, *words.in_favour), part))
    if says(bars_nothing, clause) or binds_two(clause):
        return None
    against, in_favour = says(words.against, clause), says(words.in_favour, clause)
    if kind in {ConstraintKind.NEVER_WEEKDAY, ConstraintKind.NEVER_PART}:
        return constraint if against else None
    if kind in _ONLY:
        return constraint if in_favour and not against else None
    is_barred = re.search(rf"\b(?:nothing|never|no|not|don't|n't|can't)\b.*{re.escape(said)}", folded)
    if kind is ConstraintKind.NOT_AFTER and is_barred and said.startswith("before"):
        return Constraint(ConstraintKind.NOT_BEFORE, clock=constraint.clock)
    if kind is ConstraintKind.NOT_BEFORE and is_barred and said.startswith(("after", "past")):
        return Constraint(ConstraintKind.NOT_AFTER, clock=constraint.clock)
    return constraint if against or in_favour else None


def topic_of(limits: Sequence[Constraint]) -> str:
    """The same for the same limits."""
    which = [one.weekday if one.weekday is not None else one.clock or one.part for one in limits]
    return f"{limits[0].kind.value}:{'+'.join(map(str, which))}"


def limits_text(limits: Sequence[Constraint], *, is_wish: bool = False) -> str:
    """ "Not on Mondays." as it stands in the list, or as what they like best."""
    said = [limit_in_words(limit) for limit in limits]
    if limits[0].kind in _ONLY:
        named = " and ".join(one.removeprefix("only on ").removeprefix("only ") for one in said)
        on = "on " if limits[0].weekday is not None else ""
        return f"Likes {named} best." if is_wish else f"Only {on}{named}."
    return f"{said[0][:1].upper()}{said[0][1:]}."


def limits_of(text: str) -> tuple[Constraint, ...]:
    """The limits that a sentence of the rep's names ("Never on Mondays"). Here every limit counts as general:
    it stands in the list because the rep wants it to hold."""
    limits = (limit for sentence in sentences_of(text) for limit in meant(sentence, is_typed=True))
    return tuple(dict.fromkeys(limits))


def is_wish(text: str) -> bool:
    """Whether a sentence of the rep's says what they like, and not what they cannot do."""
    words, folded = words_for_remarks(), fold(text)
    return says(words.is_wish, folded) and not says((*words.only, r"\bnever\b"), folded)


def channel_of(text: str) -> str:
    """The way in which they like to be reached, as a sentence of the rep's says it; empty if it says none."""
    channels: Sequence[str] = [one.channel for one in _remarks(text) if one.channel]
    return channels[0] if channels else _CHANNELS.get(fold(text).strip(" ."), "")


_CHANNELS = {
    "would rather be reached by text": "sms",
    "by text": "sms",
    "text": "sms",
    "would rather be called": "phone",
    "by phone": "phone",
    "would rather be written to by email": "email",
    "by email": "email",
}
