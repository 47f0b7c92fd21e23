"""The window: navigation on the left, pages in the middle, notices above and the status strip below.

It puts the screens together and leads from one to another; what they show is the presenters' affair.
"""

from __future__ import annotations

import uuid
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
from ui.widgets.sidebar import Sidebar
from ui.widgets.status_strip import StatusStrip
from ui.widgets.sync_banner import SyncBanner
from xforce_desktop.errors import OutsideError, XForceError
from xforce_desktop.ids import RequestId

REDRAW_EVERY_MS = 30_000  # "10 minutes ago" grows old by itself


class MainWindow(QMainWindow):
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
        self._talk.close()
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
        self._talk.close()
        self._pages.setCurrentWidget(page)
        self.sidebar.show_current(name)
        begin()

    def show_brief(self, request_id: RequestId) -> None:
        """Open the prep brief of a request."""
        if self._is_in:
            self._run(self._open_brief(request_id), replaces="briefs")

    async def _open_brief(self, request_id: RequestId) -> None:
        await self._screens.brief.open(request_id)
        self.sidebar.show_current("briefs")
        self._pages.setCurrentWidget(self.brief)

    def _show_intelligence(self, company_id: object) -> None:
        """What is known of the company; of one that is not on record, what the brief was written from."""
        if isinstance(company_id, uuid.UUID):
            self._screens.memory.open(company_id)
        else:
            self._screens.brief.show_facts()

    def show_request(self, request_id: RequestId) -> None:
        """Open the conversation of a request."""
        if not self._is_in:
            return
        self.sidebar.show_current("")
        self._run(self._open_conversation(request_id), replaces="open conversation")

    def show_own_style(self) -> None:
        """What was learned of how the rep writes."""
        self._screens.own_style.open()

    def show_proofs(self) -> None:
        """What follow-ups may bring with them."""
        self._screens.proofs.open()

    def show_what_we_know(self, company_id: uuid.UUID | None = None) -> None:
        """What is known of a company; without one, of that of the open conversation or the last one."""
        request_id = self._talk.request_id
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
        request_id = self._talk.request_id
        if request_id is not None:
            self._screens.people.open(request_id)

    def sync(self) -> None:
        """Look for news now."""
        if self._is_in:
            self.strip.show_answer("")
            self._run(self._sync(), "Looking for news", replaces="sync")

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
        self._board, self._talk = screens.board, screens.talk
        self.dashboard, self.conversation = screens.dashboard, screens.conversation
        self.welcome, self.form, self.wording = self.signing_in.page, screens.form.page, screens.wording.page
        self.accounts, self.metrics, self.brief = (
            screens.accounts.page,
            screens.metrics.page,
            screens.brief.page,
        )
        self.importing, self.signature = screens.accounts.dialog, screens.wording.signature
        self.people, self.opt_outs = screens.people.dialog, screens.opt_outs.dialog
        self.own_style, self.proofs = screens.own_style.dialog, screens.proofs.dialog
        self.memory, self.learned = screens.memory.dialog, screens.learned.dialog
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
        self._connect_menus()
        self._connect_dashboard()
        self._connect_conversation()
        self.sidebar.dashboard_wanted.connect(self.show_dashboard)
        self.sidebar.new_wanted.connect(lambda: self.show_form())
        self.sidebar.wording_wanted.connect(self.show_wording)
        self.sidebar.metrics_wanted.connect(self.show_metrics)
        self.sidebar.accounts_wanted.connect(self.show_accounts)
        self.sidebar.briefs_wanted.connect(self.show_briefs)
        self.strip.sync_wanted.connect(self.sync)
        self.strip.skip_wanted.connect(self._skip)
        self.notices.request_wanted.connect(self.show_request)
        self.notices.brief_wanted.connect(self.show_brief)
        self._screens.brief.intelligence_wanted.connect(self._show_intelligence)
        self.banner.sign_in_wanted.connect(self.signing_in.open_again)
        self.banner.sync_wanted.connect(self.sync)

    def _connect_menus(self) -> None:
        menus = self.menus
        menus.new_wanted.connect(lambda: self.show_form())
        menus.dashboard_wanted.connect(self.show_dashboard)
        menus.wording_wanted.connect(self.show_wording)
        menus.metrics_wanted.connect(self.show_metrics)
        menus.accounts_wanted.connect(self.show_accounts)
        menus.briefs_wanted.connect(self.show_briefs)
        menus.sync_wanted.connect(self.sync)
        menus.skip_wanted.connect(self._skip)
        menus.opt_outs_wanted.connect(self.show_opt_outs)
        menus.own_style_wanted.connect(self.show_own_style)
        menus.proofs_wanted.connect(self.show_proofs)
        menus.memory_wanted.connect(self.show_what_we_know)
        menus.learned_wanted.connect(self.show_learned)
        menus.people_wanted.connect(self.show_people)
        menus.calls_wanted.connect(self.show_calls)
        menus.close_wanted.connect(self.close)
        menus.quit_wanted.connect(self.quit_wanted)
        menus.sign_in_wanted.connect(self.signing_in.open_again)
        menus.sign_out_wanted.connect(
            lambda: self._run(self.signing_in.sign_out(), "Signing out", replaces="sign out")
        )

    def _connect_dashboard(self) -> None:
        board, insights = self._board, self.dashboard.insights
        self.dashboard.new_wanted.connect(lambda: self.show_form())
        self.dashboard.used.connect(self._on_card)
        self.dashboard.calls_wanted.connect(self.show_calls)
        insights.remove_wanted.connect(lambda *chosen: self._run(board.remove_blocker(*chosen), "Removing"))
        insights.keep_wanted.connect(lambda chosen: self._run(board.keep_blocker(chosen), "Saving"))
        self.calls.told.connect(lambda badge, lines: self.dashboard.show_calls(badge))
        self.calls.request_wanted.connect(self.show_request)

    def _connect_conversation(self) -> None:
        page, talk = self.conversation, self._talk
        page.back_wanted.connect(self.show_dashboard)
        page.used.connect(self._on_conversation)
        page.call_started.connect(self.calls.start)
        page.call_reported.connect(self.calls.report)
        page.card_dismissed.connect(lambda card_id: self._run(talk.dismiss(card_id)))
        page.send_wanted.connect(lambda: self._run(talk.send(), "Sending"))
        page.discard_wanted.connect(lambda: self._run(talk.discard(), "Taking over"))
        page.people_wanted.connect(self.show_people)
        page.calls_wanted.connect(self.show_calls)
        page.memory_wanted.connect(self.show_what_we_know)
        page.people_offered.connect(lambda is_offered: self._offer_people())
        self._pages.currentChanged.connect(lambda place: self._offer_people())

    # what happens

    def _run(self, work: Coroutine[Any, Any, object], doing: str = "", replaces: str = "") -> None:
        self._bridge.start(work, doing=doing, replaces=replaces)

    def _enter(self) -> None:
        self.menus.allow_work(True)
        self._outer.setCurrentWidget(self._inner)
        self.show_dashboard()

    def _show_welcome(self) -> None:
        self._talk.close()
        self.menus.allow_work(False)
        self._outer.setCurrentWidget(self.welcome)

    @property
    def _is_in(self) -> bool:
        """Whether there is an account to work with; before, there is nothing to show or to do."""
        return self._outer.currentWidget() is self._inner

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
        await self._talk.open(request_id)
        self._pages.setCurrentWidget(self.conversation)

    def _offer_people(self) -> None:
        is_open = self._pages.currentWidget() is self.conversation
        self.menus.offer_people(is_open and self.conversation.offers_people)

    def _skip(self) -> None:
        self._run(self._desk.skip_ahead(), "Skipping ahead", replaces="skip")

    def _on_card(self, request_id: RequestId, act: Act) -> None:
        if act is Act.PREP:
            self.show_brief(request_id)
            return
        self._run(self._board.act(request_id, act), doing_in_words(act))

    def _on_conversation(self, act: Act) -> None:
        if act is Act.PREP and self._talk.request_id is not None:
            self.show_brief(self._talk.request_id)
            return
        self._run(self._talk.act(act), doing_in_words(act))

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
