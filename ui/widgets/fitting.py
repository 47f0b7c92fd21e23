"""Parts that find their room whatever the size of the letters."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QLayoutItem, QSizePolicy, QStyle


class SideColumn(QFrame):
    """So many pixels wide, and wider only where its buttons and headings need it: texts wrap."""

    def __init__(self, width_px: int) -> None:
        super().__init__()
        self._width_px = width_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(self._width_px, 0))

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())


class ShortenedLabel(QLabel):
    """Takes the room that others leave, and ends in … where that is too little for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        place = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, place.width())
        alignment = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, place, int(alignment), self.palette(), self.isEnabled(), words, self.foregroundRole()
        )
        painter.end()


class WrappingRow(QLayout):
    """Widgets in a row, and in as many rows as they need."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._parts: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def addItem(self, item: QLayoutItem) -> None:
        self._parts.append(item)

    def count(self) -> int:
        return len(self._parts)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._parts[index] if 0 <= index < len(self._parts) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._parts.pop(index) if 0 <= index < len(self._parts) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        for item, place in zip(self._parts, self._places(room.width()), strict=True):
            item.setGeometry(place.translated(room.topLeft()))

    def sizeHint(self) -> QSize:
        """All in one row."""
        sizes = [item.sizeHint() for item in self._parts]
        width = sum(size.width() for size in sizes) + self.spacing() * max(len(sizes) - 1, 0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._parts:
            size = size.expandedTo(item.minimumSize())
        return size

    def _places(self, width: int) -> list[QRect]:
        """Where each part goes, from the upper left corner; all are as high as the highest."""
        places: list[QRect] = []
        at, height = QPoint(0, 0), self.sizeHint().height()
        for width_of_part in (item.sizeHint().width() for item in self._parts):
            if at.x() > 0 and at.x() + width_of_part > width:
                at = QPoint(0, at.y() + height + self.spacing())
            places.append(QRect(at, QSize(width_of_part, height)))
            at = QPoint(at.x() + width_of_part + self.spacing(), at.y())
        return places
