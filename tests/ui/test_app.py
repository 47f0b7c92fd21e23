"""Start and end of the whole program, on its own loop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest
from fake_desk import FakeDesk
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from ui import app as ui_app
from ui.main_window import MainWindow
from ui.notifications import message_of
from ui.single_instance import SingleInstance
from ui.tray import Tray
from ui.widgets.icons import app_icon
from xforce_desktop.errors import SignInNeeded, StoreTooNew
from xforce_desktop.ports import Notice

GIVE_UP_MS = 20_000  # a machine under load is slow to start; nobody waits for it otherwise


class Program:
    """Runs the app and does something once its window shows what it should."""

    def __init__(self, folder, desk: FakeDesk) -> None:
        self.folder, self.desk = folder, desk

    def run(self, when: Callable[[MainWindow], bool], do: Callable[[MainWindow], None]) -> int:
        """The exit status; fails if `when` never came true."""
        happened = []

        def look() -> None:
            window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)
            if window is not None and window.isVisible() and when(window) and not happened:
                happened.append(True)
                do(window)

        watch, give_up = QTimer(), QTimer()
        watch.timeout.connect(look)
        give_up.setSingleShot(True)
        give_up.timeout.connect(lambda: signal.raise_signal(signal.SIGTERM))
        watch.start(10)
        give_up.start(GIVE_UP_MS)
        try:
            status = ui_app.run(self._factory, data_folder=self.folder)
        finally:
            watch.stop()
            give_up.stop()
        assert happened, "the window never got there"
        return status

    async def _factory(self) -> FakeDesk:
        return self.desk


@pytest.fixture
def program(qapp, tmp_path, desk) -> Program:
    return Program(tmp_path, desk)


def on_dashboard(window: MainWindow) -> bool:
    return window.dashboard.findChild(QPushButton, "new_meeting") is not None and window.dashboard.isVisible()


def test_quit_ends_cleanly(program, desk):
    """Status 0, the desk closed, no window, timer or hook left behind."""
    hook, handler = sys.excepthook, signal.getsignal(signal.SIGTERM)
    threads = set(threading.enumerate())

    status = program.run(on_dashboard, lambda window: window.quit_wanted.emit())

    assert status == 0
    assert (desk.is_started, desk.is_closed) == (True, True)
    assert sys.excepthook is hook
    assert signal.getsignal(signal.SIGTERM) is handler
    assert {thread for thread in threading.enumerate() if thread.is_alive()} <= threads
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_like_quit(program, desk, number):
    """Ctrl+C in the terminal and a stop by the system clean up too."""
    status = program.run(on_dashboard, lambda window: os.kill(os.getpid(), number))

    assert (status, desk.is_closed) == (0, True)


def test_the_systems_own_quit_ends_it_like_quit(program, desk):
    """The Quit that macOS sends does not tear the loop away from under the coroutine."""
    status = program.run(
        on_dashboard, lambda window: QApplication.postEvent(QApplication.instance(), QEvent(QEvent.Type.Quit))
    )

    assert (status, desk.is_closed) == (0, True)


def test_quit_does_not_wait_for_what_hangs(program, desk):
    """A call that never answers is cancelled."""
    desk.hold("sync_now")

    def quit_while_busy(window: MainWindow) -> None:
        window.sync()
        QTimer.singleShot(20, window, window.quit_wanted.emit)

    assert program.run(on_dashboard, quit_while_busy) == 0
    assert desk.called("sync_now") == [()]
    assert desk.is_closed


def test_a_question_that_is_open_goes_with_the_window(program, desk):
    """Quit while a box is asking: nothing is cancelled by it."""

    name = f"cancel-{next(iter(desk.summaries))}"

    def quit_while_asking(window: MainWindow) -> None:
        window.dashboard.findChild(QPushButton, name).click()
        QTimer.singleShot(50, window, window.quit_wanted.emit)

    def is_ready(window: MainWindow) -> bool:
        return window.dashboard.findChild(QPushButton, name) is not None

    assert program.run(is_ready, quit_while_asking) == 0
    assert desk.called("command") == []


def test_notices_reach_the_window(program, desk):
    """What the desk leaves for the rep appears without being asked for."""

    def has_notice(window: MainWindow) -> bool:
        if not desk.is_started:
            return False
        if not window.notices.messages() and not desk.notices:
            desk.tell(Notice("John answered", "He takes Thursday.", ""))
        return window.notices.messages() != ()

    assert program.run(has_notice, lambda window: window.quit_wanted.emit()) == 0


def test_the_first_start_welcomes_and_then_begins(program, desk):
    """Without an account the welcome comes first; the sandbox leads on, without a second start."""
    desk._needs_welcome = True
    welcomed = []

    def on_board(window: MainWindow) -> bool:
        if window.welcome.isVisible() and not welcomed:
            welcomed.append(window.dashboard.isVisible())
            window.welcome.findChild(QPushButton, "explore_sandbox").click()
        return bool(welcomed) and window.dashboard.isVisible()

    assert program.run(on_board, lambda window: window.quit_wanted.emit()) == 0
    assert welcomed == [False]
    assert desk.called("start") == [()]


def test_a_sign_in_is_stopped_by_its_button(program, desk):
    """Both ways are open again afterwards, and it ends in words."""
    desk._needs_welcome = True
    desk.hold("sign_in")

    def stopped(window: MainWindow) -> bool:
        buttons = {b.objectName(): b for b in window.welcome.findChildren(QPushButton) if b.isVisible()}
        if not desk.called("sign_in") and "sign_in" in buttons:
            buttons["sign_in"].click()
        elif "stop_sign_in" in buttons:
            buttons["stop_sign_in"].click()
        return bool(desk.called("sign_in")) and "sign_in" in buttons

    assert program.run(stopped, lambda window: window.quit_wanted.emit()) == 0
    assert desk._needs_welcome


def test_an_account_that_cannot_be_reached_leads_to_the_welcome(program, desk):
    """Both ways in, and what went wrong in words."""
    desk.failures["start"] = SignInNeeded("The sign-in has expired.", "Sign in to Microsoft again.")

    def says_so(window: MainWindow) -> bool:
        labels = window.welcome.findChildren(QLabel) if window.welcome.isVisible() else []
        said = {label.text() for label in labels if label.isVisible()}
        return {"The sign-in has expired", "Sign in to Microsoft again."} <= said

    assert program.run(says_so, lambda window: window.quit_wanted.emit()) == 0


def test_an_error_that_nobody_caught_is_told(program, caplog):
    """A fault in a click is logged with its traceback and told in plain words; the program goes on."""
    raised = []

    def told(window: MainWindow) -> bool:
        if not raised and window.dashboard.isVisible():
            raised.append(True)
            QTimer.singleShot(0, window, lambda: [].pop())
        return any("Something went wrong" in message.title for message in window.notices.messages())

    assert program.run(told, lambda window: window.quit_wanted.emit()) == 0
    assert "pop from empty list" in caplog.text


def test_a_second_start_raises_the_first(program, desk, tmp_path):
    """The same data folder has one window; the second start ends at once with status 0."""
    seconds = []

    def start_again(window: MainWindow) -> None:
        window.hide()
        seconds.append(SingleInstance(tmp_path).claim())
        QTimer.singleShot(
            100, window, lambda: (seconds.append(window.isVisible()), window.quit_wanted.emit())
        )

    assert program.run(on_dashboard, start_again) == 0
    assert seconds == [False, True]


def test_another_data_folder_is_another_program(qapp, tmp_path):
    """Two folders do not meet, and a released one can be claimed again."""
    first, second, again = (SingleInstance(tmp_path / name) for name in ("a", "b", "a"))

    assert first.claim()
    assert second.claim()
    first.release()
    assert again.claim()
    second.release()
    again.release()


@pytest.mark.parametrize("when", ["making", "starting"])
def test_a_store_that_cannot_be_used_is_told(qapp, tmp_path, desk, when):
    """Status 1 and the advice in a box, whether it shows at once or on the start."""
    told = []
    error = StoreTooNew("The data is from a newer program.", "Install the newer program.")

    async def refuse():
        if when == "making":
            raise error
        desk.failures["start"] = error
        return desk

    def read() -> None:
        box = next((w for w in QApplication.topLevelWidgets() if w.objectName() == "start_error"), None)
        if isinstance(box, QMessageBox) and box.isVisible():
            told.append(f"{box.text()} {box.informativeText()}")
            box.accept()

    watch = QTimer()
    watch.timeout.connect(read)
    watch.start(10)
    status = ui_app.run(refuse, data_folder=tmp_path)
    watch.stop()

    assert status == 1
    assert told == ["The data is from a newer program. Install the newer program."]


def test_the_tray_menu_asks_for_everything(qtbot):
    """Open, New meeting, Sync now, Quit; and without a tray nothing breaks."""
    tray = Tray(app_icon(), "X-FORCE", is_in_front=lambda: False)
    actions = {action.text(): action for action in tray.menu.actions() if action.text()}
    for text, wanted in (
        ("Open", tray.open_wanted),
        ("New meeting", tray.new_wanted),
        ("Sync now", tray.sync_wanted),
        ("Quit", tray.quit_wanted),
    ):
        with qtbot.waitSignal(wanted):
            actions[text].trigger()

    tray.show()
    tray.show_message(message_of(Notice("John answered", "", "")))
    tray.close()
    assert list(actions) == ["Open", "New meeting", "Sync now", "Quit"]


def test_a_start_while_the_first_one_ends_is_one_of_its_own(program, desk, monkeypatch):
    """It is not told "already running" by a window that has gone."""
    claims = []
    close = desk.close

    async def slow_close() -> None:
        other = SingleInstance(program.folder)
        claims.append(other.claim())
        other.release()
        await close()

    monkeypatch.setattr(desk, "close", slow_close)

    assert program.run(on_dashboard, lambda window: window.quit_wanted.emit()) == 0
    assert claims == [True]
