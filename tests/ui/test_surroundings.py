"""What the computer says of network and power reaches whoever listens, once for each change."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ui import surroundings as ui_surroundings
from ui.surroundings import ComputerSurroundings, computer_saves_power, is_nearly_empty

MakeSurroundings = Callable[[Callable[[], bool]], ComputerSurroundings]


@pytest.fixture
def surroundings_of(qt_loop, qtbot) -> Iterator[MakeSurroundings]:
    """Makes surroundings whose power is what a function says; they end with the test."""
    made: list[ComputerSurroundings] = []

    def make(saves_power: Callable[[], bool]) -> ComputerSurroundings:
        made.append(ComputerSurroundings(saves_power))
        return made[-1]

    yield make
    for one in made:
        ending = qt_loop.create_task(one.stop())
        qtbot.waitUntil(ending.done)


def test_a_change_is_told_once(qtbot, surroundings_of) -> None:
    """Power goes short, and the same again is no news."""
    saves, told, asked = [False], [], []

    def saves_power() -> bool:
        asked.append(saves[0])
        return saves[0]

    surroundings = surroundings_of(saves_power)
    surroundings.on_change(lambda: told.append(surroundings.conditions().saves_power))

    for number, says in enumerate([False, True, True], start=1):
        qtbot.waitUntil(lambda number=number: len(asked) == number and not surroundings.is_asking)
        saves[0] = says
        surroundings.look()
    qtbot.waitUntil(lambda: len(asked) == 4 and not surroundings.is_asking)

    assert told == [True]


def test_a_slow_answer_holds_up_no_screen(qtbot, surroundings_of) -> None:
    """The system is asked in a thread of its own, once at a time, and its answer is told when it comes."""
    answer, askers, told = threading.Event(), [], []

    def saves_power() -> bool:
        askers.append(threading.current_thread())
        return answer.wait(10)

    surroundings = surroundings_of(saves_power)
    surroundings.on_change(lambda: told.append(threading.current_thread()))
    surroundings.look()
    before = surroundings.conditions().saves_power
    answer.set()
    qtbot.waitUntil(lambda: surroundings.conditions().saves_power)

    assert before is False
    assert len(askers) == 1
    assert askers[0] is not threading.main_thread()
    assert told == [threading.main_thread()]


@pytest.mark.parametrize(
    "status, capacity, is_empty",
    [("Discharging", "12", True), ("Charging", "12", False), ("Discharging", "80", False)],
)
def test_a_battery_that_runs_down_is_nearly_empty(
    tmp_path: Path, status: str, capacity: str, is_empty: bool
) -> None:
    """As the kernel writes it; a mouse's battery is none."""
    for name, files in {"BAT0": (status, capacity), "hid-mouse": ("Discharging", "3")}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "status").write_text(files[0] + "\n", encoding="ascii")
        (folder / "capacity").write_text(files[1] + "\n", encoding="ascii")

    assert is_nearly_empty(tmp_path) is is_empty


@pytest.mark.skipif(sys.platform != "linux", reason="as the kernel of Linux writes it")
def test_this_computer_is_asked_for_its_battery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own battery counts; one that cannot be read says nothing."""
    monkeypatch.setattr(ui_surroundings, "POWER_SUPPLIES", tmp_path)
    battery = tmp_path / "BAT0"
    battery.mkdir()
    (battery / "status").write_text("Discharging\n", encoding="ascii")
    (battery / "capacity").write_text("12\n", encoding="ascii")
    assert computer_saves_power() is True

    (battery / "capacity").write_text("unknown\n", encoding="ascii")
    assert computer_saves_power() is False


def test_this_computer_answers_without_an_error(caplog: pytest.LogCaptureFixture) -> None:
    """The real system's way of saying it is understood: nothing was caught to get an answer."""
    with caplog.at_level(logging.DEBUG, logger="ui.surroundings"):
        computer_saves_power()

    assert "does not tell of its power" not in caplog.text
