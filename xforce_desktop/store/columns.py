"""A meeting request and its attendees as column values, and back.

Used by both stores, so that what people see of a request is the same from either. Texts that are empty in the
core are NULL here. `date_range_start` and `date_range_end` are the first and last day of the range in its own
zone, for people; the range itself is kept as two instants.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from xforce_desktop.availability.spans import Span
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling import codec
from xforce_desktop.scheduling.leverage import LeverageMoment
from xforce_desktop.scheduling.request import (
    ActionType,
    Approval,
    Attendee,
    Handler,
    InviteStatus,
    MeetingRequest,
    MeetingType,
    NextAction,
    Outcome,
    Platform,
    Preferences,
    Side,
    State,
)
from xforce_desktop.scheduling.unit_of_work import MomentClosed

PARTS_OF_DAY = ("morning", "afternoon", "evening")

Columns = dict[str, Any]


def request_columns(request: MeetingRequest) -> Columns:
    """Every column of `scheduling_requests` that a request decides, the specification's first."""
    return {
        **_meeting_columns(request),
        **_preference_columns(request.preferences),
        **_tracking_columns(request),
        **_outcome_columns(request),
        "email_thread_id": request.email_thread_id or None,
        "conversation_history": codec.HISTORY.dump(request.history),
        "created_at": request.created_at,
        **_own_columns(request),
    }


def _meeting_columns(request: MeetingRequest) -> Columns:
    return {
        "id": request.id,
        "created_by": request.created_by,
        "deal_id": request.deal_id,
        "company_id": request.company_id,
        "meeting_type": request.meeting_type.value,
        "duration_minutes": request.duration_minutes,
        "title": request.title or None,
        "context": request.context or None,
        "meeting_platform": request.platform.value,
        "meeting_location": request.location or None,
    }


def _preference_columns(preferences: Preferences) -> Columns:
    zone = ZoneInfo(preferences.timezone)
    last_moment = preferences.range.end - timedelta(microseconds=1)
    wanted = dict.fromkeys(preferences.preferred_times, True)
    others = {part: False for part in PARTS_OF_DAY if part not in wanted}
    return {
        "date_range_start": preferences.range.start.astimezone(zone).date(),
        "date_range_end": last_moment.astimezone(zone).date(),
        "preferred_times": {**wanted, **others},
        "avoid_days": list(preferences.avoid),
        "timezone": preferences.timezone,
    }


def _tracking_columns(request: MeetingRequest) -> Columns:
    action = request.next_action
    return {
        "status": request.state.value,
        "attempt_count": request.attempt_count,
        "no_show_count": request.no_show_count,
        "last_action_at": request.last_action_at,
        "next_action_at": action.at if action else None,
        "next_action_type": action.type.value if action else None,
    }


def _outcome_columns(request: MeetingRequest) -> Columns:
    return {
        "scheduled_time": request.scheduled_time,
        "calendar_event_id": request.calendar_event_id or None,
        "invite_accepted": request.invite_accepted,
        "completed_at": request.completed_at,
        "outcome": request.outcome.value if request.outcome else None,
        "outcome_notes": request.outcome_notes or None,
    }


def _own_columns(request: MeetingRequest) -> Columns:
    """What the app keeps beyond the specification."""
    return {
        "next_action_why": request.next_action.why if request.next_action else None,
        "handled_by": request.handled_by.value,
        "requires_human_review": request.requires_human_review,
        "review_reason": request.review_reason or None,
        "approval": request.approval.value,
        "is_approved": request.is_approved,
        "company_name": request.company_name or None,
        "company_state": request.company_state or None,
        "interrupted_state": request.interrupted_state.value if request.interrupted_state else None,
        "interrupted_action": codec.NEXT_ACTION.dump(request.interrupted_action),
        "asks_since_reply": request.asks_since_reply,
        "clarify_count": request.clarify_count,
        "ladder_step": request.ladder_step,
        "least_duration_minutes": request.least_duration_minutes,
        "shortened_from": request.shortened_from,
        "deal_value": request.deal_value,
        "account_failures": request.account_failures,
        "conflict_context": codec.CONFLICT.dump(request.conflict),
        "range_start_at": request.preferences.range.start,
        "range_end_at": request.preferences.range.end,
        "offered_times": codec.INSTANTS.dump(request.offered_times),
        "refused_times": codec.INSTANTS.dump(request.refused_times),
        "their_times": codec.SPANS.dump(request.their_times),
        "constraints": codec.CONSTRAINTS.dump(request.constraints),
        "agreed_time": request.agreed_time,
        "their_times_from": request.their_times_from,
        "counts_from": request.counts_from,
        "booked_at": request.booked_at,
        "needs_two_reminders": request.needs_two_reminders,
        "join_url": request.join_url or None,
        "subject": request.subject or None,
        "reply_to_id": request.reply_to_id or None,
        "also_write_to": list(request.also_write_to),
        "shown_timezone": request.shown_timezone,
        "zone_asked": request.zone_asked,
        "trade": request.trade,
        "knobs": codec.KNOBS.dump(request.knobs),
        "first_duration_minutes": request.first_duration_minutes,
        "followup_template": codec.FOLLOW_UP_TEMPLATE.dump(request.followup_template),
        "standing": codec.STANDING.dump(request.standing),
        "risk_accepted": request.risk_accepted,
    }


def attendee_columns(attendee: Attendee, request_id: RequestId, position: int) -> Columns:
    """Every column of `scheduling_attendees` except `created_at`; `position` (from 0) keeps their order."""
    agreed = attendee.agreed_times
    return {
        "id": attendee.id,
        "scheduling_request_id": request_id,
        "side": attendee.side.value,
        "user_id": attendee.user_id,
        "contact_id": attendee.contact_id,
        "name": attendee.name or None,
        "email": attendee.email,
        "is_required": attendee.is_required,
        "is_organizer": attendee.is_organizer,
        "invite_status": attendee.invite_status.value,
        "position": position,
        "title": attendee.title or None,
        "phone": attendee.phone or None,
        "timezone": attendee.timezone or None,
        "sms_consent": codec.SMS_CONSENT.dump(attendee.sms_consent),
        "agreed_times": None if agreed is None else codec.INSTANTS.dump(agreed),
        "left_out_reason": attendee.left_out_reason,
        "zone": attendee.zone,
        "zone_is_sure": attendee.zone_is_sure,
    }


def request_from(row: Mapping[str, Any], attendees: Sequence[Attendee]) -> MeetingRequest:
    """The request of which these are the columns."""
    return MeetingRequest(
        id=RequestId(row["id"]),
        created_by=row["created_by"],
        meeting_type=MeetingType(row["meeting_type"]),
        duration_minutes=row["duration_minutes"],
        title=row["title"] or "",
        context=row["context"] or "",
        platform=Platform(row["meeting_platform"]),
        preferences=_preferences_from(row),
        attendees=tuple(attendees),
        created_at=row["created_at"],
        **_origin_from(row),
        **_progress_from(row),
        **_times_from(row),
        **_result_from(row),
    )


def _preferences_from(row: Mapping[str, Any]) -> Preferences:
    return Preferences(
        range=Span(row["range_start_at"], row["range_end_at"]),
        timezone=row["timezone"],
        preferred_times=tuple(part for part, wanted in row["preferred_times"].items() if wanted),
        avoid=tuple(row["avoid_days"]),
    )


def _origin_from(row: Mapping[str, Any]) -> Columns:
    return {
        "location": row["meeting_location"] or "",
        "deal_id": row["deal_id"],
        "company_id": row["company_id"],
        "company_name": row["company_name"] or "",
        "company_state": row["company_state"] or "",
        "approval": Approval(row["approval"]),
        "is_approved": row["is_approved"],
    }


def _progress_from(row: Mapping[str, Any]) -> Columns:
    interrupted = row["interrupted_state"]
    return {
        "state": State(row["status"]),
        "handled_by": Handler(row["handled_by"]),
        "requires_human_review": row["requires_human_review"],
        "review_reason": row["review_reason"] or "",
        "next_action": _next_action_from(row),
        "last_action_at": row["last_action_at"],
        "interrupted_state": State(interrupted) if interrupted else None,
        "interrupted_action": codec.NEXT_ACTION.parse(row["interrupted_action"]),
        "attempt_count": row["attempt_count"],
        "asks_since_reply": row["asks_since_reply"],
        "clarify_count": row["clarify_count"],
        "ladder_step": row["ladder_step"],
        "least_duration_minutes": row["least_duration_minutes"],
        "shortened_from": row["shortened_from"],
        "deal_value": row["deal_value"],
        "account_failures": row["account_failures"],
        "conflict": codec.CONFLICT.parse(row["conflict_context"]),
        "no_show_count": row["no_show_count"],
    }


def _next_action_from(row: Mapping[str, Any]) -> NextAction | None:
    if row["next_action_at"] is None:
        return None
    kind = ActionType(row["next_action_type"])
    return NextAction(kind, row["next_action_at"], row["next_action_why"] or "")


def _times_from(row: Mapping[str, Any]) -> Columns:
    return {
        "offered_times": codec.INSTANTS.parse(row["offered_times"]),
        "refused_times": codec.INSTANTS.parse(row["refused_times"]),
        "their_times": codec.SPANS.parse(row["their_times"]),
        "constraints": codec.CONSTRAINTS.parse(row["constraints"]),
        "scheduled_time": row["scheduled_time"],
        "agreed_time": row["agreed_time"],
        "their_times_from": row["their_times_from"],
        "counts_from": row["counts_from"],
        "booked_at": row["booked_at"],
        "needs_two_reminders": row["needs_two_reminders"],
        "completed_at": row["completed_at"],
    }


def _result_from(row: Mapping[str, Any]) -> Columns:
    return {
        "calendar_event_id": row["calendar_event_id"] or "",
        "join_url": row["join_url"] or "",
        "invite_accepted": row["invite_accepted"],
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
        "outcome_notes": row["outcome_notes"] or "",
        "email_thread_id": row["email_thread_id"] or "",
        "subject": row["subject"] or "",
        "reply_to_id": row["reply_to_id"] or "",
        "also_write_to": codec.WORDS.parse(row["also_write_to"]),
        "history": codec.HISTORY.parse(row["conversation_history"]),
        "shown_timezone": row["shown_timezone"],
        "zone_asked": row["zone_asked"],
        "trade": row["trade"],
        "knobs": codec.KNOBS.parse(row["knobs"]),
        "first_duration_minutes": row["first_duration_minutes"],
        "followup_template": codec.FOLLOW_UP_TEMPLATE.parse(row["followup_template"]),
        "standing": codec.STANDING.parse(row["standing"] or ()),
        "risk_accepted": row["risk_accepted"],
    }


def attendee_from(row: Mapping[str, Any]) -> Attendee:
    """The attendee of which these are the columns."""
    agreed = row["agreed_times"]
    return Attendee(
        id=row["id"],
        side=Side(row["side"]),
        name=row["name"] or "",
        email=row["email"],
        is_required=row["is_required"],
        is_organizer=row["is_organizer"],
        title=row["title"] or "",
        phone=row["phone"] or "",
        timezone=row["timezone"] or "",
        user_id=row["user_id"],
        contact_id=row["contact_id"],
        sms_consent=codec.SMS_CONSENT.parse(row["sms_consent"]),
        invite_status=InviteStatus(row["invite_status"]),
        agreed_times=None if agreed is None else codec.INSTANTS.parse(agreed),
        left_out_reason=row["left_out_reason"],
        zone=row["zone"],
        zone_is_sure=row["zone_is_sure"],
    )


def leverage_columns(
    moment: LeverageMoment,
    request_id: RequestId,
    deal_id: uuid.UUID | None,
    company_id: uuid.UUID | None,
    at: datetime,
) -> Columns:
    """Every column of a new `leverage_moments` row except `id`."""
    return {
        "scheduling_request_id": request_id,
        "deal_id": deal_id,
        "company_id": company_id,
        "trigger": moment.trigger.value,
        "type": moment.type,
        "urgency": moment.urgency,
        "source": "scheduler",
        "brief": json_ready(moment.brief_json()),
        "created_at": at,
        "shown_at": None,
        "done_at": None,
        "dismissed_at": None,
        "result": None,
        "snoozed_until": None,
    }


def leverage_closing(closing: MomentClosed) -> Columns:
    """The columns of a `leverage_moments` row that change when it is closed."""
    name = "dismissed_at" if closing.is_dismissed else "done_at"
    return {name: closing.at, "result": {"by": closing.by.value, "text": closing.text}}


def json_ready(value: Any) -> Any:
    """A column value for people and scripts: moments as ISO 8601 with offset, ids and enums as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): json_ready(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [json_ready(part) for part in value]
    return value
