"""The README's pictures, from the real app on a sandbox: `python -m tests.desktop.pictures FOLDER [THEME]`.

The same people, steps and offered times every time; the wording may differ from run to run.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit
from qasync import QEventLoop

from sync.sandbox.server import Sandbox, SandboxOptions
from tests.desktop.real_app import desk_factory
from ui.bridge import Bridge, RunningDesk
from ui.main_window import MainWindow
from ui.theme import Theme, ThemeSwitch
from ui.widgets.icons import app_icon
from xforce_desktop.bootstrap import sandboxes
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Overview
from xforce_desktop.scheduling.new_request import check_new_request

SEED = 7
# Whoever is asked first has the first choice of times: so Monday's first is to meet on Thursday.
ON_MONDAY, ON_WEDNESDAY, JUST_NOW = (4, 0, 10), 1, 2
LONGEST_WAIT_HOURS = 14 * 24
SIZE = (1280, 860)
FORM = {
    "guest_name_1": "John Smith",
    "guest_email_1": "john@acmepest.example",
    "guest_title_1": "Owner",
    "guest_phone_1": "+1 404 555 0142",
    "company": "Acme Pest",
    "company_state": "GA",
}
CONTEXT = "Demo of the AI receptionist for after-hours calls. John mentioned 15% call abandonment."
SETTLE_S = 0.05


async def _settle(times: int = 6) -> None:
    for _ in range(times):
        await asyncio.sleep(SETTLE_S)


class Tour:
    """Lives through some days of the sandbox and takes pictures on the way."""

    def __init__(self, folder: Path, theme: Theme, desk: RunningDesk, sandbox: Sandbox) -> None:
        self._folder, self._theme, self._desk, self._sandbox = folder, theme, desk, sandbox

    async def begin(self, app: QApplication) -> None:
        switch = ThemeSwitch(app)
        switch.choose(self._theme)
        self._bridge = Bridge(self._desk)
        self.window = MainWindow(self._bridge, self._desk, switch, "X-FORCE Desktop")
        self.window.setWindowIcon(app_icon())
        self.window.resize(*SIZE)
        self.window.show()
        await self.window.begin()

    async def end(self) -> None:
        self.window.stop()
        self.window.hide()
        await self._bridge.close()
        await self._desk.close()
        self.window.deleteLater()

    async def live(self, hours: int) -> Overview:
        """Let time pass as it does for a rep who leaves the app open."""
        for _ in range(hours * 2):
            self._sandbox.world.advance_to(self._sandbox.world.now + timedelta(minutes=30))
            await self._desk.sync_now()
        return await self._desk.overview()

    async def live_until(self, is_so: Callable[[Overview], RequestId | None]) -> RequestId:
        """Live on until `is_so` finds a request; returns it."""
        for _ in range(LONGEST_WAIT_HOURS):
            if found := is_so(await self._desk.overview()):
                return found
            await self.live(1)
        raise AssertionError(f"it did not come to this within {LONGEST_WAIT_HOURS} hours: {is_so.__doc__}")

    async def go_into_meeting(self, request_id: RequestId) -> None:
        """Live on until a few minutes after its start."""
        start = (await self._desk.story(request_id)).summary.request.scheduled_time
        assert start is not None, "it is booked"
        await self.live(int((start - self._sandbox.world.now) / timedelta(hours=1)))
        self._sandbox.world.advance_to(start + timedelta(minutes=5))
        await self._desk.sync_now()

    async def create(self, *numbers: int, approval: str = "autopilot") -> None:
        """Requests for some of the sandbox's people, by their place in its list, one after the other: made
        at once, their ids, which are random, would decide who has the first choice of times."""
        wanted = sandboxes.sandbox_requests(SEED, max(numbers) + 1, self._desk.now())
        for number in numbers:
            await self._desk.create(check_new_request(wanted[number] | {"approval": approval}))
            await self._desk.sync_now()

    async def open(self, request_id: RequestId, name: str) -> None:
        """A picture of one conversation."""
        self.window.show_request(request_id)
        await self.save(name)

    async def save(self, name: str) -> None:
        await _settle()
        path = self._folder / f"{name}.png"
        self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888).save(str(path))
        sys.stdout.write(f"{path}\n")

    async def fill_form(self) -> None:
        """What a rep would type."""
        self.window.show_form()
        await _settle()
        for name, text in FORM.items():
            self.window.form.findChild(QLineEdit, name).setText(text)
        self.window.form.findChild(QCheckBox, "guest_texted_1").setChecked(True)
        self.window.form.findChild(QLineEdit, "guest_agreed_1").setText("web form")
        self.window.form.our_team.tick(0)
        self.window.form.findChild(QCheckBox, "preferred_afternoon").setChecked(True)
        self.window.form.avoid.add("friday_afternoon")
        self.window.form.findChild(QPlainTextEdit, "context").setPlainText(CONTEXT)
        await asyncio.sleep(1.2)  # the form waits for a pause in typing, then reads the calendars


def _booked(shown: Overview) -> RequestId | None:
    """Somebody's meeting stands on the calendar."""
    return shown.confirmed[0].request.id if shown.confirmed else None


def _to_call(shown: Overview) -> RequestId | None:
    """The rep is asked to call somebody."""
    return next((one.request.id for one in shown.needs_attention if one.cards), None)


async def _take(app: QApplication, folder: Path, theme: Theme, store: Path) -> None:
    async with Sandbox(SandboxOptions(seed=SEED, clock="manual")) as sandbox:
        desk = await desk_factory(store, sandbox_url=sandbox.url)()
        tour = Tour(folder, theme, desk, sandbox)
        await tour.begin(app)
        try:
            await _go_round(tour)
        finally:
            await tour.end()  # while the loop still runs: what is left open cannot be closed without it


async def _go_round(tour: Tour) -> None:
    await tour.create(*ON_MONDAY)
    await tour.live(51)
    await tour.create(ON_WEDNESDAY, approval="review_first")
    shown = await tour.live(1)
    await tour.create(JUST_NOW)
    await tour.save("dashboard")
    booked = await tour.live_until(_booked)
    await tour.open(booked, "conversation")
    await tour.open(shown.needs_attention[0].request.id, "waiting")
    await tour.fill_form()
    await tour.save("form")
    await tour.go_into_meeting(booked)
    await tour.open(booked, "not-here-yet")
    await tour.open(await tour.live_until(_to_call), "call")


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    theme = Theme(arguments[1]) if len(arguments) > 1 else Theme.LIGHT
    app = QApplication(["pictures"])
    app.setStyle("Fusion")
    with (
        tempfile.TemporaryDirectory() as data,
        asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner,
    ):
        runner.run(_take(app, folder, theme, Path(data)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
