"""How often somebody is asked, against the limits and caps in the files of resources/."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sync.simulation.evidence import AGE_DAYS, RECEIVED, Evidence, Known
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import OutboxRow, UnitOfWork

UNASKED = frozenset(  # what the caps count; a recovery after a no-show has to leave the same hour
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.DE_ESCALATE,
        LetterKind.SMS,
        LetterKind.SOCIAL_PROOF,
        LetterKind.CHAMPION_CC,
        LetterKind.CHAMPION_INTRO,
    }
)
NEAR = timedelta(hours=48)
CLOCKS_APART = timedelta(minutes=6)  # the rep's word is dated by their computer, a message by the service
BEGINS_ANEW = frozenset(
    {
        EntryType.RESUMED,
        EntryType.GIVEN_BACK,
        EntryType.NO_SHOW_DETECTED,
        EntryType.TIME_SELECTED,
        EntryType.ATTENDEE_ADDED,
    }
)
BEGINS_EACH_ANEW = frozenset(  # the rep's word, or a booked meeting that is reopened
    {EntryType.APPROVED, EntryType.INVITE_DECLINED, EntryType.INVITE_TENTATIVE}
)


class Asks:
    """Counts asks, for each request and for each person, company and day."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence, self._check = evidence, evidence.tally.check
        self._asked_on: Counter[tuple[str, date]] = Counter()

    def judge(self, work: UnitOfWork, request: MeetingRequest, known: Known, row: OutboxRow) -> None:
        """An ask leaves: not one too many, not too late, within the caps."""
        letter, now = row.effect, self._evidence.clock()
        assert isinstance(letter, SendLetter)
        theirs = [
            (line.at, said.address) for line in work.actions(request.id)
            if line.type in RECEIVED and (said := self._evidence.people.said_by_key.get(line.email_id))
            and said.kind in ("reply", "decline")
        ]  # fmt: skip
        answers = [at for at, _ in theirs]
        reset = [
            line.at for line in work.actions(request.id)
            if line.type in BEGINS_ANEW
        ]  # fmt: skip
        since = max([*answers, *reset], default=request.created_at)
        is_answer = bool(answers) and all(at < max(answers) for at, _ in known.nudged_on)
        known.nudged_on.append((now, letter.kind.value))
        asks = sum(1 for at, _ in known.nudged_on if at >= since)
        most = most_attempts(request.meeting_type.value)
        self._check("limits", asks <= most, request.id, f"ask {asks} of at most {most} without an answer")
        if letter.kind in UNASKED:
            anew = [line.at for line in work.actions(request.id) if line.type in BEGINS_EACH_ANEW]
            self._judge_each(request, known, theirs, reset + anew)
        if letter.kind is LetterKind.FOLLOW_UP:
            age = row.created_at - (request.counts_from or request.created_at)
            near = request.is_booked and request.scheduled_time and request.scheduled_time - now <= NEAR
            young = age < timedelta(days=AGE_DAYS) or bool(near)
            self._check("limits", young, request.id, f"followed up at an age of {age}")
        if letter.kind in UNASKED:
            self._judge_caps(request, known, is_answer)

    def _judge_each(
        self,
        request: MeetingRequest,
        known: Known,
        theirs: list[tuple[datetime, str]],
        reset: list[datetime],
    ) -> None:
        """One of several who never answers is not pressed for as long as the others do."""
        people = {one.email.casefold() for one in request.required_external}
        most = most_attempts(request.meeting_type.value)
        for person in people:
            own = [at for at, address in theirs if address == person or address not in people]
            by_rep = max(reset, default=request.created_at) + CLOCKS_APART
            spoke = max(own, default=request.created_at)  # what leaves in that minute answers them
            asks = sum(1 for at, _ in known.nudged_on if at >= by_rep and at > spoke)
            words = f"ask {asks} of at most {most} of {person} without an answer of their own"
            self._check("limits", asks <= most, request.id, words)

    def _judge_caps(self, request: MeetingRequest, known: Known, is_answer: bool) -> None:
        """What answers them counts for others, but need not wait itself."""
        caps = caps_of_the_product()
        day = self._evidence.clock().astimezone(ZoneInfo(known.wanted.place.zone)).date()
        company = known.wanted.people[0].company.domain
        names = [("asks_per_company_per_day", company), ("asks_per_day", "*")]
        names += [
            ("asks_per_person_per_day", one.email) for one in request.external if not one.left_out_reason
        ]
        for cap, who in names:
            self._asked_on[(who, day)] += 1
            if cap in caps and not is_answer:
                count = self._asked_on[(who, day)]
                self._check("caps", count <= caps[cap], request.id, f"ask {count} of {who} on {day}")


@lru_cache(maxsize=1)
def _strategies() -> dict[str, Any]:
    return tomllib.loads(files("resources").joinpath("strategies.toml").read_text("utf-8"))


def most_attempts(meeting_type: str) -> int:
    """The most asks without an answer, as the file says."""
    known = _strategies()["meeting"].get(meeting_type)
    return int(known["max_attempts"] if known else _strategies()["stop_rules"]["max_attempts"])


@lru_cache(maxsize=1)
def caps_of_the_product() -> dict[str, int]:
    """The caps as the file says; none before it names any."""
    read: dict[str, Any] = tomllib.loads(files("resources").joinpath("cadence.toml").read_text("utf-8"))
    return {name: int(value) for name, value in read.get("caps", {}).items()}
