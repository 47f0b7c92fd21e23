"""The order in which Tab goes through a window: as it is read, whenever its parts were built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QLayoutItem, QScrollArea, QWidget

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class Dialog(QDialog):
    """A dialog through which Tab goes as it is read."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        put_in_reading_order(self)
        return super().focusNextPrevChild(forward) and bring_into_view(self.focusWidget())


def put_in_reading_order(window: QWidget) -> None:
    """Tab goes as the layouts do: a column or a row from its first part to its last, a grid row by row.

    To be called when the key is pressed, as rows come and go while a window is open.
    """
    for before, after in pairwise(_stops(window)):
        QWidget.setTabOrder(before, after)


def bring_into_view(focus: QWidget | None) -> bool:
    """Qt scrolls to it only if the focus was in the same area before. True, as the focus has moved."""
    around = focus.parentWidget() if focus is not None else None
    while focus is not None and around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(focus)
        around = around.parentWidget()
    return True


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """This widget and those inside it at which Tab may stop now, as they are read."""
    if not widget.isVisible():
        return
    is_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    if is_stop:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _stops_of(layout)
    elif not is_stop or isinstance(widget, QScrollArea):
        for inside in _children(widget):
            yield from _stops(inside)


def _stops_of(layout: QLayout) -> Iterator[QWidget]:
    for item in _items(layout):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _stops_of(inner)


def _items(layout: QLayout) -> Iterable[QLayoutItem]:
    places: Iterable[int] = range(layout.count())
    if isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda place: _cell(layout, place))
    return [item for place in places if (item := layout.itemAt(place)) is not None]


def _cell(grid: QGridLayout, place: int) -> tuple[int, ...]:
    cell = grid.getItemPosition(place)
    return cell if isinstance(cell, tuple) else ()


def _children(widget: QWidget) -> list[QWidget]:
    """Those that no layout holds, the uppermost first: the bar of tabs before its pages."""
    found = [one for one in widget.findChildren(QWidget, options=DIRECT) if not one.isWindow()]
    return sorted(found, key=lambda one: (one.y(), one.x()))
