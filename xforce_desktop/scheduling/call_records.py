"""What is kept of the calls that are asked of the rep: all open cards, when one comes back, and who is being
called."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.deal_signals import DealRecords
from xforce_desktop.scheduling.intent_trend import IntentRecords
from xforce_desktop.scheduling.request import MeetingRequest


@dataclass(frozen=True)
class CallHold:
    """The rep is on the phone: nothing leaves for these people and their company before `until`.

    `addresses` are in small letters. `ended_at`: the rep was done before.
    """

    id: uuid.UUID
    request_id: RequestId
    moment_id: uuid.UUID
    who: str
    company_id: uuid.UUID | None
    addresses: tuple[str, ...]
    started_at: datetime
    until: datetime
    ended_at: datetime | None = None

    def holds(self, request: MeetingRequest, now: datetime) -> bool:
        """Whether it stops what would leave for that request now."""
        if self.ended_at is not None or self.until <= now:
            return False
        same_company = self.company_id is not None and request.company_id == self.company_id
        theirs = {person.email.casefold() for person in request.external}
        return request.id == self.request_id or same_company or not theirs.isdisjoint(self.addresses)


@dataclass(frozen=True)
class KeptMoment:
    """A stored leverage moment with its request. `row`: all its columns, JSON-ready."""

    request_id: RequestId
    row: Mapping[str, object]


class CallRecords(Protocol):
    """The part of the transaction that knows the calls."""

    def open_moments(self) -> Sequence[KeptMoment]:
        """Of all requests, oldest first, those that rest for a while too."""
        ...

    def moment(self, moment_id: uuid.UUID) -> KeptMoment | None: ...

    def calls_made_since(self, since: datetime) -> int:
        """Cards that the rep has done at `since` or later."""
        ...

    def snooze_moment(self, moment_id: uuid.UUID, until: datetime | None) -> None:
        """It rests until then; None: it does not any more. Raises StoreError for an unknown one."""
        ...

    def note_call_outcome(self, moment_id: uuid.UUID, outcome: str) -> None:
        """What kind of end the call had. Raises StoreError for an unknown moment."""
        ...

    def save_call_hold(self, hold: CallHold) -> None:
        """Add it, or write when it ends."""
        ...

    def call_holds(self, now: datetime) -> Sequence[CallHold]:
        """Those that have neither ended nor run out, oldest first."""
        ...

    def forget_number(self, address: str) -> None:
        """The number on the contact's card is not theirs. Fine for who is not known."""
        ...


class JudgementRecords(IntentRecords, DealRecords, CallRecords, Protocol):
    """All that is kept of intent, deal signals and calls."""
