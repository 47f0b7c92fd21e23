"""A prep brief as it is kept: eight parts, each statement with the facts behind it.

How one is written is `prep`'s affair.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId

RATINGS = range(1, 6)
LONGEST_NOTES = 2000


class Part(StrEnum):
    """The eight parts, with the specification's names, in its order."""

    EXECUTIVE_SUMMARY = "executive_summary"
    MEETING_OBJECTIVE = "meeting_objective"
    KEY_TALKING_POINTS = "key_talking_points"
    QUESTIONS_TO_ASK = "questions_to_ask"
    LANDMINES_TO_AVOID = "landmines_to_avoid"
    OBJECTION_PREP = "objection_prep"
    NEXT_STEPS_TO_PROPOSE = "next_steps_to_propose"
    SCHEDULING_INSIGHT = "scheduling_insight"


class SourceKind(StrEnum):
    """Where something is known from."""

    MEETING = "meeting"
    NOTES = "notes"  # the rep's own, for this meeting
    MESSAGE = "message"
    SCHEDULING = "scheduling"
    CONTACT = "contact"
    COMPANY = "company"
    DEAL = "deal"
    MEMORY = "memory"
    ACTIVITY = "activity"
    INTELLIGENCE = "intelligence"
    EARLIER_MEETING = "earlier_meeting"
    SEASON = "season"
    PLAYBOOK = "playbook"  # usual practice: nothing that is known of these people
    MISSING = "missing"  # looked for, and not there


GENERAL = frozenset({SourceKind.PLAYBOOK, SourceKind.MISSING, SourceKind.SEASON})


@dataclass(frozen=True)
class Fact:
    """One thing that is known, as it is stored. `key` stays the same while the thing does, whatever it says;
    `where` says in words where it stands. `is_important`: the rep wants to hear when it changes."""

    number: int
    key: str
    kind: SourceKind
    text: str
    where: str
    at: datetime | None = None
    is_important: bool = False

    @property
    def is_general(self) -> bool:
        """Whether it says nothing about these people."""
        return self.kind in GENERAL


@dataclass(frozen=True)
class Statement:
    """One sentence or two, and the numbers of the facts behind it; never without one."""

    text: str
    cites: tuple[int, ...]
    is_unknown: bool = False  # says that something is not known

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.cites:
            raise ValueError(f"a statement needs words and a source: {self.text!r}")


@dataclass(frozen=True)
class Objection:
    """What they may say, and what to answer. Not `is_theirs`: usual, and nothing that they said."""

    objection: Statement
    response: Statement
    is_theirs: bool


@dataclass(frozen=True)
class PrepBrief:
    """What the rep reads before the meeting. `zone` (IANA) is the rep's; `place` is in words. `by_model` are
    the parts that a model worded, `writer_note` says who wrote what."""

    title: str
    meeting_at: datetime
    minutes: int
    zone: str
    place: str
    join_url: str
    facts: tuple[Fact, ...]
    executive_summary: tuple[Statement, ...]
    meeting_objective: tuple[Statement, ...]
    key_talking_points: tuple[Statement, ...]
    questions_to_ask: tuple[Statement, ...]
    landmines_to_avoid: tuple[Statement, ...]
    objection_prep: tuple[Objection, ...]
    next_steps_to_propose: tuple[Statement, ...]
    scheduling_insight: tuple[Statement, ...]
    by_model: tuple[Part, ...] = ()
    writer_note: str = ""

    def statements(self, part: Part) -> tuple[Statement, ...]:
        """Those of a part, in order; of an objection what they say and then the answer."""
        if part is Part.OBJECTION_PREP:
            return tuple(one for pair in self.objection_prep for one in (pair.objection, pair.response))
        found: tuple[Statement, ...] = getattr(self, part.value)
        return found

    def all_statements(self) -> Iterator[Statement]:
        for part in Part:
            yield from self.statements(part)

    def fact(self, number: int) -> Fact:
        return self.facts[number - 1]

    def content(self) -> dict[str, Any]:
        """The specification's `brief_content`: text only."""
        lists = {part.value: [one.text for one in self.statements(part)] for part in Part}
        objections = [
            {"objection": o.objection.text, "response": o.response.text} for o in self.objection_prep
        ]
        joined = {
            part.value: " ".join(lists[part.value])
            for part in (Part.EXECUTIVE_SUMMARY, Part.MEETING_OBJECTIVE, Part.SCHEDULING_INSIGHT)
        }
        return {**lists, **joined, Part.OBJECTION_PREP.value: objections}


@dataclass(frozen=True)
class StoredBrief:
    """One as it was made. `changes` says what is new since the one before; the newest of a meeting counts."""

    id: uuid.UUID
    request_id: RequestId
    brief: PrepBrief
    fingerprint: str
    created_at: datetime
    deal_id: uuid.UUID | None = None
    company_id: uuid.UUID | None = None
    changes: tuple[str, ...] = ()
    viewed_at: datetime | None = None
    rating: int | None = None
    notes: str = ""

    def rated(self, rating: int, notes: str) -> StoredBrief:
        """Raises BadInput for what is no rating."""
        if rating not in RATINGS:
            raise BadInput(f"{rating} is no rating.", "Use 1 (no help) to 5 (just right).", field="rating")
        said = notes.strip()
        if len(said) > LONGEST_NOTES:
            raise BadInput(
                "These notes are too long.", f"Use at most {LONGEST_NOTES} letters.", field="notes"
            )
        return replace(self, rating=rating, notes=said)


@dataclass(frozen=True)
class BriefLine:
    """One meeting to come with its brief; without one when it is made (UTC), or why it was not."""

    request_id: RequestId
    title: str
    who: str
    meeting_at: datetime
    minutes: int
    zone: str  # the rep's (IANA)
    brief: StoredBrief | None = None
    due_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True)
class BriefVersion:
    """One of the briefs that are kept. `number`: 1 is the oldest; `why` it was made, in words."""

    number: int
    stored: StoredBrief
    is_current: bool  # it counts for the meeting as it stands
    why: str


@dataclass(frozen=True)
class BriefPage:
    """A brief as it is opened. `join_url` is the meeting's by now; `is_over`: the meeting has begun."""

    line: BriefLine
    company_id: uuid.UUID | None
    join_url: str = ""
    is_over: bool = False
    versions: tuple[BriefVersion, ...] = field(default=())  # all that are kept, the newest first

    @property
    def shown(self) -> BriefVersion | None:
        """Which of them the line brings."""
        brief = self.line.brief
        return next((one for one in self.versions if brief and one.stored.id == brief.id), None)

    @property
    def current(self) -> BriefVersion | None:
        """The one that counts; None before it is made."""
        return next((one for one in self.versions if one.is_current), None)


class BriefRecords(Protocol):
    """The part of a transaction that keeps briefs."""

    def stored_briefs(self, request_id: RequestId) -> Sequence[StoredBrief]:
        """Oldest first."""
        ...

    def save_brief(self, brief: StoredBrief) -> None:
        """Add it, or write whether it was read and what the rep thinks of it."""
        ...


class BriefDesk(Protocol):
    """The part of the desk for prep briefs."""

    async def upcoming_briefs(self) -> Sequence[BriefLine]:
        """Meetings to come, the next one first, with their briefs."""
        ...

    async def read_brief(self, request_id: RequestId, version: int | None = None) -> BriefPage:
        """The newest brief of a meeting, or an older one by its number, noted as read.

        Raises BadInput where no meeting is booked, and for a version that is not kept.
        """
        ...

    async def make_brief(self, request_id: RequestId) -> BriefPage:
        """Write one now. Raises BadInput where no meeting is booked, or it has begun."""
        ...

    async def rate_brief(
        self, request_id: RequestId, rating: int, notes: str, brief_id: uuid.UUID | None = None
    ) -> None:
        """Keep what the rep thinks of the newest one, 1 to 5. Raises BadInput."""
        ...


def newest(kept: Sequence[StoredBrief], meeting_at: datetime) -> StoredBrief | None:
    """The one that counts for the meeting at that time."""
    return next((one for one in reversed(kept) if one.brief.meeting_at == meeting_at), None)
