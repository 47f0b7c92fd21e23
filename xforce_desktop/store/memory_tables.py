"""What the in-memory store holds, and how a transaction in it is taken back.

Writes go straight into the tables; each leaves behind how to undo it, and a block that ends without `commit`
is undone backwards. So a transaction costs what it writes, however much is stored.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from xforce_desktop.availability.spans import Span
from xforce_desktop.crm.book import Change
from xforce_desktop.crm.imports import ImportBatch
from xforce_desktop.crm.records import Deal, TextConsent
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry
from xforce_desktop.scheduling.briefs import StoredBrief
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.insight import AttendeeInsight
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.jobs import Job
from xforce_desktop.scheduling.lessons import LearnedChange, Postmortem, SeasonPattern
from xforce_desktop.scheduling.proofs import CompanyProfile, ProofUse, StoredProof
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    HoldEvent,
    JournalLine,
    OptOut,
    OutboxRow,
    ReceivedItem,
    StoredConflict,
    StoredNotice,
)
from xforce_desktop.scheduling.wording_desk import MailToSelf, StoredTemplate
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class ContactExtra:
    """What `Contact` does not hold of somebody."""

    phone: str = ""
    timezone: str = ""
    sms_consent: TextConsent | None = None


@dataclass
class Tables:
    """Everything stored. Dicts keep the order of insertion, which is the order of age."""

    requests: dict[RequestId, MeetingRequest] = field(default_factory=dict)
    updated_at: dict[RequestId, datetime] = field(default_factory=dict)
    attendee_since: dict[uuid.UUID, datetime] = field(default_factory=dict)
    holds: dict[RequestId, tuple[Span, ...]] = field(default_factory=dict)
    journal: dict[RequestId, tuple[JournalLine, ...]] = field(default_factory=dict)
    actions: dict[RequestId, tuple[ActionEntry, ...]] = field(default_factory=dict)
    outbox: dict[EffectKey, OutboxRow] = field(default_factory=dict)
    outbox_number: dict[EffectKey, int] = field(default_factory=dict)
    outbox_of: dict[RequestId, tuple[EffectKey, ...]] = field(default_factory=dict)
    live: dict[EffectKey, None] = field(default_factory=dict)  # pending, waiting or recalled
    received: dict[tuple[str, str], ReceivedItem] = field(default_factory=dict)
    received_ids: dict[str, None] = field(default_factory=dict)
    messages: dict[RequestId, tuple[ConversationMessage, ...]] = field(default_factory=dict)
    by_message_id: dict[str, tuple[RequestId, ...]] = field(default_factory=dict)
    by_conversation: dict[str, tuple[RequestId, ...]] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    account: dict[str, Account] = field(default_factory=dict)  # at most one, under ""
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    opt_outs: dict[str, OptOut] = field(default_factory=dict)
    zone_evidence: dict[str, tuple[tuple[str, ZoneEvidence], ...]] = field(default_factory=dict)
    remembered: dict[tuple[Origin, str], Remembered] = field(default_factory=dict)
    companies: dict[str, uuid.UUID] = field(default_factory=dict)
    contacts: dict[str, uuid.UUID] = field(default_factory=dict)
    deals: dict[tuple[str, uuid.UUID | None], uuid.UUID] = field(default_factory=dict)
    notices: dict[uuid.UUID, StoredNotice] = field(default_factory=dict)
    leverage: dict[RequestId, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    sent: dict[tuple[RequestId, int], tuple[RequestId, ConversationMessage]] = field(default_factory=dict)
    conflicts: dict[RequestId, tuple[StoredConflict, ...]] = field(default_factory=dict)
    hold_events: dict[uuid.UUID, HoldEvent] = field(default_factory=dict)
    templates: dict[tuple[str, str], StoredTemplate] = field(default_factory=dict)
    to_self: dict[str, MailToSelf] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    briefs: dict[uuid.UUID, StoredBrief] = field(default_factory=dict)
    profiles: dict[uuid.UUID, CompanyProfile] = field(default_factory=dict)
    company_names: dict[uuid.UUID, str] = field(default_factory=dict)
    known_contacts: dict[str, Contact] = field(default_factory=dict)
    company_states: dict[uuid.UUID, str] = field(default_factory=dict)
    contact_extras: dict[str, ContactExtra] = field(default_factory=dict)
    deal_records: dict[uuid.UUID, Deal] = field(default_factory=dict)
    imports: dict[uuid.UUID, tuple[ImportBatch, tuple[Change, ...]]] = field(default_factory=dict)
    imported_proofs: dict[uuid.UUID, tuple[uuid.UUID, ...]] = field(default_factory=dict)
    proofs: dict[uuid.UUID, StoredProof] = field(default_factory=dict)
    intent_readings: dict[RequestId, tuple[IntentReading, ...]] = field(default_factory=dict)
    deal_signals: dict[RequestId, tuple[DealSignal, ...]] = field(default_factory=dict)
    call_holds: dict[uuid.UUID, CallHold] = field(default_factory=dict)
    insights: dict[RequestId, AttendeeInsight] = field(default_factory=dict)
    proof_uses: dict[tuple[RequestId, uuid.UUID], ProofUse] = field(default_factory=dict)
    account_memory: dict[uuid.UUID, MemoryEntry] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    company_facts: dict[tuple[uuid.UUID, str], CompanyFact] = field(default_factory=dict)
    postmortems: dict[RequestId, Postmortem] = field(default_factory=dict)
    learned_changes: dict[uuid.UUID, LearnedChange] = field(default_factory=dict)
    learning_looks: dict[str, int] = field(default_factory=dict)
    season_patterns: dict[tuple[str, int], SeasonPattern] = field(default_factory=dict)


class UndoLog:
    """How to take back what was written since the last commit."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], None]] = []
        self.is_open = True

    def put(self, table: MutableMapping[K, V], key: K, value: V) -> None:
        """Write one entry. A key that is there keeps its place in the order."""
        self._check_open()
        if key in table:
            old = table[key]
            self._steps.append(lambda: table.__setitem__(key, old))
        else:
            self._steps.append(lambda: table.__delitem__(key))
        table[key] = value

    def drop(self, table: MutableMapping[K, V], key: K) -> None:
        """Remove one entry, if it is there; undone, it stands last in the order."""
        self._check_open()
        if key in table:
            old = table.pop(key)
            self._steps.append(lambda: table.__setitem__(key, old))

    def forget(self) -> None:
        self._steps.clear()

    def undo(self) -> None:
        while self._steps:
            self._steps.pop()()

    def _check_open(self) -> None:
        if not self.is_open:
            raise RuntimeError("written after the transaction ended")
