"""Which lines of a message somebody else wrote: quotes, the lines that introduce them, forwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold

LONGEST_LINE = 400
"""Characters of a line that are looked at: marks of a quote stand at its beginning."""

_LONGEST_INTRODUCTION = 6
_QUOTED = re.compile(r"^\s{0,3}(?:>|\|(?!\s*\S[^|]*\|))(?!.*<<<)")
_QUOTE_MARKS = re.compile(r"^\s{0,3}(?:[>|] ?)+")
_INITIALS_MARK = re.compile(r"^\s{0,3}[A-Za-z]{1,12}>(?:\s|$)")
_ARROW = re.compile(r"\s(?:<[-=]{1,5}|←|⬅️?)\s*(?P<answer>\S.{0,120})$")
_DASHES = re.compile(r"[-_=*—]{2,}")
_RULE = re.compile(r"^\s*(?:[-_=*]\s?){5,}\s*$")
_DATE = re.compile(
    r"\d{1,4}[./-]\d{1,2}\b|\b\d{1,2}(?::|h| ?[ap]\.?m)\d{0,2}|\b(?:19|20)\d\d\b|"
    r"\b\d{1,2}\.? (?:de )?[^\W\d_]{3,}|[^\W\d_]{3,}\.? \d{1,2}\b|年|月"
)
_FULL_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}|年")
_STARTS_WITH_DATE = re.compile(
    r"^\W*(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    r"\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4})\b"
)
_GMAIL_DATE = re.compile(r"^\W*\d{4}-\d\d-\d\d \d{1,2}:\d\d gmt[+-]\d\d:\d\d \S")
_ADDRESS = re.compile(r"<?[\w.+-]{1,64}@[\w.-]{1,100}>?|<\s*$|mailto:")
_ENDS_WITH_ADDRESS = re.compile(r"(?:<[^<>\s]{3,150}>|@[\w.-]+\)?>?)\s*:?\s*$")
_TAIL = re.compile(r"[\s:：,;*\"'>)\]-]*$")
_IN_ONE_LINE = re.compile(
    r"(?<=\S)[\s-]*(?P<start>\b(?:[Oo]n|[Ll]e|[Ee]l|[Aa]m|[Ii]l|[Oo]p|[Ee]m|[Dd]en) "
    r"(?:[^\W\d_]{2,12}[.,]{0,2} ){0,3}\d{1,4}[^\d].{5,200}\S{3,12} ?: ?)$"
)
_LINK_REST = re.compile(r"^\s*[<(]?(?:https?:\S+)?\s*[>)]{0,2}\s*>?\s*$|^\s*\(?https?:\S+\)?\s*>?\s*$")
_ANY_LABEL = re.compile(r"^[\s>*_]{0,4}[^\W\d_][^:：\n]{0,24}[:：]\s*(?P<value>\S.*)")
_YEAR_AND_CLOCK = re.compile(r"\b20\d\d(?!\d).*\d{1,2}[:.]\d\d|\d{1,2}[:.]\d\d.*\b20\d\d(?!\d)")
_CLOCK_ONLY = re.compile(r"^[\W\d]*(?:[ap]\.?m\.?)?\W*(?:(?:on )?[a-z]+day)?\W*$")


@dataclass(frozen=True)
class Line:
    """A line of a message: its text without quote marks, and whether somebody else wrote it."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Marked:
    """The lines of a message; `forwarded` says that somebody else's mail was passed on."""

    lines: tuple[Line, ...]
    forwarded: bool = False


def marked(text: str) -> Marked:
    """Tell apart, line by line, what is quoted. `text` is plain (see `plain_text`)."""
    lines = [part for line in text.split("\n") for part in _parted(line)]
    folded = [fold(line[:LONGEST_LINE]) for line in lines]
    marks = _marks(lines, folded)
    forwarded = any(_is_title(line, _forward_title()) for line in folded if len(line) < 120)
    found: list[Line] = []
    for line, quoted in zip(lines, marks, strict=True):
        found.extend(_with_arrow(line) if quoted else [Line(line, False)])
    return Marked(tuple(found), forwarded)


def _parted(line: str) -> list[str]:
    """A line in two where the introduction of a quote runs on behind the writer's own words."""
    if not 20 < len(line) <= LONGEST_LINE or not line.rstrip().endswith((":", ": ")):
        return [line]
    match = _IN_ONE_LINE.search(line)
    if match and _ends_with_wrote(fold(match["start"])) and _DATE.search(fold(match["start"])):
        return [line[: match.start()], match["start"]]
    return [line]


def _with_arrow(line: str) -> list[Line]:
    """A quoted line; an answer behind an arrow on it ("> Friday 11:00 <-- this one") is new."""
    bare = _QUOTE_MARKS.sub("", line)
    match = _ARROW.search(bare) if len(bare) <= LONGEST_LINE and _QUOTED.match(line) else None
    if match is None or "@" in match["answer"]:
        return [Line(bare, True)]
    return [Line(bare[: match.start()], True), Line(match["answer"], False)]


def _marks(lines: Sequence[str], folded: Sequence[str]) -> list[bool]:
    marks = [False] * len(lines)
    at = 0
    while at < len(lines):
        length = _introduction_length(lines, folded, at)
        if length:
            marks[at : at + length] = [True] * length
            at += length
            if not _next_is_prefixed(lines, at):
                return _rest_quoted(marks, at)
        elif not _QUOTED.match(lines[at]) and _starts_history(folded, at):
            return _rest_quoted(marks, at)
        else:
            marks[at] = _is_quoted(lines, marks, at)
            at += 1
    return _with_cut_off(marks, folded)


def _with_cut_off(marks: list[bool], folded: Sequence[str]) -> list[bool]:
    """The last line belongs to the history where it is the beginning of one more introduction below it."""
    last = len(folded) - 1
    if last < 1 or marks[last] or not marks[last - 1] or not _FULL_DATE.search(folded[last]):
        return marks
    shape = _shape(_HALF_OF_DAY.sub("", folded[last].rstrip()))
    if pattern("wrote_starts").match(folded[last]):
        marks[last] = any(
            quoted and _shape(line).startswith(shape) for line, quoted in zip(folded, marks, strict=True)
        )
    return marks


def _shape(line: str) -> str:
    """A line with all numbers alike and all names alike: two introductions by one program differ in these."""
    return _NAME.sub("a", _NUMBER.sub("0", line))


_NUMBER, _NAME = re.compile(r"\d+"), re.compile(r"[^\W\d_]{3,}")
_HALF_OF_DAY = re.compile(r"\b[ap]m?$")


def _rest_quoted(marks: list[bool], at: int) -> list[bool]:
    marks[at:] = [True] * (len(marks) - at)
    return marks


def _is_quoted(lines: Sequence[str], marks: Sequence[bool], at: int) -> bool:
    line = lines[at]
    if _QUOTED.match(line):
        return True
    after_quote = at > 0 and marks[at - 1]
    if _INITIALS_MARK.match(line):
        return after_quote or bool(at + 1 < len(lines) and _INITIALS_MARK.match(lines[at + 1]))
    between = after_quote and at + 1 < len(lines) and bool(_QUOTED.match(lines[at + 1]))
    return between and bool(line.strip()) and bool(_LINK_REST.match(line[:LONGEST_LINE]))


def _next_is_prefixed(lines: Sequence[str], at: int) -> bool:
    for line in lines[at : at + 6]:
        if line.strip():
            return bool(_QUOTED.match(line))
    return True


def _introduction_length(lines: Sequence[str], folded: Sequence[str], at: int) -> int:
    """Lines that "On … wrote:" takes at `at`; 0 if it is none."""
    first = folded[at].lstrip("> |\t")
    if len(first) < 4 or not _can_introduce(first):
        return 0
    joined = ""
    for length in range(1, _LONGEST_INTRODUCTION + 1):
        if at + length > len(lines):
            break
        line = folded[at + length - 1].lstrip("> |\t").rstrip()
        if not line and not _goes_on_below(joined, folded, at + length):
            break
        if length > 1 and _begins_anew(line):
            break
        joined = f"{joined} {line}" if length > 1 else line
        if len(joined) > LONGEST_LINE:
            break
        if _introduces(joined, lines, at + length):
            return length
    return 0


def _goes_on_below(joined: str, folded: Sequence[str], at: int) -> bool:
    """Some programs leave an empty line inside: "On … Some One", then "<", "mailto:…", "> wrote:"."""
    return bool(_FULL_DATE.search(joined)) and at < len(folded) and folded[at].strip() == "<"


def _begins_anew(line: str) -> bool:
    return bool(pattern("wrote_starts").match(line) and _FULL_DATE.search(line[:60]))


def _can_introduce(first: str) -> bool:
    """Whether a line can be the first one of an introduction: a date, an address or "wrote" is in it."""
    bare = first.lstrip("-_=* ")
    if pattern("wrote_starts").match(bare):
        return bool(_DATE.search(bare[:120]))
    return bool(
        _STARTS_WITH_DATE.match(bare)
        or _ADDRESS.search(bare)
        or (_ends_with_wrote(bare) and (_FULL_DATE.search(bare) or _DASHES.match(first)))
        or (_FULL_DATE.search(bare) and len(bare) < 90 and _DATE.match(bare.lstrip("\"'*( ")))
    )


def _introduces(joined: str, lines: Sequence[str], after: int) -> bool:
    """Whether joined, folded lines introduce a quote: when or whose address, then "wrote"."""
    bare = joined.lstrip("-_=* ")
    if _ends_with_wrote(bare):
        evidence = _FULL_DATE.search(bare) or _ADDRESS.search(bare)
        dated = pattern("wrote_starts").match(bare) and _DATE.search(bare)
        framed = _DASHES.match(joined) and _DASHES.search(joined[-6:])
        is_ended = bool(re.search(r"[:：]\W{0,3}$|-{2,}\s*$", joined)) or _next_is_prefixed_at(lines, after)
        is_full = bool(_FULL_DATE.search(bare) and _ADDRESS.search(bare))
        return bool(evidence or dated or framed) and (is_ended or is_full)
    if _GMAIL_DATE.match(bare):
        return True
    return bool(_ENDS_WITH_ADDRESS.search(bare)) and bool(
        _STARTS_WITH_DATE.match(bare) or (_FULL_DATE.search(bare) and re.search(r">\W{0,2}[:：]\s*$", bare))
    )


def _next_is_prefixed_at(lines: Sequence[str], at: int) -> bool:
    for line in lines[at : at + 3]:
        if line.strip():
            return bool(_QUOTED.match(line))
    return False


def _ends_with_wrote(folded: str) -> bool:
    """Whether "wrote" in some language, or the end of a German or Nordic sentence with it, ends the text."""
    end = _TAIL.sub("", folded)
    return bool(_wrote_at_end().search(end[-160:]))


@cache
def _wrote_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern('wrote').pattern})(?:\W{{0,3}}\(?<?\S+@\S+)?$")


def _starts_history(folded: Sequence[str], at: int) -> bool:
    """Whether an Outlook-like or forwarded history begins here."""
    line = folded[at]
    if not line.strip():
        return False
    bare = line.lstrip("> |")
    if len(bare) < 120 and (_is_title(bare, _forward_title()) or _is_title(bare, _history_title())):
        return bool(_DASHES.search(bare) or bare.rstrip().endswith(":")) or _header_follows(folded, at)
    if _RULE.match(line):
        return _header_follows(folded, at)
    return is_header_block(folded, at)


def _header_follows(folded: Sequence[str], at: int) -> bool:
    return any(is_header_block(folded, later) for later in range(at + 1, min(at + 5, len(folded))))


def _is_title(folded: str, title: re.Pattern[str]) -> bool:
    """Whether a line is a title of the list, with nothing but dashes and some words beside it."""
    return bool(title.match(folded))


@cache
def _history_title() -> re.Pattern[str]:
    return re.compile(rf"^[\W_]*(?:{pattern('history_titles').pattern})[\W_]*(?:\w+ ?){{0,8}}[\W_]*$")


@cache
def _forward_title() -> re.Pattern[str]:
    return re.compile(rf"^[\W_]*(?:{pattern('forward_titles').pattern})(?:[\W_]*$|\s.{{0,80}}$)")


@cache
def _label(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"^[\s>|*_\[]{{0,8}}(?:{pattern(name).pattern})[*_]{{0,2}}\s?[:：][*_]{{0,2}}\s*(?P<value>.*)"
    )


_KINDS = ("header_senders", "header_dates", "header_subjects", "header_recipients")


def _header_kind(line: str) -> tuple[str, str]:
    """Which header a line shows, and its value; two empty texts for no header."""
    head = line[:60]
    if ":" not in head and "：" not in head:
        return "", ""
    for kind in _KINDS:
        match = _label(kind).match(line)
        if match:
            return kind, match["value"]
    return "", ""


def is_header_block(folded: Sequence[str], at: int) -> bool:
    """Whether header lines of a quoted mail stand at `at`: two kinds at least, one of them beyond doubt.

    "From: 2pm" above "To: 3pm" are the writer's own words.
    """
    kind, value = _header_kind(folded[at])
    if not kind:
        return _is_foreign_block(folded, at)
    kinds, values, filled = {kind}, [value], 0
    for line in folded[at + 1 : at + 12]:
        if not line.strip():
            continue
        filled += 1
        another, more = _header_kind(line)
        if another:
            kinds.add(another)
            values.append(more)
        if filled >= 6:
            break
    if len(kinds) < 2 or all(_CLOCK_ONLY.match(value) for value in values if value):
        return False
    has_address = any("@" in value or "mailto:" in value for value in values)
    if kind == "header_senders":
        return has_address or "header_subjects" in kinds or ("header_dates" in kinds and bool(value))
    return ("header_senders" in kinds or has_address) and (
        "header_dates" in kinds or "header_subjects" in kinds
    )


def _is_foreign_block(folded: Sequence[str], at: int) -> bool:
    """Headers in a language that is not listed: a name with its address, year and clock, one more."""
    first = _ANY_LABEL.match(folded[at])
    if not first or not re.search(r"[<\[(]\S+@\S+[>\])]", first["value"]):
        return False
    below = [_ANY_LABEL.match(line) for line in folded[at + 1 : at + 7] if line.strip()][:2]
    if len(below) < 2 or below[0] is None or below[1] is None:
        return False
    return bool(_YEAR_AND_CLOCK.search(below[0]["value"]))
