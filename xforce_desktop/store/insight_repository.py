"""Who of ours stands in the way of each meeting, in SQLite."""

from __future__ import annotations

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.insight import AttendeeInsight
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import AttendeeInsightRow

INSIGHT: Form[AttendeeInsight] = Form(AttendeeInsight)


class InsightRepository(Repository):
    """The part of the transaction that keeps who stands in the way."""

    def insight(self, request_id: RequestId) -> AttendeeInsight | None:
        row = self._session.get(AttendeeInsightRow, request_id)
        return INSIGHT.parse(row.content) if row else None

    def save_insight(self, insight: AttendeeInsight) -> None:
        content = INSIGHT.dump(insight)
        row = self._session.get(AttendeeInsightRow, insight.request_id)
        if row is not None:
            self._overwrite(row, {"content": content, "at": insight.at})
            return
        self._insert(
            AttendeeInsightRow(scheduling_request_id=insight.request_id, at=insight.at, content=content)
        )
