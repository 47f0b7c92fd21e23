"""How their interest changed, what deal signals were before, calls put off, and mail that waits for one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was kept of any of it so far; signals that are there hold."""
    op.create_table(
        "intent_readings",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("total_weight", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("adjustment", sa.Integer(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_intent_readings_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_intent_readings")),
    )
    op.create_index("ix_intent_readings_request", "intent_readings", ["scheduling_request_id"], unique=False)
    _call_holds()
    op.add_column("deal_signals", sa.Column("points", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deal_signals", sa.Column("details", sa.JSON(), nullable=True))
    op.add_column("deal_signals", sa.Column("superseded_at", sa.DateTime(), nullable=True))
    op.create_index("ix_deal_signals_request", "deal_signals", ["scheduling_request_id"], unique=False)
    op.add_column("leverage_moments", sa.Column("snoozed_until", sa.DateTime(), nullable=True))
    op.add_column(
        "scheduling_requests",
        sa.Column("risk_accepted", sa.String(length=20), nullable=False, server_default=""),
    )


def _call_holds() -> None:
    op.create_table(
        "call_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("moment_id", sa.Uuid(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_call_holds_company_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["moment_id"], ["leverage_moments.id"], name=op.f("fk_call_holds_moment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_call_holds_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_holds")),
    )
    op.create_index(
        "ix_call_holds_live", "call_holds", ["until"], unique=False, sqlite_where=sa.text("ended_at IS NULL")
    )


def downgrade() -> None:
    """Signals that do not hold any more go, as there is no telling them from those that do."""
    op.execute("DELETE FROM deal_signals WHERE superseded_at IS NOT NULL")
    op.drop_column("scheduling_requests", "risk_accepted")
    op.drop_column("leverage_moments", "snoozed_until")
    op.drop_index("ix_deal_signals_request", table_name="deal_signals")
    op.drop_column("deal_signals", "superseded_at")
    op.drop_column("deal_signals", "details")
    op.drop_column("deal_signals", "points")
    op.drop_table("call_holds")
    op.drop_table("intent_readings")
