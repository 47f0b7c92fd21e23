"""Starts the screens and ends them: one qasync loop in the main thread.

The program ends when `Ending.wanted` is set, never by `app.quit()`, which would end the loop under the
coroutine that is to clean up.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication, QMessageBox
from qasync import QEventLoop

from ui.bridge import Bridge, RunningDesk
from ui.garbage import QtGarbage
from ui.main_window import MainWindow
from ui.notifications import Message, NoticePost
from ui.single_instance import SingleInstance
from ui.status import SyncTeller
from ui.surroundings import ComputerSurroundings
from ui.theme import ThemeSwitch
from ui.tray import Tray
from ui.widgets.icons import app_icon
from xforce_desktop.errors import XForceError

log = logging.getLogger(__name__)

DeskFactory = Callable[[], Awaitable[RunningDesk]]
STILL_HERE = Message("X-FORCE goes on in the background", "Open it again, or quit it, from this icon.")


def run(desk_factory: DeskFactory, *, data_folder: Path, title: str = "X-FORCE Desktop") -> int:
    """Show the screens until the rep quits; returns the exit status.

    `desk_factory` is awaited on the loop. A second start with the same data folder raises the first window
    and returns 0 at once.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([title])
    app.setApplicationName("xforce-desktop")
    app.setApplicationDisplayName(title)
    app.setWindowIcon(app_icon())
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    instance = SingleInstance(data_folder)
    if not instance.claim():
        log.info("Already running for this data folder; its window was raised")
        return 0
    try:
        with QtGarbage(), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
            return runner.run(_show(app, desk_factory, instance, title))
    finally:
        instance.release()


async def _show(app: QApplication, desk_factory: DeskFactory, instance: SingleInstance, title: str) -> int:
    theme = ThemeSwitch(app)
    theme.apply()
    try:
        desk = await desk_factory()
    except XForceError as error:
        log.error("The app cannot start: %s", error.title)
        await _tell(title, error)
        return 1
    ending = Ending(app)
    surroundings = ComputerSurroundings()
    desk.heed(surroundings)
    bridge = Bridge(desk)
    window = MainWindow(bridge, desk, theme, title)
    tray = Tray(app_icon(), title, is_in_front=window.isActiveWindow)
    with _errors_told(bridge), ending.on_signals():
        _connect(window, tray, bridge, ending, instance, NoticePost(desk, [window.notices, tray]), desk)
        try:
            window.show()
            tray.show()
            window.hide_on_close(tray.is_there)
            starting = bridge.start(window.begin(), doing="Starting")
            if starting is not None:
                # What is loaded stays: looking through it all for garbage held the window up for 0.2 s.
                starting.add_done_callback(lambda started: gc.freeze())
            await ending.wanted.wait()
        finally:
            gc.unfreeze()
            instance.release()  # a start from now on is one of its own, and waits until we are gone
            await surroundings.stop()
            await _close(window, tray, bridge, desk, ending)
    if ending.failure is not None:
        log.error("The app cannot start: %s", ending.failure.title)
        await _tell(title, ending.failure)
        return 1
    return 0


def _connect(
    window: MainWindow,
    tray: Tray,
    bridge: Bridge,
    ending: Ending,
    instance: SingleInstance,
    post: NoticePost,
    desk: RunningDesk,
) -> None:
    window.quit_wanted.connect(ending.want)
    window.cannot_start.connect(ending.fail)
    window.hidden.connect(lambda: tray.show_message(STILL_HERE))
    tray.open_wanted.connect(window.come_up)
    tray.new_wanted.connect(window.come_up)
    tray.new_wanted.connect(window.show_form)
    tray.sync_wanted.connect(window.sync)
    tray.request_wanted.connect(window.show_request)
    tray.brief_wanted.connect(window.show_brief)
    tray.quit_wanted.connect(ending.want)
    tray.call_wanted.connect(window.calls.start)
    tray.later_wanted.connect(window.calls.put_off)
    tray.done_wanted.connect(window.come_up)
    tray.done_wanted.connect(window.calls.report)
    window.calls.told.connect(lambda badge, lines: tray.show_calls(lines))
    instance.raised.connect(window.come_up)
    bridge.changed.connect(lambda: bridge.start(post.deliver()))
    teller = SyncTeller()

    def tell_of_failure(title: str, advice: str, is_grave: bool) -> None:
        if not window.isVisible():  # what was begun in the tray
            tray.show_message(Message(title, advice, is_error=is_grave))

    bridge.failed.connect(tell_of_failure)

    def tell_of_sync() -> None:
        message = teller.message(desk.sync_state(), desk.now())
        if message is not None:
            tray.show_message(message)

    bridge.changed.connect(tell_of_sync)


async def _close(window: MainWindow, tray: Tray, bridge: Bridge, desk: RunningDesk, ending: Ending) -> None:
    """Everything that was begun ends here, in the order in which it depends on each other."""
    ending.stop()
    window.stop()
    window.hide()
    tray.close()
    await bridge.close()
    await desk.close()
    window.deleteLater()


async def _tell(title: str, error: XForceError) -> None:
    """Show an error before there is a window, and wait until it was read."""
    box = QMessageBox(QMessageBox.Icon.Critical, title, error.title)
    box.setObjectName("start_error")
    box.setInformativeText(error.advice)
    read = asyncio.get_running_loop().create_future()
    box.finished.connect(lambda result: None if read.done() else read.set_result(result))
    box.open()
    await read
    box.deleteLater()


class Ending(QObject):
    """The wish to end: from the menu, the tray, the system's log-out, SIGINT or SIGTERM."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.wanted = asyncio.Event()
        self.failure: XForceError | None = None
        self._app = app
        app.installEventFilter(self)
        app.commitDataRequest.connect(self.want)

    def want(self) -> None:
        self.wanted.set()

    def fail(self, error: XForceError) -> None:
        """End because of `error`, which the rep is told after everything is closed."""
        self.failure = error
        self.want()

    def stop(self) -> None:
        self._app.removeEventFilter(self)
        self._app.commitDataRequest.disconnect(self.want)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit and watched is self._app:
            self.want()
            return True
        return False

    @contextlib.contextmanager
    def on_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the program like Quit does. A socket wakes Qt, so that Python sees them."""
        ours, wakeup = socket.socketpair()
        ours.setblocking(False)
        wakeup.setblocking(False)
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: _drain(ours))
        wanted = [signal.SIGINT, signal.SIGTERM]
        before = {number: signal.signal(number, self._on_signal) for number in wanted}
        fd_before = signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(fd_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            notifier.setEnabled(False)
            notifier.deleteLater()
            ours.close()
            wakeup.close()

    def _on_signal(self, number: int, stack: FrameType | None) -> None:
        log.info("Ending on signal %s", number)
        asyncio.get_running_loop().call_soon_threadsafe(self.want)


def _drain(ours: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        ours.recv(4096)


@contextlib.contextmanager
def _errors_told(bridge: Bridge) -> Iterator[None]:
    """Errors that nobody caught are logged and told to the rep, wherever they come up."""

    def on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        bridge.report(error)

    def on_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            bridge.report(error)
        else:
            log.error("The loop says: %s", context.get("message", "no reason given"))

    loop = asyncio.get_running_loop()
    hook_before, sys.excepthook = sys.excepthook, on_exception
    loop.set_exception_handler(on_loop_error)
    try:
        yield
    finally:
        sys.excepthook = hook_before
        loop.set_exception_handler(None)
