"""What the tests of the whole desktop share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.register_assert_rewrite("tests.desktop.live")

from sync.sandbox.server import SandboxOptions  # noqa: E402  # Qt reads the platform set above


@pytest.fixture(autouse=True)
def _application(qapp) -> Iterator[None]:
    """One QApplication for all tests; the app takes the one that is there.

    What a test's windows leave is collected here, in Qt's own thread.
    """
    yield
    gc.collect()


@pytest.fixture
def alone() -> SandboxOptions:
    """A sandbox whose clock is moved by hand and where nobody answers by themselves."""
    return SandboxOptions(clock="manual", prospects=False)
