"""Two ways to run command lines of the product, as anybody would or quickly; each in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from sync.sandbox.log import FOLDER_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 120


@dataclass(frozen=True)
class Finished:
    """A command that ended; `status` is negative after a signal. `commits` are changes of the store, and
    `told_before` those of them before which something outside was changed, each by its number.

    `place` tells where a loop was when it was killed: in a pass, in a call to the outside, at rest between
    two passes, or not even in the first ("").
    """

    status: int
    stdout: str
    stderr: str
    commits: int = 0
    told_before: Sequence[int] = ()
    place: str = ""

    def json(self) -> Any:
        """What it printed."""
        return json.loads(self.stdout)


class Commands(Protocol):
    """Runs a command line of the product."""

    def run(self, *argv: str, stdin: str = "", **env: str) -> Finished: ...


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what would steer the product; the place of the log stays."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("XFORCE_") or name == FOLDER_VARIABLE
    }
    return kept | {"PYTHONPATH": str(ROOT)} | more


class RealCommands:
    """`python -m xforce_desktop …`."""

    def run(self, *argv: str, stdin: str = "", **env: str) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "xforce_desktop", *argv],
            input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=LONGEST_S,
            env=clean_environment(**env), cwd=ROOT, check=False,
        )  # fmt: skip
        return Finished(done.returncode, done.stdout, done.stderr)


class ForkedCommands:
    """Forks of one process that has everything imported; can be killed at a commit."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def run(
        self, *argv: str, stdin: str = "", kill_at: int = 0, when: str = "before", **env: str
    ) -> Finished:
        """`kill_at`: the number of the changing commit at which it kills itself, 0 for never."""
        return self._send(argv=argv, stdin=stdin, env=env, kill_at=kill_at, when=when)()

    def start(
        self, *argv: str, kill_after_s: float, in_change: int = 0, longest_s: float = 0, **env: str
    ) -> Callable[[], Finished]:
        """Start a command that is killed (-9) from outside after that time; the call waits for its end.

        `in_change`: the time begins with the so-manieth call that changes something outside; a command that
        does not come to it is killed after `longest_s`.
        """
        times = {"kill_after_s": kill_after_s, "in_change": in_change, "longest_s": longest_s}
        return self._send(argv=argv, env=env, **times)

    def _send(self, **order: object) -> Callable[[], Finished]:
        answer = self._ask(order)
        return lambda: Finished(**answer())

    @contextmanager
    def sandbox(self) -> Iterator[dict[str, Any]]:
        """`sandbox` in a fork of its own; yields its first line."""
        started = self._ask({"argv": (*SANDBOX, "--no-prospects"), "stays": True})()
        try:
            yield json.loads(started["first_line"])
        finally:
            self._ask({"stop": started["pid"]})()

    def _ask(self, order: Mapping[str, object]) -> Callable[[], dict[str, Any]]:
        """Give an order; the call waits for its answer."""
        to_server, from_server = _pipes(self._server)
        to_server.write(json.dumps(order) + "\n")
        to_server.flush()
        return lambda: json.loads(from_server.readline())


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


@contextmanager
def helper_process(*argv: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A Python process that serves until its standard input ends; yields it and its first line."""
    with subprocess.Popen(
        [sys.executable, *argv],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env=clean_environment(), cwd=ROOT,
    ) as process:  # fmt: skip
        to_process, from_process = _pipes(process)
        try:
            yield process, from_process.readline()
        finally:
            to_process.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def forked_commands() -> Iterator[ForkedCommands]:
    with helper_process("-m", "tests.end_to_end.forker") as (server, first_line):
        assert first_line == "ready\n"
        yield ForkedCommands(server)


SANDBOX = ("sandbox", "--clock", "manual")


@contextmanager
def running_sandbox(*options: str, prospects: bool = False) -> Iterator[dict[str, Any]]:
    """`sandbox` as a process of its own; yields its first line."""
    who = [] if prospects else ["--no-prospects"]
    with subprocess.Popen(
        [sys.executable, "-m", "xforce_desktop", *SANDBOX, *who, *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env=clean_environment(), cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(timeout=10)
