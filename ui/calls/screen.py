"""The calls at work: clicks become the presenter's coroutines, and a number goes to the phone app."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge, Work
from ui.calls.presenter import CallLine, CallsPresenter
from ui.calls.view import CallsDialog
from ui.dialog_screen import DialogScreen
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.desk import RepDesk


class CallsScreen(DialogScreen[CallsDialog, CallsPresenter]):
    """The calls, and what came of each."""

    told = Signal(str, object)  # what the dashboard says of the calls, and the lines at the top
    request_wanted = Signal(object)  # request id

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        calls = CallsPresenter(desk, lambda: self.dialog, dial=dial, told=self._on_told)
        super().__init__(bridge, self._made, calls, parent, name="calls")

    def _made(self) -> CallsDialog:
        """What dashboard and tray say of calls needs no dialog."""
        made = CallsDialog(self._parent)
        self._connect(made)
        return made

    def open(self, card_id: uuid.UUID | None = None) -> None:
        self._show(lambda: self._presenter.open(card_id))

    def report(self, card_id: uuid.UUID) -> None:
        """Ask what came of that call."""
        self._show(lambda: self._presenter.open_report(card_id))

    def start(self, card_id: uuid.UUID) -> None:
        self._bridge.start(self._presenter.start(card_id), doing="Calling")

    def put_off(self, card_id: uuid.UUID, until: Later) -> None:
        self._bridge.start(self._presenter.put_off(until, card_id))

    def _on_told(self, badge: str, lines: tuple[CallLine, ...]) -> None:
        self.told.emit(badge, lines)

    def _connect(self, dialog: CallsDialog) -> None:
        calls, run = self._presenter, self._bridge.start
        dialog.chosen.connect(calls.choose)
        dialog.start_wanted.connect(lambda: self._of_shown(calls.start, doing="Calling"))
        dialog.later_wanted.connect(
            lambda until: self._of_shown(partial(calls.put_off, until), doing="Putting it off")
        )
        dialog.report_wanted.connect(calls.ask_report)
        dialog.report_left.connect(calls.leave_report)
        dialog.save_wanted.connect(lambda: run(calls.report(), doing="Saving"))
        dialog.dismiss_wanted.connect(lambda: self._of_shown(calls.dismiss))
        dialog.request_wanted.connect(self._open_request)

    def _of_shown(self, act: Callable[[uuid.UUID], Work], *, doing: str = "") -> None:
        """Of the call that is shown at the click."""
        if (card_id := self._presenter.chosen) is not None:
            self._bridge.start(act(card_id), doing=doing)

    def _open_request(self, request_id: object) -> None:
        self.dialog.accept()
        self.request_wanted.emit(request_id)


def dial(link: str) -> bool:
    """Hand a `tel:` link to whatever this computer dials with; False if there is nothing."""
    return QDesktopServices.openUrl(QUrl(link))
