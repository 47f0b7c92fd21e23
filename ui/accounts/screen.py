"""The page of accounts at work: clicks become the presenters' coroutines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.accounts.import_presenter import ImportPresenter
from ui.accounts.import_view import ImportDialog
from ui.accounts.presenter import AccountsPresenter
from ui.accounts.view import AccountsPage
from ui.asking import Ask
from ui.bridge import Bridge
from ui.request_form.fields import Prefill
from xforce_desktop.scheduling.desk import RepDesk


class AccountsScreen(QObject):
    """Puts page, dialog, presenters and bridge together for the window."""

    def __init__(
        self,
        bridge: Bridge,
        desk: RepDesk,
        *,
        ask: Ask,
        start_meeting: Callable[[Prefill], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.page = AccountsPage()
        self.dialog = ImportDialog(parent)
        self._bridge = bridge
        self._presenter = AccountsPresenter(desk, self.page, ask=ask, start_meeting=start_meeting)
        self._importing = ImportPresenter(desk, self.dialog)
        self._connect_page()
        self._connect_dialog()

    def open(self) -> None:
        self.page.take_focus()
        self._bridge.start(self._presenter.open(), replaces="accounts")

    async def refresh(self) -> None:
        await self._presenter.refresh()

    def _connect_page(self) -> None:
        page, accounts, run = self.page, self._presenter, self._bridge.start
        page.searched.connect(accounts.search)
        page.kind_wanted.connect(accounts.show_kind)
        page.chosen.connect(lambda key: run(accounts.choose(key), replaces="account"))
        page.add_wanted.connect(lambda: run(accounts.add(), replaces="account"))
        page.import_wanted.connect(self._open_import)
        page.export_wanted.connect(lambda target: run(accounts.export(target), doing="Exporting"))
        page.undo_wanted.connect(lambda: run(accounts.undo_last(), doing="Taking it back"))
        page.form.save_wanted.connect(lambda: run(accounts.save(), doing="Saving"))
        page.form.delete_wanted.connect(lambda: run(accounts.delete()))
        page.form.meeting_wanted.connect(accounts.new_meeting)

    def _connect_dialog(self) -> None:
        dialog, importing, run = self.dialog, self._importing, self._bridge.start
        dialog.file_wanted.connect(lambda path: run(importing.choose(path), doing="Reading the list"))
        dialog.columns_changed.connect(lambda: run(importing.remap(), replaces="columns"))
        dialog.preview_wanted.connect(lambda: run(importing.preview(), doing="Going through the list"))
        dialog.import_wanted.connect(lambda: run(importing.run(), doing="Importing"))
        dialog.stop_wanted.connect(importing.stop)
        dialog.back_wanted.connect(importing.back)
        dialog.undo_wanted.connect(lambda: run(importing.undo(), doing="Taking it back"))
        dialog.finished.connect(lambda result: importing.stop())

    def _open_import(self) -> None:
        self._importing.begin()
        self.dialog.open()
