"""The command line in this process, and one sandbox for all of its tests."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.commands import running_sandbox
from xforce_desktop.cli.main import main

STEERING = ("XFORCE_DATA", "XFORCE_SANDBOX_URL", "DISPLAY", "WAYLAND_DISPLAY")


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    status: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        return json.loads(self.stdout)

    def lines(self) -> list[Any]:
        """What was printed as JSON lines."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    def complaint(self) -> str:
        """The one line on stderr of a command that was refused as wrong use or bad input."""
        assert self.status == 2, self
        return self.one_line()

    def one_line(self) -> str:
        """Exactly one line, a sentence with an end, and nothing that only a programmer reads."""
        assert self.stderr.startswith("xforce-desktop"), self
        assert self.stderr.count("\n") == 1, self
        assert self.stderr.rstrip().endswith((".", "?", "!", "`.", ")")), self
        assert "Traceback" not in self.stderr
        return self.stderr.rstrip("\n")


Cli = Callable[..., Said]


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command line: `cli("read", stdin=b"…")`; status, stdout and stderr come back."""
    for name in STEERING:
        monkeypatch.delenv(name, raising=False)

    def run(*argv: str, stdin: str | bytes = b"", **env: str) -> Said:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="cp1252") for name in ("stdout", "stderr")}
        with monkeypatch.context() as here:
            for name, value in env.items():
                here.setenv(name, value)
            here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="cp1252"))
            for name, stream in streams.items():
                here.setattr(sys, name, stream)
            try:
                status = main(argv)
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Said(status, _text(streams["stdout"]), _text(streams["stderr"]))

    return run


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """A running sandbox without prospects; its clock stands still unless a test moves it."""
    with running_sandbox() as first_line:
        yield str(first_line["url"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a space and an accent in its path, not made yet."""
    return tmp_path / "a rép's data"


@pytest.fixture
def on_sandbox(cli: Cli, sandbox_url: str, folder: Path) -> Cli:
    """`cli` with a folder of its own and the sandbox named by the environment."""

    def run(*argv: str, stdin: str | bytes = b"", **env: str) -> Said:
        named = {"XFORCE_DATA": str(folder), "XFORCE_SANDBOX_URL": sandbox_url} | env
        return cli(*argv, stdin=stdin, **named)

    return run


@pytest.fixture
def form() -> dict[str, Any]:
    """What `request new` takes."""
    return {
        "meeting_type": "demo",
        "context": "Saw your call report last week",
        "company": {"name": "Acme Pest", "state": "TN"},
        "external": [{"address": "zoë@acmepest.example", "name": "Zoë Smith", "timezone": "America/Chicago"}],
        "approval": "autopilot",
    }
