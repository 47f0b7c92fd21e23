"""What the judges of one world share: the world's own record, and what they remember of each request."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sync.sandbox.state import Meeting
from sync.sandbox.world import World
from sync.simulation.cast import Wanted
from sync.simulation.holds import Holds
from sync.simulation.invariants import Tally
from sync.simulation.people import CastPeople
from sync.simulation.reminders import Reminders
from sync.simulation.said import Said
from sync.simulation.weather import Weather
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import Store, UnitOfWork

OFFERS = frozenset({
    LetterKind.INITIAL, LetterKind.FOLLOW_UP, LetterKind.COUNTER, LetterKind.CONSTRAINT, LetterKind.NO_SHOW,
    LetterKind.ASK_SILENT, LetterKind.CLARIFY, LetterKind.DE_ESCALATE, LetterKind.SMS,
})  # fmt: skip
RECEIVED = frozenset({EntryType.EMAIL_RECEIVED, EntryType.SMS_RECEIVED})
RECENT = 80  # answers that may still be unread
AGE_DAYS = 21


@dataclass
class Known:
    """What the judge remembers of one request."""

    wanted: Wanted
    declined_by: str = ""  # the mail in which the only one of them declined
    nudged_on: list[tuple[datetime, str]] = field(default_factory=list)
    offer: tuple[datetime, ...] = ()
    lines_seen: int = 0
    is_cancelled: bool = False
    kept_by_rep: str = ""  # what the rep did so that nothing may leave
    last: MeetingRequest | None = None
    phases: list[tuple[datetime, MeetingRequest]] = field(default_factory=list)

    booked: dict[str, datetime] = field(default_factory=dict)  # meetings and when they were to begin

    def agreed_to_texts(self) -> frozenset[str]:
        """Numbers of those on their side who agreed, as the rep wrote it down."""
        return frozenset(one["phone"] for one in self.wanted.form["external"] if "sms_consent" in one)


@dataclass
class Evidence:
    """One world as it is and was.

    `clock` is the acting computer's, or the world's while that one is wrong, which `clock_is_wrong` says;
    `unreadable`: address and until when.
    """

    world: World
    people: CastPeople
    store: Store
    clock: Callable[[], datetime]
    clock_is_wrong: Callable[[], bool]
    unreadable: Mapping[str, datetime]
    weather: Weather
    tally: Tally
    known: dict[RequestId, Known] = field(default_factory=dict)
    opted_out: dict[str, str] = field(default_factory=dict)  # address and the mail that says so
    alone: dict[str, Known] = field(default_factory=dict)  # the only one on their side
    visible_before: set[str] = field(default_factory=set)
    rep_is_acting: bool = False
    reminders: Reminders = field(default_factory=Reminders)
    _unheard: list[Said] = field(default_factory=list)
    _said_seen: int = 0

    def __post_init__(self) -> None:
        self.holds = Holds(self.world)

    def look_at_inbox(self) -> None:
        """Remember what can be read in the inbox now; it must be read before anything is sent.

        Only the newest answers can be unread: a mail is late by four hours at most.
        """
        is_visible, mails = self.world.mailbox.is_visible, self.world.state.mails
        recent = self.people.said[-RECENT:]
        self.visible_before = {
            said.mail_key for said in recent if said.channel == "sms" or is_visible(mails[said.mail_key])
        }

    def hear(self, work: UnitOfWork) -> None:
        """Note what they said once the program has read it."""
        self._unheard += self.people.said[self._said_seen :]
        self._said_seen = len(self.people.said)
        self._unheard, waiting = [], self._unheard
        for said in waiting:
            if not work.is_received(said.mail_key):
                self._unheard.append(said)
            elif said.kind == "opt_out":
                self.opted_out.setdefault(said.address, said.mail_key)
            elif said.kind == "decline" and said.address in self.alone:
                self.alone[said.address].declined_by = said.mail_key

    def judge_clock(self, request_id: RequestId) -> None:
        """Something leaves now."""
        is_wrong = self.clock_is_wrong()
        self.tally.check("right clock", not is_wrong, request_id, "it left by a clock that is wrong")

    def kind_of(self, mail_key: str, required: set[str]) -> str:
        """What this answer was, empty unless one of those in small letters wrote it."""
        said = self.people.said_by_key.get(mail_key)
        return said.kind if said is not None and said.address in required else ""


def request_of(meeting: Meeting) -> RequestId | None:
    """The request in the key under which the meeting was made."""
    return _ids(meeting.transaction_id)


@lru_cache(maxsize=4096)
def _ids(key: str) -> RequestId | None:
    head, _, _ = key.partition(":")
    try:
        return RequestId(uuid.UUID(head))
    except ValueError:
        return None
