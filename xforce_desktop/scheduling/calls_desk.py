"""What the screens and the command line may see of the calls asked of the rep, and do about them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.events import CallResult
from xforce_desktop.scheduling.leverage import LeverageCard


class CallPlace(StrEnum):
    """Whether a call is for today, waits behind those, or was put off."""

    TODAY = "today"
    WAITING = "waiting"
    LATER = "later"


@dataclass(frozen=True)
class Call:
    """One open card in its place. `reasons` say why it ranks so; `back_at`: when one that was put off comes
    back; `held_until`: the rep is calling, and nothing leaves before then."""

    card: LeverageCard
    request_id: RequestId
    meeting: str
    person: str  # the address of whom to call
    place: CallPlace
    points: float
    reasons: tuple[str, ...]
    back_at: datetime | None = None
    held_until: datetime | None = None


@dataclass(frozen=True)
class CallBoard:
    """All open calls, those of today first, each group in the order of their rank. `made`: done today."""

    now: datetime
    calls: tuple[Call, ...]
    made: int
    a_day: int

    def at(self, place: CallPlace) -> tuple[Call, ...]:
        return tuple(one for one in self.calls if one.place is place)


@dataclass(frozen=True)
class StartedCall:
    """The number that a phone can dial (E.164), and until when nothing leaves."""

    who: str
    number: str
    held_until: datetime

    @property
    def link(self) -> str:
        return f"tel:{self.number}"


@dataclass(frozen=True)
class CallReport:
    """What came of a call. `at`: the time agreed on, or when to call again; `note`: the rep's words."""

    result: CallResult
    at: datetime | None = None
    note: str = ""


class CallsDesk(Protocol):
    """The part of the desk for calls. Each may raise BadInput; nothing changes then."""

    async def call_board(self) -> CallBoard: ...

    async def start_call(self, card_id: uuid.UUID) -> StartedCall:
        """The rep is calling now: nothing leaves for these people and their company for a while."""
        ...

    async def put_off_call(self, card_id: uuid.UUID, until: Later | datetime) -> datetime:
        """It comes back by itself, never outside their working hours; returns when."""
        ...

    async def finish_call(self, card_id: uuid.UUID, report: CallReport) -> None:
        """The call is over; each result has its consequence."""
        ...
