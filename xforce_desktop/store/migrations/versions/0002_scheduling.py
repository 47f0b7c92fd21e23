"""Meeting requests and everything that hangs on them, with the metrics over them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = (
    "'initiated', 'proposing', 'awaiting_response', 'negotiating', 'confirming', 'confirmed', "
    "'reminder_sent', 'completed', 'no_show', 'cancelled', 'paused'"
)
OUTCOMES = "'held', 'cancelled_by_us', 'cancelled_by_them', 'no_show', 'rescheduled', 'gave_up'"
# Weeks begin on Monday, 00:00 UTC.
SCHEDULER_METRICS = """
CREATE VIEW scheduler_metrics AS
SELECT
  date(created_at, '-6 days', 'weekday 1') AS week,
  COUNT(*) AS total_requests,
  COUNT(*) FILTER (WHERE outcome = 'held') AS meetings_held,
  COUNT(*) FILTER (WHERE outcome = 'cancelled_by_them') AS cancelled_by_prospect,
  COUNT(*) FILTER (WHERE outcome = 'gave_up') AS gave_up,
  AVG(attempt_count) AS avg_attempts_to_schedule,
  AVG(no_show_count) AS avg_no_shows,
  AVG(julianday(scheduled_time) - julianday(created_at))
    FILTER (WHERE scheduled_time IS NOT NULL) AS avg_days_to_schedule,
  CAST(COUNT(*) FILTER (WHERE outcome = 'held') AS REAL) / NULLIF(COUNT(*), 0) AS meeting_success_rate
FROM scheduling_requests
WHERE status IN ('completed', 'cancelled')
GROUP BY date(created_at, '-6 days', 'weekday 1')
"""


def upgrade() -> None:
    _scheduling_requests()
    _scheduling_attendees()
    _scheduling_actions()
    _scheduling_templates()
    _journal()
    _slot_holds()
    _conversation_messages()
    op.execute(SCHEDULER_METRICS)


def _specification_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("deal_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("meeting_type", sa.String(length=50), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column("context", sa.String(), nullable=True),
        sa.Column("meeting_platform", sa.String(length=50), nullable=False),
        sa.Column("meeting_location", sa.String(), nullable=True),
        sa.Column("date_range_start", sa.Date(), nullable=True),
        sa.Column("date_range_end", sa.Date(), nullable=True),
        sa.Column("preferred_times", sa.JSON(), nullable=False),
        sa.Column("avoid_days", sa.JSON(), nullable=False),
        sa.Column("timezone", sa.String(length=50), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("no_show_count", sa.Integer(), nullable=False),
        sa.Column("last_action_at", sa.DateTime(), nullable=True),
        sa.Column("next_action_at", sa.DateTime(), nullable=True),
        sa.Column("next_action_type", sa.String(length=50), nullable=True),
        sa.Column("scheduled_time", sa.DateTime(), nullable=True),
        sa.Column("calendar_event_id", sa.String(), nullable=True),
        sa.Column("invite_accepted", sa.Boolean(), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("outcome_notes", sa.String(), nullable=True),
        sa.Column("email_thread_id", sa.String(), nullable=True),
        sa.Column("conversation_history", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
    ]


def _own_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("next_action_why", sa.String(), nullable=True),
        sa.Column("handled_by", sa.String(length=10), nullable=False),
        sa.Column("requires_human_review", sa.Boolean(), nullable=False),
        sa.Column("review_reason", sa.String(), nullable=True),
        sa.Column("approval", sa.String(length=20), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("company_name", sa.String(), nullable=True),
        sa.Column("company_state", sa.String(), nullable=True),
        sa.Column("interrupted_state", sa.String(length=30), nullable=True),
        sa.Column("interrupted_action", sa.JSON(), nullable=True),
        sa.Column("asks_since_reply", sa.Integer(), nullable=False),
        sa.Column("clarify_count", sa.Integer(), nullable=False),
        sa.Column("range_start_at", sa.DateTime(), nullable=False),
        sa.Column("range_end_at", sa.DateTime(), nullable=False),
        sa.Column("offered_times", sa.JSON(), nullable=False),
        sa.Column("refused_times", sa.JSON(), nullable=False),
        sa.Column("their_times", sa.JSON(), nullable=False),
        sa.Column("constraints", sa.JSON(), nullable=False),
        sa.Column("agreed_time", sa.DateTime(), nullable=True),
        sa.Column("their_times_from", sa.String(), nullable=False),
        sa.Column("counts_from", sa.DateTime(), nullable=True),
        sa.Column("booked_at", sa.DateTime(), nullable=True),
        sa.Column("needs_two_reminders", sa.Boolean(), nullable=False),
        sa.Column("join_url", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("reply_to_id", sa.String(), nullable=True),
        sa.Column("also_write_to", sa.JSON(), nullable=False),
        sa.Column("conflict_context", sa.JSON(), nullable=True),
        sa.Column("followup_template", sa.JSON(), nullable=True),
        sa.Column("postmortem", sa.JSON(), nullable=True),
    ]


def _request_checks() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(
            "approval IN ('review_all', 'review_first', 'autopilot')",
            name=op.f("ck_scheduling_requests_approval"),
        ),
        sa.CheckConstraint("handled_by IN ('agent', 'rep')", name=op.f("ck_scheduling_requests_handled_by")),
        sa.CheckConstraint(
            f"interrupted_state IN ({STATES})", name=op.f("ck_scheduling_requests_interrupted_state")
        ),
        sa.CheckConstraint(
            "meeting_platform IN ('teams', 'zoom', 'google_meet', 'phone', 'in_person')",
            name=op.f("ck_scheduling_requests_meeting_platform"),
        ),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_scheduling_requests_outcome")),
        sa.CheckConstraint(f"status IN ({STATES})", name=op.f("ck_scheduling_requests_status")),
        sa.CheckConstraint(
            "(next_action_at IS NULL) = (next_action_type IS NULL)",
            name=op.f("ck_scheduling_requests_next_action"),
        ),
        sa.CheckConstraint(
            "attempt_count >= 0 AND no_show_count >= 0", name=op.f("ck_scheduling_requests_counts")
        ),
        sa.CheckConstraint("duration_minutes > 0", name=op.f("ck_scheduling_requests_duration")),
        sa.CheckConstraint("range_end_at > range_start_at", name=op.f("ck_scheduling_requests_range")),
    ]


def _request_keys() -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_scheduling_requests_company_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_scheduling_requests_created_by")),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_scheduling_requests_deal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_requests")),
    ]


def _scheduling_requests() -> None:
    op.create_table(
        "scheduling_requests",
        *_specification_columns(),
        *_own_columns(),
        *_request_checks(),
        *_request_keys(),
    )
    op.create_index("idx_scheduling_requests_deal", "scheduling_requests", ["deal_id"], unique=False)
    op.create_index(
        "idx_scheduling_requests_next_action",
        "scheduling_requests",
        ["next_action_at"],
        unique=False,
        sqlite_where=sa.text("status NOT IN ('completed', 'cancelled')"),
    )
    op.create_index("idx_scheduling_requests_status", "scheduling_requests", ["status"], unique=False)
    op.create_index("ix_scheduling_requests_company_id", "scheduling_requests", ["company_id"], unique=False)


def _scheduling_attendees() -> None:
    op.create_table(
        "scheduling_attendees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_organizer", sa.Boolean(), nullable=False),
        sa.Column("invite_status", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("phone", sa.String(length=50), nullable=True),
        sa.Column("timezone", sa.String(length=50), nullable=True),
        sa.Column("sms_consent", sa.JSON(), nullable=True),
        sa.Column("agreed_times", sa.JSON(), nullable=True),
        sa.Column("left_out_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "invite_status IN ('pending', 'accepted', 'declined', 'tentative')",
            name=op.f("ck_scheduling_attendees_invite_status"),
        ),
        sa.CheckConstraint("side IN ('internal', 'external')", name=op.f("ck_scheduling_attendees_side")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_scheduling_attendees_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_scheduling_attendees_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_scheduling_attendees_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_attendees")),
    )
    op.create_index(
        "idx_scheduling_attendees_request", "scheduling_attendees", ["scheduling_request_id"], unique=False
    )


def _scheduling_actions() -> None:
    op.create_table(
        "scheduling_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("action_type", sa.String(length=50), nullable=False),
        sa.Column("email_id", sa.String(), nullable=True),
        sa.Column("times_proposed", sa.JSON(), nullable=True),
        sa.Column("time_selected", sa.DateTime(), nullable=True),
        sa.Column("message_content", sa.String(), nullable=True),
        sa.Column("ai_reasoning", sa.String(), nullable=True),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("actor IN ('ai', 'user', 'prospect')", name=op.f("ck_scheduling_actions_actor")),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_scheduling_actions_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_actions")),
        sa.UniqueConstraint(
            "scheduling_request_id", "number", name=op.f("uq_scheduling_actions_scheduling_request_id_number")
        ),
    )
    op.create_index(
        "idx_scheduling_actions_request", "scheduling_actions", ["scheduling_request_id"], unique=False
    )


def _scheduling_templates() -> None:
    op.create_table(
        "scheduling_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("meeting_type", sa.String(length=50), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("default_platform", sa.String(length=50), nullable=False),
        sa.Column("initial_email_template", sa.String(), nullable=True),
        sa.Column("follow_up_template", sa.String(), nullable=True),
        sa.Column("confirmation_template", sa.String(), nullable=True),
        sa.Column("reminder_template", sa.String(), nullable=True),
        sa.Column("no_show_template", sa.String(), nullable=True),
        sa.Column("reschedule_template", sa.String(), nullable=True),
        sa.Column("follow_up_after_hours", sa.Integer(), nullable=False),
        sa.Column("reminder_hours_before", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_scheduling_templates_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_templates")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event_type", sa.String(length=50), nullable=False),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.Column("from_state", sa.String(length=30), nullable=False),
        sa.Column("to_state", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_journal_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scheduling_request_id", "number", name=op.f("pk_journal")),
    )


def _slot_holds() -> None:
    op.create_table(
        "slot_holds",
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("start_at", sa.DateTime(), nullable=False),
        sa.Column("end_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_slot_holds_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scheduling_request_id", "start_at", name=op.f("pk_slot_holds")),
    )


def _conversation_messages() -> None:
    op.create_table(
        "conversation_messages",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("provider_id", sa.String(collation="BINARY"), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("to_addresses", sa.JSON(), nullable=False),
        sa.Column("cc_addresses", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("new_text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("effect_key", sa.String(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_conversation_messages_direction")),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_conversation_messages_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_conversation_messages")),
    )
    op.create_index(
        "ix_conversation_messages_conversation_id", "conversation_messages", ["conversation_id"], unique=False
    )
    op.create_index(
        "ix_conversation_messages_message_id", "conversation_messages", ["message_id"], unique=False
    )
    op.create_index(
        "uq_conversation_messages_provider",
        "conversation_messages",
        ["scheduling_request_id", "provider_id"],
        unique=True,
        sqlite_where=sa.text("provider_id <> ''"),
    )
