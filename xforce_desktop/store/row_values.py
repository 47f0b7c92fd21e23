"""Rows of the journal, the log, the outbox, the conversation and the notices as core values, and back."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlmodel import SQLModel

from xforce_desktop.clock import as_utc
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.ports import Account, OwnAbsence
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling import codec
from xforce_desktop.scheduling.request import Actor, EntryType, Resolution, State
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    Direction,
    JournalLine,
    OutboxRow,
    OutboxStatus,
    StoredConflict,
    StoredNotice,
)
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence, ZoneSource
from xforce_desktop.store.tables import (
    ConversationMessageRow,
    JournalRow,
    NotificationRow,
    OutboxItemRow,
    SchedulingActionRow,
    SchedulingConflictRow,
    UserRow,
    ZoneEvidenceRow,
)


def all_columns(row: SQLModel) -> dict[str, Any]:
    """Column names and values, in the order of the table."""
    return {name: getattr(row, name) for name in type(row).model_fields}


def journal_row(request_id: RequestId, line: JournalLine) -> JournalRow:
    return JournalRow(
        scheduling_request_id=request_id,
        number=line.number,
        at=line.at,
        event_type=type(line.event).__name__,
        event=codec.event_json(line.event),
        from_state=line.from_state.value,
        to_state=line.to_state.value,
    )


def journal_line(row: JournalRow) -> JournalLine:
    return JournalLine(
        row.number, row.at, codec.event_from(row.event), State(row.from_state), State(row.to_state)
    )


def action_row(request_id: RequestId, number: int, entry: ActionEntry) -> SchedulingActionRow:
    return SchedulingActionRow(
        scheduling_request_id=request_id,
        number=number,
        action_type=entry.type.value,
        actor=entry.actor.value,
        ai_reasoning=entry.why or None,
        created_at=entry.at,
        email_id=entry.email_id or None,
        times_proposed=codec.INSTANTS.dump(entry.times_proposed) if entry.times_proposed else None,
        time_selected=entry.time_selected,
        message_content=entry.message_content or None,
    )


def action_entry(row: SchedulingActionRow) -> ActionEntry:
    return ActionEntry(
        type=EntryType(row.action_type),
        actor=Actor(row.actor),
        why=row.ai_reasoning or "",
        at=row.created_at,
        email_id=row.email_id or "",
        times_proposed=codec.INSTANTS.parse(row.times_proposed or []),
        time_selected=row.time_selected,
        message_content=row.message_content or "",
        id=row.id,
    )


def outbox_columns(row: OutboxRow, updated_at: datetime) -> dict[str, Any]:
    return {
        "key": row.key,
        "scheduling_request_id": row.request_id,
        "effect_type": type(row.effect).__name__,
        "effect": codec.effect_json(row.effect),
        "status": row.status.value,
        "not_before": row.not_before,
        "created_at": row.created_at,
        "updated_at": updated_at,
        "why": row.why,
        "attempts": row.attempts,
        "provider_id": row.provider_id,
        "subject": row.subject,
        "body": row.body,
        "writer": row.writer,
        "last_error": row.last_error,
        "edited_by_rep": row.edited_by_rep,
    }


def outbox_item(row: OutboxItemRow) -> OutboxRow:
    return OutboxRow(
        key=EffectKey(row.key),
        request_id=RequestId(row.scheduling_request_id),
        effect=codec.effect_from(row.effect),
        status=OutboxStatus(row.status),
        not_before=row.not_before,
        created_at=row.created_at,
        why=row.why,
        attempts=row.attempts,
        provider_id=row.provider_id,
        subject=row.subject,
        body=row.body,
        writer=row.writer,
        last_error=row.last_error,
        edited_by_rep=row.edited_by_rep,
    )


def message_row(request_id: RequestId, message: ConversationMessage) -> ConversationMessageRow:
    return ConversationMessageRow(
        scheduling_request_id=request_id,
        direction=message.direction.value,
        provider_id=message.provider_id,
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        from_name=message.from_name,
        from_address=message.from_address,
        to_addresses=list(message.to),
        cc_addresses=list(message.cc),
        subject=message.subject,
        body=message.body,
        new_text=message.new_text,
        at=message.at,
        effect_key=message.key,
        reading=dict(message.reading),
        channel=message.channel,
        kind=message.kind,
    )


def message(row: ConversationMessageRow) -> ConversationMessage:
    return ConversationMessage(
        direction=Direction(row.direction),
        provider_id=row.provider_id,
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        from_name=row.from_name,
        from_address=row.from_address,
        to=tuple(row.to_addresses),
        cc=tuple(row.cc_addresses),
        subject=row.subject,
        body=row.body,
        new_text=row.new_text,
        at=row.at,
        key=row.effect_key,
        reading=row.reading,
        channel=row.channel,
        kind=row.kind,
    )


def conflict_row(request_id: RequestId, conflict: StoredConflict) -> SchedulingConflictRow:
    return SchedulingConflictRow(
        scheduling_request_id=request_id,
        conflict_type=conflict.type.value,
        description=conflict.description or None,
        resolution_action=conflict.resolution.value,
        pause_until=conflict.pause_until,
        resolution_successful=conflict.resolution_successful,
        days_to_resolve=conflict.days_to_resolve,
        created_at=conflict.created_at,
        resolved_at=conflict.resolved_at,
    )


def conflict(row: SchedulingConflictRow) -> StoredConflict:
    return StoredConflict(
        type=ConflictType(row.conflict_type),
        description=row.description or "",
        resolution=Resolution(row.resolution_action or Resolution.ESCALATE.value),
        created_at=row.created_at,
        pause_until=row.pause_until,
        resolution_successful=row.resolution_successful,
        days_to_resolve=row.days_to_resolve,
        resolved_at=row.resolved_at,
    )


def notice(row: NotificationRow) -> StoredNotice:
    owner = row.scheduling_request_id
    return StoredNotice(
        id=row.id,
        request_id=RequestId(owner) if owner else None,
        title=row.title,
        text=row.text,
        urgency=row.urgency,
        created_at=row.created_at,
        shown_at=row.shown_at,
        seen_at=row.seen_at,
        leads_to=row.leads_to,
    )


def account_columns(account: Account) -> dict[str, Any]:
    hours = account.working_hours
    return {
        "email": account.address,
        "name": account.name,
        "title": account.title or None,
        "timezone": account.timezone or None,
        "working_hours": [part.isoformat() for part in hours] if hours else None,
        "working_days": list(account.working_days) or None,
        "away": [_iso(account.away.start), _iso(account.away.end)] if account.away else None,
        "aliases": list(account.aliases),
        "is_account": True,
    }


def _iso(at: datetime | None) -> str | None:
    return as_utc(at).isoformat() if at else None


def account(row: UserRow) -> Account:
    hours, away = row.working_hours, row.away
    return Account(
        name=row.name,
        address=row.email,
        title=row.title or "",
        timezone=row.timezone or "",
        working_hours=(time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) if hours else None,
        aliases=tuple(row.aliases),
        working_days=tuple(row.working_days or ()),
        away=OwnAbsence(*(datetime.fromisoformat(at) if at else None for at in away)) if away else None,
    )


def zone_columns(evidence: ZoneEvidence) -> dict[str, Any]:
    """The columns of one piece of evidence, without whose it is."""
    return {
        "source": evidence.source.value,
        "words": evidence.words,
        "zone": evidence.zone,
        "share": evidence.share,
        "offset_min": evidence.offset_min,
        "at": evidence.at,
    }


def zone_evidence(row: ZoneEvidenceRow) -> ZoneEvidence:
    return ZoneEvidence(ZoneSource(row.source), row.words, row.zone, row.at, row.share, row.offset_min)
