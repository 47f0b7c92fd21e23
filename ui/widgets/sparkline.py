"""A small line of how something went, with its last point marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

HEIGHT, MARGIN, DOT = 30, 5, 3.0
REACH = 1.0  # what the height stands for, either way; more is cut off


class Sparkline(QWidget):
    """Values from -1 to +1 over a middle line. `words` is what a screen reader says of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._values: tuple[float, ...] = ()

    def show_values(self, values: Sequence[float], words: str) -> None:
        self._values = tuple(max(-REACH, min(value, REACH)) for value in values)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(len(self._values) > 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def points(self) -> list[QPointF]:
        """Where the values are drawn, left to right."""
        if not self._values:
            return []
        wide, high = self.width() - 2 * MARGIN, self.height() - 2 * MARGIN
        step = wide / max(len(self._values) - 1, 1)
        return [
            QPointF(MARGIN + number * step, MARGIN + high * (REACH - value) / (2 * REACH))
            for number, value in enumerate(self._values)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, middle = self.palette(), self.height() / 2
        painter.setPen(QPen(palette.placeholderText().color(), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(MARGIN, middle), QPointF(self.width() - MARGIN, middle))
        points = self.points()
        painter.setPen(QPen(palette.link().color(), 2))
        painter.drawPolyline(points)
        if points:
            painter.setBrush(palette.link())
            painter.drawEllipse(points[-1], DOT, DOT)
