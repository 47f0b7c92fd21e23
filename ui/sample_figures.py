"""Figures of the sample desk: those of a made-up history of three hundred requests."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ui import samples
from ui.sample_metrics import a_history
from xforce_desktop.learning import figures
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.metrics_desk import Report, report_of
from xforce_desktop.learning.scope import Scope


class SampleMetrics:
    """The part of the sample desk that tells how well scheduling works."""

    def __init__(self, *, is_empty: bool) -> None:
        self.history = [] if is_empty else list(a_history(11, 300, samples.NOW))

    async def metrics(self, scope: Scope, by: By) -> Report:
        return report_of(self.history, scope, by, ZoneInfo(samples.ZONE), figures.minutes())
