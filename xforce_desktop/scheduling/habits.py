"""How somebody behaves when a meeting is arranged with them, in numbers over all requests with their company.

Worked out anew each time from what is stored, so that the same again says the same. Pure.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean, median

from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.account_memory import MemoryEntry, MemoryKind
from xforce_desktop.scheduling.request import EVERYBODY, Attendee, HistoryEntry, MeetingRequest, Outcome

FEWEST_ANSWERS = 2  # of one kind, before anything is said of their speed
FEWEST_REQUESTS = 2  # that they answered, before anything is said of how many asks that takes
MANY_ASKS = 2  # before the first answer, from which on it is worth knowing
WAYS = {"email": "mails", "sms": "texts"}


@dataclass(frozen=True)
class Answer:
    """That they answered an ask: how long that took, in which way, at what moment (UTC), and in which way we
    had asked."""

    waited: timedelta
    channel: str
    at: datetime
    asked_by: str


def answers_to(requests: Sequence[MeetingRequest], address: str = "") -> list[Answer]:
    """Each ask that was answered, with an address only those that this person answered themselves; a second
    answer to the same ask tells no speed."""
    found = []
    for request in requests:
        asked: HistoryEntry | None = None
        for turn in sorted(request.history, key=lambda one: one.at):
            if turns.is_theirs(turn):
                if asked is not None and (not address or _is_by(request, turn, address)):
                    way = turns.way_of(asked)
                    found.append(Answer(turn.at - asked.at, turn.channel or "email", turn.at, way))
                asked = None
            elif turns.is_ask(turn):
                asked = turn
    return found


def _is_by(request: MeetingRequest, turn: HistoryEntry, address: str) -> bool:
    """Whether the turn is theirs; who speaks for all is somebody only where nobody else must come."""
    alone = [one.email.casefold() for one in request.required_external] == [address.casefold()]
    return turn.by == address.casefold() or (alone and turn.by in {"", EVERYBODY})


def asks_before_first_answer(requests: Sequence[MeetingRequest], address: str) -> list[int]:
    """For each request that this person answered, how many asks that took."""
    counts = []
    for request in requests:
        theirs = [turn.at for turn in turns.replies(request) if _is_by(request, turn, address)]
        if theirs:
            counts.append(sum(turn.at < theirs[0] for turn in turns.asks(request)))
    return [one for one in counts if one]


def habits(
    requests: Sequence[MeetingRequest],
    person: Attendee,
    company_id: uuid.UUID,
    now: datetime,
    ids: Iterator[uuid.UUID],
) -> tuple[MemoryEntry, ...]:
    """What the numbers say of this person. How fast and after how many asks they answer is not said of too
    few; a missed meeting is."""
    theirs = [one for one in requests if one.attendee_by_address(person.email)]
    told = [*_speeds(theirs, person), *_asks(theirs, person), *_meetings(theirs, person)]
    return tuple(
        MemoryEntry(
            id=next(ids),
            company_id=company_id,
            kind=MemoryKind.SCHEDULING,
            text=text,
            source=f"Counted over {counted(len(theirs), 'request')} with {person.called}.",
            at=now,
            contact=person.email,
            contact_name=person.name,
            content=content,
            key=f"{person.email.casefold()}:habit:{topic}",
        )
        for topic, text, content in told
    )


_Told = tuple[str, str, dict[str, object]]


def _speeds(requests: Sequence[MeetingRequest], person: Attendee) -> Iterator[_Told]:
    by_way: dict[str, list[timedelta]] = defaultdict(list)
    for one in answers_to(requests, person.email):
        by_way[one.channel].append(one.waited)
    for way, waits in sorted(by_way.items()):
        if len(waits) >= FEWEST_ANSWERS:
            typical = timedelta(seconds=median(one.total_seconds() for one in waits))
            text = f"Answers {WAYS.get(way, way)} {speed(typical)} ({counted(len(waits), 'answer')})."
            minutes = round(typical.total_seconds() / 60)
            yield f"speed:{way}", text, {"count": len(waits), "median_min": minutes, "channel": way}


def _asks(requests: Sequence[MeetingRequest], person: Attendee) -> Iterator[_Told]:
    counts = asks_before_first_answer(requests, person.email)
    if len(counts) < FEWEST_REQUESTS or mean(counts) < MANY_ASKS:
        return
    of = counted(len(counts), "request")
    needed = f"{mean(counts):.1f}".removesuffix(".0")
    text = f"Needs about {needed} asks before the first answer ({of})."
    yield "asks", text, {"count": len(counts), "mean_asks": round(mean(counts), 2)}


def _meetings(requests: Sequence[MeetingRequest], person: Attendee) -> Iterator[_Told]:
    """No-shows are told of who was alone on their side: of several, nobody knows who was missing."""
    alone = [one for one in requests if len(one.required_external) == 1]
    missed = sum(one.no_show_count for one in alone)
    held = sum(one.outcome is Outcome.HELD for one in alone)
    if missed:
        text = f"Missed {missed} of {counted(missed + held, 'meeting')}."
        yield "missed", text, {"count": missed + held, "missed": missed, "held": held}


def speed(waited: timedelta) -> str:
    """ "within the hour", "after about 3 hours", "after about 2 days"."""
    hours = waited / timedelta(hours=1)
    if hours <= 1:
        return "within the hour"
    if hours < 36:
        return f"after about {counted(round(hours), 'hour')}"
    return f"after about {counted(round(hours / 24), 'day')}"


def counted(number: int, what: str) -> str:
    """ "1 answer", "3 answers"."""
    return f"{number} {what}{'' if number == 1 else 's'}"
