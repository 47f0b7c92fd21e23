"""Account memory with its words, whom it is about and who changed it; each activity and fact kept once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WORDS = {
    "account_memory": ("text", "contact_address", "contact_name", "key"),
    "activities": ("contact_address", "contact_name"),
    "company_intelligence": ("text",),
}


def upgrade() -> None:
    """Nothing was kept in these three tables before."""
    for table, names in _WORDS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("account_memory", sa.Column("edited_at", sa.DateTime(), nullable=True))
    op.add_column("account_memory", sa.Column("edited_by", sa.String(length=20), nullable=True))
    op.add_column("activities", sa.Column("key", sa.String(), nullable=True))
    op.add_column("activities", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.add_column("scheduling_requests", sa.Column("standing", sa.JSON(), nullable=True))
    op.create_index("uq_activities_key", "activities", ["key"], unique=True)
    op.create_index(
        "uq_company_intelligence_topic", "company_intelligence", ["company_id", "topic"], unique=True
    )


def downgrade() -> None:
    """What was said and happened stays as content and source."""
    op.drop_index("uq_company_intelligence_topic", "company_intelligence")
    op.drop_index("uq_activities_key", "activities")
    op.drop_column("scheduling_requests", "standing")
    op.drop_column("activities", "request_id")
    op.drop_column("activities", "key")
    op.drop_column("account_memory", "edited_by")
    op.drop_column("account_memory", "edited_at")
    for table, names in _WORDS.items():
        for name in names:
            op.drop_column(table, name)
