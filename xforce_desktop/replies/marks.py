"""Marks put in order: inside the text, whole letters only, none over another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from xforce_desktop.replies.analysis import Mark, MarkRole
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import NOWHERE, Said

MOST_MARKS = 60
_RANK = {role: rank for rank, role in enumerate(MarkRole)}
_LETTER = r"[^\W\d_]"
_JOINERS = "\u200d\ufe0f\ufe0e"


def in_order(marks: Iterable[Mark], text: str) -> tuple[Mark, ...]:
    """At most `MOST_MARKS` by place in `text`; where two meet, the role listed first keeps the words."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (_RANK[mark.role], mark.start, -mark.end)):
        whole = _whole_letters(mark, text)
        if whole.start >= whole.end:
            continue
        kept.extend(_rest(whole, kept, text))
    return tuple(sorted(kept, key=lambda mark: mark.start)[:MOST_MARKS])


def _whole_letters(mark: Mark, text: str) -> Mark:
    """The mark inside the text, so that no letter is cut off from its accents."""
    start, end = max(0, min(mark.start, len(text))), max(0, min(mark.end, len(text)))
    while 0 < start < len(text) and _belongs_to_letter_before(text[start]):
        start -= 1
    while start < end < len(text) and _belongs_to_letter_before(text[end]):
        end += 1
    return replace(mark, start=start, end=end)


def _belongs_to_letter_before(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in {"Mn", "Me", "Mc"}


def _rest(mark: Mark, kept: list[Mark], text: str) -> list[Mark]:
    """What others leave of a mark: pieces with words in them, without the blanks and commas at their ends."""
    holes = sorted((other.start, other.end) for other in kept)
    holes = [(start, end) for start, end in holes if start < mark.end and mark.start < end]
    if not holes:
        is_one_stop = text[mark.start : mark.end].count(".") == 1  # of a sentence, not of "p.m." or "14.10."
        return [_trimmed(mark, text, " \n,;:." if is_one_stop else " \n,;:")]
    left: list[Mark] = []
    at = mark.start
    for start, end in [*holes, (mark.end, mark.end)]:
        if at < start:
            left.append(_trimmed(replace(mark, start=at, end=start), text, " \n,;:.-–"))
        at = max(at, end)
    return [piece for piece in left if any(char.isalnum() for char in text[piece.start : piece.end])]


def _trimmed(mark: Mark, text: str, ends: str) -> Mark:
    words = text[mark.start : mark.end]
    start = mark.start + len(words) - len(words.lstrip(ends))
    return replace(mark, start=start, end=max(start, mark.end - len(words) + len(words.rstrip(ends))))


def located(words: str, text: str) -> Said:
    """Where words that were quoted from `text`, folded and with single blanks, first stand in it as words."""
    parts = [re.escape(part) for part in fold(words.rstrip("…")).split()]
    if not parts:
        return NOWHERE
    begin = rf"(?<!{_LETTER})" if parts[0][0].isalpha() else ""
    stop = rf"(?!{_LETTER})" if parts[-1][-1].isalpha() else ""
    match = re.search(begin + r"\s+".join(parts) + stop, fold(text))
    return Said(text[match.start() : match.end()], match.start(), match.end()) if match else NOWHERE
