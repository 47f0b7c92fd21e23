"""Two computers with one store: one of them works, the other waits, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync import lease
from sync.lease import GOOD_FOR, ID_FILE, SETTING, this_device
from tests.builders import NOW
from tests.fakes import FakeWorld, FakeWriter
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import StoreBusy
from xforce_desktop.ids import SeededIds
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.paths import data_folder, device_folder
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


async def test_a_clean_end_lets_the_other_computer_go_on_at_once(devices: TwoDevices) -> None:
    """Nobody waits ten minutes for a computer that was shut down in peace."""
    await devices.laptop.tick()
    await devices.laptop.runner.end()

    await devices.tower.tick()

    assert devices.tower.runner.status is SyncStatus.FINE
    await devices.laptop.runner.end()
    with pytest.raises(StoreBusy):
        await devices.laptop.tick()


async def test_a_command_beside_the_app_takes_nothing_from_it(devices: TwoDevices, tmp_path: Path) -> None:
    """`request show` on the same computer made no pass, so its end releases nothing."""
    await devices.laptop.tick()
    beside = devices.start(tmp_path, "laptop", 3)
    await beside.runner.end()

    with pytest.raises(StoreBusy):
        await devices.tower.tick()
    beside.thread.close()
    beside.store.close()  # type: ignore[attr-defined]  # opened above


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for what belongs to this computer; nothing is remembered from before, or afterwards."""
    place = tmp_path / "device"
    monkeypatch.setattr(lease, "device_folder", lambda: place)
    this_device.cache_clear()
    yield place
    this_device.cache_clear()


def known_at_the_next_start() -> str:
    this_device.cache_clear()
    return this_device()


def test_a_computer_is_known_by_the_same_id_at_each_start(home: Path) -> None:
    """Drawn once and kept, whatever network card is plugged in."""
    first = this_device()

    assert known_at_the_next_start() == first
    (home / ID_FILE).unlink()
    assert known_at_the_next_start() != first


def test_computers_with_one_home_folder_are_two(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that roams, or a home on the network, brings the id along; the name differs."""
    first = this_device()
    monkeypatch.setattr("socket.gethostname", lambda: "another")

    assert known_at_the_next_start() != first


def test_an_id_that_cannot_be_kept_holds_until_the_end(home: Path) -> None:
    home.write_text("a file where the folder should be")

    first = this_device()

    assert this_device() == first != known_at_the_next_start()


def test_the_id_is_in_no_data_folder() -> None:
    """A data folder that is copied to another computer, or shared with it, does not bring the id along."""
    folder, data = device_folder(), data_folder()

    assert data not in (folder, *folder.parents)
