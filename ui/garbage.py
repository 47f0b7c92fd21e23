"""Python's garbage, collected in Qt's own thread only.

Python collects in whichever thread happens to allocate. A window's objects point at each other, so they may
be collected long after it was closed; in a thread of the background work that brings the program down, as
Qt's timers are stopped where they were started.
"""

from __future__ import annotations

import gc
from types import TracebackType

from PySide6.QtCore import QTimer

LOOK_EVERY_MS = 500


class QtGarbage:
    """While it is entered nothing is collected but by this timer, as often as Python would at most."""

    def __init__(self) -> None:
        self._was_automatic = False
        self._timer = QTimer()
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(collect_what_is_due)

    def __enter__(self) -> QtGarbage:
        self._was_automatic = gc.isenabled()
        gc.disable()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        if self._was_automatic:
            gc.enable()


def collect_what_is_due() -> None:
    """The oldest generation whose threshold is passed, with those younger."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return
