"""Habits out of many mails: what most of them show, and how many there were. No mail is in the record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xforce_desktop.messages.manner import HABITS, NO_MANNER, WORDS, Manner, manner_from

LEAST_MAILS = 15  # that show anything of a habit
LEAST_SHARE = 0.6

_NAMES = {
    "greeting": "greeting",
    "greeting_mark": "sign after the greeting",
    "greeted_as": "who is greeted",
    "sign_off": "sign-off",
    "sign_off_mark": "sign after the sign-off",
    "signed_as": "signed with",
    "contractions": "contractions (I'm, don't)",
    "exclamations": "exclamation marks",
    "length": "length",
    "minutes": "minutes",
}


@dataclass(frozen=True)
class Habit:
    """The most frequent way: `mails` of the `of` that show anything of it."""

    name: str
    word: str
    mails: int
    of: int

    @property
    def is_settled(self) -> bool:
        """Whether it is clear enough to be followed."""
        return self.of >= LEAST_MAILS and self.mails >= LEAST_SHARE * self.of

    @property
    def words(self) -> str:
        """For the rep: "greeting: hi, in 31 of 40 mails"."""
        told = f"{_NAMES[self.name]}: {self.word}, in {self.mails} of {self.of} mails"
        return told if self.is_settled else f"{told} (not clear enough, so not followed)"


@dataclass(frozen=True)
class LearnedStyle:
    """What was learned of the rep's style at `at`, from so many of their own mails."""

    at: datetime
    mails: int
    habits: tuple[Habit, ...] = ()

    @property
    def manner(self) -> Manner:
        """The habits that are clear enough."""
        return manner_from({habit.name: habit.word for habit in self.habits if habit.is_settled})

    @property
    def words(self) -> str:
        """In one sentence for the rep."""
        settled = sum(habit.is_settled for habit in self.habits)
        mails = f"{self.mails} mail{'' if self.mails == 1 else 's'} of yours to people outside"
        if not settled:
            return f"Nothing is followed yet: {mails} show no clear habit."
        return f"{settled} habit{'' if settled == 1 else 's'} followed, learned from {mails}."


def learned(shown: Sequence[Manner], at: datetime) -> LearnedStyle:
    """The most frequent way of each habit. Mails that show nothing of one do not count for it."""
    mails = [one for one in shown if one != NO_MANNER]
    habits = []
    for name in HABITS:
        words = Counter(word for one in mails if (word := getattr(one, name)))
        if words:
            word, count = max(words.items(), key=lambda entry: (entry[1], entry[0]))
            habits.append(Habit(name, word, count, words.total()))
    return LearnedStyle(at, len(mails), tuple(habits))


def as_json(style: LearnedStyle) -> str:
    """The record as it is kept."""
    habits = [{"name": h.name, "word": h.word, "mails": h.mails, "of": h.of} for h in style.habits]
    return json.dumps({"at": style.at.isoformat(), "mails": style.mails, "habits": habits})


def from_json(text: str) -> LearnedStyle | None:
    """The record that was kept; None if it is none. A word that another version put into it says nothing."""
    try:
        kept = json.loads(text)
        at = datetime.fromisoformat(kept["at"])
        habits = [Habit(h["name"], h["word"], int(h["mails"]), int(h["of"])) for h in kept["habits"]]
        known = tuple(habit for habit in habits if habit.word in WORDS.get(habit.name, ()))
        return LearnedStyle(at, int(kept["mails"]), known) if at.tzinfo else None
    except (ValueError, KeyError, TypeError):
        return None
