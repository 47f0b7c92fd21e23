"""Two computers with one store: one of them works, the other waits, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.lease import GOOD_FOR, SETTING, this_device
from tests.builders import NOW
from tests.fakes import FakeWorld, FakeWriter
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import StoreBusy
from xforce_desktop.ids import SeededIds
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.scheduling.desk import SyncStatus
from xforce_desktop.store.unit_of_work import open_store

MINUTE = timedelta(minutes=1)


class TwoDevices:
    """Two agents on one SQLite store, as in a folder that both computers see; they share one time."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(NOW)
        self.laptop = self.start(folder, "laptop", 1)
        self.tower = self.start(folder, "tower", 2)

    def start(self, folder: Path, device: str, seed: int) -> FakeWorld:
        store = open_store(folder, self.clock, SeededIds(seed))
        return FakeWorld(clock=self.clock, given_store=store, device=device)

    def close(self) -> None:
        for world in (self.laptop, self.tower):
            world.thread.close()
            world.store.close()  # type: ignore[attr-defined]  # opened above


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[TwoDevices]:
    both = TwoDevices(tmp_path)
    yield both
    both.close()


async def test_the_second_device_waits_until_the_first_has_been_silent(devices: TwoDevices) -> None:
    """Nothing leaves from there, the status says why; ten minutes later it goes on where the other left."""
    devices.laptop.create()
    await devices.laptop.tick()
    with pytest.raises(StoreBusy, match="another computer"):
        await devices.tower.tick(after=9 * MINUTE)
    assert devices.tower.runner.status is SyncStatus.OFFLINE
    assert "another computer" in devices.tower.runner.detail

    await devices.tower.tick(after=MINUTE)

    assert devices.tower.runner.status is SyncStatus.FINE
    with pytest.raises(StoreBusy):
        await devices.laptop.tick()
    assert (len(devices.laptop.mail.sent), len(devices.tower.mail.sent)) == (1, 0)


async def test_each_pass_prolongs_the_lease(devices: TwoDevices) -> None:
    """A device at work is not pushed aside however long it works."""
    for _ in range(4):
        await devices.laptop.tick(after=8 * MINUTE)
        with pytest.raises(StoreBusy):
            await devices.tower.tick()


async def test_a_restart_on_the_same_computer_goes_on_at_once(devices: TwoDevices, tmp_path: Path) -> None:
    """After a crash nobody waits ten minutes."""
    await devices.laptop.tick()
    again = devices.start(tmp_path, "laptop", 3)

    await again.tick()

    assert again.runner.status is SyncStatus.FINE
    again.thread.close()
    again.store.close()  # type: ignore[attr-defined]  # opened above


class WriterWhoFallsAsleep(FakeWriter):
    """The computer sleeps while a mail is being worded, and the other one takes over."""

    def __init__(self, devices: TwoDevices, *, the_other_works: bool) -> None:
        super().__init__()
        self._devices = devices
        self._the_other_works = the_other_works

    async def write(self, assignment: Assignment) -> Letter:
        tower = self._devices.tower
        self._devices.clock.advance(2 * GOOD_FOR)
        if self._the_other_works:
            await tower.tick()
        else:
            tower.engine.in_transaction(tower.outbox.lease.take)
        return await super().write(assignment)


async def test_a_device_that_slept_in_the_middle_of_a_pass_begins_nothing_more(devices: TwoDevices) -> None:
    """Its next beginning is refused in the transaction that would have noted it."""
    devices.laptop.writer.write = WriterWhoFallsAsleep(devices, the_other_works=False).write  # type: ignore[method-assign]
    request_id = devices.laptop.create()

    with pytest.raises(StoreBusy):
        await devices.laptop.tick()

    assert (devices.laptop.mail.sent, devices.laptop.mail.drafts) == ([], {})
    assert [row.attempts for row in devices.laptop.rows(request_id) if row.body] == [0]


async def test_what_the_other_device_sent_meanwhile_is_not_sent_again(devices: TwoDevices) -> None:
    """One mail leaves, from the device that took over."""
    devices.laptop.writer.write = WriterWhoFallsAsleep(devices, the_other_works=True).write  # type: ignore[method-assign]
    devices.laptop.create()

    await devices.laptop.tick()

    assert (len(devices.laptop.mail.sent), len(devices.tower.mail.sent)) == (0, 1)


async def test_a_lease_from_a_wrong_clock_does_not_lock_for_ever(devices: TwoDevices) -> None:
    """It names next year, but nobody prolongs it: seen unchanged for ten minutes, it is over."""
    far = f'{{"owner": "old", "until": "{(NOW + timedelta(days=365)).isoformat()}"}}'
    devices.laptop.engine.in_transaction(lambda work: work.save_setting(SETTING, far))
    with pytest.raises(StoreBusy):
        await devices.laptop.tick()

    await devices.laptop.tick(after=GOOD_FOR)

    assert devices.laptop.runner.status is SyncStatus.FINE


def test_a_computer_is_known_by_the_same_name_at_each_start() -> None:
    """What the system tells of it, nothing drawn at random."""
    first = this_device()
    this_device.cache_clear()
    assert this_device() == first != ""
