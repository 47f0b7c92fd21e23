"""The window: navigation on the left, pages in the middle, notices above and the status strip below.

It puts presenters and widgets together and connects signals; what is shown is the presenters' affair.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt, QTimer, QTimeZone, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from ui.acts import Act
from ui.asking import Question
from ui.bridge import Bridge, Refresher, RunningDesk
from ui.conversation.presenter import ConversationPresenter
from ui.conversation.view import ConversationWidget
from ui.dashboard.presenter import DashboardPresenter
from ui.dashboard.view import DashboardWidget
from ui.formatting import zone_named
from ui.notifications import Message, NoticeBar
from ui.opt_outs.presenter import OptOutsPresenter
from ui.opt_outs.view import OptOutsDialog
from ui.own_style.presenter import OwnStylePresenter
from ui.own_style.view import OwnStyleDialog
from ui.people.presenter import PeoplePresenter
from ui.people.view import PeopleDialog
from ui.request_form.presenter import RequestFormPresenter
from ui.request_form.view import RequestFormWidget
from ui.status import answer_in_words, status_line
from ui.sync_trouble import banner_of
from ui.templates.presenter import TemplatesPresenter
from ui.templates.signature_dialog import SignatureDialog
from ui.templates.view import TemplatesWidget
from ui.theme import Theme, ThemeSwitch
from ui.welcome.pages import Told
from ui.welcome.screen import SignInScreen
from ui.welcome.words import told_of
from ui.widgets.parts import across, column, label
from ui.widgets.question_box import ask
from ui.widgets.sidebar import Sidebar
from ui.widgets.status_strip import StatusStrip
from ui.widgets.sync_banner import SyncBanner
from xforce_desktop.errors import BadInput, OutsideError, XForceError
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
        self._bridge, self._desk, self._theme = bridge, desk, theme
        self._hides_on_close: Callable[[], bool] = lambda: False
        self.setWindowTitle(title)
        self.setMinimumSize(1000, 640)
        self.resize(1280, 860)
        self._build_screens()
        self._build_presenters()
        self._build_body()
        self._build_menus()
        self._connect()
        self._refresher = Refresher(bridge, self._refresh)
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

    def show_form(self) -> None:
        if not self._is_in:  # the tray's menu is there before there is an account
            return
        self._talk.close()
        self._pages.setCurrentWidget(self.form)
        self.form.take_focus()
        self.sidebar.show_current("new")
        self._run(self._open_form())

    def show_wording(self) -> None:
        """The rep's own words for mails."""
        if not self._is_in:
            return
        self._talk.close()
        self._pages.setCurrentWidget(self.wording)
        self.sidebar.show_current("wording")
        self._run(self._wording.open(), replaces="wording")

    def show_request(self, request_id: RequestId) -> None:
        """Open the conversation of a request."""
        if not self._is_in:
            return
        self.sidebar.show_current("")
        self._run(self._open_conversation(request_id), replaces="open conversation")

    def show_own_style(self) -> None:
        """What was learned of how the rep writes."""
        self._run(self._open_own_style(), replaces="own-style")

    def show_opt_outs(self) -> None:
        """Who is not to be written to."""
        self._run(self._open_opt_outs(), replaces="opt-outs")

    def show_people(self) -> None:
        """Who is to be in the meeting whose conversation is open."""
        request_id = self._talk.request_id
        if request_id is not None:
            self._run(self._open_people(request_id), replaces="people")

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
        self.signing_in = SignInScreen(
            self._bridge,
            self._desk,
            ask=self._ask,
            on_in=self._enter,
            on_show=self._show_welcome,
            on_back=self._enter,
        )
        self.welcome = self.signing_in.page
        self.banner = SyncBanner()
        self.dashboard = DashboardWidget()
        self.form = RequestFormWidget()
        self.conversation = ConversationWidget()
        self.wording = TemplatesWidget()
        self.sidebar = Sidebar(self.windowTitle())
        self.strip = StatusStrip()
        self.notices = NoticeBar()
        self.people = PeopleDialog(self)
        self.opt_outs = OptOutsDialog(self)
        self.own_style = OwnStyleDialog(self)

    def _build_presenters(self) -> None:
        computer_zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        self._board = DashboardPresenter(
            self._desk, self.dashboard, ask=self._ask, open_request=self.show_request
        )
        self._form = RequestFormPresenter(
            self._desk, self.form, computer_zone=computer_zone, on_started=self._on_started
        )
        self._talk = ConversationPresenter(
            self._desk, self.conversation, ask=self._ask, leave=self.show_dashboard
        )
        self._opt_outs = OptOutsPresenter(self._desk, self.opt_outs)
        self._own_style = OwnStylePresenter(self._desk, self.own_style)
        self._wording = TemplatesPresenter(self._desk, self.wording, ask=self._ask)
        self.signature = SignatureDialog(self._wording.shown_signature, self)
        self._people = PeoplePresenter(self._desk, self.people, ask=self._ask_over_people)

    def _build_body(self) -> None:
        self._pages = QStackedWidget()
        self._pages.setObjectName("pages")
        for page in (self.dashboard, self.form, self.conversation, self.wording):
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

    def _build_menus(self) -> None:
        self.menuBar().hide()
        meeting = self.menuBar().addMenu("&Meeting")
        self._add(meeting.addAction("&New meeting"), "Ctrl+N", self.show_form)
        self._add(meeting.addAction("&Dashboard"), "Ctrl+1", self.show_dashboard)
        self._add(meeting.addAction("Your &wording"), "Ctrl+2", self.show_wording)
        meeting.addSeparator()
        self._add(meeting.addAction("&Sync now"), "F5", self.sync)
        self.skip_action = meeting.addAction("S&kip ahead in the sandbox")
        self._add(self.skip_action, "F6", self._skip)
        self.opt_outs_action = meeting.addAction("Do not &contact…")
        self._add(self.opt_outs_action, "Ctrl+Shift+D", self.show_opt_outs)
        self.own_style_action = meeting.addAction("&Your style…")
        self._add(self.own_style_action, "Ctrl+Shift+Y", self.show_own_style)
        self._needs_account = meeting.actions()
        self._allow_work(False)
        self._people_action = meeting.addAction("&People…")
        self._people_action.setEnabled(False)
        self._add(self._people_action, "Ctrl+P", self.show_people)
        meeting.addSeparator()
        self._add(meeting.addAction("Close &window"), "Ctrl+W", self.close)
        self._add(meeting.addAction("&Quit"), "Ctrl+Q", self.quit_wanted.emit)
        self._build_account_menu()
        view = self.menuBar().addMenu("&View")
        group = QActionGroup(self)
        for theme, words in (
            (Theme.SYSTEM, "Like the &system"),
            (Theme.LIGHT, "&Light"),
            (Theme.DARK, "&Dark"),
        ):
            action = view.addAction(words)
            action.setCheckable(True)
            action.setChecked(theme is self._theme.choice)
            action.triggered.connect(lambda checked=False, chosen=theme: self._theme.choose(chosen))
            group.addAction(action)

    def _build_account_menu(self) -> None:
        menu = self.menuBar().addMenu("&Account")
        self.who_action = menu.addAction("")
        self.who_action.setEnabled(False)
        menu.addSeparator()
        self.sign_in_action = menu.addAction("Sign &in again…")
        self.sign_in_action.triggered.connect(lambda checked=False: self.signing_in.open_again())
        self.sign_out_action = menu.addAction("Sign &out…")
        self.sign_out_action.triggered.connect(
            lambda checked=False: self._run(self.signing_in.sign_out(), "Signing out", replaces="sign out")
        )

    def _allow_work(self, is_allowed: bool) -> None:
        """Keys work without the menu, too: they lead nowhere until there is an account."""
        for action in self._needs_account:
            action.setEnabled(is_allowed)

    def _add(self, action: QAction, keys: str, slot: Callable[[], object]) -> None:
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda checked=False: slot())
        self.addAction(action)

    def _connect(self) -> None:
        self._bridge.changed.connect(self._on_change)
        self._bridge.failed.connect(self._on_failure)
        self._bridge.busy_changed.connect(self._on_busy)
        self.sidebar.dashboard_wanted.connect(self.show_dashboard)
        self.sidebar.new_wanted.connect(self.show_form)
        self.sidebar.wording_wanted.connect(self.show_wording)
        self.strip.sync_wanted.connect(self.sync)
        self.strip.skip_wanted.connect(self._skip)
        self.notices.request_wanted.connect(self.show_request)
        self.dashboard.new_wanted.connect(self.show_form)
        self.dashboard.used.connect(self._on_card)
        self.conversation.back_wanted.connect(self.show_dashboard)
        self.conversation.used.connect(self._on_conversation)
        self.conversation.call_done.connect(
            lambda card_id, outcome: self._run(self._talk.call_done(card_id, outcome), "Saving")
        )
        self.conversation.card_dismissed.connect(lambda card_id: self._run(self._talk.dismiss(card_id)))
        self.conversation.send_wanted.connect(lambda: self._run(self._talk.send(), "Sending"))
        self.conversation.discard_wanted.connect(lambda: self._run(self._talk.discard(), "Taking over"))
        self._connect_people()
        self._connect_wording()
        self.form.edited.connect(lambda: self._run(self._form.update_times(), replaces="free times"))
        self.form.colleague_searched.connect(
            lambda text: self._run(self._form.search(text), replaces="colleagues")
        )
        self.form.guest_typed.connect(lambda address: self._run(self._form.complete_guest(address)))
        self.form.preview_wanted.connect(lambda: self._run(self._form.preview(), "Writing a preview"))
        self.form.start_wanted.connect(lambda: self._run(self._start_request(), "Starting"))
        self.banner.sign_in_wanted.connect(self.signing_in.open_again)
        self.banner.sync_wanted.connect(self.sync)

    def _connect_people(self) -> None:
        self.conversation.people_wanted.connect(self.show_people)
        self.conversation.people_offered.connect(lambda is_offered: self._offer_people())
        self._pages.currentChanged.connect(lambda place: self._offer_people())
        dialog, people = self.people, self._people
        dialog.colleague_wanted.connect(lambda: self._run(people.add_colleague()))
        dialog.guest_wanted.connect(lambda: self._run(people.add_guest()))
        dialog.replace_wanted.connect(lambda address: self._run(people.replace(address)))
        dialog.remove_wanted.connect(lambda address: self._run(people.remove(address), "Removing"))
        dialog.save_wanted.connect(lambda: self._run(people.save(), "Changing who is to be there"))
        dialog.searched.connect(lambda text: self._run(people.search(text), replaces="newcomers"))
        dialog.guest_typed.connect(lambda address: self._run(people.complete_guest(address)))
        dialog.edited.connect(people.update_follows)
        dialog.back_wanted.connect(people.back)
        dialog.finished.connect(lambda result: people.close())
        listed, opt_outs = self.opt_outs, self._opt_outs
        listed.add_wanted.connect(opt_outs.add)
        listed.lift_wanted.connect(opt_outs.lift)
        listed.save_wanted.connect(lambda: self._run(opt_outs.save(), "Saving"))
        listed.back_wanted.connect(opt_outs.back)
        listed.finished.connect(lambda result: opt_outs.close())
        self.own_style.forget_wanted.connect(lambda: self._run(self._own_style.forget(), "Forgetting"))
        self.own_style.finished.connect(lambda result: self._own_style.close())

    def _connect_wording(self) -> None:
        page, wording = self.wording, self._wording
        page.chosen.connect(lambda kind, type_: self._run(wording.choose(kind, type_), replaces="wording"))
        page.reader_chosen.connect(
            lambda key: self._run(wording.choose_reader(key), replaces="wording preview")
        )
        page.edited.connect(lambda: self._run(wording.update(), replaces="wording preview"))
        page.save_wanted.connect(lambda: self._run(wording.save(), "Saving your wording"))
        page.reset_wanted.connect(lambda: self._run(wording.reset(), replaces="wording"))
        page.test_wanted.connect(lambda: self._run(wording.send_test(), "Sending you a test"))
        page.signature_wanted.connect(lambda: self._run(self._open_signature()))
        self.signature.save_wanted.connect(lambda text: self._run(self._save_signature(text)))

    async def _open_signature(self) -> None:
        self.signature.begin(await self._wording.signature())

    async def _save_signature(self, text: str) -> None:
        try:
            await self._wording.save_signature(text)
        except BadInput as error:
            self.signature.show_fault(f"{error.title} {error.advice}")
            return
        self.signature.accept()

    # what happens

    def _run(self, work: Coroutine[Any, Any, object], doing: str = "", replaces: str = "") -> None:
        self._bridge.start(work, doing=doing, replaces=replaces)

    async def _ask(self, question: Question) -> bool:
        with self._bridge.hushed():
            return await ask(question, self)

    async def _ask_over_people(self, question: Question) -> bool:
        with self._bridge.hushed():
            return await ask(question, self.people)

    def _enter(self) -> None:
        self.menuBar().show()
        self._allow_work(True)
        self._outer.setCurrentWidget(self._inner)
        self.show_dashboard()

    def _show_welcome(self) -> None:
        self._talk.close()
        self.menuBar().hide()
        self._allow_work(False)
        self._outer.setCurrentWidget(self.welcome)

    @property
    def _is_in(self) -> bool:
        """Whether there is an account to work with; before, there is nothing to show or to do."""
        return self._outer.currentWidget() is self._inner

    async def _refresh(self) -> None:
        await self._show_status()
        if self._pages.currentWidget() is self.dashboard:
            await self._board.refresh()
        elif self._pages.currentWidget() is self.conversation:
            await self._talk.refresh()
        elif self._pages.currentWidget() is self.wording:
            await self._wording.refresh()
        await self._people.refresh()
        await self._opt_outs.refresh()
        await self._own_style.refresh()

    async def _show_status(self) -> None:
        state = self._desk.sync_state()
        account = await self._desk.account()
        self.strip.show_status(status_line(state, account, self._desk.now()))
        self.banner.show_banner(banner_of(state))
        self.who_action.setText(account.address if account else "Nobody is signed in")
        self.sign_in_action.setText("Sign &in with Microsoft…" if state.is_sandbox else "Sign &in again…")
        self.sign_out_action.setVisible(not state.is_sandbox)
        self.skip_action.setVisible(state.is_sandbox)

    async def _open_form(self) -> None:
        account = await self._desk.account()
        zone = zone_named(account.timezone) if account else None
        self.form.show_today(self._desk.now().astimezone(zone).date())
        await self._form.open()
        await self._form.update_times()

    async def _open_conversation(self, request_id: RequestId) -> None:
        await self._talk.open(request_id)
        self._pages.setCurrentWidget(self.conversation)

    async def _open_opt_outs(self) -> None:
        await self._opt_outs.open()
        self.opt_outs.open()

    async def _open_own_style(self) -> None:
        await self._own_style.open()
        self.own_style.open()

    async def _open_people(self, request_id: RequestId) -> None:
        await self._people.open(request_id)
        self.people.open()

    def _offer_people(self) -> None:
        is_open = self._pages.currentWidget() is self.conversation
        self._people_action.setEnabled(is_open and self.conversation.offers_people)

    async def _start_request(self) -> None:
        self.form.set_busy(True)
        try:
            await self._form.start()
        finally:
            self.form.set_busy(False)

    def _skip(self) -> None:
        self._run(self._desk.skip_ahead(), "Skipping ahead", replaces="skip")

    def _on_started(self, request_id: RequestId) -> None:
        self.show_dashboard()

    def _on_card(self, request_id: RequestId, act: Act) -> None:
        self._run(self._board.act(request_id, act), _doing(act))

    def _on_conversation(self, act: Act) -> None:
        self._run(self._talk.act(act), _doing(act))

    def _on_change(self) -> None:
        if self.isVisible() and self._is_in:
            self._refresher.request()

    def _on_busy(self, doing: str) -> None:
        self.strip.show_doing(f"{doing}…" if doing else "")

    def _on_failure(self, title: str, advice: str, is_grave: bool) -> None:
        if self._is_in:
            self.notices.show_message(Message(title, advice, is_error=is_grave))
        elif self._outer.currentWidget() is self.welcome:
            self.signing_in.show_trouble(Told(title, advice))
        else:
            self._starting.setText(f"{title}.\n{advice}")


def _doing(act: Act) -> str:
    """What a button's work is called while it runs."""
    return {
        Act.APPROVE: "Releasing",
        Act.PAUSE: "Pausing",
        Act.RESUME: "Resuming",
        Act.CANCEL: "Cancelling",
        Act.RESCHEDULE: "Rescheduling",
        Act.TAKE_OVER: "Taking over",
        Act.GIVE_BACK: "Giving back",
        Act.UNDO: "Holding back",
        Act.ASK_IF_HERE: "Asking them",
    }.get(act, "")
