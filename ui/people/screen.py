"""Who is to be there, changed midway, at work: the dialog's clicks become the presenter's coroutines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialog_screen import DialogScreen
from ui.people.presenter import PeoplePresenter
from ui.people.view import PeopleDialog
from ui.widgets.question_box import ask_over
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepDesk


class PeopleScreen(DialogScreen[PeopleDialog, PeoplePresenter]):
    """Who is in it, and the forms for somebody else."""

    def __init__(self, bridge: Bridge, desk: RepDesk, parent: QWidget) -> None:
        dialog = PeopleDialog(parent)
        people = PeoplePresenter(desk, dialog, ask=ask_over(dialog, bridge))
        super().__init__(bridge, lambda: dialog, people, parent, name="people")
        self._connect()

    def open(self, request_id: RequestId) -> None:
        self._show(lambda: self._presenter.open(request_id))

    def _connect(self) -> None:
        dialog, people, run = self.dialog, self._presenter, self._bridge.start
        dialog.colleague_wanted.connect(lambda: run(people.add_colleague()))
        dialog.guest_wanted.connect(lambda: run(people.add_guest()))
        dialog.replace_wanted.connect(lambda address: run(people.replace(address)))
        dialog.remove_wanted.connect(lambda address: run(people.remove(address), doing="Removing"))
        dialog.save_wanted.connect(lambda: run(people.save(), doing="Changing who is to be there"))
        dialog.searched.connect(lambda text: run(people.search(text), replaces="newcomers"))
        dialog.guest_typed.connect(lambda address: run(people.complete_guest(address)))
        dialog.consent_wanted.connect(lambda address: run(people.ask_consent(address)))
        dialog.consent_given.connect(lambda: run(people.save_consent(), doing="Noting their consent"))
        dialog.consent_withdrawn.connect(lambda: run(people.withdraw_consent(), doing="Noting their wish"))
        dialog.edited.connect(people.update_follows)
        dialog.back_wanted.connect(people.back)
