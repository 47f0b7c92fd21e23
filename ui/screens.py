"""All screens of the window but the welcome: its pages, and the dialogs over it; each has its own module.

A dialog is built when it is first asked for: most are not opened in a day, and building them all would make
the window slow to come.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ui.accounts.screen import AccountsScreen
from ui.asking import Ask
from ui.bridge import Bridge, RunningDesk
from ui.brief.screen import BriefScreen
from ui.calls.screen import CallsScreen
from ui.conversation.presenter import ConversationPresenter
from ui.conversation.view import ConversationWidget
from ui.dashboard.presenter import DashboardPresenter
from ui.dashboard.view import DashboardWidget
from ui.learned.screen import LearnedScreen
from ui.memory.screen import MemoryScreen
from ui.metrics.screen import MetricsScreen
from ui.opt_outs.screen import OptOutsScreen
from ui.own_style.screen import OwnStyleScreen
from ui.people.screen import PeopleScreen
from ui.proofs.screen import ProofsScreen
from ui.request_form.fields import Prefill
from ui.request_form.screen import FormScreen
from ui.templates.screen import WordingScreen
from xforce_desktop.ids import RequestId

DIALOGS = ("people", "opt_outs", "own_style", "proofs", "memory", "learned")  # each a property of Screens


class Ways(Protocol):
    """Where a screen may lead to."""

    def show_dashboard(self) -> None: ...

    def show_form(self, known: Prefill | None = None) -> None: ...

    def show_request(self, request_id: RequestId) -> None: ...


class Screens:
    """`dashboard` and `conversation` are views; `board` and `talk` their presenters."""

    def __init__(self, bridge: Bridge, desk: RunningDesk, parent: QWidget, ways: Ways, ask: Ask) -> None:
        self.dashboard, self.conversation = DashboardWidget(), ConversationWidget()
        self.board = DashboardPresenter(desk, self.dashboard, ask=ask, open_request=ways.show_request)
        self.talk = ConversationPresenter(desk, self.conversation, ask=ask, leave=ways.show_dashboard)
        self.form = FormScreen(bridge, desk, ask=ask, on_started=lambda request_id: ways.show_dashboard())
        self.wording = WordingScreen(bridge, desk, ask=ask, parent=parent)
        self.accounts = AccountsScreen(bridge, desk, ask=ask, start_meeting=ways.show_form, parent=parent)
        self.metrics = MetricsScreen(bridge, desk, parent)
        self.brief = BriefScreen(bridge, desk, parent)
        self.calls = CallsScreen(bridge, desk, parent)
        self._bridge, self._desk, self._parent, self._ways = bridge, desk, parent, ways
        self._of_page: dict[QWidget, Callable[[], Awaitable[None]]] = {
            self.dashboard: self.board.refresh,
            self.conversation: self.talk.refresh,
            self.wording.page: self.wording.refresh,
            self.accounts.page: self.accounts.refresh,
            self.metrics.page: self.metrics.refresh,
            self.brief.page: self.brief.refresh,
        }

    @cached_property
    def people(self) -> PeopleScreen:
        return PeopleScreen(self._bridge, self._desk, self._parent)

    @cached_property
    def opt_outs(self) -> OptOutsScreen:
        return OptOutsScreen(self._bridge, self._desk, self._parent)

    @cached_property
    def own_style(self) -> OwnStyleScreen:
        return OwnStyleScreen(self._bridge, self._desk, self._parent)

    @cached_property
    def proofs(self) -> ProofsScreen:
        return ProofsScreen(self._bridge, self._desk, self._parent)

    @cached_property
    def memory(self) -> MemoryScreen:
        return MemoryScreen(self._bridge, self._desk, self._parent, on_request=self._ways.show_request)

    @cached_property
    def learned(self) -> LearnedScreen:
        return LearnedScreen(self._bridge, self._desk, self._parent)

    @property
    def pages(self) -> tuple[QWidget, ...]:
        return (*self._of_page, self.form.page)

    async def refresh(self, page: QWidget | None) -> None:
        """What that page shows, and every dialog that is open; the form keeps what is typed."""
        if page is not None and page in self._of_page:
            await self._of_page[page]()
        await self.calls.refresh()
        for name in DIALOGS:
            if name in vars(self):
                await getattr(self, name).refresh()
