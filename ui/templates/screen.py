"""The page for the rep's own words, and the signature, at work: clicks become coroutines of the presenter."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.asking import Ask
from ui.bridge import Bridge
from ui.templates.presenter import TemplatesPresenter
from ui.templates.signature_dialog import SignatureDialog
from ui.templates.view import TemplatesWidget
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.desk import RepDesk


class WordingScreen(QObject):
    """Puts page, signature, presenter and bridge together for the window."""

    def __init__(self, bridge: Bridge, desk: RepDesk, *, ask: Ask, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = TemplatesWidget()
        self._bridge = bridge
        self._presenter = TemplatesPresenter(desk, self.page, ask=ask)
        self.signature = SignatureDialog(self._presenter.shown_signature, parent)
        self._connect()

    def open(self) -> None:
        self._bridge.start(self._presenter.open(), replaces="wording")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    def _connect(self) -> None:
        page, wording, run = self.page, self._presenter, self._bridge.start
        preview = "wording preview"
        page.chosen.connect(lambda kind, type_: run(wording.choose(kind, type_), replaces="wording"))
        page.reader_chosen.connect(lambda key: run(wording.choose_reader(key), replaces=preview))
        page.edited.connect(lambda: run(wording.update(), replaces=preview))
        page.save_wanted.connect(lambda: run(wording.save(), doing="Saving your wording"))
        page.reset_wanted.connect(lambda: run(wording.reset(), replaces="wording"))
        page.test_wanted.connect(lambda: run(wording.send_test(), doing="Sending you a test"))
        page.signature_wanted.connect(lambda: run(self._open_signature()))
        self.signature.save_wanted.connect(lambda text: run(self._save_signature(text)))

    async def _open_signature(self) -> None:
        self.signature.begin(await self._presenter.signature())

    async def _save_signature(self, text: str) -> None:
        try:
            await self._presenter.save_signature(text)
        except BadInput as error:
            self.signature.show_fault(str(error))
            return
        self.signature.close_kept(text)
