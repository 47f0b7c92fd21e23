"""Algebra of time spans: aware, in UTC, half open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """[start, end). Any aware moment is taken and kept in UTC: two moments of one zone would
    otherwise be compared by their wall clocks, which is wrong when the clocks change.

    Raises ValueError if a moment is naive or `end` is not after `start`.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs moments with a zone")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("a span must end after it starts")

    @classmethod
    def lasting(cls, start: datetime, minutes: int) -> Span:
        """The span of that many minutes of real time from `start`."""
        begin = start.astimezone(UTC) if start.tzinfo else start
        return cls(begin, begin + timedelta(minutes=minutes))

    def widened(self, minutes: int) -> Span:
        """The same span with so much more on both sides."""
        margin = timedelta(minutes=minutes)
        return Span(self.start - margin, self.end + margin)

    def contains(self, other: Span) -> bool:
        """Whether the whole of `other` lies in this one."""
        return self.start <= other.start and other.end <= self.end


def overlaps(a: Span, b: Span) -> bool:
    """Whether the two share time; spans that only touch do not."""
    return a.start < b.end and b.start < a.end


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in order, without overlaps; spans that touch become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            if span.end > joined[-1].end:
                joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """The time of `spans` that is not in `taken`, merged and in order."""
    cuts = merged(taken)
    left: list[Span] = []
    for span in merged(spans):
        left.extend(_without(span, cuts))
    return tuple(left)


def without_once(spans: Iterable[Span], own: Iterable[Span]) -> tuple[Span, ...]:
    """`spans` in order, less one entry for each of `own` that is among them; a second entry with the same
    span is another event and stays."""
    left = sorted(spans)
    for span in own:
        if span in left:
            left.remove(span)
    return tuple(left)


def _without(span: Span, cuts: tuple[Span, ...]) -> Iterable[Span]:
    begin = span.start
    for cut in cuts:
        if not overlaps(cut, span):
            continue
        if cut.start > begin:
            yield Span(begin, cut.start)
        begin = cut.end
    if begin < span.end:
        yield Span(begin, span.end)


class SpanIndex:
    """Many spans, asked often whether something overlaps them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = merged(spans)
        self._ends = [span.end for span in self._spans]

    def hits(self, span: Span) -> bool:
        """Whether any of the spans shares time with this one."""
        position = bisect_right(self._ends, span.start)
        return position < len(self._spans) and self._spans[position].start < span.end
