"""In which zone somebody's clock is: the evidence for it, and what follows from it for a request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Requests that are under way keep their zone, as sure: nobody is asked in the middle of one."""
    for table, column in (
        (
            "scheduling_requests",
            sa.Column("shown_timezone", sa.String(50), nullable=False, server_default=""),
        ),
        ("scheduling_requests", sa.Column("zone_asked", sa.Boolean(), nullable=False, server_default="0")),
        ("scheduling_attendees", sa.Column("zone", sa.String(50), nullable=False, server_default="")),
        ("scheduling_attendees", sa.Column("zone_is_sure", sa.Boolean(), nullable=False, server_default="1")),
    ):
        op.add_column(table, column)
    op.create_table(
        "zone_evidence",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(collation="BINARY"), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("zone", sa.String(length=50), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("offset_min", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_zone_evidence")),
        sa.UniqueConstraint(
            "address_key",
            "source",
            "message_id",
            "zone",
            name=op.f("uq_zone_evidence_address_key_source_message_id_zone"),
        ),
    )
