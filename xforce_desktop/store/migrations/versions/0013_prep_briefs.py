"""Prep briefs with the facts behind each statement; notices that lead to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No brief was made yet, and each notice so far leads to its request."""
    op.add_column("meeting_prep_briefs", sa.Column("document", sa.JSON(), nullable=True))
    op.add_column(
        "meeting_prep_briefs", sa.Column("fingerprint", sa.String(), nullable=False, server_default="")
    )
    op.add_column("meeting_prep_briefs", sa.Column("changes", sa.JSON(), nullable=True))
    op.add_column("meeting_prep_briefs", sa.Column("writer", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "notifications", sa.Column("leads_to", sa.String(length=20), nullable=False, server_default="")
    )
    _index_jobs("status IN ('pending', 'running')")


def downgrade() -> None:
    """The words of the briefs stay in `brief_content`; their sources are lost."""
    for name in ("document", "fingerprint", "changes", "writer"):
        op.drop_column("meeting_prep_briefs", name)
    op.drop_column("notifications", "leads_to")
    _index_jobs("status = 'pending'")


def _index_jobs(due: str) -> None:
    """Those that were begun are due again after a crash."""
    op.drop_index("ix_jobs_due", table_name="jobs")
    op.create_index("ix_jobs_due", "jobs", ["run_at"], sqlite_where=sa.text(due))
