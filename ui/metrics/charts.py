"""Charts by pyqtgraph, in the colours of the theme. Imported when the page of figures is first opened."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from ui.metrics.charts_of import Chart, Series
from ui.widgets.parts import across, column, empty_out, label

GROUP_WIDTH = 0.76  # of the room for one label
LEAST_HEIGHT_PX = 210
SECOND = {False: "#b35900", True: "#f0bb66"}  # beside the theme's blue; told apart with any colour vision
OVERHANG_PX = 40  # a name at the edge may stand out this far, into the margin
PADDING = 0.05  # of the height: room for half a line, else pyqtgraph leaves out the outermost figures
MARGINS_PX = (0, 0, 20, 0)
ROOM_ABOVE = 1.12  # of the highest; more where a legend stands
ROOM_FOR_LEGEND = 1.4


class ChartWidget(QWidget):
    """One chart with its title above and its note below."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.setObjectName(f"chart-{chart.key}")
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(chart.spoken)
        self._chart = chart
        self._plot = pg.PlotWidget(useOpenGL=False)
        self._plot.setMinimumHeight(LEAST_HEIGHT_PX)
        self._plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.plotItem.setContentsMargins(*MARGINS_PX)
        self._plot.setMouseEnabled(x=False, y=False)
        for made in (self._plot, self._plot.viewport()):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it answers a key; the table does
        layout = column(self, gap=4)
        layout.addWidget(label(chart.title, role="strong", wrap=True))
        if len(chart.series) > 1:
            self._plot.addLegend(offset=(-8, 4))
        layout.addWidget(self._plot, 1)
        if chart.note:
            layout.addWidget(label(chart.note, role="small", tone="muted", wrap=True))
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the same in its colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        colours = self.palette()
        self._plot.clear()
        if self._plot.plotItem.legend is not None:
            self._plot.plotItem.legend.setLabelTextColor(colours.color(QPalette.ColorRole.Text))
        self._plot.setBackground(colours.color(QPalette.ColorRole.Base))
        self._show_axes(
            colours.color(QPalette.ColorRole.Text), colours.color(QPalette.ColorRole.PlaceholderText)
        )
        fills = self._fills(colours)
        for number, series in enumerate(self._chart.series):
            self._show_series(number, series, fills[number], colours.color(QPalette.ColorRole.Text))
        top = 100.0 if self._chart.unit == "%" else max(self._highest() * self._room(), 1.0)
        self._plot.setYRange(0, top, padding=PADDING)
        self._plot.setXRange(-0.6, len(self._chart.labels) - 0.4, padding=0)

    def _fills(self, colours: QPalette) -> tuple[QColor, QColor]:
        is_dark = colours.color(QPalette.ColorRole.Base).lightness() < 128
        first, second = colours.color(QPalette.ColorRole.Highlight), QColor(SECOND[is_dark])
        return (second, first) if len(self._chart.series) > 1 else (first, second)

    def _show_axes(self, text: QColor, line: QColor) -> None:
        shown = [(place, name) for place, name in enumerate(self._chart.ticks) if name]
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(line))
            axis.setTextPen(pg.mkPen(text))
            axis.setStyle(tickLength=-4, tickFont=self.font(), maxTickLevel=0)
        bottom = self._plot.getAxis("bottom")
        bottom.setStyle(hideOverlappingLabels=OVERHANG_PX)
        bottom.setTicks([shown])
        lines = max((name.count("\n") for _, name in shown), default=0) + 1
        bottom.setHeight(lines * self.fontMetrics().lineSpacing() + 8)
        self._plot.getAxis("left").enableAutoSIPrefix(False)
        self._plot.showGrid(x=False, y=True, alpha=0.15)

    def _show_series(self, number: int, series: Series, fill: QColor, line: QColor) -> None:
        width = GROUP_WIDTH / len(self._chart.series)
        middle = (number - (len(self._chart.series) - 1) / 2) * width
        drawn = [(place + middle, bar) for place, bar in enumerate(series.bars) if bar.value is not None]
        heights = [bar.value for _, bar in drawn]
        self._plot.addItem(
            pg.BarGraphItem(
                x=[x for x, _ in drawn], height=heights, width=width * 0.92, brush=fill, pen=pg.mkPen(fill),
                name=series.name,
            )
        )  # fmt: skip
        for x, bar in drawn:
            if bar.low is not None and bar.high is not None:
                self._plot.addItem(_whisker(x, bar.low, bar.high, line))

    def _room(self) -> float:
        return ROOM_FOR_LEGEND if len(self._chart.series) > 1 else ROOM_ABOVE

    def _highest(self) -> float:
        ends = [
            value
            for series in self._chart.series
            for bar in series.bars
            for value in (bar.value, bar.high)
            if value is not None
        ]
        return max(ends, default=1.0)


def _whisker(x: float, low: float, high: float, colour: QColor) -> Any:
    """A line from low to high, with a short stroke at each end."""
    arm = 0.09
    return pg.PlotCurveItem(
        x=[x - arm, x + arm, x, x, x - arm, x + arm],
        y=[low, low, low, high, high, high],
        pen=pg.mkPen(colour, width=1.4),
    )


class ChartPanel(QWidget):
    """The charts of one table, side by side, or one below the other where their names need the room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("charts")
        self._layout = across(self, gap=18)
        self._shown: tuple[Chart, ...] = ()

    def show_charts(self, charts: tuple[Chart, ...]) -> None:
        """Draws only what differs from before."""
        if charts == self._shown:
            return
        self._shown = charts
        empty_out(self._layout)
        is_wide = any(chart.is_wide for chart in charts)
        self._layout.setDirection(
            QBoxLayout.Direction.TopToBottom if is_wide else QBoxLayout.Direction.LeftToRight
        )
        for chart in charts:
            self._layout.addWidget(ChartWidget(chart), 1)

    def save_picture(self, path: str) -> bool:
        """As it is seen; PNG unless the name says otherwise."""
        return self.grab().save(path)
