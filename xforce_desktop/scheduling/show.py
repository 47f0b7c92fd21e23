"""`request show` and `request list` as JSON: the columns at the top, what we add beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling import approval, call_holds, insight_words
from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.deal_signals import DealSignal, deal_adjustment
from xforce_desktop.scheduling.events import AttendanceSeen
from xforce_desktop.scheduling.intent import SchedulingIntent, intent_of
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.jobs import Job
from xforce_desktop.scheduling.learnings import learnings
from xforce_desktop.scheduling.memory_json import memory_json
from xforce_desktop.scheduling.proofs import ProofUse
from xforce_desktop.scheduling.reputation import ReputationRisk, assess
from xforce_desktop.scheduling.request import MeetingRequest, NextAction
from xforce_desktop.scheduling.suggestions import Replacement, replacement_in
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    OutboxRow,
    OutboxStatus,
    StoredConflict,
    UnitOfWork,
)
from xforce_desktop.scheduling.zone_desk import zone_json

INTENT: Form[SchedulingIntent] = Form(SchedulingIntent)
REPUTATION: Form[ReputationRisk] = Form(ReputationRisk)
TREND: Form[tuple[IntentReading, ...]] = Form(tuple[IntentReading, ...])
SIGNALS: Form[tuple[DealSignal, ...]] = Form(tuple[DealSignal, ...])


def show(work: UnitOfWork, request_id: RequestId, now: datetime) -> dict[str, Any]:
    """Everything about one request, JSON-ready, times ISO 8601 with offset."""
    request = work.load(request_id)
    rows = work.outbox_of(request_id)
    return {
        **brief_view(work, request),
        "attendees": work.attendee_columns(request_id),
        "actions": [_action(request_id, entry) for entry in work.actions(request_id)],
        "conversation": [_message(message) for message in work.conversation(request_id)],
        "holds": [{"start": _iso(span.start), "end": _iso(span.end)} for span in request.held_spans()],
        "conflicts": [_conflict(conflict) for conflict in work.conflicts(request_id)],
        "constraints": [_constraint(c) for c in request.constraints],
        "suggestion": _suggestion(replacement_in(work.conversation(request_id), request)),
        "outbox": [_row(row, request) for row in rows],
        "waiting": [_row(row, request) for row in rows if row.status is OutboxStatus.WAITING],
        "intent": _intent(work, request),
        "reputation": REPUTATION.dump(assess(request)),
        "deal_signals": SIGNALS.dump(tuple(work.signals_of_request(request_id))),
        "deal_adjustment": _adjustment(work, request),
        "call_hold": _call_hold(work, request, now),
        "leverage_moments": work.leverage_moments(request_id),
        "briefs": work.briefs(request_id),
        "jobs": [_job(job) for job in work.jobs(request_id)],
        "proofs": [_proof_use(use) for use in work.proof_uses(request_id)],
        "memory": memory_json(work, request),
        "champion": _champion(work.champion(request.company_id)),
        "zone": zone_json(work, request),
        "attendance": _attendance(work, request_id),
        **learnings(work, request),
        "attendee_analysis": insight_words.as_json(request, work.insight(request_id)),
    }


def _job(job: Job) -> dict[str, Any]:
    """What is prepared around the meeting, and how far that has come."""
    return {
        "key": job.key,
        "kind": job.kind.value,
        "meeting_time": _iso(job.meeting_at),
        "run_at": _iso(job.run_at),
        "status": job.status.value,
        "attempts": job.attempts,
        "last_error": job.last_error or None,
    }


def _intent(work: UnitOfWork, request: MeetingRequest) -> dict[str, Any]:
    """Their interest now, and `trend`: what each interaction that changed it had shown."""
    trend = TREND.dump(tuple(work.intent_readings(request.id)))
    return {**INTENT.dump(intent_of(request)), "trend": trend}


def _adjustment(work: UnitOfWork, request: MeetingRequest) -> int | None:
    """What all signals of its deal come to for the deal's confidence; null without a deal."""
    return deal_adjustment(work.deal_signals(request.deal_id)) if request.deal_id else None


def _call_hold(work: UnitOfWork, request: MeetingRequest, now: datetime) -> dict[str, str] | None:
    """Whom the rep is calling, and until when nothing leaves; null while nothing is held."""
    hold = call_holds.hold_for(work.call_holds(now), request, now)
    return {"who": hold.who, "until": _iso(hold.until)} if hold else None


def _attendance(work: UnitOfWork, request_id: RequestId) -> dict[str, str] | None:
    """What the attendance reports proved when they were last looked at; null before that."""
    seen = [line for line in work.journal(request_id) if isinstance(line.event, AttendanceSeen)]
    if not seen:
        return None
    event = seen[-1].event
    assert isinstance(event, AttendanceSeen)
    return {"grade": event.evidence.value, "evidence": event.detail, "at": _iso(seen[-1].at)}


def brief_view(work: UnitOfWork, request: MeetingRequest) -> dict[str, Any]:
    """One line of the list: all columns of the request, its state and what comes next."""
    return {
        **work.request_columns(request.id),
        "state": request.state.value,
        "handled_by": request.handled_by.value,
        "requires_human_review": request.requires_human_review,
        "review_reason": request.review_reason,
        "next_action": _next(request.next_action),
    }


def _next(action: NextAction | None) -> dict[str, str] | None:
    return {"type": action.type.value, "at": _iso(action.at), "why": action.why} if action else None


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def _action(request_id: RequestId, entry: ActionEntry) -> dict[str, Any]:
    """The specification's columns; `why` and `at` are our words for two of them."""
    return {
        "id": str(entry.id) if entry.id else None,
        "scheduling_request_id": str(request_id),
        "action_type": entry.type.value,
        "actor": entry.actor.value,
        "why": entry.why,
        "at": _iso(entry.at),
        "email_id": entry.email_id or None,
        "times_proposed": [_iso(t) for t in entry.times_proposed],
        "time_selected": _iso(entry.time_selected) if entry.time_selected else None,
        "message_content": entry.message_content or None,
        "ai_reasoning": entry.why,
        "created_at": _iso(entry.at),
    }


def _message(message: ConversationMessage) -> dict[str, Any]:
    return {
        "direction": message.direction.value,
        "channel": message.channel,
        "id": message.provider_id,
        "message_id": message.message_id,
        "from": message.from_address,
        "to": list(message.to),
        "cc": list(message.cc),
        "subject": message.subject,
        "body": message.body,
        "new_text": message.new_text,
        "at": _iso(message.at),
        "reading": dict(message.reading) or None,
    }


def _conflict(conflict: StoredConflict) -> dict[str, Any]:
    """An obstacle they named; the last three are null while it still stands in the way."""
    return {
        "type": conflict.type.value,
        "description": conflict.description,
        "resolution_action": conflict.resolution.value,
        "pause_until": _iso(conflict.pause_until) if conflict.pause_until else None,
        "created_at": _iso(conflict.created_at),
        "resolution_successful": conflict.resolution_successful,
        "days_to_resolve": conflict.days_to_resolve,
        "resolved_at": _iso(conflict.resolved_at) if conflict.resolved_at else None,
    }


def _suggestion(found: Replacement | None) -> dict[str, str] | None:
    """Whom a machine of theirs named: only the rep puts them in the place of who is in it now."""
    if found is None:
        return None
    return {"replace": found.person.email, "by": found.newcomer.address, "name": found.newcomer.name}


def _proof_use(use: ProofUse) -> dict[str, Any]:
    """What a mail brought, and what that led to; null while it is open."""
    return {
        "social_proof_id": str(use.proof_id),
        "attempt_number": use.attempt,
        "sent_at": _iso(use.sent_at),
        "led_to_response": use.led_to_response,
        "led_to_scheduling": use.led_to_scheduling,
    }


def _champion(known: Contact | None) -> dict[str, Any] | None:
    """Who helps us at their company."""
    if known is None:
        return None
    return {"address": known.address, "name": known.name, "may_be_copied": known.may_be_copied}


def _constraint(constraint: Any) -> dict[str, Any]:  # a dataclass of the readers
    return {
        "kind": constraint.kind.value,
        "weekday": constraint.weekday,
        "clock": constraint.clock.isoformat() if constraint.clock else None,
        "part": constraint.part,
    }


def _row(row: OutboxRow, request: MeetingRequest) -> dict[str, Any]:
    """`of_use_until`: when a text about the booked meeting is dropped; null for anything else."""
    until = approval.of_use_until(request, row.effect)
    return {
        "key": str(row.key),
        "effect": type(row.effect).__name__,
        "status": row.status.value,
        "not_before": _iso(row.not_before),
        "of_use_until": _iso(until) if until else None,
        "why": row.said_why,
        "writer": row.writer or None,
        "subject": row.subject or None,
        "body": row.body or None,
        "last_error": row.last_error or None,
    }
