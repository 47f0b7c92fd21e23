"""Colleagues and contacts as last read, and when the rep works and is away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is remembered yet; days and absence are asked of the mailbox with the next pass."""
    op.add_column("users", sa.Column("working_days", sa.JSON(), nullable=True))
    op.add_column("users", sa.Column("away", sa.JSON(), nullable=True))
    op.create_table(
        "remembered_people",
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("origin IN ('colleague', 'contact')", name=op.f("ck_remembered_people_origin")),
        sa.PrimaryKeyConstraint("origin", "address_key", name=op.f("pk_remembered_people")),
    )
    op.create_index("ix_remembered_people_read", "remembered_people", ["origin", "read_at"])


def downgrade() -> None:
    """What was remembered can be read again."""
    op.drop_index("ix_remembered_people_read", table_name="remembered_people")
    op.drop_table("remembered_people")
    op.drop_column("users", "away")
    op.drop_column("users", "working_days")
