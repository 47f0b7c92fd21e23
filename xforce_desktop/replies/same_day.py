"""One day named twice in a row: "tomorrow Tuesday the 28th", "Monday two weeks from now"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.halves import in_week
from xforce_desktop.replies.named_day import Day, DayKind
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.tokens import Token

_PRECISION = {DayKind.WEEKDAY: 0, DayKind.OFFSET: 1, DayKind.NUMBER: 2, DayKind.NUMERIC: 3, DayKind.DATE: 4}


def joined_days(pieces: list[Piece], tokens: Sequence[Token]) -> list[Piece]:
    """The pieces, with neighbours that name the same day as one; both names must agree on it."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        before = found[-2] if len(found) > 1 else None
        week = piece.days[0] if len(piece.days) == 1 and not piece.times else None
        if (
            last
            and before
            and week
            and week.kind is DayKind.WEEK
            and _is_in_week(before, last, piece, tokens)
        ):
            before.days = tuple(in_week(day, week) for day in before.days)
            last.after = piece.after
        elif last and before and last.times and _is_same(before, piece, tokens, last):
            before.days = (same_day(before.days[0], piece.days[0]),)
            last.after = piece.after
        elif last and _is_same(last, piece, tokens):
            day = same_day(last.days[0], piece.days[0])
            found[-1] = Piece(last.first, piece.after, days=(day,))
        else:
            found.append(piece)
    return found


def same_day(first: Day, second: Day) -> Day:
    """The more precise of two names of a day, which says that it must agree with the other."""
    precise, other = sorted((first, second), key=lambda day: -_PRECISION[day.kind])
    plain = other.kind is DayKind.WEEKDAY and not other.which and other.week is None and not other.offset
    if plain and precise.kind is not DayKind.OFFSET:
        return replace(precise, weekday=other.weekday)
    return replace(precise, also=other)


def _is_in_week(day: Piece, time: Piece, week: Piece, tokens: Sequence[Token]) -> bool:
    """Whether a week stands right behind "Wednesday evening" and is the week of that day."""
    near = day.after == time.first and time.after >= week.first - 1 and bool(time.times)
    broken = any(token.after_break for token in tokens[time.first : week.first + 1])
    plain = all(d.kind is DayKind.WEEKDAY and not d.which and d.week is None for d in day.days)
    return near and plain and bool(day.days) and not broken and not week.days[0].part_of_week


def _is_same(left: Piece, right: Piece, tokens: Sequence[Token], part: Piece | None = None) -> bool:
    """Whether two days are one; `part` is a part of the day between them ("tomorrow evening, Tue 28 Nov")."""
    if len(left.days) != 1 or len(right.days) != 1 or left.bound or right.bound or left.times or right.times:
        return False
    kinds = {left.days[0].kind, right.days[0].kind}
    if len(kinds) != 2 or not kinds <= set(_PRECISION):
        return False
    gap = [token.text for token in tokens[(part or left).after : right.first]]
    if part and part.first != left.after:
        return False
    if any(token.after_break for token in tokens[left.after : right.first + 1]):
        return False
    return gap in ([], ["("], ["on"]) or (gap == [","] and DayKind.OFFSET in kinds)
