"""Notices for the rep: a bar in the window, and a message at the tray where there is one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.icons import IconButton
from ui.widgets.parts import button, column, dressed, frame, label
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Notice
from xforce_desktop.scheduling.desk import RepDesk

MOST_BARS = 3
SHOWN_FOR_MS = 20_000


@dataclass(frozen=True)
class Message:
    """One thing to tell. Errors stay until they are dismissed."""

    title: str
    text: str
    request_id: RequestId | None = None
    is_error: bool = False
    leads_to: str = ""  # "brief": to the request's prep brief; empty: to the request


class MessageSink(Protocol):
    """Somewhere a message can be shown."""

    def show_message(self, message: Message) -> None: ...


class NoticePost:
    """Takes new notices from the desk and hands each to every sink, once."""

    def __init__(self, desk: RepDesk, sinks: list[MessageSink]) -> None:
        self._desk = desk
        self._sinks = sinks

    async def deliver(self) -> None:
        for notice in await self._desk.take_notices():
            message = message_of(notice)
            for sink in self._sinks:
                sink.show_message(message)


def message_of(notice: Notice) -> Message:
    """The same in the screens' words; an id that is none leads nowhere."""
    try:
        request_id = RequestId(uuid.UUID(notice.request_id)) if notice.request_id else None
    except ValueError:
        request_id = None
    return Message(notice.title, notice.text, request_id, leads_to=notice.leads_to)


class NoticeBar(QWidget):
    """Up to three messages above the page, newest first."""

    request_wanted = Signal(object)  # request id
    brief_wanted = Signal(object)  # request id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[Message, QFrame]] = []
        self._layout = column(self, gap=6)
        self._layout.setContentsMargins(24, 12, 24, 0)
        self.hide()

    def messages(self) -> tuple[Message, ...]:
        """What is shown now, newest first."""
        return tuple(message for message, _ in self._shown)

    def show_message(self, message: Message) -> None:
        for old, bar in list(self._shown):
            if old == message:
                self._drop(bar)
        bar = self._bar(message)
        self._shown.insert(0, (message, bar))
        self._layout.insertWidget(0, bar)
        for _, oldest in self._shown[MOST_BARS:]:
            self._drop(oldest)
        if not message.is_error:
            timer = QTimer(bar)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._drop(bar))
            timer.start(SHOWN_FOR_MS)
        self.show()

    def _bar(self, message: Message) -> QFrame:
        bar = frame("notice", "grave" if message.is_error else "")
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        words = column(gap=1)
        words.addWidget(label(message.title, role="strong", wrap=True))
        if message.text:
            words.addWidget(label(message.text, wrap=True))
        row.addLayout(words, 1)
        if message.request_id is not None:
            row.addWidget(self._opener(message, bar), 0, Qt.AlignmentFlag.AlignVCenter)
        off = dressed(IconButton("remove"), "dismiss_notice", kind="bare", tip="Dismiss", spoken="Dismiss")
        off.clicked.connect(lambda: self._drop(bar))
        row.addWidget(off, 0, Qt.AlignmentFlag.AlignVCenter)
        return bar

    def _opener(self, message: Message, bar: QFrame) -> QWidget:
        made = button("Open", "open_notice", spoken=f"Open: {message.title}")

        def open_it() -> None:
            self._drop(bar)
            wanted = self.brief_wanted if message.leads_to == "brief" else self.request_wanted
            wanted.emit(message.request_id)

        made.clicked.connect(open_it)
        return made

    def _drop(self, bar: QFrame) -> None:
        kept = [(message, shown) for message, shown in self._shown if shown is not bar]
        if len(kept) == len(self._shown):
            return
        self._shown = kept
        self._layout.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(kept))
