"""How the times of a message are shown: as a list, within a sentence, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment, LetterKind, Reading, as_readings
from xforce_desktop.messages.facts import offers_of
from xforce_desktop.messages.limits import BULLET
from xforce_desktop.messages.phrasebook import LIST, phrases_for


@dataclass(frozen=True)
class Listing:
    """How the offered times are shown. `form` is many, one or none; `single` stands within a sentence.

    `left_out` are the offered times that it does not name.
    """

    form: str
    lines: tuple[str, ...]
    single: str = ""
    left_out: tuple[datetime, ...] = ()


def shown_listings(assignment: Assignment) -> list[Listing]:
    """The listings that this kind can show: without lines where its form has no place for a list."""
    found = list(_listings(assignment))
    if [LIST] in phrases_for(assignment.kind.value).forms[found[0].form]:
        return found
    return [replace(found[0], lines=())]


def single_time(assignment: Assignment) -> str:
    """The one time that this kind names within a sentence; empty where it names none, or several."""
    places = phrases_for(assignment.kind.value).places.values()
    if len(offers_of(assignment)) > 1 or not any(
        "{{ time }}" in part.text for many in places for part in many
    ):
        return ""
    return next(_listings(assignment)).single


def _listings(assignment: Assignment) -> Iterator[Listing]:
    """The ways to show the times, fullest first, in the order proposed; the last ones leave times out."""
    zone, ours = assignment.recipient.timezone, assignment.sender.timezone
    if assignment.kind is LetterKind.CLARIFY and assignment.readings:
        said = list(dict.fromkeys(_reading_said(one, assignment) for one in as_readings(assignment.readings)))
        yield Listing("many" if len(said) > 1 else "one", tuple(BULLET + one for one in said), said[0])
        return
    offers = offers_of(assignment)
    if len(offers) < 2:
        single = when.format_time(offers[0], zone, ours) if offers else ""
        yield Listing("one" if offers else "none", (), single)
        return
    yield Listing("many", _lines(offers, zone, ours, brief=False))
    yield Listing("many", _lines(offers, zone, ours, brief=True))
    for count in range(len(offers) - 1, 1, -1):
        lines = _lines(offers[:count], zone, ours, brief=True)
        yield Listing("many", lines, left_out=tuple(offers[count:]))


def _reading_said(reading: Reading, assignment: Assignment) -> str:
    """A start where the reading is no longer than the meeting, otherwise a window."""
    zone = assignment.recipient.timezone
    length_s = assignment.meeting.duration_minutes * 60
    if reading.end is None or (reading.end - reading.start).total_seconds() <= length_s:
        return when.format_time(reading.start, zone, assignment.sender.timezone)
    return when.format_window(reading.start, reading.end, zone)


def _lines(offers: Sequence[datetime], zone: str, ours: str, *, brief: bool) -> tuple[str, ...]:
    """Bulleted offers; `brief` says "for me" on the first line only."""
    return tuple(
        BULLET + when.spoken(offer, zone) + when.beside(offer, zone, ours, brief=brief and number > 0)
        for number, offer in enumerate(offers)
    )
