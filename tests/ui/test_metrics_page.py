"""The page of figures: what it says, that it follows choices, and that it saves what is seen."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QTableView

from ui.metrics import view as view_module
from ui.metrics.charts_of import CASES, MOST_BARS, MOST_LABELS, Bar, charts_of
from ui.metrics.model import SORT_ROLE, FiguresModel
from ui.metrics.presenter import EMPTY, NOTHING_CHOSEN, MetricsPresenter, Shown
from ui.theme import Theme
from xforce_desktop.errors import XForceError
from xforce_desktop.learning.breakdowns import By
from xforce_desktop.learning.figures import Rate
from xforce_desktop.learning.metrics_desk import Report
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


async def test_an_old_count_does_not_replace_a_newer_choice(view: FakeView):
    """Thirteen weeks take longer to count than the four that were chosen after them."""
    desk = FakeDesk()
    plain, counted = desk.metrics, asyncio.Event()

    async def slow(scope: Scope, by: By) -> Report:
        report = await plain(scope, by)
        assert scope.first_on is not None
        assert scope.last_on is not None
        if (scope.last_on - scope.first_on).days > 60:
            await counted.wait()
        return report

    desk.metrics = slow  # type: ignore[method-assign]
    presenter = MetricsPresenter(desk, view)
    old = asyncio.ensure_future(presenter.refresh())
    await asyncio.sleep(0)
    await presenter.choose_period("weeks_4")
    counted.set()
    await old

    (page,) = view.pages
    assert "Before: Sep 30, 2026 to Oct 27, 2026." in page.note


def test_what_was_chosen_stays_chosen_when_nobody_has_it_any_more(qtbot):
    """A company that was renamed: the box goes on saying what the figures are about."""
    box = QComboBox()
    qtbot.addWidget(box)
    view_module._offer(box, ("Acme", "Garden State"))
    box.setCurrentIndex(box.findData("Acme"))

    view_module._offer(box, ("Acme Pest", "Garden State"))

    assert box.currentData() == "Acme"
    assert [box.itemData(place) for place in range(box.count())] == ["", "Acme Pest", "Garden State", "Acme"]


async def test_the_page_compares_thirteen_weeks_with_those_before(view: FakeView):
    """Weeks and days by the rep's calendar; each tile has its number of cases."""
    presenter = MetricsPresenter(FakeDesk(), view)
    await presenter.open()

    (page,) = view.pages
    success = next(tile for tile in page.tiles if tile.key == "success")
    assert success.value.endswith(" %")
    assert " of " in success.small
    assert success.before.startswith("before: ")
    assert page.note.endswith("Before: May 27, 2026 to Aug 25, 2026.")
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
    rate, wait = charts_of(table)

    assert rate.series[0].bars[1] == Bar(None, None, None, 2)
    assert rate.ticks == ("10\nInitial", "2\nText")
    assert CASES in rate.note
    assert wait.ticks == ("Initial", "Text")
    assert CASES not in wait.note
    assert rate.spoken == (
        "Answered, per cent. Answered, Initial: 80 %, n 10; Answered, Text: too few to tell"
    )


def weeks(*days: date) -> Table:
    columns = (Column("week", "Week"), Column("total_requests", "Ended"), Column("meetings_held", "Held"))
    return Table("week", "", columns, tuple((day, 9, 6) for day in days))


def mondays(first: date, count: int) -> list[date]:
    return [first + timedelta(days=7 * number) for number in range(count)]


def test_weeks_are_named_as_the_app_writes_dates():
    """One week, or several of one year: no year below the bars, and the cases of each share."""
    counts, success = charts_of(weeks(date(2026, 8, 24)))

    assert counts.ticks == ("Aug 24",)
    assert success.ticks == ("9\nAug 24",)
    assert success.spoken.endswith("Success, Aug 24, 2026: 67 %, n 9")
    assert CASES in success.note


def test_where_another_year_begins_it_is_said():
    counts, success = charts_of(weeks(*mondays(date(2026, 11, 2), 13)))

    assert counts.ticks == (
        "Nov 2\n2026", "", "Nov 16", "", "Nov 30", "", "Dec 14", "", "Dec 28", "",
        "Jan 11\n2027", "", "Jan 25",
    )  # fmt: skip
    assert success.ticks[:3] == ("9\nNov 2\n2026", "9\n", "9\nNov 16")


def test_of_a_year_of_weeks_the_newest_are_drawn_and_some_named():
    """Counts below so many bars would run into each other: the note says where they are."""
    counts, success = charts_of(weeks(*mondays(date(2025, 12, 1), 52)))

    assert len(counts.labels) == MOST_BARS
    assert sum(map(bool, success.ticks)) <= MOST_LABELS
    assert success.note.startswith("The newest 26 of 52. The cases of each are in the table.")
    assert not success.is_wide


def test_no_weeks_are_no_chart():
    assert charts_of(weeks()) == ()


def test_months_are_named_with_their_year():
    table = replace(weeks(date(2026, 12, 1), date(2027, 1, 1)), by="month")

    counts, _ = charts_of(table)

    assert counts.ticks == ("Dec\n2026", "Jan\n2027")
    assert counts.labels == ("Dec 2026", "Jan 2027")


def test_the_table_writes_days_as_the_rest_of_the_app_does():
    model = FiguresModel()
    model.show(weeks(date(2026, 8, 24)))

    assert model.data(model.index(0, 0)) == "Aug 24, 2026"


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
