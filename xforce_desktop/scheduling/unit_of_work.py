"""What the engine needs from the store: one transaction at a time, in core values.

`store/unit_of_work.py` has it on SQLite, `store/memory.py` in memory; one contract test runs on both.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xforce_desktop.availability.spans import Span
from xforce_desktop.crm.imports import CrmImports, ImportBatch
from xforce_desktop.crm.records import CrmRecords
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.ports import Account
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling.account_memory import AccountRecords
from xforce_desktop.scheduling.briefs import BriefRecords
from xforce_desktop.scheduling.call_records import JudgementRecords
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.courses import CourseRecords
from xforce_desktop.scheduling.effects import Effect, SendLetter
from xforce_desktop.scheduling.events import Event
from xforce_desktop.scheduling.insight import InsightRecords
from xforce_desktop.scheduling.jobs import JobRecords
from xforce_desktop.scheduling.lessons import LearningRecords
from xforce_desktop.scheduling.leverage import LeverageMoment
from xforce_desktop.scheduling.proofs import CompanyProfile, NewProof, ProofUse, StoredProof
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.scheduling.request import Actor, EntryType, MeetingRequest, Resolution, State
from xforce_desktop.scheduling.wording_desk import MailToSelf, StoredTemplate
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence


@dataclass(frozen=True)
class ActionEntry:
    """One line of the action log, as the rep reads it (`scheduling_actions`). `why` is never empty."""

    type: EntryType
    actor: Actor
    why: str
    at: datetime
    email_id: str = ""
    times_proposed: tuple[datetime, ...] = ()
    time_selected: datetime | None = None
    message_content: str = ""
    id: uuid.UUID | None = field(default=None, compare=False)  # the stored line's


@dataclass(frozen=True)
class JournalLine:
    """One event that was handled: the request's own numbering, from 1."""

    number: int
    at: datetime
    event: Event
    from_state: State
    to_state: State


class OutboxStatus(StrEnum):
    PENDING = "pending"  # goes out at `not_before`
    WAITING = "waiting"  # for the rep's word
    RECALLED = "recalled"  # begun, then no longer wanted: look up whether it left
    DONE = "done"
    WITHDRAWN = "withdrawn"  # never left
    FAILED = "failed"  # the rep was told


@dataclass(frozen=True)
class OutboxRow:
    """An effect to be carried out once under `key`.

    `attempts` counts beginnings, saved before the work starts. `provider_id` is the draft's id once there is
    one. `subject` and `body` hold the composed text, as the rep may have edited it.
    """

    key: EffectKey
    request_id: RequestId
    effect: Effect
    status: OutboxStatus
    not_before: datetime
    created_at: datetime
    why: str = ""
    attempts: int = 0
    provider_id: str = ""
    subject: str = ""
    body: str = ""
    writer: str = ""
    last_error: str = ""
    edited_by_rep: bool = False

    @property
    def said_why(self) -> str:
        """Why it is done and, once a message is worded where a model could have, who worded it."""
        worded = self.effect.worded if isinstance(self.effect, SendLetter) else ""
        return f"{self.why} {worded}.".strip() if worded else self.why


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class ConversationMessage:
    """One mail of a request's conversation, ours or theirs. `reading` is the analysis as JSON, for theirs."""

    direction: Direction
    provider_id: str
    message_id: str
    conversation_id: str
    from_name: str
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    new_text: str
    at: datetime
    key: str = ""
    reading: Mapping[str, object] = field(default_factory=dict)
    channel: str = "email"  # or sms; then the addresses are numbers (E.164)
    kind: str = ""  # of ours: the LetterKind


@dataclass(frozen=True)
class StoredConflict:
    """An obstacle they named, and what became of it (`scheduling_conflicts`)."""

    type: ConflictType
    description: str
    resolution: Resolution
    created_at: datetime
    pause_until: datetime | None = None
    resolution_successful: bool | None = None  # None: still in the way
    days_to_resolve: int | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True)
class Nudge:
    """A message of ours that asked for something unasked, for the caps. `to` as in the conversation."""

    request_id: RequestId
    company_id: uuid.UUID | None
    to: tuple[str, ...]
    kind: str
    at: datetime


@dataclass(frozen=True)
class HoldEvent:
    """A tentative event on the rep's calendar for a slot of a live offer; `event_id` is empty until made.

    `is_leaving`: its deletion has begun, so it is not to be counted on again.
    """

    id: uuid.UUID
    request_id: RequestId
    span: Span
    event_id: str = ""
    is_leaving: bool = False


@dataclass(frozen=True)
class ReceivedItem:
    """That an incoming item was seen, and what became of it. Bodies of mail that is not ours are not kept."""

    provider_id: str  # unique
    source: str  # inbox, sent, calendar
    received_at: datetime
    request_id: RequestId | None
    verdict: str  # why it was taken or left, in words


@dataclass(frozen=True)
class MomentClosed:
    """The end of a leverage card: who closed it and why, or what came of the call."""

    at: datetime
    by: Actor
    text: str
    is_dismissed: bool = False  # the rep did not want it; else it is done with


@dataclass(frozen=True)
class StoredNotice:
    id: uuid.UUID
    request_id: RequestId | None
    title: str
    text: str
    urgency: str
    created_at: datetime
    shown_at: datetime | None = None
    seen_at: datetime | None = None
    leads_to: str = ""  # "brief": to the request's prep brief; empty: to the request


@dataclass(frozen=True)
class OptOut:
    """An address or number (E.164) to which nothing leaves, from whenever on, until the rep lifts it."""

    address: str
    at: datetime
    reason: str
    lifted_at: datetime | None = None
    lifted_why: str = ""


class UnitOfWork(
    CrmRecords,
    CrmImports,
    AccountRecords,
    JobRecords,
    BriefRecords,
    JudgementRecords,
    LearningRecords,
    CourseRecords,
    InsightRecords,
    Protocol,
):
    """One transaction. Nothing is kept unless `commit` is called before the block ends."""

    # requests
    def add(self, request: MeetingRequest) -> None: ...

    def load(self, request_id: RequestId) -> MeetingRequest:
        """Raises UnknownRequest."""
        ...

    def save(self, request: MeetingRequest) -> None:
        """Write the request and its attendees; its held slots are replaced by `request.held_spans()`."""
        ...

    def requests(self, *, include_ended: bool = True) -> Sequence[MeetingRequest]:
        """All requests, oldest first."""
        ...

    def requests_since(self, since: datetime) -> Sequence[MeetingRequest]:
        """Those that have not ended, or did so at that moment or later, oldest first; those whose
        end has no moment as well."""
        ...

    def booked_requests(self) -> Sequence[MeetingRequest]:
        """Those that have not ended and whose meeting has a time, oldest first."""
        ...

    def due_requests(self, now: datetime) -> Sequence[RequestId]:
        """Not ended, next action at or before `now`, earliest first, and with no outbox row that is pending
        or recalled. While the rep handles a request, only reminding the rep is due."""
        ...

    def held_spans(self, *, except_for: RequestId) -> tuple[Span, ...]:
        """Slots in live offers of other requests that have not ended."""
        ...

    # journal and log
    def next_journal_number(self, request_id: RequestId) -> int: ...

    def append_journal(self, request_id: RequestId, line: JournalLine) -> None: ...

    def journal(self, request_id: RequestId) -> Sequence[JournalLine]: ...

    def append_actions(self, request_id: RequestId, entries: Sequence[ActionEntry]) -> None: ...

    def actions(self, request_id: RequestId) -> Sequence[ActionEntry]:
        """Oldest first."""
        ...

    def last_action(self, request_id: RequestId) -> ActionEntry | None:
        """The newest line of the log."""
        ...

    # outbox
    def queue(self, rows: Sequence[OutboxRow]) -> None:
        """Raises if a key is already there."""
        ...

    def outbox_row(self, key: EffectKey) -> OutboxRow | None: ...

    def outbox_of(self, request_id: RequestId) -> Sequence[OutboxRow]:
        """All rows of a request, oldest first."""
        ...

    def due_rows(self, now: datetime) -> Sequence[OutboxRow]:
        """Pending or recalled rows whose `not_before` has come, oldest first."""
        ...

    def unsent_rows(self) -> Sequence[OutboxRow]:
        """Those that are pending or wait for the rep, of requests that have not ended, oldest first."""
        ...

    def update_row(self, row: OutboxRow) -> None: ...

    def next_due_at(self) -> datetime | None:
        """The earliest next action that `due_requests` could return, or time of a pending or recalled row."""
        ...

    # what came in
    def is_received(self, provider_id: str) -> bool: ...

    def mark_received(self, item: ReceivedItem) -> None: ...

    def add_message(self, request_id: RequestId, message: ConversationMessage) -> None:
        """Keep one mail of the conversation; the same provider id again changes nothing."""
        ...

    def conversation(self, request_id: RequestId) -> Sequence[ConversationMessage]:
        """Oldest first."""
        ...

    def requests_with_message_ids(self, message_ids: Sequence[str]) -> Sequence[RequestId]:
        """Requests whose conversation holds one of these internet Message-IDs."""
        ...

    def requests_with_conversation(self, conversation_id: str) -> Sequence[RequestId]: ...

    def sent_since(self, since: datetime) -> Sequence[Nudge]:
        """Messages of ours that left at or after `since`, in all conversations, oldest first."""
        ...

    # what stands in the way
    def add_conflict(self, request_id: RequestId, conflict: StoredConflict) -> None: ...

    def conflicts(self, request_id: RequestId) -> Sequence[StoredConflict]:
        """Oldest first."""
        ...

    def resolve_conflicts(self, request_id: RequestId, successful: bool, at: datetime) -> None:
        """Note the outcome of those that are still open."""
        ...

    # tentative events that stand for offered slots
    def hold_events(self) -> Sequence[HoldEvent]: ...

    def save_hold_event(self, hold: HoldEvent) -> None:
        """Add it, or write its event id and whether it is leaving."""
        ...

    def drop_hold_event(self, hold_id: uuid.UUID) -> None: ...

    def cursor(self, name: str) -> str:
        """A saved place in a stream of news; empty if none."""
        ...

    def save_cursor(self, name: str, value: str) -> None: ...

    # people
    def account(self) -> Account | None:
        """The rep, as last told by the directory."""
        ...

    def save_account(self, account: Account) -> uuid.UUID:
        """Returns the user id, the same for the same address."""
        ...

    def opted_out(self, addresses: Sequence[str]) -> tuple[str, ...]:
        """Those of `addresses` that asked not to be written to."""
        ...

    def opt_out(self, address: str, at: datetime, reason: str) -> None:
        """Note it, once; who was lifted and asks again is out again."""
        ...

    def lift_opt_out(self, address: str, at: datetime, why: str) -> None:
        """They may be written to again; it stays in the list. Raises StoreError if it does not hold."""
        ...

    def opt_outs(self) -> Sequence[OptOut]:
        """Newest first, also those that were lifted."""
        ...

    # in which zone somebody is
    def add_zone_evidence(self, address: str, message_id: str, evidence: Sequence[ZoneEvidence]) -> None:
        """Keep what one message of theirs says; the same again changes nothing. Of the clocks of their mails
        only the newest are kept."""
        ...

    def zone_evidence(self, address: str) -> Sequence[ZoneEvidence]:
        """Oldest first; of every conversation with them."""
        ...

    def no_shows_at_company(self, company_id: uuid.UUID | None) -> int:
        """No-shows in all requests of that company."""
        ...

    # colleagues and contacts as last read
    def remember(self, people: Sequence[Remembered]) -> None:
        """Keep each as it is now; what was known of the same address and origin is replaced."""
        ...

    def remembered(
        self, origin: Origin, text: str = "", limit: int | None = None, *, read_since: datetime | None = None
    ) -> Sequence[Remembered]:
        """Those with a word of their name, their name or address beginning with `text`; by name. With
        `read_since`, those read at that moment or later."""
        ...

    def remembered_since(self, origin: Origin, before: datetime, limit: int) -> Sequence[Remembered]:
        """Those last read before that moment, the oldest first."""
        ...

    def remembered_contact(self, address: str) -> Remembered | None: ...

    def forget(self, addresses: Sequence[str], origin: Origin | None = None) -> None:
        """Without an origin of every kind, which is how somebody is erased. Who is unknown is no matter."""
        ...

    # the wider suite's records, kept here (crm)
    def company_id(
        self,
        name: str,
        state: str = "",
        industry: str = "",
        employees: int | None = None,
        ownership: str = "",
    ) -> uuid.UUID:
        """The company of that name (in any case), added if new; empty fields are filled, none overwritten."""
        ...

    def contact_id(
        self, name: str, address: str, company_id: uuid.UUID | None, title: str, phone: str
    ) -> uuid.UUID:
        """The contact with that address, added if new."""
        ...

    def deal_id(self, name: str, company_id: uuid.UUID | None) -> uuid.UUID: ...

    def deal_value(self, deal_id: uuid.UUID | None) -> float | None:
        """The deal's estimated value; None if it is not known."""
        ...

    def company_profile(
        self, company_id: uuid.UUID | None, deal_id: uuid.UUID | None = None
    ) -> CompanyProfile:
        """What is known of the company and the deal; empty for an unknown one."""
        ...

    def contact(self, address: str) -> Contact | None: ...

    def contacts(self) -> Sequence[Contact]:
        """Everybody known on the other side, by name."""
        ...

    def save_contact(self, contact: Contact) -> None:
        """Overwrite whether they are a champion, may be copied and own the company, and their persona. Raises
        StoreError for who is not known yet. A company has one champion: another one is none from now on."""
        ...

    def champion(self, company_id: uuid.UUID | None) -> Contact | None:
        """Who helps us at that company."""
        ...

    # what a follow-up can bring
    def proofs(self) -> Sequence[StoredProof]:
        """The whole library, oldest first, with what each has led to."""
        ...

    def add_proof(self, proof: NewProof, at: datetime) -> uuid.UUID: ...

    def keep_proof_import(self, batch: ImportBatch, proofs: Sequence[NewProof]) -> None:
        """Add them all, to be taken back by `undo_import`."""
        ...

    def retire_proof(self, proof_id: uuid.UUID, *, is_active: bool = False) -> None:
        """It is not used any more, or again; what it was used for stays. Raises StoreError for an unknown."""
        ...

    def proof_uses(self, request_id: RequestId) -> Sequence[ProofUse]:
        """Oldest first."""
        ...

    def proofs_had_by(self, addresses: Sequence[str]) -> set[uuid.UUID]:
        """Those that have left in any request with one of these people on the other side."""
        ...

    def save_proof_use(self, use: ProofUse) -> None:
        """Add it, or write what it led to: a request has each proof once."""
        ...

    def failed_at_company(self, company_id: uuid.UUID | None) -> int:
        """Requests of that company that were given up."""
        ...

    # as people and scripts see it
    def request_columns(self, request_id: RequestId) -> dict[str, object]:
        """Every column of the `scheduling_requests` row, JSON-ready (ISO 8601 times with offset)."""
        ...

    def attendee_columns(self, request_id: RequestId) -> list[dict[str, object]]: ...

    def briefs(self, request_id: RequestId) -> list[dict[str, object]]: ...

    # moments for the rep's own word
    def add_leverage_moment(self, request_id: RequestId, moment: LeverageMoment, at: datetime) -> None: ...

    def leverage_moments(self, request_id: RequestId) -> list[dict[str, object]]:
        """All columns of each, JSON-ready, oldest first; done and dismissed ones too."""
        ...

    def close_leverage_moment(self, moment_id: uuid.UUID, closing: MomentClosed) -> None:
        """Note that it is done or dismissed, and what came of it. Raises StoreError for an unknown one."""
        ...

    # notices
    def add_notice(self, notice: StoredNotice) -> None: ...

    def notices(self, *, unshown_only: bool = False) -> Sequence[StoredNotice]: ...

    def mark_notice_shown(self, notice_id: uuid.UUID, at: datetime) -> None: ...

    # the rep's own words
    def own_templates(self) -> Sequence[StoredTemplate]:
        """By kind and type of meeting."""
        ...

    def save_own_template(self, template: OwnTemplate, at: datetime) -> None:
        """In place of the one of the same kind and type; what became of that is forgotten."""
        ...

    def drop_own_template(self, kind: LetterKind, meeting_type: str) -> None:
        """Fine if there is none."""
        ...

    def note_template_use(self, template: OwnTemplate, refused: Sequence[str], at: datetime) -> None:
        """Keep why it was not used this time, or with nothing `refused` forget it; one that has been changed
        meanwhile is left alone."""
        ...

    def mails_to_self(self) -> Sequence[MailToSelf]:
        """Those that are not over, oldest first."""
        ...

    def save_mail_to_self(self, mail: MailToSelf) -> None:
        """Add it, or write how far it has come."""
        ...

    # settings kept with the data (not secrets)
    def setting(self, name: str) -> str | None: ...

    def save_setting(self, name: str, value: str) -> None: ...

    def commit(self) -> None: ...


class Store(Protocol):
    """Opens transactions. Writers exclude each other."""

    def begin(self) -> AbstractContextManager[UnitOfWork]: ...
