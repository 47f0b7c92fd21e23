"""The four settings that learning may move, one at a time, and what each does to a request.

A request carries the values that differ from the strategy's own, each with its reason, from its creation on:
so a rule needs nothing but the request, and all asks of a request belong to one value. Working hours, caps,
consent, the rep's good name and the least length stand above all of them. Figures: resources/learning.toml.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.strategy import Channel


class Knob(StrEnum):
    """What may be moved."""

    HOUR = "hour"  # the part of their working day in which asks leave
    GAP = "gap"  # a factor of the gap before a follow-up
    CHANNEL = "channel"  # whether a text comes before or after a second mail
    LENGTH = "length"  # minutes a meeting begins with where the rep names none


class Band(StrEnum):
    """Parts of the recipient's working day."""

    EARLY = "early"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    LATE = "late"


class TextPlace(StrEnum):
    """Where the first text stands among the asks."""

    EARLY = "text_early"  # right after the first mail
    LATE = "text_late"  # where the strategy has it


class Source(StrEnum):
    """Why a request has a value of its own."""

    VARIED = "varied"  # tried at random
    LEARNED = "learned"
    UNDONE = "undone"  # learned, held for a part of the request, and holds no more


PLAIN = {Knob.HOUR: "", Knob.GAP: "1", Knob.CHANNEL: TextPlace.LATE.value}  # a strategy's own value


@dataclass(frozen=True)
class KnobUse:
    """One setting of one request. `value` is a band, a factor, a place of the text or minutes, as text."""

    knob: Knob
    value: str
    source: Source
    why: str
    change_id: uuid.UUID | None = None  # of what was learned


@dataclass(frozen=True)
class FirstLength:
    """A learned length that a request begins with, and why it is not its type's usual one."""

    minutes: int
    usual_minutes: int
    why: str

    @property
    def in_words(self) -> str:
        return f"Learned: {self.minutes} minutes instead of the usual {self.usual_minutes}."


def use_of(uses: tuple[KnobUse, ...], knob: Knob) -> KnobUse | None:
    """What holds for the request; what was undone does not."""
    return next((one for one in uses if one.knob is knob and one.source is not Source.UNDONE), None)


def value_throughout(uses: tuple[KnobUse, ...], knob: Knob) -> str:
    """The value that held from the beginning to the end; empty if there were two. Not for lengths."""
    if any(one.knob is knob and one.source is Source.UNDONE for one in uses):
        return ""
    use = use_of(uses, knob)
    return use.value if use else PLAIN[knob]


def first_length(uses: tuple[KnobUse, ...], usual_minutes: int) -> FirstLength | None:
    """None for the usual one, and where the rep named one."""
    use = use_of(uses, Knob.LENGTH)
    return FirstLength(int(use.value), usual_minutes, use.why) if use else None


def said_of(uses: tuple[KnobUse, ...], usual_minutes: int) -> tuple[str, ...]:
    """Each setting with its reason, as one line."""
    first = first_length(uses, usual_minutes)
    length = (f"{first.in_words} {first.why}",) if first else ()
    others = (use for use in uses if use.knob is not Knob.LENGTH)
    return (*length, *(f"Learned: {use.why}" if use.source is Source.LEARNED else use.why for use in others))


def band_at(clock: time) -> Band:
    """The band of a moment on their clock; before the first it is the first, after the last the last."""
    begun = [band for band in Band if hours_of(band)[0] <= clock]
    return begun[-1] if begun else Band.EARLY


def hours_of(band: Band) -> tuple[time, time]:
    """Its beginning and its end, which is excluded."""
    return figures().bands[band.value]


def hours_in_words(band: Band) -> str:
    first, end = hours_of(band)
    return f"{first:%H:%M} to {end:%H:%M}"


def wanted_hours(uses: tuple[KnobUse, ...]) -> tuple[time, time] | None:
    """The hours in which asks of this request are to leave; None for any."""
    use = use_of(uses, Knob.HOUR)
    return hours_of(Band(use.value)) if use else None


def gap_factor(uses: tuple[KnobUse, ...]) -> float:
    use = use_of(uses, Knob.GAP)
    return float(use.value) if use else 1.0


def bounded(season_multiplier: float, factor: float) -> float:
    """What a season's multiplier becomes, within the bounds for learned ones; unchanged for a factor of 1."""
    if factor == 1:
        return season_multiplier
    bounds = figures().gap
    return min(max(season_multiplier * factor, bounds.least_multiplier), bounds.most_multiplier)


def ladder(progression: tuple[Channel, ...], uses: tuple[KnobUse, ...]) -> tuple[Channel, ...]:
    """The strategy's channels with the first text where it is wanted. Nothing is added to what it allows."""
    use = use_of(uses, Knob.CHANNEL)
    return placed(progression, TextPlace(use.value)) if use else progression


def placed(progression: tuple[Channel, ...], place: TextPlace) -> tuple[Channel, ...]:
    """The same steps with the first text second, right after the first mail, or as they are."""
    if place is TextPlace.LATE or not can_move_text(progression):
        return progression
    others = list(progression)
    others.remove("sms")
    return (others[0], "sms", *others[1:])


def can_move_text(progression: tuple[Channel, ...]) -> bool:
    """Whether the strategy has a text behind a second mail, which may change places with it."""
    return progression[:2] == ("email", "email") and "sms" in progression
