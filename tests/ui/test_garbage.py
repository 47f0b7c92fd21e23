"""Whatever allocates where, a window's leavings are collected in Qt's thread."""

from __future__ import annotations

import gc
import threading
from typing import ClassVar

from ui.garbage import QtGarbage


class Ring:
    """Something that only the garbage collection finds; remembers the thread in which it goes."""

    gone_in: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Ring.gone_in.append(threading.get_ident())


def busy() -> None:
    """Enough garbage for Python to collect several times."""
    for _ in range(20_000):
        ring: list[object] = []
        ring.append(ring)


def work_elsewhere() -> None:
    thread = threading.Thread(target=busy)
    thread.start()
    thread.join()


def test_another_thread_collects_nothing_of_ours(qtbot):
    """It allocates and allocates; what is left over goes when Qt's timer looks."""
    gc.collect()
    Ring.gone_in.clear()
    with QtGarbage():
        Ring()
        work_elsewhere()
        assert Ring.gone_in == []
        qtbot.waitUntil(lambda: bool(Ring.gone_in), timeout=5000)
    assert Ring.gone_in == [threading.get_ident()]
    assert gc.isenabled()


def test_without_it_the_other_thread_does(qtbot):
    """What it is there for; the day this fails it is no longer needed."""
    gc.collect()
    Ring.gone_in.clear()
    Ring()
    work_elsewhere()

    assert Ring.gone_in
    assert Ring.gone_in != [threading.get_ident()]
