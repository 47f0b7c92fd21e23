"""Programs that run on: two at once, an interrupt, a reader who has enough. As processes of their own."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.end_to_end.commands import ROOT, clean_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these signals are POSIX's")

ENDS = (signal.SIGINT, signal.SIGTERM)
Start = Callable[..., "subprocess.Popen[str]"]


def hear_interrupts() -> None:
    """A background job of a shell ignores SIGINT, and so would what the tests start from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a command line; what still runs at the end of the test is killed."""
    running: list[subprocess.Popen[str]] = []

    def begin(*argv: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "xforce_desktop", *argv],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", env=clean_environment(), cwd=ROOT, preexec_fn=hear_interrupts,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str, str, float]:
    """Status, stdout, stderr, and the seconds from the signal to the end."""
    begun = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err, time.monotonic() - begun


def wait_for(path: Path, longest_s: float = 20) -> None:
    until = time.monotonic() + longest_s
    while not path.exists():
        assert time.monotonic() < until, f"{path} did not appear"
        time.sleep(0.05)


@pytest.mark.parametrize("number", ENDS)
def test_the_sandbox_ends_cleanly(start: Start, number: signal.Signals) -> None:
    process = start("sandbox", "--clock", "manual", "--seed", "3")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert set(first) == {"url", "rep", "now"}
    assert set(first["rep"]) == {"name", "address"}

    status, out, err, took_s = ended(process, number)

    assert (status, out, err) == (0, "", "")
    assert took_s < 5


@pytest.mark.parametrize("number", ENDS)
def test_the_loop_ends_cleanly_and_is_alone(
    start: Start, on_sandbox: Cli, sandbox_url: str, folder: Path, number: signal.Signals
) -> None:
    """While it runs, nobody else passes on its folder; afterwards the folder is free again."""
    process = start("run", "--headless", "--data", str(folder), "--sandbox", sandbox_url)
    wait_for(folder / "xforce.db")
    for second in (["tick"], ["run", "--headless"]):
        said = on_sandbox(*second)
        assert said.status == 1
        assert "already running" in said.one_line()
    assert on_sandbox("request", "list").status == 0

    status, out, err, took_s = ended(process, number)

    assert (status, out, err) == (0, "", "")
    assert took_s < 5
    assert on_sandbox("tick").status == 0
    assert leases(folder) == [("",)], "another computer may go on at once"


def leases(folder: Path) -> list[tuple[str]]:
    """Who holds the store; empty if nobody does."""
    with closing(sqlite3.connect(folder / "xforce.db")) as store:
        return store.execute("SELECT value FROM settings WHERE name = 'runner_lease'").fetchall()


@pytest.mark.parametrize("number", ENDS)
def test_the_demo_can_be_stopped(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    """No traceback."""
    process = start("demo", "--headless", "--requests", "6", "--data", str(tmp_path / "demo"))
    assert process.stdout is not None
    process.stdout.readline()

    status, _, err, took_s = ended(process, number)

    assert (status, err) == (130, "")
    assert took_s < 5


def test_a_reader_who_has_enough_ends_it_quietly(start: Start, tmp_path: Path) -> None:
    """As `read FILE | head -1`."""
    case = {"id": "x", "text": "Tuesday at 2", "now": "2026-06-08T09:00:00-04:00", "duration_minutes": 30}
    line = json.dumps(case | {"timezone": "America/New_York"}) + "\n"
    (tmp_path / "many.jsonl").write_text(line * 20_000)
    process = start("times", str(tmp_path / "many.jsonl"))
    assert process.stdout is not None
    assert process.stderr is not None

    assert json.loads(process.stdout.readline())["id"] == "x"
    process.stdout.close()

    assert process.stderr.read() == ""
    assert process.wait(timeout=20) == 1
