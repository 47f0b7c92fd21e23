"""Time phrases: days and clock times of a text, put together as they belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from xforce_desktop.replies.bonds import bond, is_excepted
from xforce_desktop.replies.day_parts import shaded
from xforce_desktop.replies.daytime import DayTime, TimeKind
from xforce_desktop.replies.halves import in_week, within
from xforce_desktop.replies.named_day import Day, DayKind
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.pieces import pieces_of
from xforce_desktop.replies.same_day import joined_days
from xforce_desktop.replies.tokens import Token, tokens_of
from xforce_desktop.replies.written_dates import is_month_alone
from xforce_desktop.replies.zones import ZoneWord


@dataclass(frozen=True)
class Phrase:
    """A day, a time, or both, with its place in the text.

    No `days` means that only a time was said, no `times` that only a day was. `bound` is "after", "from",
    "before" or "until" for days ("after the 15th"). `weak`: a bare number, perhaps a place in our list.
    `doubt`: its words make no sense together.
    """

    start: int
    end: int
    days: tuple[Day, ...] = ()
    times: tuple[DayTime, ...] = ()
    bound: str = ""
    zone: ZoneWord | None = None
    weak: bool = False
    number: int = 0
    doubt: bool = False


@lru_cache(maxsize=32)
def find_phrases(text: str) -> tuple[Phrase, ...]:
    """All time phrases of `text`, in order."""
    return tuple(phrases_in(tokens_of(text)))


def phrases_in(tokens: Sequence[Token]) -> list[Phrase]:
    """All time phrases of the tokens, in order."""
    return _paired(joined_days(pieces_of(tokens), tokens), tokens)


def _paired(pieces: list[Piece], tokens: Sequence[Token]) -> list[Phrase]:
    """Join each time with the day it belongs to; the closest bonds first."""
    bonds = []
    for index in range(len(pieces) - 1):
        strength = bond(pieces[index], pieces[index + 1], tokens)
        if strength > 0:
            bonds.append((strength, -index))
    group_of: dict[int, tuple[int, ...]] = {}
    for _, negative in sorted(bonds, reverse=True):
        left = -negative
        if left not in group_of and left + 1 not in group_of:
            group_of[left] = group_of[left + 1] = (left, left + 1)
    for index in range(len(pieces)):
        grown = _with_clock(pieces, group_of.get(index, ()), group_of, tokens)
        group_of.update(dict.fromkeys(grown, grown))
    return _phrases(pieces, group_of, tokens)


def _with_clock(
    pieces: list[Piece], group: tuple[int, ...], taken: dict[int, tuple[int, ...]], tokens: Sequence[Token]
) -> tuple[int, ...]:
    """A day and a part of it, and the clock time beside them: "8 this evening", "Monday morning 6-8"."""
    if len(group) != 2 or not any(_is_part(pieces[index]) for index in group):
        return group
    for index in (group[0] - 1, group[1] + 1):
        if 0 <= index < len(pieces) and index not in taken and _is_clock_of(pieces, group, index, tokens):
            return tuple(sorted((*group, index)))
    return group


def _is_part(piece: Piece) -> bool:
    return len(piece.times) == 1 and piece.times[0].kind is TimeKind.PART


def _is_clock_of(pieces: list[Piece], group: tuple[int, ...], index: int, tokens: Sequence[Token]) -> bool:
    clock = pieces[index]
    if clock.days or any(time.kind is TimeKind.PART for time in clock.times):
        return False
    left, right = (clock, pieces[group[0]]) if index < group[0] else (pieces[group[1]], clock)
    gap = [token.text for token in tokens[left.after : right.first]]
    allowed = ([], ["on"]) if index < group[0] else ([], [","], ["-"], ["("], [":"])
    broken = any(token.after_break for token in tokens[left.after : right.first + 1])
    return gap in allowed and not broken and not (clock.weak and gap)


def _phrases(
    pieces: list[Piece], group_of: dict[int, tuple[int, ...]], tokens: Sequence[Token]
) -> list[Phrase]:
    found: list[Phrase] = []
    excepted: set[int] = set()
    for index, piece in enumerate(pieces):
        group = [pieces[member] for member in group_of.get(index, (index,))]
        if group[0] is not piece:
            continue
        if is_excepted(piece, tokens):
            excepted.add(len(found))
        found.append(_phrase(group, tokens))
    return _with_every(_around_exceptions(found, excepted))


def _phrase(group: list[Piece], tokens: Sequence[Token]) -> Phrase:
    first, last = group[0], group[-1]
    day = next((piece for piece in group if piece.days), None)
    clocks = [piece for piece in group if piece.times]
    clock = next((piece for piece in clocks if not _is_part(piece)), clocks[0] if clocks else None)
    part = next((piece.times[0] for piece in clocks if piece is not clock), None)
    times = clock.times if clock else ()
    doubt = any(piece.doubt for piece in group)
    begin = first.first
    shade = tokens[begin - 1].text if begin else ""
    if shade in _SHADES and first is day and clocks and clock and _is_part(clock) and not day.bound:
        span = clock.times[0]
        if span.last and span.last.minutes - span.first.minutes > 120:
            times, begin = (shaded(span.first.minutes, span.last.minutes, shade),), begin - 1
    if part and part.last:
        start, end = part.first.minutes, part.last.minutes
        times = tuple(within(time.in_part(start, end), part) for time in times)
        doubt = doubt or any(
            time.first.fixed and abs(time.first.minutes - start) > _FAR_MIN for time in times
        )
    return Phrase(
        start=tokens[begin].start,
        end=tokens[max(last.after - 1, first.first)].end,
        days=day.days if day else (),
        times=_at_night(times, day),
        bound=day.bound if day else "",
        zone=clock.zone if clock else None,
        weak=bool(clock and clock.weak and not day),
        number=clock.number if clock else 0,
        doubt=doubt,
    )


_FAR_MIN = 480
_SHADES = {"early", "late", "later", "mid"}


def _around_exceptions(phrases: list[Phrase], excepted: set[int]) -> list[Phrase]:
    """Any day but Friday, next week, afternoons: week and times behind the exception belong to "any day"."""
    kept: list[Phrase] = []
    at = 0
    while at < len(phrases):
        every = kept[-1] if kept and kept[-1].days and kept[-1].days[0].kind in _SEVERAL else None
        if at not in excepted or every is None:
            kept.append(phrases[at])
            at += 1
            continue
        left_out, follow = phrases[at], at + 1
        week = left_out.days[0].week if left_out.days else None
        if week is not None and every.days[0].kind is DayKind.EVERY and not every.days[0].day_from:
            every = replace(every, days=(Day(DayKind.WEEK, week=week, day_from=left_out.days[0].day_from),))
        while follow < len(phrases) and phrases[follow].start - phrases[follow - 1].end <= _CLOSE:
            wider = _with_following(every, phrases[follow])
            if wider is None:
                break
            every, follow = wider, follow + 1
        kept[-1] = every
        weeks = [day for phrase in kept[-2:] for day in phrase.days if day.kind is DayKind.WEEK]
        if weeks:
            left_out = replace(left_out, days=tuple(in_week(day, weeks[-1]) for day in left_out.days))
        kept.append(left_out)
        at = follow
    return kept


def _with_following(every: Phrase, follow: Phrase) -> Phrase | None:
    """ "Any day" with the week or the times that stand behind its exception; None if it is neither."""
    if follow.days[:1] and follow.days[0].kind is DayKind.WEEK and every.days[0].kind is DayKind.EVERY:
        return replace(every, days=follow.days[:1], times=follow.times or every.times, end=follow.end)
    if not follow.days and not every.times:
        return replace(every, times=follow.times, end=follow.end)
    return None


_SEVERAL = {DayKind.EVERY, DayKind.WEEK}
_CLOSE = 6


def _at_night(times: tuple[DayTime, ...], day: Piece | None) -> tuple[DayTime, ...]:
    """Tonight at 8 is in the evening."""
    if day and any(d.which == "night" for d in day.days):
        return tuple(time.in_part(960, 1320) for time in times)
    return times


def _with_every(phrases: list[Phrase]) -> list[Phrase]:
    """Any morning next week before 10: "any" takes the week behind it, and the times of both hold."""
    merged: list[Phrase] = []
    for phrase in phrases:
        last = merged[-1] if merged else None
        every = last is not None and len(last.days) == 1 and last.days[0].kind is DayKind.EVERY
        if (
            last
            and every
            and phrase.start - last.end <= 4
            and phrase.days
            and phrase.days[0].kind is DayKind.WEEK
        ):
            times = phrase.times or last.times
            if (
                phrase.times
                and last.times
                and last.times[0].last
                and phrase.times[0].kind is not TimeKind.PART
            ):
                span = last.times[0]
                times = tuple(
                    within(t.in_part(span.first.minutes, span.last.minutes), span)
                    for t in phrase.times
                    if span.last
                )
            merged[-1] = replace(phrase, start=last.start, times=times)
            continue
        week = last is not None and len(last.days) == 1 and last.days[0].kind is DayKind.WEEK
        if (
            last
            and week
            and phrase.start - last.end <= 3
            and phrase.days
            and phrase.days[0].kind is DayKind.EVERY
        ):
            merged[-1] = replace(last, end=phrase.end, times=phrase.times or last.times)
            continue
        merged.append(phrase)
    return merged


def month_words(tokens: Sequence[Token]) -> list[int]:
    """Indices of months that stand without a day."""
    return [at for at in range(len(tokens)) if is_month_alone(tokens, at)]
