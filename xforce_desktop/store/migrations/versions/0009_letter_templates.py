"""The rep's own wording of mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """There is none yet: every mail is worded by us."""
    op.create_table(
        "letter_templates",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("meeting_type", sa.String(length=50), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "meeting_type", name=op.f("pk_letter_templates")),
    )


def downgrade() -> None:
    """What the rep wrote is lost; mails are worded by us again."""
    op.drop_table("letter_templates")
