"""A mailbox of years does not hold the window up while it is read for the first time."""

from __future__ import annotations

import time

import pytest

from tests.desktop.live import Live, live
from tests.desktop.test_heartbeat_live import LONGEST_GAP_S, LONGEST_ON_A_BUSY_MACHINE_S, Heartbeat
from tests.sync.large_mailbox import served


@pytest.mark.slow
def test_the_first_look_at_fifty_thousand_mails_does_not_hold_the_window_up(tmp_path):
    """Hundreds are of today, many of them long, and five thousand events beside: no gap of 250 ms."""

    async def story(app: Live) -> None:
        with Heartbeat() as reading:
            began_s = time.monotonic()
            await app.until(lambda: app.shows("No meetings yet.") and app.shows("Up to date"))
            took_s = time.monotonic() - began_s
        with Heartbeat() as working:
            await app.create()
            await app.desk.sync_now()
        print(f"\nfirst look in {took_s:.1f} s: {reading.words()}; then: {working.words()}")
        for beat in (reading, working):
            assert max(beat.work_s) < LONGEST_GAP_S, beat.words()
            assert max(beat.own_gaps_s) < LONGEST_ON_A_BUSY_MACHINE_S, beat.words()

    with served() as url:
        assert live(tmp_path, story, sandbox_url=url) == 0
