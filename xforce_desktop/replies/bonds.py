"""How surely a day and a time that stand next to each other belong together."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.daytime import TimeKind
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import words_of

EXCEPTS = words_of("but except excluding besides not")


def is_excepted(piece: Piece, tokens: Sequence[Token]) -> bool:
    """Whether a day is the one left out of "any day but Friday"."""
    before = [token.text for token in tokens[max(0, piece.first - 2) : piece.first]]
    excepting = bool(EXCEPTS & set(before[-1:])) or before in (["except", "for"], ["except", "on"])
    return bool(piece.days) and excepting


_SHADES = words_of("early late mid later earlier last next half")


def bond(left: Piece, right: Piece, tokens: Sequence[Token]) -> float:
    """How surely a day piece and a time piece next to each other belong together; 0 is not at all."""
    if bool(left.days) == bool(right.days) or (
        left.bound and left.days and not left.times and left.bound != "from"
    ):
        return 0
    gap = [token.text for token in tokens[left.after : right.first]]
    if EXCEPTS & set(gap) or (_SHADES & set(gap) and right.times and right.times[0].kind is TimeKind.PART):
        return 0
    if gap == [","] and is_excepted(left, tokens):
        return 0
    if any(token.after_break for token in tokens[left.after : right.first + 1]) and (
        {".", "!", "?", ";"} & set(gap) or _starts_line(tokens, right)
    ):
        return 0
    if (
        {".", "!", "?", ";"} & set(gap)
        or len(gap) > 5
        or set(gap) & {"but", "not", "if", "because", "so", "instead", "than", "to", "until"}
    ):
        return 0
    if left.days:
        return _day_then_time(gap, right)
    return _time_then_day(gap)


def _starts_line(tokens: Sequence[Token], right: Piece) -> bool:
    return tokens[right.first].after_break and right.first > 0


def _day_then_time(gap: list[str], right: Piece) -> float:
    if gap in (
        [],
        [","],
        ["@"],
        ["at"],
        ["("],
        ["-"],
        [":"],
        ["in", "the"],
        ["the"],
        ["of"],
        ["sometime"],
        [",", "sometime"],
    ):
        return 4.0 if gap != [","] else 3.0
    if set(gap) & {"or", "and", "/"}:
        return 0
    if set(gap) <= words_of(
        "any time anytime sometime is around about in the at a las um its be good works anything "
        "only some point would work for me us morning early free to open back up over available i "
        "am ' m do can we starting ,"
    ):
        return 2.0 if len(gap) <= 3 else 1.0
    return 0.5 if len(gap) <= 2 and right.times[0].kind is not TimeKind.PART else 0.3 if len(gap) <= 2 else 0


def _time_then_day(gap: list[str]) -> float:
    if gap in (
        ["on"],
        ["on", "the"],
        ["this"],
        ["el"],
        ["am"],
        ["on", "a"],
        ["of"],
        ["time", "on"],
        ["slot", "on"],
        ["for"],
    ):
        return 5.0
    if gap == [] or gap == ["for"]:
        return 3.5
    if set(gap) & {"or", "and", "/", ","}:
        return 0.4 if gap == [","] else 0
    if set(gap) <= words_of(
        "on the time sharp o clock ' your my either for me both slot works any one in of"
    ):
        return 2.5
    return 0.3 if len(gap) <= 2 else 0
