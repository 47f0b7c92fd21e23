"""The text of a mail: as high as it needs to be, long links broken anywhere, free to be copied.

Words that were understood are tinted and underlined; pointer and Tab key tell what each was taken for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QTextEdit, QToolTip

from ui.marked_text import Segment, Tint
from ui.widgets.parts import tip_of

_Line = QTextCharFormat.UnderlineStyle
_LINES = {
    Tint.YES: _Line.SingleUnderline,
    Tint.OWN: _Line.DashUnderline,
    Tint.NO: _Line.DashDotLine,
    Tint.LIMIT: _Line.DotLine,
    Tint.PERSON: _Line.DashDotDotLine,
    Tint.DOUBT: _Line.WaveUnderline,
}
NAME = "Text of the mail"


@dataclass(frozen=True)
class _Place:
    """Where marked words stand in the document, whose positions count UTF-16 units."""

    start: int
    end: int
    segment: Segment


class MailText(QTextEdit):
    """Shows plain text letter by letter. A label would not do: it cannot break inside a long word."""

    def __init__(self, text: str = "", *, tone: str = "", segments: Sequence[Segment] = ()) -> None:
        super().__init__()
        self._places: list[_Place] = []
        self._at: int | None = None
        self._tints = ""
        self.setProperty("kind", "mail")
        self.setProperty("tone", tone)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAccessibleName(NAME)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show(segments or (Segment(text),))

    # marks

    def _show(self, segments: Sequence[Segment]) -> None:
        self.setPlainText("")
        cursor = QTextCursor(self.document())
        for segment in segments:
            start = cursor.position()
            cursor.insertText(segment.text)
            if segment.tint:
                self._places.append(_Place(start, cursor.position(), segment))
        self.document().clearUndoRedoStacks()
        self._describe()

    def _describe(self) -> None:
        """Tell what was understood to those who cannot see it."""
        told = [
            f"“{place.segment.text}”: {place.segment.told}" for place in self._places if place.segment.told
        ]
        self.setAccessibleDescription(f"Understood: {'; '.join(told)}" if told else "")

    def _get_tints(self) -> str:
        return self._tints

    def _set_tints(self, tints: str) -> None:
        """Set by the style sheet: `name background line` for each tint, with semicolons between them."""
        self._tints = tints
        formats = dict(_formats(tints))
        for place in self._places:
            if place.segment.tint in formats:
                self._cursor_at(place).mergeCharFormat(formats[place.segment.tint])

    tints = Property(str, _get_tints, _set_tints)

    def _cursor_at(self, place: _Place) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(place.start)
        cursor.setPosition(place.end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def told_at(self, point: QPoint) -> str:
        """What the words at a point of the viewport were understood as; empty if they were not."""
        hit = self.document().documentLayout().hitTest(point, Qt.HitTestAccuracy.ExactHit)
        return next((p.segment.told for p in self._places if p.start <= hit < p.end), "")

    @property
    def told(self) -> str:
        """What the words that the keyboard has reached were understood as."""
        return "" if self._at is None else self._places[self._at].segment.told

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if told := self.told_at(event.pos()):
                QToolTip.showText(event.globalPos(), tip_of(told), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab goes through the marks before it goes on to the next widget."""
        step = 1 if is_next else -1
        following = (0 if is_next else len(self._places) - 1) if self._at is None else self._at + step
        if self.hasFocus() and 0 <= following < len(self._places):
            self._go_to(following)
            return True
        return bool(super().focusNextPrevChild(is_next))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._places and event.reason() is Qt.FocusReason.TabFocusReason:
            self._go_to(0)
        elif self._places and event.reason() is Qt.FocusReason.BacktabFocusReason:
            self._go_to(len(self._places) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._at is not None:
            self._at = None
            self.setTextCursor(QTextCursor(self.document()))
            self._describe()
            QToolTip.hideText()

    def _go_to(self, number: int) -> None:
        self._at = number
        cursor = self._cursor_at(self._places[number])
        self.setTextCursor(cursor)
        self.setAccessibleDescription(f"“{cursor.selectedText()}”: {self.told}")
        self._bring_into_sight(cursor)
        below = self.viewport().mapToGlobal(self.cursorRect(cursor).bottomLeft())
        QToolTip.showText(below, tip_of(self.told), self)

    def _bring_into_sight(self, cursor: QTextCursor) -> None:
        """Scroll the page that a long mail lies on; the mail itself never scrolls."""
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inside = page.widget() if isinstance(page, QScrollArea) else None
        if isinstance(page, QScrollArea) and inside is not None:
            place = self.viewport().mapTo(inside, self.cursorRect(cursor).center())
            page.ensureVisible(place.x(), place.y())

    # size

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        measured: QTextDocument = self.document().clone()
        measured.setDefaultFont(self.font())
        measured.setTextWidth(width)
        height = round(measured.size().height() + 0.5)
        measured.deleteLater()
        return height

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the mail


def _formats(tints: str) -> list[tuple[Tint, QTextCharFormat]]:
    made: list[tuple[Tint, QTextCharFormat]] = []
    for part in filter(None, tints.split(";")):
        name, background, line = part.split()
        tint, look = Tint(name), QTextCharFormat()
        look.setBackground(QColor(background))
        look.setUnderlineStyle(_LINES[tint])
        look.setUnderlineColor(QColor(line))
        made.append((tint, look))
    return made
