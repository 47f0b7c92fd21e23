"""Drawings of resources/icons in the colour of the text around them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme import ICONS


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def paint_icon(painter: QPainter, name: str, colour: QColor, place: QRectF) -> None:
    """Draw icon `name` into `place`; strokes that name no colour of their own take `colour`."""
    drawing = _drawing(name).replace("currentColor", colour.name())
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, place)


def icon_pixmap(name: str, colour: QColor, size_px: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size_px` logical pixels, sharp at `ratio` device pixels each."""
    pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, colour, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap


def app_icon() -> QIcon:
    """The program's own icon, in the sizes that windows and trays ask for."""
    icon = QIcon()
    for size_px in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(icon_pixmap("app", QColor("black"), size_px))
    return icon


class IconLabel(QWidget):
    """A drawing that says nothing by itself: the text beside it does."""

    def __init__(self, name: str, tone: str = "", size_px: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._size_px = size_px
        self.setProperty("tone", tone)
        self.setFixedSize(size_px, size_px)

    def show_icon(self, name: str, tone: str = "") -> None:
        self._name = name
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size_px, self._size_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self.palette().color(self.foregroundRole())
        paint_icon(painter, self._name, colour, QRectF(self.rect()))
        painter.end()


class IconButton(QPushButton):
    """A push button whose drawing follows the colour of its text."""

    def __init__(self, icon: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self.setIconSize(QSize(18, 18))
        self.toggled.connect(self._draw)
        self._draw()

    def show_icon(self, icon: str) -> None:
        """Another drawing from now on."""
        self._icon_name = icon
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw()

    def _draw(self) -> None:
        role = QPalette.ColorRole.Link if self.isChecked() else self.foregroundRole()
        colour = self.palette().color(role)
        self.setIcon(QIcon(icon_pixmap(self._icon_name, colour, 18, max(self.devicePixelRatioF(), 2.0))))
