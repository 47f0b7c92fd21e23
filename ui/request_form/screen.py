"""The form for a new meeting at work: its clicks become the presenter's coroutines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimeZone

from ui.asking import Ask, Question
from ui.bridge import Bridge
from ui.formatting import zone_named
from ui.request_form.fields import Prefill
from ui.request_form.presenter import RequestFormPresenter
from ui.request_form.view import RequestFormWidget
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepDesk

ANEW = Question(
    "Begin another request?",
    "A request is half typed in the form. It is not kept if you begin another.",
    yes="Begin anew",
    no="Keep what is typed",
    is_grave=True,
)


class FormScreen(QObject):
    """Puts page, presenter and bridge together for the window. `on_started` follows a new request."""

    def __init__(
        self, bridge: Bridge, desk: RepDesk, *, ask: Ask, on_started: Callable[[RequestId], None]
    ) -> None:
        super().__init__()
        self.page = RequestFormWidget()
        self._bridge, self._desk, self._ask = bridge, desk, ask
        computer_zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        self._presenter = RequestFormPresenter(
            desk, self.page, computer_zone=computer_zone, on_started=on_started
        )
        self._connect()

    def open(self, known: Prefill | None = None) -> None:
        """With `known` it begins anew with that, if the rep agrees to lose what is typed; else it is as it
        was left."""
        self.page.take_focus()
        self._bridge.start(self._open(known))

    async def _open(self, known: Prefill | None) -> None:
        if known is not None and (not self.page.has_words() or await self._ask(ANEW)):
            self.page.prefill(known)
        account = await self._desk.account()
        zone = zone_named(account.timezone) if account else None
        self.page.show_today(self._desk.now().astimezone(zone).date())
        await self._presenter.open()
        await self._presenter.update_times()

    def _connect(self) -> None:
        page, form, run = self.page, self._presenter, self._bridge.start
        page.edited.connect(lambda: run(form.update_times(), replaces="free times"))
        page.type_chosen.connect(form.forget_length)
        page.colleague_searched.connect(lambda text: run(form.search(text), replaces="colleagues"))
        page.guest_typed.connect(lambda address: run(form.complete_guest(address)))
        page.preview_wanted.connect(lambda: run(form.preview(), doing="Writing a preview"))
        page.start_wanted.connect(lambda: run(self._start(), doing="Starting"))

    async def _start(self) -> None:
        self.page.set_busy(True)
        try:
            await self._presenter.start()
        finally:
            self.page.set_busy(False)
