"""The page of figures at work: choices become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge, RunningDesk
from ui.metrics.presenter import MetricsPresenter
from ui.metrics.view import MetricsWidget


class MetricsScreen(QObject):
    """Puts page, presenter and bridge together for the window."""

    def __init__(self, bridge: Bridge, desk: RunningDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = MetricsWidget()
        self._bridge = bridge
        self._presenter = MetricsPresenter(desk, self.page)
        self._connect()

    def open(self) -> None:
        self.page.make_charts()
        self.page.show_done("")
        self._bridge.start(self._presenter.open(), doing="Counting", replaces="metrics")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    def _connect(self) -> None:
        page, told = self.page, self._presenter
        page.period_chosen.connect(lambda period: self._count(told.choose_period(period)))
        page.way_chosen.connect(lambda way: self._count(told.choose_way(way)))
        page.filters_chosen.connect(lambda *chosen: self._count(told.choose(*chosen)))
        page.csv_wanted.connect(
            lambda: page.ask_for_file(f"{told.file_name}.csv", "CSV (*.csv)", page.csv_file_chosen)
        )
        page.picture_wanted.connect(
            lambda: page.ask_for_file(f"{told.file_name}.png", "Picture (*.png)", page.picture_file_chosen)
        )
        page.csv_file_chosen.connect(lambda path: self._bridge.start(told.save_csv(path), doing="Saving"))
        page.picture_file_chosen.connect(lambda path: self._bridge.start(self._save_picture(path)))

    def _count(self, work: object) -> None:
        self._bridge.start(work, doing="Counting", replaces="metrics")  # type: ignore[arg-type]  # a coroutine

    async def _save_picture(self, path: str) -> None:
        charts = self.page.charts
        if charts is not None:
            await self._presenter.save_picture(path, charts.save_picture)
