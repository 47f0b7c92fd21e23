"""The page of figures: tiles above, charts or the table below. Asks for nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QWidget,
)

from ui.metrics.model import SORT_ROLE, FiguresModel
from ui.metrics.presenter import PERIODS, WAYS, Period, Shown, Tile
from ui.widgets.icons import IconLabel
from ui.widgets.parts import across, button, column, empty_out, frame, label, scrolled, still, tip_of

if TYPE_CHECKING:
    from ui.metrics.charts import ChartPanel

TILES_ACROSS = 4
ANY = "Any"


class MetricsWidget(QWidget):
    """Signals carry the keys of what was chosen."""

    period_chosen = Signal(str)
    way_chosen = Signal(str)
    filters_chosen = Signal(str, str, str, str)  # meeting type, persona, company, state; empty for any
    csv_wanted = Signal()
    picture_wanted = Signal()
    csv_file_chosen = Signal(str)
    picture_file_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.model = FiguresModel()
        self.charts: ChartPanel | None = None
        self._period = _box("metrics_period", "Period", [(key.value, text) for key, text in PERIODS.items()])
        self._period.setCurrentIndex(self._period.findData(Period.WEEKS_13.value))
        self._way = _box("metrics_way", "Broken down by", list(WAYS.items()))
        self._filters = [
            _box(name, spoken, [("", ANY)])
            for name, spoken in (
                ("metrics_meeting_type", "Type of meeting"),
                ("metrics_persona", "Persona"),
                ("metrics_company", "Company"),
                ("metrics_state", "State"),
            )
        ]
        self._tiles = QGridLayout()
        self._note, self._about = label(tone="muted", wrap=True), label(tone="muted", wrap=True)
        self._done = label(role="small", tone="good", wrap=True)
        self._done.setObjectName("metrics_done")
        self._switch = button("Show as table", "metrics_switch", tip="The same numbers to read and to sort")
        self.csv = button("Save as CSV…", "metrics_csv", tip="The table below, also for Excel")
        self.picture = button("Save picture…", "metrics_picture", tip="The charts below, as PNG")
        self.table = self._build_table()
        self._below = QStackedWidget()
        self._chart_place = QWidget()
        self._chart_layout = column(self._chart_place)
        self._below.addWidget(self._chart_place)
        self._below.addWidget(self.table)
        self.empty = label(tone="muted", wrap=True)
        self.empty.setObjectName("metrics_empty")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_page())
        self._stack.addWidget(self._build_empty())
        outer = column(self, gap=0)
        outer.addLayout(self._build_head())
        outer.addWidget(self._stack, 1)
        self._connect()

    def make_charts(self) -> None:
        """Load what draws; only once, and only when somebody looks."""
        if self.charts is None:
            from ui.metrics.charts import ChartPanel

            self.charts = ChartPanel()
            self._chart_layout.addWidget(self.charts, 1)

    # what the presenter calls

    def show_figures(self, shown: Shown) -> None:
        self.empty.setText(shown.empty)
        self._stack.setCurrentIndex(1 if shown.empty else 0)
        self.csv.setEnabled(not shown.empty)
        self._note.setText(shown.note)
        self._about.setText(shown.table.about)
        self._show_tiles(shown.tiles)
        choices = shown.choices
        for box, names in zip(
            self._filters,
            (choices.meeting_types, choices.personas, choices.companies, choices.states),
            strict=True,
        ):
            _offer(box, names)
        self.model.show(shown.table)
        self.table.resizeColumnsToContents()
        if self.charts is not None:
            self.charts.show_charts(shown.charts)
        self._switch.setEnabled(bool(shown.charts))
        self.picture.setEnabled(bool(shown.charts) and not shown.empty)
        if not shown.charts:
            self._below.setCurrentWidget(self.table)
        self._name_switch()

    def show_done(self, text: str) -> None:
        self._done.setText(text)
        self._done.setVisible(bool(text))

    def ask_for_file(self, name: str, kinds: str, chosen: SignalInstance) -> None:
        """Where to save it; `chosen` is emitted with the path."""
        dialog = QFileDialog(self, "Save", name, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(name.rpartition(".")[2])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    # building

    def _build_head(self) -> QHBoxLayout:
        head = across(gap=10)
        head.setContentsMargins(24, 18, 24, 10)
        head.addWidget(label("Metrics", role="title"))
        head.addStretch(1)
        head.addWidget(self._period)
        head.addWidget(self.csv)
        head.addWidget(self.picture)
        return head

    def _build_page(self) -> QWidget:
        inside = QWidget()
        layout = column(inside, gap=12)
        layout.setContentsMargins(24, 4, 24, 24)
        filters = across(gap=8)
        for box in self._filters:
            filters.addWidget(label(box.accessibleName(), tone="muted"))
            filters.addWidget(box)
        filters.addStretch(1)
        ways = across(gap=8)
        ways.addWidget(label("By", tone="muted"))
        ways.addWidget(self._way)
        ways.addWidget(self._about, 1)
        ways.addWidget(self._switch)
        self._tiles.setSpacing(10)
        self._done.hide()
        panel = frame("panel")
        column(panel, margin=14).addWidget(self._below)
        self._below.setMinimumHeight(330)
        layout.addLayout(filters)
        layout.addWidget(self._note)
        layout.addLayout(self._tiles)
        layout.addLayout(ways)
        layout.addWidget(self._done)
        layout.addWidget(panel, 1)
        return scrolled(inside)

    def _build_empty(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=14)
        layout.addStretch(1)
        layout.addWidget(IconLabel("metrics", "muted", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setFixedWidth(420)
        middle = across()
        middle.addStretch(1)
        middle.addWidget(self.empty)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(2)
        return page

    def _build_table(self) -> QTableView:
        sorting = QSortFilterProxyModel(self)
        sorting.setSourceModel(self.model)
        sorting.setSortRole(SORT_ROLE)
        table = QTableView()
        table.setObjectName("metrics_table")
        table.setAccessibleName("Figures as a table")
        table.setModel(sorting)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return table

    def _show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        empty_out(self._tiles)
        for place, tile in enumerate(tiles):
            self._tiles.addWidget(_tile(tile), place // TILES_ACROSS, place % TILES_ACROSS)

    def _connect(self) -> None:
        self._period.currentIndexChanged.connect(
            lambda place: self.period_chosen.emit(self._period.currentData())
        )
        self._way.currentIndexChanged.connect(self._on_way)
        for box in self._filters:
            box.currentIndexChanged.connect(lambda place: self._on_filters())
        self._switch.clicked.connect(self._on_switch)
        self.csv.clicked.connect(self.csv_wanted)
        self.picture.clicked.connect(self.picture_wanted)

    def _on_way(self, place: int) -> None:
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.way_chosen.emit(self._way.currentData())

    def _on_filters(self) -> None:
        self.filters_chosen.emit(*(box.currentData() or "" for box in self._filters))

    def _on_switch(self) -> None:
        is_table = self._below.currentWidget() is self.table
        self._below.setCurrentWidget(self._chart_place if is_table else self.table)
        self._name_switch()

    def _name_switch(self) -> None:
        is_table = self._below.currentWidget() is self.table
        self._switch.setText("Show as charts" if is_table else "Show as table")
        self._switch.setAccessibleName(self._switch.text())


def _tile(tile: Tile) -> QFrame:
    made = frame("card")
    made.setObjectName(f"tile-{tile.key}")
    made.setAccessibleName(f"{tile.label}: {tile.value} {tile.small}")
    made.setToolTip(tip_of(tile.tip))
    layout = column(made, margin=12, gap=2)
    layout.addWidget(label(tile.label, role="small", tone="muted"))
    layout.addWidget(label(tile.value, role="subtitle"))
    layout.addWidget(label(tile.small, role="small", tone="muted"))
    layout.addWidget(label(tile.before, role="small", tone="muted"))
    return made


def _box(name: str, spoken: str, choices: list[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for key, text in choices:
        made.addItem(text, key)
    still(made)
    return made


def _offer(box: QComboBox, names: tuple[str, ...]) -> None:
    """The names there are; what was chosen stays among them and chosen, as the figures are still about it."""
    before, chosen = [box.itemData(place) for place in range(box.count())], box.currentData()
    if chosen and chosen not in names:
        names = (*names, chosen)
    if before == ["", *names]:
        return
    box.blockSignals(True)
    box.clear()
    box.addItem(ANY, "")
    for name in names:
        box.addItem(name.replace("_", " ").capitalize() if name.islower() else name, name)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
