"""How the program ends, and who else may be running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from filelock import FileLock, Timeout
from PySide6.QtWidgets import QApplication, QMessageBox

from sync.sandbox.server import SandboxOptions
from tests.desktop.live import Live, live
from tests.end_to_end.commands import ROOT, clean_environment, running_sandbox
from xforce_desktop.scheduling.desk import RepCommand

QUICK_S = 3.0


@pytest.mark.parametrize(
    "match, kind",
    [
        ("POST /v1.0/me/messages/*/send", "timeout"),
        ("POST /v1.0/me/messages/*/send", "drop_after"),
        ("POST /v1.0/me/calendar/getSchedule", "timeout"),
    ],
)
def test_a_signal_in_the_middle_of_a_pass_loses_nothing(tmp_path, match, kind):
    """A call hangs or its answer is lost, the system says end: at the next start the mail goes out, once."""
    kept = SandboxOptions(clock="manual", prospects=False, state=tmp_path / "world.json")
    at = {}

    async def first(app: Live) -> None:
        request_id = await app.create()
        await app.until(lambda: "A mail waits for your approval" in app.card(request_id))
        await app.control("faults", {"match": match, "kind": kind, "times": 1})
        await app.desk.command(request_id, RepCommand.APPROVE)
        await app.until(lambda: app.sandbox.faults.waiting() == [])
        at["kill"] = time.monotonic()
        os.kill(os.getpid(), signal.SIGTERM)

    async def second(app: Live) -> None:
        await app.until(lambda: app.shows("PENDING CONFIRMATION (1)"))
        await app.advance(timedelta(minutes=30))  # what was refused for now is tried again later
        assert len(await app.sent()) == 1

    assert live(tmp_path / "store", first, options=kept) == 0
    assert time.monotonic() - at["kill"] < QUICK_S
    assert live(tmp_path / "store", second, options=kept) == 0


def test_a_second_start_raises_the_first_window(tmp_path):
    """It ends at once with status 0, and the hidden window is there again."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        window = app.window
        window.hide()
        second = started(tmp_path)
        await app.until(lambda: second.poll() is not None)
        assert second.returncode == 0
        assert window.isVisible()

    assert live(tmp_path, story) == 0


def test_a_running_tick_is_told_of_in_plain_words(tmp_path):
    """The folder is in use: a box says so, and the program ends without touching anything."""
    said = []

    async def story(app: Live) -> None:
        await app.until(lambda: start_error().isVisible())
        said.append(f"{start_error().text()} {start_error().informativeText()}")
        start_error().accept()

    with running_sandbox() as first_line:
        fault = {"match": "GET *", "kind": "timeout", "times": 50}
        httpx.post(f"{first_line['url']}/sandbox/faults", json=fault, trust_env=False).raise_for_status()
        tick = started(tmp_path, "tick", "--sandbox", first_line["url"])
        try:
            wait_for_lock(tmp_path / "xforce.lock")
            assert live(tmp_path, story) == 1
        finally:
            tick.kill()
            tick.wait()
    assert said == ["X-FORCE is already running on this data folder. Use the running one, or end it first."]


def started(folder: Path, *argv: str) -> subprocess.Popen[bytes]:
    """The program as anybody starts it, in a process of its own."""
    options = ["--data", str(folder)]
    return subprocess.Popen(
        [sys.executable, "-m", "xforce_desktop", *options, *argv], env=clean_environment(), cwd=ROOT
    )


def start_error() -> QMessageBox:
    """The box that says why the app cannot start."""
    return next(
        w
        for w in QApplication.topLevelWidgets()
        if isinstance(w, QMessageBox) and w.objectName() == "start_error"
    )


def wait_for_lock(path: Path) -> None:
    """Until somebody else holds it."""
    end_s = time.monotonic() + 15
    while time.monotonic() < end_s:
        try:
            if path.exists():
                FileLock(path, timeout=0).acquire().lock.release()
        except Timeout:
            return
        time.sleep(0.02)
    raise AssertionError("nobody took the lock")
