"""What the computer says of its network and its battery. Asks the system, never the network.

Qt knows the network at once. For its power the system is asked in a thread of its own, as some systems
start a program for the answer.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QNetworkInformation

from xforce_desktop.pace import Conditions

log = logging.getLogger(__name__)

LOOK_AT_POWER_MS = 120_000
NEARLY_EMPTY_PCT = 20  # where the system has no power saver that can be asked
POWER_SUPPLIES = Path("/sys/class/power_supply")
_QUICK_S = 3


class ComputerSurroundings(QObject):
    """`pace.Surroundings` by Qt, for the network, and by the system itself, for power.

    Made and used in Qt's thread, on a running loop.
    """

    def __init__(self, saves_power: Callable[[], bool] | None = None) -> None:
        super().__init__()
        self._saves_power = saves_power or computer_saves_power
        self._listeners: list[Callable[[], None]] = []
        self._network = _network()
        self._known = self._with_network(Conditions())
        self._asking: asyncio.Task[None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_AT_POWER_MS)
        if self._network is not None:
            self._network.reachabilityChanged.connect(self.look)
            self._network.isMeteredChanged.connect(self.look)
        self.look()

    def conditions(self) -> Conditions:
        return self._known

    @property
    def is_asking(self) -> bool:
        """Whether the system has still to say how its power is."""
        return self._asking is not None and not self._asking.done()

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def look(self, *_: object) -> None:
        """Ask again, and tell if anything has changed: the network now, power as soon as the system says."""
        self._take(self._with_network(self._known))
        if not self.is_asking:
            self._asking = asyncio.get_running_loop().create_task(self._ask_power())

    async def stop(self) -> None:
        """No timer, no signal and no answer reaches anybody after this."""
        self._timer.stop()
        self._listeners.clear()
        if self._network is not None:
            self._network.reachabilityChanged.disconnect(self.look)
            self._network.isMeteredChanged.disconnect(self.look)
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask_power(self) -> None:
        saves_power = await asyncio.to_thread(self._saves_power)
        self._take(replace(self._known, saves_power=saves_power))

    def _take(self, now: Conditions) -> None:
        before, self._known = self._known, now
        if now != before:
            log.info("surroundings changed", extra=vars(now))
            for listener in self._listeners:
                listener()

    def _with_network(self, known: Conditions) -> Conditions:
        if self._network is None:
            return known
        reach = self._network.reachability()
        is_unknown = reach is QNetworkInformation.Reachability.Unknown
        is_online = None if is_unknown else reach is not QNetworkInformation.Reachability.Disconnected
        return replace(known, is_online=is_online, is_metered=self._network.isMetered())


def computer_saves_power() -> bool:
    """Whether the system saves power now, or has little left where it cannot say. False if nobody knows."""
    try:
        if sys.platform == "win32":
            return _windows_saves()
        if sys.platform == "darwin":
            return _mac_saves()
        return is_nearly_empty(POWER_SUPPLIES)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        log.debug("the computer does not tell of its power: %s", error)
        return False


def is_nearly_empty(supplies: Path) -> bool:
    """Linux: running down, with little left. Source: docs.kernel.org/power/power_supply_class.html"""
    for battery in supplies.glob("BAT*"):
        status = (battery / "status").read_text(encoding="ascii").strip()
        left_pct = int((battery / "capacity").read_text(encoding="ascii"))
        if status == "Discharging" and left_pct < NEARLY_EMPTY_PCT:
            return True
    return False


class _PowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS: learn.microsoft.com/windows/win32/api/winbase/ns-winbase-system_power_status"""

    _fields_ = (
        ("line", ctypes.c_ubyte),
        ("flag", ctypes.c_ubyte),
        ("left_pct", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("left_s", ctypes.c_ulong),
        ("full_s", ctypes.c_ulong),
    )


def _windows_saves() -> bool:
    status = _PowerStatus()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # there on Windows only
    return bool(kernel.GetSystemPowerStatus(ctypes.byref(status))) and status.saver == 1


def _mac_saves() -> bool:
    said = subprocess.run(
        ["/usr/bin/pmset", "-g"], capture_output=True, text=True, timeout=_QUICK_S, check=True
    ).stdout
    words = [line.split() for line in said.splitlines() if "lowpowermode" in line]
    return any(line[-1] == "1" for line in words)


def _network() -> QNetworkInformation | None:
    """None where Qt has no way to ask this system."""
    if not QNetworkInformation.loadDefaultBackend():
        return None
    return QNetworkInformation.instance()
