"""The part of the window that opens the dialogs over it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from ui.calls.screen import CallsScreen
    from ui.conversation.presenter import ConversationPresenter
    from ui.learned.view import LearnedDialog
    from ui.memory.view import MemoryDialog
    from ui.opt_outs.view import OptOutsDialog
    from ui.own_style.view import OwnStyleDialog
    from ui.people.view import PeopleDialog
    from ui.proofs.view import ProofsDialog
    from ui.screens import Screens


class WindowDialogs:
    """Mixed into the window. A dialog is built when it is first asked for."""

    _screens: Screens
    calls: CallsScreen
    talk: ConversationPresenter
    _outer: QStackedWidget
    _inner: QWidget

    @property
    def _is_in(self) -> bool:
        """Whether there is an account to work with; before, there is nothing to show or to do."""
        return self._outer.currentWidget() is self._inner

    @property
    def people(self) -> PeopleDialog:
        return self._screens.people.dialog

    @property
    def opt_outs(self) -> OptOutsDialog:
        return self._screens.opt_outs.dialog

    @property
    def own_style(self) -> OwnStyleDialog:
        return self._screens.own_style.dialog

    @property
    def proofs(self) -> ProofsDialog:
        return self._screens.proofs.dialog

    @property
    def memory(self) -> MemoryDialog:
        return self._screens.memory.dialog

    @property
    def learned(self) -> LearnedDialog:
        return self._screens.learned.dialog

    def show_own_style(self) -> None:
        """What was learned of how the rep writes."""
        self._screens.own_style.open()

    def show_proofs(self) -> None:
        """What follow-ups may bring with them."""
        self._screens.proofs.open()

    def show_what_we_know(self, company_id: uuid.UUID | None = None) -> None:
        """What is known of a company; without one, of that of the open conversation or the last one."""
        request_id = self.talk.request_id
        if not self._is_in:
            return
        if company_id is None and request_id is not None:
            self._screens.memory.open_of_request(request_id)
        else:
            self._screens.memory.open(company_id)

    def show_calls(self, card_id: object = None) -> None:
        """Whom to call, in order; with a card's id that one."""
        if self._is_in:
            self.calls.open(card_id if isinstance(card_id, uuid.UUID) else None)

    def show_learned(self) -> None:
        """What was learned from how requests ended."""
        self._screens.learned.open()

    def show_opt_outs(self) -> None:
        """Who is not to be written to."""
        self._screens.opt_outs.open()

    def show_people(self) -> None:
        """Who is to be in the meeting whose conversation is open."""
        request_id = self.talk.request_id
        if request_id is not None:
            self._screens.people.open(request_id)

    def show_intelligence(self, company_id: object) -> None:
        """What is known of the company; of one that is not on record, what the brief was written from."""
        if isinstance(company_id, uuid.UUID):
            self._screens.memory.open(company_id)
        else:
            self._screens.brief.show_facts()
