"""Who of ours stands in the way of each meeting, in memory."""

from __future__ import annotations

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.insight import AttendeeInsight
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryInsights(MemoryPart):
    """The part of the transaction that keeps who stands in the way."""

    def insight(self, request_id: RequestId) -> AttendeeInsight | None:
        return self._tables.insights.get(request_id)

    def save_insight(self, insight: AttendeeInsight) -> None:
        self._must_exist(insight.request_id)
        self._log.put(self._tables.insights, insight.request_id, insight)
