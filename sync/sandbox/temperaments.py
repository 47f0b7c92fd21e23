"""What a prospect answers to a mail, by temperament. Pure: memory and mail in, words and a decision out.

prompt              picks within the hour            slow               picks after a day or two
ordinal             "the second one"                 own_time           wants another time first
declines            no                               silent             never says anything
out_of_office       automatic reply, then picks      no_show_then_fine  misses the first meeting
outlook_only        "send me an invite", no more     assistant_answers  somebody else writes
two_must_agree      with a partner who comes second  asks_a_question    asks first, then picks
later               not before a date                ambiguous          "Friday works", then precise
reschedules         picks, then moves it once        partner            agrees, or wants another of the offers
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sync.sandbox.offers import Offered
from sync.sandbox.people import Person
from sync.sandbox.prose import Words
from sync.sandbox.state import PersonMemory

MOST_REPLIES = 8
REPLY_MINUTES: dict[str, tuple[int, int]] = {
    "prompt": (4, 45),
    "slow": (26 * 60, 44 * 60),
    "ordinal": (30, 150),
    "own_time": (20, 200),
    "declines": (60, 400),
    "two_must_agree": (30, 120),
    "partner": (180, 320),
    "asks_a_question": (30, 150),
    "ambiguous": (15, 100),
}
_USUAL_MINUTES = (15, 180)


@dataclass(frozen=True)
class Situation:
    """All that an answer depends on. `offers` lie ahead, in the mail's order; `passed` tells of others."""

    person: Person
    memory: PersonMemory
    now: datetime
    offers: tuple[Offered, ...]
    passed: bool
    asks: bool
    rng: random.Random
    partner_pick_at: datetime | None = None

    @property
    def words(self) -> Words:
        """The texts to choose from."""
        return Words(self.rng)


@dataclass(frozen=True)
class Answer:
    """What is written; `picked` is the time agreed to, `own` the span asked for instead."""

    text: str
    picked: Offered | None = None
    own: tuple[datetime, datetime] | None = None
    notes: dict[str, str] = field(default_factory=dict)


_YES_WANTED = re.compile(
    r"\b(could you|can you|is it|is that|does (that|it)|would|works? for|okay|right)\b.*\?"
    r"|\b(let me know|confirm|reply|tell me)\b.{0,60}\b(works?|ok|okay|good|yes|fine)\b",
    re.IGNORECASE,
)


def asks_for_a_yes(text: str, first_name: str, partner: str) -> bool:
    """Whether a mail wants this person's word; one put to the partner by name does not."""
    for line in text.splitlines():
        for_partner = partner and f"{partner}," in line and first_name not in line
        if _YES_WANTED.search(line) and not for_partner:
            return True
    return False


def reply_minutes(temperament: str) -> tuple[int, int]:
    """Shortest and longest time before an answer, in minutes."""
    return REPLY_MINUTES.get(temperament, _USUAL_MINUTES)


def decide(s: Situation) -> Answer | None:
    """What this person answers now; None for nothing."""
    notes = s.memory.notes
    if s.person.temperament == "silent" or "declined" in notes or s.memory.replies_sent >= MOST_REPLIES:
        return None
    if s.person.temperament == "declines":
        return Answer(s.words.decline(), notes={"declined": "yes"})
    if "missed" in notes and "excused" not in notes and s.offers:
        chosen = _choice(s)
        return Answer(f"{s.words.sorry()} {s.words.pick(chosen, s.offers)}", chosen, notes={"excused": "yes"})
    if not s.offers:
        return _without_offers(s)
    return _RULES.get(s.person.temperament, _plain)(s)


def _without_offers(s: Situation) -> Answer | None:
    if s.passed and int(s.memory.notes.get("too_late", "0")) < 2:
        return Answer(
            s.words.too_late(), notes={"too_late": str(int(s.memory.notes.get("too_late", "0")) + 1)}
        )
    if s.asks and s.memory.picked_at is None and "asked_for_times" not in s.memory.notes:
        return Answer("Sure, send me a few times that work for you.", notes={"asked_for_times": "yes"})
    return None


def _plain(s: Situation) -> Answer:
    chosen = _choice(s)
    return Answer(s.words.pick(chosen, s.offers), chosen)


def _ordinal(s: Situation) -> Answer:
    chosen = _choice(s)
    return Answer(s.words.ordinal(chosen, s.offers), chosen)


def _own_time(s: Situation) -> Answer:
    if "own_said" in s.memory.notes:
        return _plain(s)
    day = _own_day(s)
    notes = {"own_said": "yes"}
    if s.rng.random() < 0.5:
        start = day.replace(hour=s.rng.choice((13, 14, 15)), minute=0)
        return Answer(s.words.own_after(start), own=(start, day.replace(hour=18, minute=0)), notes=notes)
    start = day.replace(hour=s.rng.choice((9, 10, 11, 14, 16)), minute=s.rng.choice((0, 0, 30)))
    return Answer(s.words.own_exact(start), own=(start, start + timedelta(minutes=1)), notes=notes)


def _own_day(s: Situation) -> datetime:
    """Midnight of a working day near the offers on which nothing was offered, in the person's zone."""
    zone = s.offers[0].zone
    taken = {one.local.date() for one in s.offers}
    first = max(s.now.astimezone(zone).date() + timedelta(days=1), min(taken))
    days = [first + timedelta(days=ahead) for ahead in range(10)]
    free = [day for day in days if day.weekday() < 5 and day not in taken]
    return _midnight(free[0], s)


def _midnight(day: date, s: Situation) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=s.offers[0].zone)


def _outlook_only(s: Situation) -> Answer:
    chosen = _choice(s)
    return Answer(s.words.invite(chosen), chosen)


def _assistant(s: Situation) -> Answer:
    chosen = _choice(s)
    return Answer(s.words.for_boss(s.person, chosen), chosen)


def _question(s: Situation) -> Answer:
    if "asked" not in s.memory.notes:
        return Answer(s.words.question(), notes={"asked": "yes"})
    return _plain(s)


def _later(s: Situation) -> Answer | None:
    notes, zone = s.memory.notes, s.offers[0].zone
    today = s.now.astimezone(zone).date()
    resume_on = date.fromisoformat(notes["resume_on"]) if "resume_on" in notes else _resume_on(s, today)
    after = tuple(one for one in s.offers if one.local.date() > resume_on)
    if "resume_on" in notes and after:
        chosen = after[0]
        return Answer(s.words.pick(chosen, s.offers), chosen)
    said = int(notes.get("later_said", "0"))
    if said >= 2:
        return _plain(s) if today > resume_on else None
    text = s.words.later(_midnight(resume_on, s))
    return Answer(text, notes={"resume_on": resume_on.isoformat(), "later_said": str(said + 1)})


def _resume_on(s: Situation, today: date) -> date:
    day = today + timedelta(days=s.rng.randrange(8, 12))
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _ambiguous(s: Situation) -> Answer:
    if "vague_said" in s.memory.notes:
        return _plain(s)
    weekdays = [one.local.weekday() for one in s.offers]
    unclear = [one for one in s.offers if weekdays.count(one.local.weekday()) > 1]
    if unclear:
        return Answer(s.words.vague(unclear[0].local), notes={"vague_said": "yes"})
    other = next((day for day in (4, 3, 2, 1, 0) if day not in weekdays), weekdays[-1])
    local = s.offers[0].local
    day = local + timedelta(days=(other - local.weekday()) % 7)
    return Answer(s.words.vague(day), notes={"vague_said": "yes"})


def _in_pair(s: Situation) -> Answer:
    theirs = next((one for one in s.offers if one.at == s.partner_pick_at), None)
    if theirs is None:
        return _plain(s)
    others = [one for one in s.offers if one.at != theirs.at]
    if (
        s.person.temperament == "partner"
        and others
        and "objected" not in s.memory.notes
        and s.rng.random() < 0.5
    ):
        chosen = s.rng.choice(others)
        return Answer(s.words.other(chosen), chosen, notes={"objected": "yes"})
    return Answer(s.words.agree(), theirs)


def _choice(s: Situation) -> Offered:
    """One of the offers within the person's own working hours, else any."""
    good = [one for one in s.offers if 7 <= one.local.hour < 18 and one.local.weekday() < 5]
    return s.rng.choice(good or list(s.offers))


_RULES: dict[str, Callable[[Situation], Answer | None]] = {
    "ordinal": _ordinal,
    "own_time": _own_time,
    "outlook_only": _outlook_only,
    "assistant_answers": _assistant,
    "asks_a_question": _question,
    "later": _later,
    "ambiguous": _ambiguous,
    "two_must_agree": _in_pair,
    "partner": _in_pair,
}
