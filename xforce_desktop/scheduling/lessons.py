"""What is kept of how requests ended, and what was changed for it: values, and how the store keeps them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.knobs import Knob
from xforce_desktop.scheduling.request import Outcome


class ScopeKind(StrEnum):
    """For which requests something holds, the narrowest first."""

    ACCOUNT = "account"
    PERSONA_AND_TYPE = "persona_and_type"
    PERSONA = "persona"
    MEETING_TYPE = "meeting_type"
    SEASON = "season"


@dataclass(frozen=True)
class Scope:
    """A group of requests, as: persona `owner`, meeting type `demo`, both `owner/demo`, season
    `pest_control/winter_slow`, the id of a company."""

    kind: ScopeKind
    value: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


def groups_of(company: str, persona: str, meeting_type: str, trade: str, season: str) -> tuple[Scope, ...]:
    """The groups that a request belongs to, the narrowest first."""
    found = (
        Scope(ScopeKind.ACCOUNT, company),
        Scope(ScopeKind.PERSONA_AND_TYPE, f"{persona}/{meeting_type}"),
        Scope(ScopeKind.PERSONA, persona),
        Scope(ScopeKind.MEETING_TYPE, meeting_type),
        Scope(ScopeKind.SEASON, f"{trade}/{season}" if trade else ""),
    )
    return tuple(scope for scope in found if scope.value)


@dataclass(frozen=True)
class Setting:
    """One value of one knob for one group: what may be found to be better."""

    knob: Knob
    scope: Scope
    value: str

    @property
    def key(self) -> str:
        return f"{self.knob}|{self.scope.key}|{self.value}"


@dataclass(frozen=True)
class Ask:
    """One ask of ours. `number` counts those since their last own reply; `hour`, `minute` and `weekday`
    (0 = Monday) are on their clock. `answered` is None where nobody can know, as we withdrew first."""

    number: int
    at: datetime
    hour: int
    minute: int
    weekday: int
    channel: str
    kind: str
    minutes: int
    gap_hours: float | None  # since the ask before; None for the first
    answered: bool | None
    after_hours: float | None  # how long the answer took


@dataclass(frozen=True)
class Lesson:
    """What one request can teach. `came_about`: a meeting was booked; None where we withdrew first.
    `first_minutes`: with which it began, 0 where that was not kept: its length may have been cut since.

    `gap` is the factor that it had, as text; `could_text` whether a text was allowed; `place_of_text` where
    it was drawn or learned to stand. Both are empty where that changed meanwhile, the place also where no
    text was allowed when the request began, and in what was kept before it was noted.
    """

    request_id: RequestId
    created_at: datetime
    ended_at: datetime
    company: str  # its id, empty if there is none
    persona: str
    meeting_type: str
    trade: str
    state: str
    month: int
    season: str
    first_minutes: int
    gap: str
    could_text: bool
    came_about: bool | None
    asks: tuple[Ask, ...]
    place_of_text: str = ""

    @cached_property
    def groups(self) -> tuple[Scope, ...]:
        """The groups that the request belongs to, the narrowest first."""
        return groups_of(self.company, self.persona, self.meeting_type, self.trade, self.season)


@dataclass(frozen=True)
class Postmortem:
    """Why a request ended so (`scheduling_postmortems`).

    `days_to_schedule`: from the request to the meeting that was booked last, as specified, None where none
    stands any more; `days_until_booked`: to the moment at which one was first booked, None: never.
    """

    request_id: RequestId
    outcome: Outcome
    created_at: datetime
    total_attempts: int
    days_to_schedule: int | None
    days_until_booked: int | None
    no_shows: int
    channels_used: tuple[str, ...]
    de_escalated: bool
    social_proof_used: bool
    champion_involved: bool
    what_worked: tuple[str, ...]
    what_failed: tuple[str, ...]
    for_account: tuple[str, ...]
    for_meeting_type: tuple[str, ...]
    for_season: tuple[str, ...]
    lesson: Lesson


@dataclass(frozen=True)
class Tally:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    @property
    def rate(self) -> float | None:
        return self.hits / self.of if self.of else None


class ChangeStatus(StrEnum):
    PROPOSED = "proposed"  # waits for the rep's word
    IN_FORCE = "in_force"
    UNDONE = "undone"  # by the rep
    TAKEN_BACK = "taken_back"  # by us, as it did worse


@dataclass(frozen=True)
class LearnedChange:
    """One setting that was moved (`learned_changes`), with the numbers of both groups when it was.

    `low` and `high` bound the difference of the two rates. `randomised`: whether the value was tried at
    random; else requests with it may have differed in other ways, too. `ended_why`: what came of it.
    """

    id: uuid.UUID
    setting: Setting
    before: str
    at: datetime
    with_it: Tally
    without: Tally
    low: float
    high: float
    error: float  # the chance of such a difference by luck
    allowed_error: float
    look: int
    why: str
    status: ChangeStatus
    randomised: bool = True
    ended_at: datetime | None = None
    ended_why: str = ""

    @property
    def is_in_force(self) -> bool:
        return self.status is ChangeStatus.IN_FORCE


def holding(changes: Iterable[LearnedChange]) -> Mapping[tuple[Knob, Scope], LearnedChange]:
    """What holds for each setting and group: the newest in force. One before it stays, and holds again where
    the newer one is undone or taken back."""
    in_force = sorted((one for one in changes if one.is_in_force), key=lambda one: (one.at, one.id))
    return {(one.setting.knob, one.setting.scope): one for one in in_force}


def in_place_of(change: LearnedChange, changes: Iterable[LearnedChange]) -> LearnedChange | None:
    """The newer one that holds while this one, though in force, does not."""
    holds = holding(changes).get((change.setting.knob, change.setting.scope))
    return holds if change.is_in_force and holds is not None and holds.id != change.id else None


@dataclass(frozen=True)
class SeasonPattern:
    """One month in one state (`seasonality_patterns`). Averages are None before there are any."""

    state: str
    month: int
    pattern_type: str
    avg_days_to_schedule: float | None
    avg_attempts_needed: float | None
    interval_multiplier: float
    sample_size: int
    last_updated: datetime


class LearningRecords(Protocol):
    """What the store keeps of it; part of the transaction."""

    def add_postmortem(self, found: Postmortem) -> None:
        """In place of the one that the request has, if any; also in the request's own column."""
        ...

    def postmortem(self, request_id: RequestId) -> Postmortem | None: ...

    def postmortems(self) -> Sequence[Postmortem]:
        """In the order in which the requests ended."""
        ...

    def count_postmortems(self) -> int: ...

    def ended_without_postmortem(self) -> Sequence[RequestId]:
        """The first to end first."""
        ...

    def learned_changes(self) -> Sequence[LearnedChange]:
        """Oldest first, also those that were undone."""
        ...

    def save_learned_change(self, change: LearnedChange) -> None:
        """Add it, or write its status."""
        ...

    def looks(self) -> Mapping[str, int]:
        """How often each setting was judged, by its key."""
        ...

    def save_looks(self, key: str, count: int, at: datetime) -> None: ...

    def season_patterns(self) -> Sequence[SeasonPattern]:
        """By state and month."""
        ...

    def save_season_pattern(self, pattern: SeasonPattern) -> None:
        """In place of the one of the same state and month."""
        ...
