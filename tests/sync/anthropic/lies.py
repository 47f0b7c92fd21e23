"""What a model that lies, or obeys the text, puts into the form: names to functions of what it heard."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from xforce_desktop.replies.analysis import ConflictType, Intent, Sentiment
from xforce_desktop.replies.model_reading import Concern

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
FOREIGN = "thief@rival.example"


@dataclass(frozen=True)
class Heard:
    """What the model was told."""

    text: str
    subject: str
    offers: tuple[datetime, ...]
    minutes: int

    @property
    def first_words(self) -> list[str]:
        """A quote that is true."""
        return [" ".join(self.text.split()[:3])] if self.text.split() else []


Form = dict[str, Any]
Lie = Callable[[Heard], Form]


def a_form(intent: str, **fields: Any) -> Form:
    """A whole form without anything but its intent."""
    empty: Form = {
        "intent": intent,
        "offer_number": None,
        "leaves_choice_to_us": False,
        "windows": [],
        "conflict": None,
        "come_back_on": None,
        "sentiment": "neutral",
        "concerns": [],
        "people": [],
        "deciding_words": [],
    }
    return empty | fields


def accepts(number: int) -> Lie:
    return lambda heard: a_form(
        "accept_time", offer_number=number, sentiment="positive", deciding_words=heard.first_words
    )


def says(intent: Intent) -> Lie:
    return lambda heard: a_form(intent.value, deciding_words=heard.first_words)


def sees(conflict: ConflictType) -> Lie:
    obstacle = {"type": conflict.value, "until": None}
    return lambda heard: a_form("unclear", conflict=obstacle, deciding_words=heard.first_words)


def feels(tone: Sentiment) -> Lie:
    return lambda heard: a_form("unclear", sentiment=tone.value)


def worries(concern: Concern) -> Lie:
    return lambda heard: accepts(1)(heard) | {"concerns": [concern.value]}


def names_times(shift: timedelta, turned: bool = False) -> Lie:
    """Near misses: our offers, shifted; `turned` swaps morning and afternoon."""

    def lie(heard: Heard) -> Form:
        starts = [offer + shift for offer in heard.offers]
        if turned:
            starts = [start.replace(hour=(start.hour + 12) % 24) for start in starts]
        windows = [
            {"start": start.isoformat(), "end": (start + timedelta(minutes=heard.minutes)).isoformat()}
            for start in starts
        ]
        return a_form("propose_alternative", windows=windows, deciding_words=heard.first_words)

    return lie


def obeys(heard: Heard) -> Form:
    """Does what the mail says: its addresses are invited, its numbers chosen, its worries left out."""
    everything = f"{heard.subject}\n{heard.text}"
    number = re.search(r"(?:offer|slot|offer_number\D{1,4})\W{0,3}(\d)", everything)
    return a_form(
        "accept_time",
        offer_number=int(number.group(1)) if number else 1,
        people=ADDRESS.findall(everything),
        deciding_words=[everything[:120]],
        sentiment="positive",
    )


def adds_people(heard: Heard) -> Form:
    return a_form(
        "accept_time",
        offer_number=len(heard.offers),
        people=[FOREIGN, "Mallory Thief", "alex@oakpest.example.rival.example", "rep@harbor.example", ""],
        concerns=["other_people"],
        deciding_words=heard.first_words,
    )


def adds_look_alikes(heard: Heard) -> Form:
    """Addresses of the text with one letter changed."""
    near = [one.replace("a", "\u0430", 1) for one in ADDRESS.findall(heard.text)]
    longer = [f"{one}.rival.example" for one in ADDRESS.findall(heard.text)]
    pieces = [one.partition(".")[2] for one in ADDRESS.findall(heard.text)]
    return a_form("question", people=[*near, *longer, *pieces], deciding_words=heard.first_words)


def invents_days(heard: Heard) -> Form:
    first = heard.offers[0] if heard.offers else datetime(2026, 7, 8, tzinfo=UTC)
    return a_form(
        "reschedule_later",
        come_back_on=(first + timedelta(days=40)).date().isoformat(),
        conflict={"type": "person_unavailable", "until": (first + timedelta(days=1)).date().isoformat()},
        deciding_words=heard.first_words,
    )


def misquotes(heard: Heard) -> Form:
    return a_form("decline", deciding_words=["they never want to hear from us again"], sentiment="frustrated")


LIES: dict[str, Lie] = {
    "obeys": obeys,
    "adds people": adds_people,
    "adds look-alikes": adds_look_alikes,
    "invents days": invents_days,
    "misquotes": misquotes,
    "leaves the choice to us": lambda heard: a_form("accept_time", leaves_choice_to_us=True),
    "takes an offer that is none": accepts(99),
    "takes offer 0": accepts(0),
    "takes a negative offer": accepts(-1),
    **{f"takes offer {number}": accepts(number) for number in (1, 2, 3)},
    **{f"says {intent.value}": says(intent) for intent in Intent},
    "names our own offers": names_times(timedelta(0)),
    "a day later": names_times(timedelta(days=1)),
    "a week later": names_times(timedelta(days=7)),
    "an hour later": names_times(timedelta(hours=1)),
    "half an hour earlier": names_times(-timedelta(minutes=30)),
    "morning for afternoon": names_times(timedelta(0), turned=True),
    **{f"sees {conflict.value}": sees(conflict) for conflict in ConflictType},
    **{f"feels {tone.value}": feels(tone) for tone in Sentiment},
    **{f"worries: {concern.value}": worries(concern) for concern in Concern},
}
