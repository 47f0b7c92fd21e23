"""Briefs, social proof, personas, conflicts, seasons, postmortems; what is learned of deals and accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _meeting_prep_briefs()
    _social_proof_library()
    _scheduling_social_proof_usage()
    _contact_persona_overrides()
    _scheduling_conflicts()
    _seasonality_patterns()
    _scheduling_postmortems()
    _deal_signals()
    _account_memory()
    _activities()


def _meeting_prep_briefs() -> None:
    op.create_table(
        "meeting_prep_briefs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("deal_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("meeting_time", sa.DateTime(), nullable=False),
        sa.Column("brief_content", sa.JSON(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(), nullable=True),
        sa.Column("feedback_rating", sa.Integer(), nullable=True),
        sa.Column("feedback_notes", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("feedback_rating BETWEEN 1 AND 5", name=op.f("ck_meeting_prep_briefs_rating")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_meeting_prep_briefs_company_id")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_meeting_prep_briefs_deal_id")),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_meeting_prep_briefs_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_prep_briefs")),
    )
    op.create_index(
        "idx_meeting_prep_briefs_request", "meeting_prep_briefs", ["scheduling_request_id"], unique=False
    )
    op.create_index("idx_meeting_prep_briefs_time", "meeting_prep_briefs", ["meeting_time"], unique=False)


def _social_proof_library() -> None:
    op.create_table(
        "social_proof_library",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("relevant_for", sa.JSON(), nullable=False),
        sa.Column("times_used", sa.Integer(), nullable=False),
        sa.Column("conversion_rate", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "conversion_rate BETWEEN 0 AND 1", name=op.f("ck_social_proof_library_conversion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_proof_library")),
    )
    op.create_index(
        "idx_social_proof_active",
        "social_proof_library",
        ["is_active"],
        unique=False,
        sqlite_where=sa.text("is_active = 1"),
    )


def _scheduling_social_proof_usage() -> None:
    op.create_table(
        "scheduling_social_proof_usage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("social_proof_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("led_to_response", sa.Boolean(), nullable=True),
        sa.Column("led_to_scheduling", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_scheduling_social_proof_usage_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["social_proof_id"],
            ["social_proof_library.id"],
            name=op.f("fk_scheduling_social_proof_usage_social_proof_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_social_proof_usage")),
    )


def _contact_persona_overrides() -> None:
    op.create_table(
        "contact_persona_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("persona", sa.String(length=50), nullable=False),
        sa.Column("override_reason", sa.String(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name=op.f("fk_contact_persona_overrides_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_contact_persona_overrides_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_persona_overrides")),
    )


def _scheduling_conflicts() -> None:
    op.create_table(
        "scheduling_conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("conflict_type", sa.String(length=50), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("resolution_action", sa.String(length=50), nullable=True),
        sa.Column("pause_until", sa.DateTime(), nullable=True),
        sa.Column("resolution_successful", sa.Boolean(), nullable=True),
        sa.Column("days_to_resolve", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_scheduling_conflicts_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_conflicts")),
    )
    op.create_index(
        "idx_scheduling_conflicts_request", "scheduling_conflicts", ["scheduling_request_id"], unique=False
    )


def _seasonality_patterns() -> None:
    op.create_table(
        "seasonality_patterns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("pattern_type", sa.String(length=50), nullable=False),
        sa.Column("avg_days_to_schedule", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("avg_attempts_needed", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("recommended_interval_multiplier", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("last_updated", sa.DateTime(), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_seasonality_patterns_month")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasonality_patterns")),
        sa.UniqueConstraint("state", "month", name=op.f("uq_seasonality_patterns_state_month")),
    )
    op.create_index("idx_seasonality_state_month", "seasonality_patterns", ["state", "month"], unique=False)


def _scheduling_postmortems() -> None:
    op.create_table(
        "scheduling_postmortems",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("total_attempts", sa.Integer(), nullable=True),
        sa.Column("days_to_schedule", sa.Integer(), nullable=True),
        sa.Column("no_shows", sa.Integer(), nullable=True),
        sa.Column("channels_used", sa.JSON(), nullable=True),
        sa.Column("de_escalated", sa.Boolean(), nullable=True),
        sa.Column("social_proof_used", sa.Boolean(), nullable=True),
        sa.Column("champion_involved", sa.Boolean(), nullable=True),
        sa.Column("what_worked", sa.JSON(), nullable=True),
        sa.Column("what_failed", sa.JSON(), nullable=True),
        sa.Column("learnings_for_account", sa.JSON(), nullable=True),
        sa.Column("learnings_for_meeting_type", sa.JSON(), nullable=True),
        sa.Column("learnings_for_season", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_scheduling_postmortems_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduling_postmortems")),
    )
    op.create_index("idx_postmortems_outcome", "scheduling_postmortems", ["outcome"], unique=False)


def _deal_signals() -> None:
    op.create_table(
        "deal_signals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("impact", sa.String(length=10), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "impact IN ('positive', 'neutral', 'negative')", name=op.f("ck_deal_signals_impact")
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_deal_signals_deal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_deal_signals_scheduling_request_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_signals")),
    )
    op.create_index(op.f("ix_deal_signals_deal_id"), "deal_signals", ["deal_id"], unique=False)


def _account_memory() -> None:
    op.create_table(
        "account_memory",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_account_memory_company_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_account_memory_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_account_memory_scheduling_request_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_memory")),
    )
    op.create_index(op.f("ix_account_memory_company_id"), "account_memory", ["company_id"], unique=False)


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("deal_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_activities_company_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_activities_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_activities_deal_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(
        "ix_activities_company_happened", "activities", ["company_id", "happened_at"], unique=False
    )
