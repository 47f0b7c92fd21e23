"""Time phrases: days and clock times of a text, put together as they belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from xforce_desktop.replies.daytime import DayTime, TimeKind
from xforce_desktop.replies.halves import in_week, within
from xforce_desktop.replies.named_day import Day, DayKind
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.pieces import pieces_of
from xforce_desktop.replies.tokens import Token, tokens_of
from xforce_desktop.replies.words import words_of
from xforce_desktop.replies.written_dates import is_month_alone
from xforce_desktop.replies.zones import ZoneWord


@dataclass(frozen=True)
class Phrase:
    """A day, a time, or both, with its place in the text.

    No `days` means that only a time was said, no `times` that only a day was. `bound` is "after", "from",
    "before" or "until" for days ("after the 15th"). `weak`: a bare number, perhaps a place in our list.
    """

    start: int
    end: int
    days: tuple[Day, ...] = ()
    times: tuple[DayTime, ...] = ()
    bound: str = ""
    zone: ZoneWord | None = None
    weak: bool = False
    number: int = 0


@lru_cache(maxsize=32)
def find_phrases(text: str) -> tuple[Phrase, ...]:
    """All time phrases of `text`, in order."""
    return tuple(phrases_in(tokens_of(text)))


def phrases_in(tokens: Sequence[Token]) -> list[Phrase]:
    """All time phrases of the tokens, in order."""
    return _paired(pieces_of(tokens), tokens)


def _paired(pieces: list[Piece], tokens: Sequence[Token]) -> list[Phrase]:
    """Join each time with the day it belongs to; the closest bonds first."""
    bonds = []
    for index in range(len(pieces) - 1):
        strength = _bond(pieces[index], pieces[index + 1], tokens)
        if strength > 0:
            bonds.append((strength, -index))
    partner: dict[int, int] = {}
    for _, negative in sorted(bonds, reverse=True):
        left = -negative
        if left in partner or left + 1 in partner:
            continue
        partner[left], partner[left + 1] = left + 1, left
    return _phrases(pieces, partner, tokens)


def _bond(left: Piece, right: Piece, tokens: Sequence[Token]) -> float:
    """How surely a day piece and a time piece next to each other belong together; 0 is not at all."""
    if bool(left.days) == bool(right.days) or (
        left.bound and left.days and not left.times and left.bound != "from"
    ):
        return 0
    gap = [token.text for token in tokens[left.after : right.first]]
    if _EXCEPTS & set(gap):
        return 0
    if gap == [","] and _is_excepted(left, tokens):
        return 0
    if any(token.after_break for token in tokens[left.after : right.first + 1]) and (
        {".", "!", "?", ";"} & set(gap) or _starts_line(tokens, right)
    ):
        return 0
    if (
        {".", "!", "?", ";"} & set(gap)
        or len(gap) > 5
        or set(gap) & {"but", "not", "if", "because", "so", "instead", "than"}
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


def _phrases(pieces: list[Piece], partner: dict[int, int], tokens: Sequence[Token]) -> list[Phrase]:
    found: list[Phrase] = []
    excepted: set[int] = set()
    for index, piece in enumerate(pieces):
        other = pieces[partner[index]] if index in partner else None
        if other and partner[index] < index:
            continue
        last = other or piece
        if _is_excepted(piece, tokens):
            excepted.add(len(found))
        clock = piece if piece.times else other if other and other.times else None
        day = piece if piece.days else other if other and other.days else None
        found.append(
            Phrase(
                start=tokens[piece.first].start,
                end=tokens[max(last.after - 1, piece.first)].end,
                days=day.days if day else (),
                times=_at_night(clock.times if clock else (), day),
                bound=day.bound if day else "",
                zone=clock.zone if clock else None,
                weak=bool(clock and clock.weak and not day),
                number=clock.number if clock else 0,
            )
        )
    return _with_every(_around_exceptions(found, excepted))


_EXCEPTS = words_of("but except excluding besides not")


def _is_excepted(piece: Piece, tokens: Sequence[Token]) -> bool:
    """Whether a day is the one left out of "any day but Friday"."""
    before = [token.text for token in tokens[max(0, piece.first - 2) : piece.first]]
    excepting = bool(_EXCEPTS & set(before[-1:])) or before in (["except", "for"], ["except", "on"])
    return bool(piece.days) and excepting


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
