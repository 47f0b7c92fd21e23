"""What the screen tests share: a running loop inside Qt, a desk that behaves, and a window over it."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _load(name: str) -> None:
    """Make a helper module of this folder importable by its own name (the tests are no package)."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("fake_desk")
_load("welcome_door")

from fake_desk import FakeDesk  # noqa: E402  # loaded just above
from qasync import QEventLoop  # noqa: E402

from ui.bridge import Bridge  # noqa: E402  # Qt reads the platform from the environment set above
from ui.main_window import MainWindow  # noqa: E402
from ui.theme import ThemeSwitch  # noqa: E402


@pytest.fixture
def qt_loop(qapp) -> Iterator[asyncio.AbstractEventLoop]:
    """An asyncio loop that runs whenever Qt does, so that qtbot.waitSignal moves tasks too.

    These are the steps of qasync's `already_running`, without its `stop`, which would end Qt's own loop.
    """
    loop = QEventLoop(qapp)
    loop._before_run_forever()
    asyncio._set_running_loop(loop)
    yield loop
    left = asyncio.all_tasks(loop)
    asyncio._set_running_loop(None)
    loop._after_run_forever()
    loop.close()
    assert left == set(), "a task was left behind"


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def bridge(qt_loop, qtbot, desk) -> Iterator[Bridge]:
    made = Bridge(desk)
    yield made
    closing = qt_loop.create_task(made.close())
    qtbot.waitUntil(closing.done)


@pytest.fixture(scope="session")
def theme(qapp) -> ThemeSwitch:
    """The application's colours, read once: they are the dearest part of a window."""
    made = ThemeSwitch(qapp)
    made.apply()
    return made


@pytest.fixture
def window(qtbot, theme, bridge, desk) -> MainWindow:
    """The main window on the dashboard, with everything shown."""
    made = MainWindow(bridge, desk, theme, "X-FORCE Desktop")
    qtbot.addWidget(made, before_close_func=lambda shown: shown.stop())
    made.show()
    with qtbot.waitSignal(bridge.settled):
        bridge.start(made.begin())
    return made
