"""Every page and dialog with larger letters: Tab goes as it is read, stops have names, nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QPushButton, QTabBar, QWidget

from ui import screenshots
from ui.theme import Theme
from ui.widgets.fitting import ShortenedLabel

MOST_STOPS = 400
SAME_LINE_PX = 30
ROUNDED_PX = 2
LARGER = 1.6


class Reader(screenshots.Photographer):
    """Goes where the pictures are taken, and through each by Tab instead of taking one."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__(app, folder, Theme.LIGHT)
        self.reached: set[str] = set()
        self._gone_through: set[tuple[str, ...]] = set()
        self.upwards: list[str] = []
        self.nameless: list[str] = []
        self.cut: list[str] = []

    def keep(self, widget: QWidget, name: str) -> None:
        self.reached.add(name)
        window = widget.window()
        stops = _stops(window)
        if (same := tuple(map(_called, stops))) in self._gone_through:
            return
        self._gone_through.add(same)
        self.cut += [f"{name}: {_called(one)} {one.text()[:40]}" for one in _cut(window)]
        ways_up = [step for step, goes_up in _steps(window) if goes_up]
        self.upwards += [f"{name}: {step}" for step in ways_up[1:]]  # one: from the last stop to the first
        self.nameless += [f"{name}: {_called(one)}" for one in stops if not _spoken(one)]


def _steps(window: QWidget) -> list[tuple[str, bool]]:
    """Every press of Tab until it comes round, from where to where, and whether that is up the page."""
    made: list[tuple[str, bool]] = []
    gone: set[int] = set()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
    here = window.focusWidget()
    while here is not None and id(here) not in gone:
        assert len(gone) < MOST_STOPS, f"Tab does not come round: {_called(here)}"
        gone.add(id(here))
        QTest.keyClick(here, Qt.Key.Key_Tab)
        there = window.focusWidget()
        assert there is not None
        made.append((f"{_called(here)} -> {_called(there)}", _is_up(window, here, there)))
        here = there
    return made


def _is_up(window: QWidget, here: QWidget, there: QWidget) -> bool:
    """The next column begins at its top."""
    seen = here.visibleRegion().boundingRect()  # it may be wider than the area that it lies in
    corner, after = here.mapTo(window, seen.topRight()), there.mapTo(window, QPoint(0, 0))
    return here.mapTo(window, QPoint(0, 0)).y() - after.y() > SAME_LINE_PX and after.x() <= corner.x()


def _stops(window: QWidget) -> list[QWidget]:
    return [
        one
        for one in window.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isVisible()
        and one.window() is window
        and one.focusProxy() is None
    ]


def _cut(window: QWidget) -> list[QAbstractButton | QLabel]:
    """Buttons and labels whose words do not fit; those that end in … are meant to be shortened."""
    said = [*window.findChildren(QPushButton), *window.findChildren(QCheckBox), *window.findChildren(QLabel)]
    shown = [one for one in said if one.isVisible() and one.text() and one.window() is window]
    return [one for one in shown if not isinstance(one, ShortenedLabel) and not _fits(one)]


def _fits(shown: QAbstractButton | QLabel) -> bool:
    if isinstance(shown, QLabel) and shown.wordWrap():
        return shown.height() + ROUNDED_PX >= shown.heightForWidth(shown.width())
    return shown.width() + 1 >= shown.sizeHint().width()


def _called(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def _spoken(widget: QWidget) -> str:
    if isinstance(widget, QTabBar):  # each of its tabs is spoken of
        return widget.tabText(0)
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")


@pytest.fixture
def larger_letters(qapp, theme) -> Iterator[None]:
    """As somebody has them who does not see well."""
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPointSizeF(usual.pointSizeF() * LARGER)
    qapp.setFont(larger)
    yield
    qapp.setFont(usual)
    theme.apply()


def test_every_page_can_be_gone_through_and_read(qapp, qtbot, qt_loop, larger_letters, tmp_path, monkeypatch):
    """Also where rows were built after the buttons below them."""
    monkeypatch.setattr(screenshots, "SETTLE_S", 0.01)
    reader = Reader(qapp, tmp_path)
    going = qt_loop.create_task(reader.take_all())
    qtbot.waitUntil(going.done, timeout=120_000)
    going.result()

    assert {"form", "people", "proofs", "learned", "memory-entries", "sign-in-accounts", "notices"} <= (
        reader.reached
    )
    assert reader.upwards == []
    assert reader.nameless == []
    assert reader.cut == []
