"""The README's pictures, from the real app on a sandbox: `python -m tests.desktop.pictures FOLDER [THEME]`.

The same seed and the same steps every time, so that a new picture shows what has changed in the app.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from sync.sandbox.server import Sandbox, SandboxOptions
from tests.desktop.real_app import desk_factory
from ui.bridge import Bridge, RunningDesk
from ui.main_window import MainWindow
from ui.theme import Theme, ThemeSwitch
from ui.widgets.icons import app_icon
from xforce_desktop import bootstrap
from xforce_desktop.scheduling.desk import Overview, RepCommand
from xforce_desktop.scheduling.new_request import check_new_request

SEED = 7
SIZE = (1280, 860)
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

    async def create(self, count: int, **changes: object) -> None:
        wanted = bootstrap.sandbox_requests(SEED, count, self._desk.now())
        for number, fields in enumerate(wanted):
            if number % 4 == 1:
                fields["approval"] = "review_first"
            await self._desk.create(check_new_request(fields | changes))

    def save(self, name: str) -> None:
        path = self._folder / f"{name}.png"
        self.window.grab().save(str(path))
        sys.stdout.write(f"{path}\n")


async def _take(app: QApplication, folder: Path, theme: Theme, data: Path) -> None:
    async with Sandbox(SandboxOptions(seed=SEED, clock="manual")) as sandbox:
        factory = desk_factory(data, sandbox_url=sandbox.url)
        desk = await factory()
        tour = Tour(folder, theme, desk, sandbox)
        await tour.begin(app)
        await tour.create(12)
        await desk.sync_now()
        shown = await desk.overview()
        waiting = [s for s in shown.needs_attention if s.waiting]
        for summary in waiting[:-1]:
            await desk.command(summary.request.id, RepCommand.APPROVE)
        for day in range(6):
            shown = await tour.live(24)
            await _settle()
            for bit in (0, 1):
                area = tour.window.dashboard.board.verticalScrollBar()
                area.setValue(area.maximum() * bit)
                await _settle()
                tour.save(f"day{day}-{bit}-{theme}")
            if day in (1, 3):
                for n, summary in enumerate((*shown.pending, *shown.confirmed, *shown.needs_attention)):
                    tour.window.show_request(summary.request.id)
                    await _settle()
                    tour.save(f"day{day}-talk{n}-{theme}")
                tour.window.show_dashboard()
        await tour.end()


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
