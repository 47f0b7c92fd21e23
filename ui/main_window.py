"""The window: navigation on the left, pages in the middle, notices above and the status strip below.

It puts the screens together and leads from one to another; what they show is the presenters' affair.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from ui.acts import Act, doing_in_words
from ui.bridge import Bridge, Refresher, RunningDesk
from ui.menus import Menus
from ui.notifications import Message, NoticeBar
from ui.request_form.fields import Prefill
from ui.screens import Screens
from ui.status import answer_in_words, status_line
from ui.sync_trouble import banner_of
from ui.theme import ThemeSwitch
from ui.welcome.pages import Told
from ui.welcome.screen import SignInScreen
from ui.welcome.words import told_of
from ui.widgets.parts import across, column, label
from ui.widgets.question_box import ask_over
from ui.widgets.reading_order import bring_into_view, put_in_reading_order
from ui.widgets.sidebar import Sidebar
from ui.widgets.status_strip import StatusStrip
from ui.widgets.sync_banner import SyncBanner
from ui.window_dialogs import WindowDialogs
from ui.wiring import connect_parts
from xforce_desktop.errors import OutsideError, XForceError
from xforce_desktop.ids import RequestId

REDRAW_EVERY_MS = 30_000  # "10 minutes ago" grows old by itself


class MainWindow(QMainWindow, WindowDialogs):
    """All screens.

    Signals:
        quit_wanted: the application is to end.
        cannot_start: the desk did not start, for the XForceError that comes with it.
        hidden: the window was closed and the program goes on in the tray.
    """

    quit_wanted = Signal()
    cannot_start = Signal(object)
    hidden = Signal()

    def __init__(self, bridge: Bridge, desk: RunningDesk, theme: ThemeSwitch, title: str) -> None:
        super().__init__()
        self._bridge, self._desk = bridge, desk
        self._hides_on_close: Callable[[], bool] = lambda: False
        self.setWindowTitle(title)
        self.setMinimumSize(1000, 640)
        self.resize(1280, 860)
        self._build_screens()
        self._build_body()
        self.menus = Menus(self, theme)
        self._connect()
        connect_parts(self)
        self._refresher = Refresher(bridge, self._refresh)
        self._tray_refresher = Refresher(bridge, self.calls.refresh)
        self._clock = QTimer(self)
        self._clock.setInterval(REDRAW_EVERY_MS)
        self._clock.timeout.connect(self._refresher.request)

    # where the window is

    async def begin(self) -> None:
        """Start the desk; show the welcome if there is no account yet, else the dashboard."""
        try:
            await self._desk.start()
        except OutsideError as error:
            await self.signing_in.begin(told_of(error))
            return
        except XForceError as error:
            self.cannot_start.emit(error)
            return
        if await self._desk.needs_welcome():
            await self.signing_in.begin()
        else:
            self._enter()

    def show_dashboard(self) -> None:
        self.talk.close()
        self._pages.setCurrentWidget(self.dashboard)
        self.sidebar.show_current("dashboard")
        self._refresher.request()

    def show_form(self, known: Prefill | None = None) -> None:
        """The form for a new meeting, with what is known of whom it is with."""
        self._show_page("new", self.form, lambda: self._screens.form.open(known))

    def show_wording(self) -> None:
        """The rep's own words for mails."""
        self._show_page("wording", self.wording, self._screens.wording.open)

    def show_accounts(self) -> None:
        """Companies, contacts and deals."""
        self._show_page("accounts", self.accounts, self._screens.accounts.open)

    def show_metrics(self) -> None:
        """How well scheduling works, in figures."""
        self._show_page("metrics", self.metrics, self._screens.metrics.open)

    def show_briefs(self) -> None:
        """The meetings to come, and what to know before each."""
        self._show_page("briefs", self.brief, self._screens.brief.open_list)

    def _show_page(self, name: str, page: QWidget, begin: Callable[[], None]) -> None:
        """Before there is an account, no page is shown."""
        if not self._is_in:
            return
        self.talk.close()
        self._pages.setCurrentWidget(page)
        self.sidebar.show_current(name)
        begin()

    def show_brief(self, request_id: RequestId) -> None:
        """Open the prep brief of a request."""
        if self._is_in:
            self.run(self._open_brief(request_id), replaces="briefs")

    async def _open_brief(self, request_id: RequestId) -> None:
        await self._screens.brief.open(request_id)
        self.sidebar.show_current("briefs")
        self._pages.setCurrentWidget(self.brief)

    def show_request(self, request_id: RequestId) -> None:
        """Open the conversation of a request."""
        if not self._is_in:
            return
        self.sidebar.show_current("")
        self.run(self._open_conversation(request_id), replaces="open conversation")

    def sync(self) -> None:
        """Look for news now."""
        if self._is_in:
            self.strip.show_answer("")
            self.run(self._sync(), "Looking for news", replaces="sync")

    async def _sync(self) -> None:
        """Trouble is told as all trouble is; the strip says so as well."""
        self.strip.show_answer(answer_in_words(await self._desk.sync_now()))

    def come_up(self) -> None:
        """Bring the window to the front."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def hide_on_close(self, is_hiding: Callable[[], bool]) -> None:
        """Closing the window leaves the program in the tray, where `is_hiding` says so."""
        self._hides_on_close = is_hiding

    def stop(self) -> None:
        """No timer of the window fires after this."""
        self._clock.stop()
        self.strip.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self._on_change()

    def focusNextPrevChild(self, forward: bool) -> bool:
        put_in_reading_order(self)
        return super().focusNextPrevChild(forward) and bring_into_view(self.focusWidget())

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        if self._hides_on_close():
            self._clock.stop()
            self.hide()
            self.hidden.emit()
        else:
            self.quit_wanted.emit()

    # building

    def _build_screens(self) -> None:
        bridge, desk, asking = self._bridge, self._desk, ask_over(self, self._bridge)
        self.signing_in = SignInScreen(
            bridge, desk, ask=asking, on_in=self._enter, on_show=self._show_welcome, on_back=self._enter
        )
        screens = self._screens = Screens(bridge, desk, self, self, asking)
        self.board, self.talk = screens.board, screens.talk
        self.dashboard, self.conversation = screens.dashboard, screens.conversation
        self.welcome, self.form, self.wording = self.signing_in.page, screens.form.page, screens.wording.page
        self.accounts, self.metrics, self.brief = (
            screens.accounts.page,
            screens.metrics.page,
            screens.brief.page,
        )
        self.importing, self.signature = screens.accounts.dialog, screens.wording.signature
        self.calls = screens.calls
        self.banner, self.notices = SyncBanner(), NoticeBar()
        self.sidebar, self.strip = Sidebar(self.windowTitle()), StatusStrip()

    def _build_body(self) -> None:
        self._pages = QStackedWidget()
        self._pages.setObjectName("pages")
        for page in self._screens.pages:
            self._pages.addWidget(page)
        middle = column(gap=0)
        middle.addWidget(self.banner)
        middle.addWidget(self.notices)
        middle.addWidget(self._pages, 1)
        upper = across(gap=0)
        upper.addWidget(self.sidebar)
        upper.addLayout(middle, 1)
        self._inner = QWidget()
        whole = column(self._inner, gap=0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.strip)
        self._starting = label("Starting…", tone="muted")
        self._starting.setObjectName("page")
        self._starting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._outer = QStackedWidget()
        for made in (self._starting, self.welcome, self._inner):
            self._outer.addWidget(made)
        self.setCentralWidget(self._outer)

    def _connect(self) -> None:
        self._bridge.changed.connect(self._on_change)
        self._bridge.failed.connect(self._on_failure)
        self._bridge.busy_changed.connect(self._on_busy)
        self._screens.brief.intelligence_wanted.connect(self.show_intelligence)
        self._pages.currentChanged.connect(lambda place: self.offer_people())

    # what happens

    def run(self, work: Coroutine[Any, Any, object], doing: str = "", replaces: str = "") -> None:
        self._bridge.start(work, doing=doing, replaces=replaces)

    def _enter(self) -> None:
        self.menus.allow_work(True)
        self._outer.setCurrentWidget(self._inner)
        self.show_dashboard()

    def _show_welcome(self) -> None:
        self.talk.close()
        self.menus.allow_work(False)
        self._outer.setCurrentWidget(self.welcome)

    async def _refresh(self) -> None:
        await self._show_status()
        await self._screens.refresh(self._pages.currentWidget())

    async def _show_status(self) -> None:
        state = self._desk.sync_state()
        account = await self._desk.account()
        self.strip.show_status(status_line(state, account, self._desk.now()))
        self.banner.show_banner(banner_of(state))
        self.menus.show_account(account, is_sandbox=state.is_sandbox)

    async def _open_conversation(self, request_id: RequestId) -> None:
        await self.talk.open(request_id)
        self._pages.setCurrentWidget(self.conversation)

    def offer_people(self) -> None:
        is_open = self._pages.currentWidget() is self.conversation
        self.menus.offer_people(is_open and self.conversation.offers_people)

    def skip_ahead(self) -> None:
        self.run(self._desk.skip_ahead(), "Skipping ahead", replaces="skip")

    def use_card(self, request_id: RequestId, act: Act) -> None:
        if act is Act.PREP:
            self.show_brief(request_id)
            return
        self.run(self.board.act(request_id, act), doing_in_words(act))

    def use_conversation(self, act: Act) -> None:
        if act is Act.PREP and self.talk.request_id is not None:
            self.show_brief(self.talk.request_id)
            return
        self.run(self.talk.act(act), doing_in_words(act))

    def _on_change(self) -> None:
        """While the window is hidden the tray goes on telling the calls."""
        if self._is_in:
            (self._refresher if self.isVisible() else self._tray_refresher).request()

    def _on_busy(self, doing: str) -> None:
        self.strip.show_doing(f"{doing}…" if doing else "")

    def _on_failure(self, title: str, advice: str, is_grave: bool) -> None:
        if self._is_in:
            self.notices.show_message(Message(title, advice, is_error=is_grave))
        elif self._outer.currentWidget() is self.welcome:
            self.signing_in.show_trouble(Told(title, advice))
        else:
            self._starting.setText(f"{title}.\n{advice}")
