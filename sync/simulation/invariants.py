"""What must hold in every simulated world, and the count of how often it was looked at and did not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sync.sandbox.world import World
from sync.simulation.journal import Journal

INVARIANTS = {
    "one mail per key": "At most one mail or text leaves for each key of the outbox.",
    "texts": "A text goes only to a number whose owner agreed to it and never texted STOP.",
    "texts in time": "A text about a meeting leaves once, while it is booked so, and before it is of no use.",
    "nothing after the end": "Nothing is sent or booked after opt-out, decline, cancel or end.",
    "their hours": "Mails leave Monday to Friday 08:00 to 18:00 of the recipient, on no public holiday. "
    "Texts about a booked meeting leave from 08:00 to 21:00.",
    "answered and unread": "Nothing leaves while an answer lies unread, nor after one that should stop it.",
    "with the rep": "Nothing leaves while the rep has a request or has paused it.",
    "no double booking": "Nobody of ours is in two meetings at once.",
    "free and readable": "Offers and bookings only over free time on calendars that can be read.",
    "ahead": "No offer and no booking lies in the past.",
    "one offer per slot": "No slot is in two live offers.",
    "caps": "No more asks per person, company and day than resources/cadence.toml allows.",
    "next step": "Every open request has a next action with a date.",
    "limits": "Asks, no-shows and age stay within the limits of the request's strategy.",
    "reminders": "Reminders leave exactly as ruled: not more, not less, not at another time.",
    "received once": "Every mail and text that arrived is accounted for exactly once.",
    "why": "Every line of the log and every queued thing says why.",
    "one event": "A request has at most one meeting on the calendar, and none after it was cancelled.",
    "what is written": "The times that a mail names are the times that were meant.",
    "tentative events": "Where they are wanted, they are the live offers that were sent, and no others.",
    "right clock": "Nothing leaves while the computer's clock is more than five minutes wrong.",
    "one computer": "While one computer makes a pass, another one that shares the store is refused.",
    "double-booked since": "The rep is told once when somebody gets something else during a booked meeting.",
    "nothing by itself": "A double-booked meeting stays as it is until the rep or one of the others speaks.",
    "the rep's": "What the rep has reminds them, and only what they send or approve leaves for it.",
    "unbroken": "Nothing inside the program breaks.",
}


@dataclass(frozen=True)
class Violation:
    """Something that must not happen, and what led to it."""

    invariant: str
    at: datetime
    request: str
    what: str


class Tally:
    """Counts the checks and keeps those that failed, in the journal too."""

    def __init__(self, world: World, journal: Journal) -> None:
        self._world, self._journal = world, journal
        self.checked: Counter[str] = Counter()
        self.violations: list[Violation] = []

    def check(self, invariant: str, holds: bool, request_id: object, what: str) -> None:
        """Count one check, and keep it if it fails."""
        self.checked[invariant] += 1
        if not holds:
            self.violations.append(Violation(invariant, self._world.now, str(request_id), what))
            self._journal.add(
                self._world.now, "VIOLATION", name=invariant, request=str(request_id), text=what
            )

    def has_found(self, invariant: str) -> bool:
        """Whether this invariant was violated already."""
        return bool(self.violations) and any(one.invariant == invariant for one in self.violations)
