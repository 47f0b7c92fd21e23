"""Draws one free time in two lines: the moment, and why it is offered."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.request_form.model import DAY_ROLE, TIME_ROLE, WHY_ROLE

_PAD_X, _PAD_Y, _GAP = 10, 7, 3


class TimesDelegate(QStyledItemDelegate):
    """Reads the roles of TimesModel."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line_px = QFontMetrics(option.font).height()
        return QSize(120, 2 * line_px + _GAP + 2 * _PAD_Y)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        place = option.rect.adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y)
        strong = QFont(option.font)
        strong.setBold(True)
        line_px = QFontMetrics(strong).height()
        top = QRect(place.left(), place.top(), place.width(), line_px)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setFont(strong)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        painter.drawText(top, left, str(index.data(DAY_ROLE)))
        painter.drawText(top, right, str(index.data(TIME_ROLE)))
        painter.setFont(option.font)
        painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText))
        below = QRect(place.left(), top.bottom() + _GAP, place.width(), QFontMetrics(option.font).height())
        why = QFontMetrics(option.font).elidedText(
            str(index.data(WHY_ROLE)), Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, left, why)
        painter.restore()
