"""Which words of a mail were understood as what. Reads stored JSON and trusts none of it. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ui.conversation.reading import date_in_words, items, moment_of, window_in_words
from ui.marked_text import Segment, Tint
from xforce_desktop.replies.analysis import MarkRole

MOST_SHOWN = 100
_TINTS = {
    MarkRole.ACCEPTED_TIME: Tint.YES,
    MarkRole.CHOICE: Tint.YES,
    MarkRole.AGREES: Tint.YES,
    MarkRole.OWN_TIME: Tint.OWN,
    MarkRole.ASKS_TIMES: Tint.OWN,
    MarkRole.QUESTION: Tint.OWN,
    MarkRole.REFUSED: Tint.NO,
    MarkRole.DECLINES: Tint.NO,
    MarkRole.OPT_OUT: Tint.NO,
    MarkRole.INSTRUCTION: Tint.NO,
    MarkRole.TONE: Tint.NO,
    MarkRole.CONSTRAINT: Tint.LIMIT,
    MarkRole.CONFLICT: Tint.LIMIT,
    MarkRole.LATER: Tint.LIMIT,
    MarkRole.RETURN_DAY: Tint.LIMIT,
    MarkRole.PERSON: Tint.PERSON,
    MarkRole.DOUBT: Tint.DOUBT,
}
ROLE_NAMES = {
    MarkRole.ACCEPTED_TIME: "the time they take",
    MarkRole.CHOICE: "leaves the choice to us",
    MarkRole.AGREES: "agrees",
    MarkRole.OWN_TIME: "a time of their own",
    MarkRole.ASKS_TIMES: "asks for another time",
    MarkRole.QUESTION: "a question",
    MarkRole.REFUSED: "does not suit them",
    MarkRole.DECLINES: "turns the meeting down",
    MarkRole.OPT_OUT: "wants no more messages",
    MarkRole.INSTRUCTION: "tries to instruct the agent",
    MarkRole.TONE: "the tone",
    MarkRole.CONSTRAINT: "holds for every time",
    MarkRole.CONFLICT: "what stands in the way",
    MarkRole.LATER: "wants it later",
    MarkRole.RETURN_DAY: "when to come back",
    MarkRole.PERSON: "somebody they ask for",
    MarkRole.DOUBT: "not clear, so nothing is booked",
}
_GAP = "   "


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    role: MarkRole
    told: str


def segments_of(
    text: str, lead: int, stored: Mapping[str, object], now: datetime, zone: tzinfo | None
) -> tuple[Segment, ...]:
    """`text` in pieces; marks count from `lead` characters before it. One plain piece if none is sound."""
    pieces: list[Segment] = []
    at = 0
    for found in _sound(text, lead, stored, now, zone):
        if at < found.start:
            pieces.append(Segment(text[at : found.start]))
        pieces.append(Segment(text[found.start : found.end], _TINTS[found.role], found.role, found.told))
        at = found.end
    if at < len(text) or not pieces:
        pieces.append(Segment(text[at:]))
    return tuple(pieces)


def legend_of(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """What the marks in a text stand for, each once and marked in the same way."""
    seen = {segment.role: segment for segment in reversed(segments) if segment.tint}
    names: list[Segment] = []
    for role in dict.fromkeys(segment.role for segment in segments if segment.tint):
        if names:
            names.append(Segment(_GAP))
        names.append(Segment(f" {ROLE_NAMES[MarkRole(role)]} ", seen[role].tint, role))
    return tuple(names)


def _sound(
    text: str, lead: int, stored: Mapping[str, object], now: datetime, zone: tzinfo | None
) -> Iterator[_Found]:
    """The marks that lie in the text in order and, where they say so, on the words that they were set on."""
    at = shown = 0
    for mark in items(stored.get("marks")):
        if not isinstance(mark, Mapping) or shown >= MOST_SHOWN:
            continue
        start, end, role = (
            _place(mark.get("start"), lead),
            _place(mark.get("end"), lead),
            _role(mark.get("role")),
        )
        if role is None or not at <= start < end <= len(text):
            continue
        words = mark.get("text")
        if words is not None and words != text[start:end]:
            continue
        yield _Found(start, end, role, _told(role, mark, stored, now, zone))
        at, shown = end, shown + 1


def _place(value: object, lead: int) -> int:
    return value - lead if isinstance(value, int) and not isinstance(value, bool) else -1


def _role(value: object) -> MarkRole | None:
    return MarkRole(value) if isinstance(value, str) and value in set(MarkRole) else None


def _told(
    role: MarkRole,
    mark: Mapping[str, object],
    stored: Mapping[str, object],
    now: datetime,
    zone: tzinfo | None,
) -> str:
    """What the words were understood as, with the times or the day meant."""
    name = _name(role, mark, stored)
    day = date_in_words(mark.get("day"))
    windows = [words for one in items(mark.get("windows")) if (words := window_in_words(one, now, zone))]
    if len(windows) > 3:
        windows = [*windows[:2], f"{len(windows) - 2} more"]
    joined = (" or " if role in {MarkRole.DOUBT, MarkRole.CHOICE} else ", ").join(windows)
    meant = day or joined
    return f"{name}: {meant}" if meant else name


def _name(role: MarkRole, mark: Mapping[str, object], stored: Mapping[str, object]) -> str:
    """The role's name, more careful where the whole reading does not bear it out."""
    windows = items(mark.get("windows"))
    if role is MarkRole.ACCEPTED_TIME and moment_of(stored.get("selected_time")) is None:
        return "one of the offered times"
    if role is MarkRole.DOUBT and len(windows) > 1:
        return "could mean"
    if role is MarkRole.DOUBT and windows:
        return "named, but not settled"
    if role is MarkRole.TONE:
        return "sounds frustrated" if stored.get("sentiment") == "frustrated" else "does not sound pleased"
    return ROLE_NAMES[role]
