"""Programs that die, and programs that write at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.store.store_values import NOW
from xforce_desktop.clock import ManualClock
from xforce_desktop.store.unit_of_work import open_store

OPEN = """
import os, signal, sys
from pathlib import Path
from xforce_desktop.clock import SystemClock
from xforce_desktop.store.unit_of_work import open_store
store = open_store(Path(sys.argv[1]), SystemClock())
"""


def start(folder: Path, body: str) -> subprocess.Popen[str]:
    script = OPEN + textwrap.dedent(body)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
@pytest.mark.parametrize("commits, expected", [(False, "old"), (True, "new")])
def test_a_killed_program_leaves_all_or_nothing(folder: Path, commits: bool, expected: str):
    """kill -9 before the commit leaves the old state, after it the new one; the store is usable at once."""
    store = open_store(folder, ManualClock(NOW))
    with store.begin() as work:
        work.save_setting("state", "old")
        work.commit()
    store.close()

    child = start(
        folder,
        f"""
        with store.begin() as work:
            work.save_setting("state", "new")
            for number in range(2000):  # more than the page cache keeps to itself
                work.save_setting(f"filler-{{number}}", "x" * 2000)
            if {commits}:
                work.commit()
            os.kill(os.getpid(), signal.SIGKILL)
        """,
    )
    assert child.wait(timeout=30) == -signal.SIGKILL
    child.communicate()

    again = open_store(folder, ManualClock(NOW))
    with again.begin() as work:
        assert work.setting("state") == expected
        assert (work.setting("filler-1999") is None) is (not commits)
    again.close()


def test_two_programs_lose_nothing(tmp_path: Path):
    """Both create the store at the same moment, then count up in turns."""
    body = """
    for _ in range(30):
        with store.begin() as work:
            work.save_setting("n", str(int(work.setting("n") or 0) + 1))
            work.commit()
    """
    children = [start(tmp_path, body) for _ in range(2)]
    answers = [child.communicate(timeout=60) for child in children]
    assert [child.returncode for child in children] == [0, 0], answers

    store = open_store(tmp_path, ManualClock(NOW))
    with store.begin() as work:
        assert work.setting("n") == "60"
    store.close()
    assert not list(tmp_path.glob("xforce.db.before-*"))
