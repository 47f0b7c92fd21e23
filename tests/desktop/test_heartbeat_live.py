"""The window answers while everything runs, and grows no fatter from being looked at."""

from __future__ import annotations

import gc
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from sync.sandbox.server import SandboxOptions
from tests.desktop.live import Live, live
from xforce_desktop.bootstrap.sandboxes import sandbox_requests
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.new_request import check_new_request

SCHEDULE = Path("/proc/thread-self/schedstat")
BEAT_MS = 5
LONGEST_GAP_S = 0.25
LONGEST_ON_A_BUSY_MACHINE_S = 1.0
SEED, COUNT = 7, 30
LONGEST_WAIT_S = 180.0  # a night of the sandbox is eighteen seconds; a busy machine sees more than one
MONDAY_MORNING = datetime(2026, 6, 8, 13, tzinfo=UTC)


class Heartbeat:
    """Beats in the Qt thread and remembers how long it was kept from doing so."""

    def __init__(self) -> None:
        self.gaps_s: list[float] = []
        self.work_s: list[float] = []  # what the Qt thread itself did meanwhile
        self.queued_s: list[float] = []  # how long it was ready meanwhile, and the machine did other things
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._last_s, self._worked_s, self._queued_s = _now()

    def __enter__(self) -> Heartbeat:
        self._last_s, self._worked_s, self._queued_s = _now()
        self._timer.start(BEAT_MS)
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now_s, worked_s, queued_s = _now()
        self.gaps_s.append(now_s - self._last_s)
        self.work_s.append(worked_s - self._worked_s)
        self.queued_s.append(queued_s - self._queued_s)
        self._last_s, self._worked_s, self._queued_s = now_s, worked_s, queued_s

    @property
    def own_gaps_s(self) -> list[float]:
        """The gaps without the time in which the thread could have gone on and was given no processor."""
        return [gap - queued for gap, queued in zip(self.gaps_s, self.queued_s, strict=True)]

    def words(self) -> str:
        longest = sorted(self.gaps_s)
        return (
            ", ".join(
                f"{name} {longest[int((len(longest) - 1) * part)] * 1000:.0f} ms"
                for name, part in (("median", 0.5), ("99 %", 0.99), ("longest", 1.0))
            )
            + f" (of work {max(self.work_s) * 1000:.0f} ms, without the queue for a processor "
            + f"{max(self.own_gaps_s) * 1000:.0f} ms)"
        )


def _now() -> tuple[float, float, float]:
    """Seconds of the wall, of this thread's work, and of its waiting for a processor (0 but on Linux)."""
    return time.perf_counter(), time.thread_time(), _queued_s()


def _queued_s() -> float:
    """Second field, in nanoseconds: docs.kernel.org/scheduler/sched-stats.html."""
    if not SCHEDULE.exists():
        return 0.0
    return int(SCHEDULE.read_text(encoding="ascii").split()[1]) / 1e9


def test_thirty_requests_do_not_hold_the_window_up(tmp_path):
    """Half a day of mails, answers, bookings and invitations in seconds: no gap of a quarter of a second."""
    fast = SandboxOptions(
        seed=SEED, clock="x3000", prospects=True, state=tmp_path / "world.json", start_at=MONDAY_MORNING
    )

    async def story(app: Live) -> None:
        with Heartbeat() as starting:
            await app.until(lambda: app.shows("No meetings yet."))
        wanted = sandbox_requests(SEED, COUNT, app.desk.now())
        with Heartbeat() as running:
            for fields in wanted:
                await app.desk.create(check_new_request(fields))
            end_s = time.monotonic() + LONGEST_WAIT_S
            while len(app.world.mailbox.sent()) < COUNT and time.monotonic() < end_s:
                await app.desk.sync_now()
        print(f"\nstart-up: {starting.words()}; running: {running.words()}; {len(await app.sent())} mails")
        assert len(await app.sent()) >= COUNT
        assert max(running.work_s) < LONGEST_GAP_S, running.words()
        assert max(running.own_gaps_s) < LONGEST_ON_A_BUSY_MACHINE_S, running.words()

    assert live(tmp_path, story, options=fast) == 0


def test_two_hundred_refreshes_leave_nothing_behind(tmp_path, alone):
    """Widgets and objects are as many after the last as after the first."""

    async def story(app: Live) -> None:
        for _ in range(4):
            request_id = await app.create()
        await app.desk.sync_now()
        await looked_at(app, request_id, 20)
        before = counted()
        await looked_at(app, request_id, 200)
        after = counted()
        print(f"\nwidgets, objects: {before} then {after}")
        assert after[0] <= before[0] + 10
        assert after[1] <= before[1] + 500

    assert live(tmp_path, story, options=alone) == 0


async def looked_at(app: Live, request_id: RequestId, times: int) -> None:
    """Dashboard and conversation by turns, drawn anew as the clock moves on."""
    for turn in range(times):
        if turn % 10 == 0:
            app.window.show_request(request_id)
        if turn % 10 == 5:
            app.window.show_dashboard()
        app.world.advance(120)
        await app.window._refresh()
        await app.until(lambda: not app.window._bridge._tasks)


def counted() -> tuple[int, int]:
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    gc.collect()
    return len(QApplication.allWidgets()), len(gc.get_objects())
