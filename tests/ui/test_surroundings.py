"""What the computer says of network and power reaches whoever listens, once for each change."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.surroundings import ComputerSurroundings, computer_saves_power, is_nearly_empty


def test_a_change_is_told_once(qapp) -> None:
    """Power goes short, and the same again is no news."""
    saves, told = [False], []
    surroundings = ComputerSurroundings(lambda: saves[0])
    surroundings.on_change(lambda: told.append(surroundings.conditions().saves_power))

    surroundings.look()
    saves[0] = True
    surroundings.look()
    surroundings.look()
    surroundings.stop()

    assert told == [True]


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


def test_this_computer_can_be_asked() -> None:
    """Whatever it says, it is no error."""
    assert computer_saves_power() in (True, False)
