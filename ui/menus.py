"""The menu bar. Its keys work without it, too; they lead nowhere until there is an account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.theme import Theme, ThemeSwitch
from xforce_desktop.ports import Account


class Menus(QObject):
    """Builds the menus of the window and says which entry was chosen."""

    new_wanted = Signal()
    dashboard_wanted = Signal()
    wording_wanted = Signal()
    metrics_wanted = Signal()
    accounts_wanted = Signal()
    briefs_wanted = Signal()
    sync_wanted = Signal()
    skip_wanted = Signal()
    opt_outs_wanted = Signal()
    own_style_wanted = Signal()
    proofs_wanted = Signal()
    memory_wanted = Signal()
    learned_wanted = Signal()
    people_wanted = Signal()
    calls_wanted = Signal()
    close_wanted = Signal()
    quit_wanted = Signal()
    sign_in_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, window: QMainWindow, theme: ThemeSwitch) -> None:
        super().__init__(window)
        self._window = window
        self._build_meeting()
        self._build_account()
        self._build_view(theme)
        self.allow_work(False)

    def allow_work(self, is_allowed: bool) -> None:
        """Whether there is an account to work with."""
        self._window.menuBar().setVisible(is_allowed)
        for action in self._needs_account:
            action.setEnabled(is_allowed)

    def offer_people(self, is_offered: bool) -> None:
        self._people.setEnabled(is_offered)

    def show_account(self, account: Account | None, *, is_sandbox: bool) -> None:
        """Who is signed in, and what can be done about it."""
        self._who.setText(account.address if account else "Nobody is signed in")
        self.sign_in.setText("Sign &in with Microsoft…" if is_sandbox else "Sign &in again…")
        self.sign_out.setVisible(not is_sandbox)
        self._skip.setVisible(is_sandbox)

    def _build_meeting(self) -> None:
        menu = self._window.menuBar().addMenu("&Meeting")
        self._add(menu, "&New meeting", self.new_wanted.emit, "Ctrl+N")
        self._add(menu, "&Dashboard", self.dashboard_wanted.emit, "Ctrl+1")
        self._add(menu, "Your &wording", self.wording_wanted.emit, "Ctrl+2")
        self._add(menu, "&Accounts", self.accounts_wanted.emit, "Ctrl+3")
        self._add(menu, "&Metrics", self.metrics_wanted.emit, "Ctrl+4")
        self._add(menu, "&Briefs", self.briefs_wanted.emit, "Ctrl+5")
        menu.addSeparator()
        self._add(menu, "&Sync now", self.sync_wanted.emit, "F5")
        self._skip = self._add(menu, "S&kip ahead in the sandbox", self.skip_wanted.emit, "F6")
        self.opt_outs = self._add(menu, "Do not &contact…", self.opt_outs_wanted.emit, "Ctrl+Shift+D")
        self.own_style = self._add(menu, "&Your style…", self.own_style_wanted.emit, "Ctrl+Shift+Y")
        self.proofs = self._add(menu, "P&roofs…", self.proofs_wanted.emit, "Ctrl+Shift+P")
        self.memory = self._add(menu, "What we &know…", self.memory_wanted.emit, "Ctrl+Shift+K")
        self.calls = self._add(menu, "C&alls…", self.calls_wanted.emit, "Ctrl+Shift+C")
        self.learned = self._add(menu, "What was &learned…", self.learned_wanted.emit, "Ctrl+Shift+L")
        self._needs_account = menu.actions()
        self._people = self._add(menu, "&People…", self.people_wanted.emit, "Ctrl+P")
        self._people.setEnabled(False)
        menu.addSeparator()
        self._add(menu, "Close &window", self.close_wanted.emit, "Ctrl+W")
        self._add(menu, "&Quit", self.quit_wanted.emit, "Ctrl+Q")

    def _build_account(self) -> None:
        menu = self._window.menuBar().addMenu("&Account")
        self._who = menu.addAction("")
        self._who.setEnabled(False)
        menu.addSeparator()
        self.sign_in = self._add(menu, "Sign &in again…", self.sign_in_wanted.emit)
        self.sign_out = self._add(menu, "Sign &out…", self.sign_out_wanted.emit)

    def _build_view(self, theme: ThemeSwitch) -> None:
        menu = self._window.menuBar().addMenu("&View")
        group = QActionGroup(self)
        for choice, words in (
            (Theme.SYSTEM, "Like the &system"),
            (Theme.LIGHT, "&Light"),
            (Theme.DARK, "&Dark"),
        ):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(choice is theme.choice)
            action.triggered.connect(lambda checked=False, chosen=choice: theme.choose(chosen))
            group.addAction(action)

    def _add(self, menu: QMenu, words: str, slot: Callable[[], object], keys: str = "") -> QAction:
        """With keys it is the window's as well, so that they work while the menu is hidden."""
        action = menu.addAction(words)
        action.triggered.connect(lambda checked=False: slot())
        if keys:
            action.setShortcut(QKeySequence(keys))
            self._window.addAction(action)
        return action
