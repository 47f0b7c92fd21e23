"""How much of the rep's time was saved: an estimate, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xforce_desktop.learning.figures import Minutes
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.scheduling.courses import Course

_SHORT = frozenset(
    kind.value
    for kind in (
        LetterKind.REMINDER,
        LetterKind.CONFIRMATION,
        LetterKind.RUNNING_LATE,
        LetterKind.PAUSE_ACK,
        LetterKind.CANCELLATION,
        *TEXTS_OF_MEETING,
    )
)


@dataclass(frozen=True)
class TimeSaved:
    """What was done for the rep, how often, and `minutes` altogether; never below none."""

    mails: int
    texts: int
    reminders: int
    lookups: int
    bookings: int
    reviews: int
    minutes: float

    def in_words(self, each: Minutes) -> str:
        """The sum, so that everybody can check it."""
        parts = (
            ("mails", self.mails, each.mail),
            ("texts", self.texts, each.text),
            ("reminders and confirmations", self.reminders, each.reminder),
            ("looks at calendars", self.lookups, each.lookup),
            ("bookings", self.bookings, each.booking),
        )
        done = " + ".join(f"{what} {count} × {minutes:g}" for what, count, minutes in parts if count)
        taken = f" − reviews {self.reviews} × {each.review:g}" if self.reviews else ""
        return f"Estimate, in minutes: {done or 'nothing yet'}{taken}. Change the minutes in settings.toml."


def time_saved(courses: Iterable[Course], each: Minutes) -> TimeSaved:
    """Messages that left, searches for times and bookings, each with the minutes it would have taken by hand,
    less what the rep spends on approving, rewording and holding back."""
    mails = texts = reminders = lookups = bookings = reviews = 0
    for course in courses:
        for turn in course.turns:
            if turn.is_ours and turn.kind:
                reminders += turn.kind in _SHORT
                texts += turn.kind == LetterKind.SMS.value
                mails += turn.kind not in _SHORT and turn.kind != LetterKind.SMS.value
        seen = course.events
        lookups += seen.get("SlotsFound", 0) + seen.get("NoSlotsFound", 0)
        bookings += seen.get("MeetingBooked", 0) + seen.get("MeetingMoved", 0)
        reviews += seen.get("RepApproved", 0) + seen.get("RepUndid", 0) + course.edited
    total = (
        mails * each.mail
        + texts * each.text
        + reminders * each.reminder
        + lookups * each.lookup
        + bookings * each.booking
        - reviews * each.review
    )
    return TimeSaved(mails, texts, reminders, lookups, bookings, reviews, max(total, 0.0))
