"""The page of figures: what it says, that it follows choices, and that it saves what is seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QTableView

from ui.metrics.charts_of import Bar, charts_of
from ui.metrics.model import SORT_ROLE, FiguresModel
from ui.metrics.presenter import EMPTY, NOTHING_CHOSEN, MetricsPresenter, Shown
from ui.theme import Theme
from xforce_desktop.errors import XForceError
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.figures import Rate
from xforce_desktop.learning.scope import Scope
from xforce_desktop.learning.table import Column, Table

ROOT = Path(__file__).resolve().parents[2]


class FakeView:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.pages: list[Shown] = []
        self.done = ""

    def show_figures(self, shown: Shown) -> None:
        self.pages.append(shown)

    def show_done(self, text: str) -> None:
        self.done = text


@pytest.fixture
def view() -> FakeView:
    return FakeView()


async def test_the_page_compares_thirteen_weeks_with_those_before(view: FakeView):
    """Weeks and days by the rep's calendar; each tile has its number of cases."""
    presenter = MetricsPresenter(FakeDesk(), view)
    await presenter.open()

    (page,) = view.pages
    success = next(tile for tile in page.tiles if tile.key == "success")
    assert success.value.endswith(" %")
    assert " of " in success.small
    assert success.before.startswith("before: ")
    assert page.note.endswith("Before: 2026-05-27 to 2026-08-25.")
    saved = next(tile for tile in page.tiles if tile.key == "saved")
    assert saved.label == "Time saved (estimate)"
    assert saved.tip.startswith("Estimate, in minutes: mails ")


async def test_choices_lead_to_other_figures(view: FakeView):
    """A persona, a breakdown and a period; nothing is drawn again where nothing changed."""
    desk = FakeDesk()
    presenter = MetricsPresenter(desk, view)
    await presenter.open()
    await presenter.choose("demo", "owner", "", "")
    await presenter.choose_way(By.KIND.value)
    await presenter.choose_period("all")
    await presenter.refresh()

    report = await desk.metrics(Scope(meeting_type="demo", persona="owner"), By.KIND)
    assert len(view.pages) == 4
    assert view.pages[-1].table == report.table


async def test_nobody_fits_and_nothing_is_there_yet(view: FakeView):
    """The filters stay where they are to blame; a new store has words instead of zeros."""
    presenter = MetricsPresenter(FakeDesk(), view)
    await presenter.choose("", "", "Nobody & Co", "")
    assert (view.pages[-1].note, view.pages[-1].empty) == (NOTHING_CHOSEN, "")

    await MetricsPresenter(FakeDesk(is_empty=True), view).open()
    assert view.pages[-1].empty == EMPTY


async def test_the_table_that_is_shown_is_saved(view: FakeView, tmp_path: Path):
    """Also all figures at once; a place that cannot be written is said with what to do."""
    presenter = MetricsPresenter(FakeDesk(), view)
    await presenter.choose_way(By.CHANNEL.value)
    path = tmp_path / f"{presenter.file_name}.csv"
    await presenter.save_csv(str(path))

    text = path.read_text(encoding="utf-8-sig")
    assert path.name == "metrics-by-channel.csv"
    assert text.splitlines()[0].startswith("channel,asks,open,reply_rate,reply_rate_low")
    assert text.splitlines()[1].startswith("Email,")
    assert view.done == f"Saved as {path}"
    with pytest.raises(XForceError, match="cannot be written"):
        await presenter.save_csv(str(tmp_path / "nowhere" / "x.csv"))


def test_a_chart_says_what_it_shows():
    """Too few cases are no bar; the sentence for screen readers has every value."""
    columns = (Column("kind", "Kind"), Column("reply_rate", "Answered"), Column("reply_work_h", "Wait", "h"))
    table = Table(
        "kind",
        "",
        columns,
        (("Initial", Rate(8, 10), None), ("Text", Rate(1, 2), None)),
        "reply_rate",
        "reply_work_h",
    )
    rate, _ = charts_of(table)

    assert rate.series[0].bars[1] == Bar(None, None, None, 2)
    assert rate.spoken == (
        "Answered, per cent. Answered, Initial: 80 %, n 10; Answered, Text: too few to tell"
    )


def test_the_table_sorts_by_numbers(qtbot):
    """9 % stands before 80 %; a screen reader hears the heading with each cell."""
    model = FiguresModel()
    rows = tuple(("x", Rate(hits, 100)) for hits in (80, 9))
    model.show(Table("kind", "", (Column("kind", "Kind"), Column("rate", "Answered")), rows))

    keys = [model.data(model.index(row, 1), SORT_ROLE) for row in range(2)]
    assert keys == [80.0, 9.0]
    assert model.data(model.index(1, 1), Qt.ItemDataRole.AccessibleTextRole) == "Answered: 9 % (9 of 100)"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Answered"


def test_the_page_in_the_window(qtbot, window, bridge, theme, tmp_path: Path):
    """Ctrl+4 opens it; charts and table show the same, in both themes; the picture is a picture."""
    with qtbot.waitSignal(bridge.settled):
        window.menus.metrics_wanted.emit()
    page = window.metrics
    assert page.isVisible()
    assert page.charts is not None
    assert {one.objectName() for one in page.charts.children() if one.objectName()} == {
        "chart-counts", "chart-success",
    }  # fmt: skip
    _choose(page, "metrics_way", "persona", qtbot, bridge)
    table = page.findChild(QTableView, "metrics_table")
    assert table.model().index(0, 0).data() == "Executive"
    switch = page.findChild(QPushButton, "metrics_switch")
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert table.isVisible()
    assert switch.text() == "Show as charts"
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    path = tmp_path / "charts.png"
    with qtbot.waitSignal(bridge.settled):
        page.picture_file_chosen.emit(str(path))
    assert not QImage(str(path)).isNull()
    theme.choose(Theme.DARK)
    dark = page.charts.grab().toImage().pixelColor(5, 60)
    theme.choose(Theme.LIGHT)
    assert dark.lightness() < 128


def test_where_to_save_is_asked_without_stopping_the_app(qtbot, window, bridge, tmp_path: Path):
    """The dialog proposes a name and hands the chosen file on."""
    with qtbot.waitSignal(bridge.settled):
        window.show_metrics()
    window.metrics.csv.click()
    dialog = window.metrics.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / "out.csv"
    with qtbot.waitSignal(bridge.settled):
        dialog.fileSelected.emit(str(path))
    dialog.reject()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfweek,total_requests")


def test_charts_are_loaded_when_somebody_looks():
    """Importing and making the window loads neither pyqtgraph nor numpy."""
    made = (
        "import sys; import ui.app, ui.main_window, ui.metrics.screen\n"
        "print([name for name in ('pyqtgraph', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", made], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def _choose(page, name: str, key: str, qtbot, bridge) -> None:
    box = page.findChild(QComboBox, name)
    with qtbot.waitSignal(bridge.settled):
        box.setCurrentIndex(box.findData(key))
