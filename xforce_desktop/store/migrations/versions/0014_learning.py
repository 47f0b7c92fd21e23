"""What was learned from how requests ended: lessons, settings that were moved, how often each was judged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is learned yet; postmortems of requests that have ended are written by the next pass."""
    op.add_column("scheduling_requests", sa.Column("knobs", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "scheduling_requests",
        sa.Column("first_duration_minutes", sa.Integer(), nullable=False, server_default="0"),
    )
    for column in (
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("days_until_booked", sa.Integer(), nullable=True),
        sa.Column("lesson", sa.JSON(), nullable=True),
    ):
        op.add_column("scheduling_postmortems", column)
    op.create_index(
        "uq_scheduling_postmortems_request", "scheduling_postmortems", ["scheduling_request_id"], unique=True
    )
    op.create_index(
        "ix_scheduling_postmortems_ended_at", "scheduling_postmortems", ["ended_at"], unique=False
    )
    _learned_changes()
    op.create_table(
        "learning_looks",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_learning_looks")),
    )


def _learned_changes() -> None:
    op.create_table(
        "learned_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("knob", sa.String(length=10), nullable=False),
        sa.Column("scope_kind", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("value_before", sa.String(length=20), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("with_hits", "with_of", "without_hits", "without_of")
        ),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("low", "high", "error", "allowed_error")),
        sa.Column("look", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("randomised", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "knob IN ('hour', 'gap', 'channel', 'length')", name=op.f("ck_learned_changes_knob")
        ),
        sa.CheckConstraint(
            "scope_kind IN ('account', 'persona_and_type', 'persona', 'meeting_type', 'season')",
            name=op.f("ck_learned_changes_scope_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'in_force', 'undone', 'taken_back')",
            name=op.f("ck_learned_changes_status"),
        ),
        sa.CheckConstraint("with_hits BETWEEN 0 AND with_of", name=op.f("ck_learned_changes_with")),
        sa.CheckConstraint("without_hits BETWEEN 0 AND without_of", name=op.f("ck_learned_changes_without")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_changes")),
    )


def downgrade() -> None:
    """What was learned is lost, and requests keep to the strategies again."""
    op.drop_table("learning_looks")
    op.drop_table("learned_changes")
    op.drop_index("ix_scheduling_postmortems_ended_at", "scheduling_postmortems")
    op.drop_index("uq_scheduling_postmortems_request", "scheduling_postmortems")
    for name in ("lesson", "days_until_booked", "ended_at"):
        op.drop_column("scheduling_postmortems", name)
    op.drop_column("scheduling_requests", "first_duration_minutes")
    op.drop_column("scheduling_requests", "knobs")
