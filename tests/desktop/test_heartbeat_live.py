"""The window answers while everything runs, and grows no fatter from being looked at."""

from __future__ import annotations

import gc
import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from sync.sandbox.server import SandboxOptions
from tests.desktop.live import Live, live
from xforce_desktop.bootstrap import sandbox_requests
from xforce_desktop.scheduling.new_request import check_new_request

BEAT_MS = 5
LONGEST_GAP_S = 0.25
SEED = 7


class Heartbeat:
    """Beats in the Qt thread and remembers how long it was kept from doing so."""

    def __init__(self) -> None:
        self.gaps_s: list[float] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._last_s = time.perf_counter()

    def __enter__(self) -> Heartbeat:
        self._last_s = time.perf_counter()
        self._timer.start(BEAT_MS)
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now_s = time.perf_counter()
        self.gaps_s.append(now_s - self._last_s)
        self._last_s = now_s

    def words(self) -> str:
        longest = sorted(self.gaps_s)
        return ", ".join(
            f"{name} {longest[int((len(longest) - 1) * part)] * 1000:.0f} ms"
            for name, part in (("median", 0.5), ("99 %", 0.99), ("longest", 1.0))
        )


@pytest.mark.parametrize("count", [30])
def test_thirty_requests_do_not_hold_the_window_up(tmp_path, count, record_property):
    """Half a day of mails, answers, bookings and invitations in seconds: no gap of a quarter of a second."""
    fast = SandboxOptions(seed=SEED, clock="x3000", prospects=True, state=tmp_path / "world.json")

    async def story(app: Live) -> None:
        with Heartbeat() as starting:
            await app.until(lambda: app.shows("No meetings yet."))
        record_property("start_up", starting.words())
        wanted = sandbox_requests(SEED, count, app.desk.now())
        with Heartbeat() as running:
            for fields in wanted:
                await app.desk.create(check_new_request(fields))
            for _ in range(6):
                await app.desk.sync_now()
                await app.until(lambda: app.window.dashboard.board.isVisible())
        record_property("running", running.words())
        print(f"\nstart-up: {starting.words()}; running: {running.words()}; {len(await app.sent())} mails")
        assert len(await app.sent()) >= count
        assert max(running.gaps_s) < LONGEST_GAP_S, running.words()

    assert live(tmp_path, story, options=fast) == 0


def test_two_hundred_refreshes_leave_nothing_behind(tmp_path, alone):
    """Widgets and objects are as many after the last as after the first."""

    async def story(app: Live) -> None:
        for _ in range(4):
            request_id = await app.create()
        await app.desk.sync_now()
        await refreshed(app, 20)
        before = counted()
        await refreshed(app, 100)
        app.window.show_request(request_id)
        await refreshed(app, 100)
        app.window.show_dashboard()
        await refreshed(app, 20)
        after = counted()
        print(f"\nwidgets, objects: {before} then {after}")
        assert after[0] <= before[0] + 60  # the conversation that was opened
        assert after[1] <= before[1] * 1.05

    assert live(tmp_path, story, options=alone) == 0


async def refreshed(app: Live, times: int) -> None:
    """Each time something is different, as the clock moves on."""
    for _ in range(times):
        app.sandbox.world.advance(120)
        await app.window._refresh()


def counted() -> tuple[int, int]:
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    gc.collect()
    return len(QApplication.allWidgets()), len(gc.get_objects())
