"""Words beside a time phrase that belong to it but were not read: then it does not mean what was read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from xforce_desktop.replies.lengths import read_length
from xforce_desktop.replies.phones import after_phone
from xforce_desktop.replies.phrases import Phrase
from xforce_desktop.replies.tokens import Token, tokens_of
from xforce_desktop.replies.words import (
    DAY_ORDINALS,
    MONTHS,
    NUMBERS,
    SHY_MONTHS,
    SHY_WEEKDAYS,
    WEEKDAYS,
    words_of,
)
from xforce_desktop.replies.written_dates import SUFFIXES

_SKIPPED = words_of("the of in on at for from about around by ( ) ' day starting -")
_UNITS = words_of(
    "hour hours minute minutes min mins day days week weeks weekend month months year years quarter quarters "
    "fortnight decade decades"
)
_SHADES = words_of(
    "early late mid earlier later ago hence past half quarter now next last following previous mid"
)
_RANGE_WORDS = words_of("- ~ to until till through thru the")
_HOLIDAY_NAMES = words_of("easter cyber whit palm ash shrove black good")
_WHOLES = words_of("end start beginning middle rest remainder remaining close half top")
_JOINS = words_of("- ~ + to until till through thru untill and / .")
_AFTER_COUNT = words_of("past to before after")
_BEGINS = words_of("beginning ending as within < > =")
_MOST_SKIPPED = 3


def has_leftovers(text: str, phrases: Sequence[Phrase], others: Sequence[Phrase] = ()) -> bool:
    """Whether a word for a time stands unread right beside one of `phrases`.

    `others` were read too, but nothing is offered by them.
    """
    tokens = tokens_of(text)
    spans = [(phrase.start, phrase.end) for phrase in (*phrases, *others)]
    dialled = _phones(tokens)
    ordered = sorted(phrases, key=lambda p: p.start)
    if any(a.end <= b.start and _run_together(text[a.end - 1 : b.start]) for a, b in pairwise(ordered)):
        return True
    if any(_is_next_day(tokens, at, spans) for at in range(1, len(tokens) - 1)):
        return True
    if any(_has_bare_neighbour(tokens, phrase, spans, dialled) for phrase in phrases if not phrase.days):
        return True
    for phrase in phrases:
        first = next((i for i, t in enumerate(tokens) if t.start >= phrase.start), len(tokens))
        after = next((i for i, t in enumerate(tokens) if t.start >= phrase.end), len(tokens))
        if phrase.times and tokens[first - 1].text == "later" and tokens[first].text == "today":
            continue
        if _is_left_before(tokens, first, spans, dialled) or _is_left_behind(tokens, after, spans, dialled):
            return True
    return False


def _is_next_day(tokens: Sequence[Token], at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether "the day after" stands alone: after which one is not said."""
    follows = tokens[at].text == "day" and tokens[at + 1].text in {"after", "before"}
    return follows and tokens[at - 1].text == "the" and not _is_read(tokens[at], spans)


def _run_together(gap: str) -> bool:
    """Whether nothing, or the word of a range, stands between two times: "12.9. 18:00 - 14.9. 20:00"."""
    if "\n" in gap or gap.startswith("."):
        return False
    words = [token.text for token in tokens_of(gap[1:])]
    return not words or (len(words) <= 2 and set(words) <= _RANGE_WORDS)


def _has_bare_neighbour(
    tokens: Sequence[Token], phrase: Phrase, spans: Sequence[tuple[int, int]], dialled: set[int]
) -> bool:
    """Whether a clock time without a day has an unread one beside it: a number, or what ends in "day"."""
    first = next((i for i, t in enumerate(tokens) if t.start >= phrase.start), len(tokens))
    after = next((i for i, t in enumerate(tokens) if t.start >= phrase.end), len(tokens))
    if _is_foreign_date(tokens, first, spans):
        return True
    for at in (*range(first - 1, max(first - 4, -1), -1), *range(after, min(after + 3, len(tokens)))):
        token = tokens[at]
        if token.text in {".", "!", "?", ";", ":"}:
            if at >= after:
                break
            continue
        unread = not _is_read(token, spans) and at not in dialled
        if unread and token.text.endswith(("day", "dya", "sdy")) and token.text not in _NO_DAYS:
            return True
        dated = token.is_number and 13 <= token.number <= 31 and len(token.text) == 2
        if unread and dated and not read_length(tokens, at)[0] and tokens[at - 1].text not in {"$", "#"}:
            return True
    return False


def _is_foreign_date(tokens: Sequence[Token], first: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a line begins with a number and perhaps a foreign month: "9 loka 22:45"."""
    if first < 2 or (first > 2 and not tokens[first - 2].after_break):
        return False
    number, word = tokens[first - 2], tokens[first - 1]
    known = word.text in _SKIPPED or _is_read(word, spans) or _is_read(number, spans)
    return 1 <= number.number <= 31 and word.text.isalpha() and len(word.text) > 2 and not known


_NO_DAYS = words_of("day today everyday holiday birthday midday workday someday anyday")


def _phones(tokens: Sequence[Token]) -> set[int]:
    found: set[int] = set()
    at = 0
    while at < len(tokens):
        dotted = len(tokens[at].text) == 2 and [t.text for t in tokens[at + 1 : at + 2]] == ["."]
        beyond = at if dotted else after_phone(tokens, at)
        found.update(range(at, beyond))
        at = max(beyond, at + 1)
    return found


def _is_read(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _is_left_before(
    tokens: Sequence[Token], first: int, spans: Sequence[tuple[int, int]], dialled: set[int]
) -> bool:
    at = first - 1
    if at > 0 and tokens[at].text == "," and tokens[first].text in {"from", "starting"}:
        at -= 1
    if (
        at > 1
        and tokens[at - 1].text == "."
        and tokens[at - 2].text in MONTHS
        and tokens[at].text in _SKIPPED
    ):
        return True
    start = at
    while at >= 0 and start - at < _MOST_SKIPPED and tokens[at].text in _SKIPPED:
        at -= 1
    if at < 0 or at in dialled or _is_read(tokens[at], spans):
        return False
    if any(token.after_break for token in tokens[at + 1 : first + 1]):
        return False
    if tokens[at].text in _HOLIDAY_NAMES and at == first - 1 and tokens[first].text in WEEKDAYS:
        return tokens[at].raw[:1].isupper()
    if tokens[at].text in _WHOLES and "of" in {token.text for token in tokens[at + 1 : first]}:
        return True
    if tokens[at].text in SUFFIXES and tokens[at].glued:
        return True
    if tokens[at].text in _BEGINS or (tokens[at].text in {"and", "-", "to"} and tokens[at - 1].text == "now"):
        return True
    if tokens[at].text in _UNITS:
        return not _is_plain_length(tokens, at, first)
    if tokens[at].text in {"-", "/"} and at > 0 and tokens[at - 1].is_number and first - at <= 1:
        return at - 1 not in dialled
    return _is_timely(tokens, at)


def _is_plain_length(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Whether "30 minutes" before "on Tuesday" is only how long; "15 minutes from 1pm" may be more."""
    begins = next((i for i in (at - 1, at - 2) if i >= 0 and read_length(tokens, i)[1] == at + 1), -1)
    if tokens[at].text not in {"minutes", "minute", "min", "mins", "hour", "hours"} or begins < 0:
        return False
    return tokens[first].text not in {"from", "past", "after", "before", "starting"} | _AFTER_COUNT


def _is_left_behind(
    tokens: Sequence[Token], after: int, spans: Sequence[tuple[int, int]], dialled: set[int]
) -> bool:
    if after < len(tokens) and tokens[after].text == "," and _counts_from_there(tokens, after):
        return True
    later = [token.text for token in tokens[after : after + 2]] in _OR_LATER
    if later and not _is_read(tokens[after + 1], spans):
        return True
    if after < len(tokens) and after + 1 <= len(tokens) and _is_zone_like(tokens[after]):
        return True
    at = after
    while at < len(tokens) and at - after < _MOST_SKIPPED and tokens[at].text in _SKIPPED | _JOINS:
        at += 1
    if at >= len(tokens) or at in dialled or _is_read(tokens[at], spans):
        return False
    if any(token.after_break for token in tokens[after : at + 1]):
        return False
    between = {token.text for token in tokens[after:at]}
    if "." in between and not (tokens[after].glued and tokens[at].glued) and not _is_short(tokens, after, at):
        return False
    if read_length(tokens, at)[0]:
        return "in" in between
    return _is_timely(tokens, at) and not ("and" in between and not tokens[at].is_number)


_OR_LATER = [
    [a, b] for a in ("or", "and") for b in ("later", "after", "earlier", "before", "sooner", "onward")
]


def _is_zone_like(token: Token) -> bool:
    """Whether an unknown name of a zone may stand there: three or four capitals, the last a T."""
    return token.raw.isupper() and len(token.raw) in {3, 4} and token.raw.endswith("T")


def _is_short(tokens: Sequence[Token], point: int, at: int) -> bool:
    """Whether the point only ends a short name of a day or month."""
    return len(tokens[point - 1].text) <= 4 and tokens[at].raw.islower()


def _counts_from_there(tokens: Sequence[Token], at: int) -> bool:
    """Thursday, two years from now."""
    words = [token.text for token in tokens[at + 1 : at + 4]]
    return len(words) == 3 and words[1] in _UNITS and words[2] in {"from", "hence", "later", "after", "ago"}


def _is_timely(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.is_number:
        return len(token.text) <= 4 and not (at > 0 and tokens[at - 1].text in {"$", "#", "suite", "room"})
    if token.text in MONTHS:
        return token.text not in SHY_MONTHS or token.raw[:1].isupper()
    if token.text in WEEKDAYS:
        return token.text not in SHY_WEEKDAYS
    if token.text in NUMBERS or token.text in DAY_ORDINALS:
        return token.text not in {"one", "un", "uno", "una", "um", "uma", "ein", "une", "eins", "second"}
    if token.text.startswith(("morning", "afternoon", "evening")):
        return True
    return token.text in _UNITS or token.text in _SHADES
