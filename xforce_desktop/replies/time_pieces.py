"""Lists and ranges of clock times, read from tokens: "2 or 3pm", "between 9 and noon", "after 3"."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.replies.clocks import read_clock
from xforce_desktop.replies.day_parts import read_part
from xforce_desktop.replies.days import read_day
from xforce_desktop.replies.daytime import DAY_END, DAY_START, NOON, Clock, DayTime, TimeKind, part_of_day
from xforce_desktop.replies.halves import joined_parts, range_halves, same_half, within
from xforce_desktop.replies.lengths import read_length
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.piece import Piece
from xforce_desktop.replies.piece_words import (
    AFTER,
    AT,
    BEFORE,
    BEFORE_BARE,
    BEHIND_BARE,
    JOINERS,
    MOVERS,
    SAFE_PLURALS,
    TO,
    UNITS,
)
from xforce_desktop.replies.tokens import Token
from xforce_desktop.replies.words import ENGLISH_NUMBERS, PARTS, words_of
from xforce_desktop.replies.zones import read_zone

_LUNCH_ENDS = 780


class TimeReader:
    """Reads the times that begin at a token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens

    def _text(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def read(self, at: int, before: Piece | None) -> Piece | None:
        found = self._time(at, before)
        if not found:
            return None
        piece = found
        while True:
            limited = self._limited(piece)
            if limited:
                piece = limited
                continue
            more = self._next_time(piece)
            if not more:
                break
            narrowed = self._narrowed(piece, more)
            if narrowed:
                piece = narrowed
                continue
            piece.times = joined_parts(same_half((*piece.times, *more.times)))
            piece.after = more.after
            piece.weak = piece.weak and more.weak
            piece.zone = piece.zone or more.zone
        return self._with_zone(piece)

    def _narrowed(self, piece: Piece, more: Piece) -> Piece | None:
        """Monday morning, 10:30: a clock time inside the part before it says when in it."""
        part, time = piece.times[-1], more.times[0]
        inside = part.last is not None and time.first.sure and self._text(piece.after) == ","
        if len(piece.times) != 1 or len(more.times) != 1 or part.kind is not TimeKind.PART or not inside:
            return None
        if time.kind is not TimeKind.POINT or part.last is None:
            return None
        settled = time.in_part(part.first.minutes, part.last.minutes)
        if not part.first.minutes <= settled.first.minutes <= part.last.minutes:
            return None
        return Piece(piece.first, more.after, times=(settled,), zone=more.zone)

    def _limited(self, piece: Piece) -> Piece | None:
        """The second half of "after 9:30 but before noon"."""
        if len(piece.times) != 1 or piece.times[0].kind is not TimeKind.AFTER:
            return None
        step = piece.after
        while self._text(step) in {",", "but", "and"} and step < piece.after + 2:
            step += 1
        bound, start = self._bound(step) if step < len(self._tokens) else ("", step)
        last = read_clock(self._tokens, start) if bound == "before" and start < len(self._tokens) else None
        ends = range_halves(piece.times[0].first, last[0]) if last else None
        if last is None or ends is None:
            return None
        return Piece(piece.first, last[1], times=(DayTime(TimeKind.RANGE, *ends),), zone=piece.zone)

    def _next_time(self, piece: Piece) -> Piece | None:
        step = piece.after
        while self._text(step) in JOINERS and step < piece.after + 2:
            step += 1
        if step > piece.after and [self._text(step), self._text(step + 1)] == ["in", "the"]:
            step += 2
        if step == piece.after or step >= len(self._tokens):
            return None
        day = read_day(self._tokens, step)
        if day or (self._text(step - 1) == "," and self._tokens[step].after_break):
            return None
        return self._time(step, piece, in_list=True)

    def _with_zone(self, piece: Piece) -> Piece:
        step = piece.after
        while self._text(step) in {"(", ",", "in", "on", "by"} and step < piece.after + 1:
            step += 1
        zone = read_zone(self._tokens, step) if step < len(self._tokens) else None
        if zone:
            piece.zone = zone[0]
            piece.after = (
                zone[1] + 1 if self._text(step - 1) == "(" and self._text(zone[1]) == ")" else zone[1]
            )
        return piece

    def _time(self, at: int, before: Piece | None, in_list: bool = False) -> Piece | None:
        part = read_part(self._tokens, at)
        if part:
            return self._part_with_clock(at, part)
        bound, start = self._bound(at)
        if bound and start < len(self._tokens) and read_day(self._tokens, start):
            return None
        found = read_clock(self._tokens, start) if start < len(self._tokens) else None
        if not found:
            named = (
                read_part(self._tokens, start)
                if bound in {"after", "before"} and start < len(self._tokens)
                else None
            )
            return self._bounded_part(at, bound, named) if named else None
        first, after = found
        ranged = self._range(at, bound, first, after)
        if ranged:
            return ranged
        if not first.sure and not self._bare_is_clock(start, after, bool(bound), before, in_list):
            return self._weak(at, start, first, after) if not bound else None
        if bound == "between":
            return Piece(at, after, times=(DayTime(TimeKind.POINT, first),), doubt=True)
        lasting = self._lasting(at, bound, first, after)
        time, after = self._bounded(bound, first, after)
        return lasting or self._with_part(Piece(at, after, times=(time,)))

    def _lasting(self, at: int, bound: str, first: Clock, after: int) -> Piece | None:
        """From 2pm for two hours; at a time for so long is still that time."""
        if bound != "after" or self._text(after) != "for" or self._text(at) not in {"from", "starting"}:
            return None
        length, end = read_length(self._tokens, after + 1)
        if not length or not first.fixed or first.minutes + length > 1440:
            return None
        last = Clock(first.minutes + length, True, True)
        return Piece(at, end, times=(DayTime(TimeKind.RANGE, first, last),))

    def _bound(self, at: int) -> tuple[str, int]:
        word, step = self._text(at), at + 1
        if word in {"no", "not"} and self._text(step) in {"later", "earlier", "before", "after", "sooner"}:
            late = self._text(step) in {"later", "after"}
            step = step + 2 if self._text(step + 1) == "than" else step + 1
            return ("before" if late else "after"), step
        if word in {"later", "earlier"} and self._text(step) == "than":
            return ("after" if word == "later" else "before"), at + 2
        if word == "as" and self._text(step) in {"late", "early"} and self._text(step + 1) == "as":
            return ("before" if self._text(step) == "late" else "after"), at + 3
        if word == "past" and self._text(at - 1) in {"this", "the"}:
            return "", at
        if word in {"prior", "ahead", "in"} and self._before_words(at):
            return "before", self._before_words(at)
        if word == "to" and any(self._text(back) in MOVERS for back in range(max(0, at - 5), at)):
            return "at", self._skip_about(step)
        if word in AFTER | {"starting"}:
            kind = "after"
        elif word in BEFORE:
            kind = "before"
        elif word in AT | {"between"}:
            return ("between" if word == "between" else "at"), self._skip_about(step)
        else:
            return "", at
        return kind, self._skip_about(step)

    def _before_words(self, at: int) -> int:
        """The index after "prior to", "ahead of", "in advance of"; 0 if none of them stands at `at`."""
        words = [self._text(at + step) for step in range(3)]
        if words[:2] in (["prior", "to"], ["ahead", "of"]):
            return at + 2
        return at + 3 if words == ["in", "advance", "of"] else 0

    def _skip_about(self, at: int) -> int:
        while self._text(at) in {
            "about",
            "around",
            "say",
            "like",
            "the",
            "a",
            "las",
            "approximately",
        } and at < len(self._tokens):
            at += 1
        return at

    def _range(self, at: int, bound: str, first: Clock, after: int) -> Piece | None:
        """11-1, 10 to 10:30, between 2 and 4, from 9 until noon."""
        zone = read_zone(self._tokens, after) if after < len(self._tokens) else None
        if zone and self._text(zone[1]) in TO:
            after = zone[1]
        joiner = self._text(after)
        if joiner not in TO and not (bound == "between" and joiner in {"and", "&", "y", "e", "et", "und"}):
            return None
        last = read_clock(self._tokens, after + 1) if after + 1 < len(self._tokens) else None
        if not last or not (
            first.sure
            or last[0].sure
            or bound in {"between", "after", "at"}
            or joiner == "-"
            or joiner in {"to", "until", "till"}
        ):
            return None
        if (
            (not last[0].sure and self._is_count(last[1]))
            or self._text(at - 1) in {"$", "#"}
            or self._odd_range(at, first, last[0], joiner)
        ):
            return None
        ends = range_halves(first, last[0])
        if ends is None or _is_mixed(first, last[0], joiner):
            return Piece(at, last[1], times=(DayTime(TimeKind.RANGE, first, last[0]),), doubt=True)
        likely = not first.fixed and not last[0].fixed
        span = DayTime(TimeKind.RANGE, ends[0], ends[1], half_open=likely)
        return self._with_part(Piece(at, last[1], times=(span,)))

    def _odd_range(self, at: int, first: Clock, last: Clock, joiner: str) -> bool:
        """Bare numbers joined by a dash that nothing around shows to be hours."""
        if first.sure or last.sure or joiner != "-":
            return False
        return (
            self._text(at - 1).isalpha()
            and self._text(at - 1) not in AT | AFTER | {"between", "from"}
            and self._text(at - 1) not in PARTS
            and not (read_day(self._tokens, max(at - 1, 0)))
        )

    def _weak(self, at: int, start: int, first: Clock, after: int) -> Piece | None:
        """A bare number that may be an hour or a place in our list: "2 works", "the 2"."""
        token = self._tokens[start]
        if (
            not token.is_number
            or token.number > 12
            or token.number < 1
            or self._is_count(after)
            or (token.glued and at > 0)
        ):
            return None
        before, behind = self._text(start - 1), self._text(after)
        if before in words_of("$ # option number no slot choice q ( version unit suite"):
            return None
        opens = (
            start == 0
            or self._tokens[start].after_break
            or before in BEFORE_BARE | {".", "!", ",", ";", ":", "-", "?"}
        )
        closes = behind in BEHIND_BARE or self._behind_is_break(after)
        if not (opens and closes):
            return None
        return self._with_part(
            Piece(
                at,
                after,
                times=(DayTime(TimeKind.POINT, first),),
                weak=True,
                number=0 if before in {"the", "it"} else token.number,
            )
        )

    def _behind_is_break(self, after: int) -> bool:
        return after < len(self._tokens) and self._tokens[after].after_break

    def _bare_is_clock(
        self, start: int, after: int, bounded: bool, before: Piece | None, in_list: bool
    ) -> bool:
        token, ahead = self._tokens[start], self._text(start - 1)
        if (
            self._is_count(after)
            or ahead in {"$", "#"}
            or (token.is_number and token.number > 12 and not bounded)
        ):
            return False
        if token.is_number and (token.glued and ahead not in {"@", "~", ",", "/", "("}):
            return False
        if not token.is_number and ENGLISH_NUMBERS.get(token.text) == 1 and not bounded:
            return False
        if in_list or bounded:
            return True
        gap_at = start - 1 if ahead in {",", "at", "("} else start
        if before and before.days and gap_at <= before.after and not self._tokens[start].after_break:
            return True
        if after < len(self._tokens) and read_zone(self._tokens, after):
            return True
        step = after + 1 if self._text(after) == "on" else after
        following = read_day(self._tokens, step) if step < len(self._tokens) else None
        glued_break = step < len(self._tokens) and self._tokens[step].after_break
        if not following or glued_break or following[0].kind in {DayKind.EVERY, DayKind.WEEK}:
            return False
        return token.is_number or following[0].kind is DayKind.OFFSET

    def _is_count(self, after: int) -> bool:
        """Whether the word behind a number shows that it counts something."""
        word = self._text(after)
        if word in {"%", "x"} or word in UNITS:
            return True
        if word in {"-", "/"} and after + 1 < len(self._tokens) and self._tokens[after].glued:
            follow = self._text(after + 1)
            return follow in UNITS or (self._tokens[after + 1].is_number and word == "/")
        return word.endswith("s") and len(word) > 3 and word.isalpha() and word not in SAFE_PLURALS

    def _bounded(self, bound: str, clock: Clock, after: int) -> tuple[DayTime, int]:
        word, second = self._text(after), self._text(after + 1)
        later = (
            (word == "or" and second in {"later", "after"})
            or word in {"onwards", "onward", "+"}
            or (word == "and" and second in {"later", "after"})
            or (word == "on" and second in {"", ".", ","})
        )
        sooner = word == "or" and second in {"earlier", "before", "sooner"}
        if later or sooner:
            after += 2 if second in {"later", "after", "earlier", "before", "sooner"} else 1
        if later or bound == "after":
            return DayTime(TimeKind.AFTER, clock), after
        if sooner or bound == "before":
            return DayTime(TimeKind.BEFORE, clock), after
        return DayTime(TimeKind.POINT, clock), after

    def _bounded_part(self, at: int, bound: str, part: tuple[DayTime, int]) -> Piece | None:
        if bound in {"before", "after"} and part[0].last and part[0].last.minutes == _LUNCH_ENDS:
            before = part_of_day(DAY_START, NOON, "morning")
            after = part_of_day(_LUNCH_ENDS, DAY_END, "afternoon")
            return Piece(at, part[1], times=(before if bound == "before" else after,))
        if bound == "after" and part[0].last:
            return Piece(at, part[1], times=(DayTime(TimeKind.AFTER, part[0].last),))
        if bound == "before":
            return Piece(at, part[1], times=(DayTime(TimeKind.BEFORE, part[0].first),))
        return Piece(at, part[1], times=(part[0],))

    def _part_with_clock(self, at: int, part: tuple[DayTime, int]) -> Piece:
        """A part of the day, narrowed by a time right behind it: "morning at 9", "afternoon after 3"."""
        span, after = part
        sure = read_clock(self._tokens, after) if after < len(self._tokens) else None
        if sure and sure[0].sure and span.last and not self._tokens[after].after_break:
            ranged = self._time(after, None)
            if ranged and not ranged.doubt:
                return self._inside(at, span, ranged)
        step = after + 1 if self._text(after) in {",", "-"} else after
        bound, _ = self._bound(step) if step < len(self._tokens) else ("", step)
        if not bound or (self._text(step) in {"for", "from"} and bound == "at"):
            return Piece(at, after, times=(span,))
        inner = self._time(step, None)
        if not inner or inner.times[0].kind is TimeKind.PART or not span.last:
            return Piece(at, after, times=(span,))
        return self._inside(at, span, inner)

    def _inside(self, at: int, span: DayTime, inner: Piece) -> Piece:
        """Times in the part of the day that stands before them; far outside of it they are in doubt."""
        assert span.last is not None
        start, end = span.first.minutes, span.last.minutes
        times = tuple(within(time.in_part(start, end), span) for time in inner.times)
        far = any(not start - _FAR_MIN < time.first.minutes % 1440 < end + _FAR_MIN for time in times)
        return Piece(at, inner.after, times=times, zone=inner.zone, doubt=far or inner.doubt)

    def _with_part(self, piece: Piece) -> Piece:
        """The half of the day that a part right behind the clock settles."""
        step = piece.after
        if [self._text(step), self._text(step + 1)] == ["in", "the"]:
            step += 2
        part = read_part(self._tokens, step) if step < len(self._tokens) else None
        if (
            part
            and part[0].last
            and self._text(step) not in {"am", "pm", "lunch"}
            and not self._tokens[step].after_break
        ):
            settled = tuple(t.in_part(part[0].first.minutes, part[0].last.minutes) for t in piece.times)
            piece.times, piece.after = settled, part[1]
        return piece


_FAR_MIN = 240
_LONGEST_BARE_MIN = 540


def _is_mixed(first: Clock, last: Clock, joiner: str) -> bool:
    """2-15: the first is an hour of twelve, the second one of twenty-four; rather a date or a score."""
    bare = not first.sure and not last.sure and joiner == "-"
    mixed = first.minutes < 7 * 60 and last.minutes >= 13 * 60
    ends = range_halves(first, last)
    return bare and (mixed or (ends is not None and ends[1].minutes - ends[0].minutes > _LONGEST_BARE_MIN))
