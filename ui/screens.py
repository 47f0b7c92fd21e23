"""All screens of the window but the welcome: its pages, and the dialogs over it; each has its own module."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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
        self.form = FormScreen(bridge, desk, on_started=lambda request_id: ways.show_dashboard())
        self.wording = WordingScreen(bridge, desk, ask=ask, parent=parent)
        self.accounts = AccountsScreen(bridge, desk, ask=ask, start_meeting=ways.show_form, parent=parent)
        self.metrics = MetricsScreen(bridge, desk, parent)
        self.brief = BriefScreen(bridge, desk, parent)
        self.people = PeopleScreen(bridge, desk, parent)
        self.opt_outs = OptOutsScreen(bridge, desk, parent)
        self.own_style = OwnStyleScreen(bridge, desk, parent)
        self.proofs = ProofsScreen(bridge, desk, parent)
        self.memory = MemoryScreen(bridge, desk, parent, on_request=ways.show_request)
        self.calls = CallsScreen(bridge, desk, parent)
        self.learned = LearnedScreen(bridge, desk, parent)
        self._of_page: dict[QWidget, Callable[[], Awaitable[None]]] = {
            self.dashboard: self.board.refresh,
            self.conversation: self.talk.refresh,
            self.wording.page: self.wording.refresh,
            self.accounts.page: self.accounts.refresh,
            self.metrics.page: self.metrics.refresh,
            self.brief.page: self.brief.refresh,
        }
        self._dialogs: tuple[Callable[[], Awaitable[None]], ...] = (
            self.people.refresh,
            self.opt_outs.refresh,
            self.own_style.refresh,
            self.proofs.refresh,
            self.memory.refresh,
            self.calls.refresh,
            self.learned.refresh,
        )

    @property
    def pages(self) -> tuple[QWidget, ...]:
        return (*self._of_page, self.form.page)

    async def refresh(self, page: QWidget | None) -> None:
        """What that page shows, and every dialog that is open; the form keeps what is typed."""
        if page is not None and page in self._of_page:
            await self._of_page[page]()
        for refresh in self._dialogs:
            await refresh()
