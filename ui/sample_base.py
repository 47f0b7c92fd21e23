"""What every part of the sample desk stands on: its meetings, its own time, and who hears of changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ui import samples
from xforce_desktop.errors import UnknownRequest
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Summary


class SampleBase:
    """`_tell` tells whoever listens that something has changed."""

    def __init__(self, *, is_empty: bool) -> None:
        every = [samples.pending(), samples.confirmed(), samples.needs_attention(), samples.completed()]
        self.summaries: dict[RequestId, Summary] = {}
        if not is_empty:
            self.summaries = {summary.request.id: summary for group in every for summary in group}
        self._now = samples.NOW
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._now

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _summary(self, request_id: RequestId) -> Summary:
        summary = self.summaries.get(request_id)
        if summary is None:
            raise UnknownRequest("This request is not there any more.", "Go back to the dashboard.")
        return summary
