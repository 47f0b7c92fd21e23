"""The channel ladder, shorter meetings, texts in a conversation, tentative events for offers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# The caps count by kind: what left before the update on the same day must count too.
KINDS_OF_OLD_MESSAGES = """
    UPDATE conversation_messages SET kind = COALESCE(
        (
            SELECT json_extract(outbox.effect, '$.kind') FROM outbox
            WHERE outbox.key = conversation_messages.effect_key AND outbox.effect_type = 'SendLetter'
        ),
        ''
    )
    WHERE direction = 'out' AND effect_key <> ''
"""


def upgrade() -> None:
    _requests()
    _messages()
    _hold_events()


def _requests() -> None:
    for column in (
        sa.Column("ladder_step", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("least_duration_minutes", sa.Integer(), nullable=False, server_default="15"),
        sa.Column("shortened_from", sa.Integer(), nullable=True),
        sa.Column("deal_value", sa.Float(), nullable=True),
        sa.Column("account_failures", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("scheduling_requests", column)


def _messages() -> None:
    for column in (
        sa.Column("channel", sa.String(length=10), nullable=False, server_default="email"),
        sa.Column("kind", sa.String(length=20), nullable=False, server_default=""),
    ):
        op.add_column("conversation_messages", column)
    op.execute(KINDS_OF_OLD_MESSAGES)
    op.create_index(
        "ix_conversation_messages_sent",
        "conversation_messages",
        ["at"],
        sqlite_where=sa.text("direction = 'out'"),
    )


def _hold_events() -> None:
    op.create_table(
        "hold_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("start_at", sa.DateTime(), nullable=False),
        sa.Column("end_at", sa.DateTime(), nullable=False),
        sa.Column("event_id", sa.String(collation="BINARY"), nullable=False),
        sa.Column("is_leaving", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name=op.f("fk_hold_events_scheduling_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_events")),
    )
