"""Judges all that the tests say to Graph, and what they are told: a plugin of the test run.

Every sandbox that a test starts, in this process or in another, keeps its calls in a folder of this run
(`XFORCE_SANDBOX_LOG`), also one that is killed. After each test what is new there is judged, and a misfit
fails the test that was running. In a lone clone the description of Graph is not here: then nothing is judged,
and the summary says so.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sync.sandbox.log import FOLDER_VARIABLE

if TYPE_CHECKING:
    from tests.sync.graph_judge import Judge

APART = "judged_apart"
_FEW = 12


class GraphTraffic:
    """The traffic of one process of the run; where there are several, the first adds them up."""

    def __init__(self, find_shared: Callable[[], Path | None]) -> None:
        self._find_shared = find_shared
        self._folder = tempfile.TemporaryDirectory(prefix="xforce-traffic-")
        self._read: dict[Path, int] = {}
        self._judge: Judge | None = None
        self._is_described = True
        self._calls = 0
        self._operations: set[str] = set()
        os.environ[FOLDER_VARIABLE] = self._folder.name

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """When everything a test made has ended."""
        try:
            return (yield)
        finally:
            self._check(item)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        os.environ.pop(FOLDER_VARIABLE, None)
        self._folder.cleanup()
        told = getattr(session.config, "workeroutput", None)
        if told is not None:
            told["graph_traffic"] = (self._calls, sorted(self._operations), self._is_described)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process of the run has ended; one that crashed tells nothing."""
        told = getattr(node, "workeroutput", {}).get("graph_traffic")
        if told:
            calls, operations, is_described = told
            self._calls += calls
            self._operations.update(operations)
            self._is_described &= is_described

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self._is_described:
            terminalreporter.write_line("Graph traffic: not judged; the description of Graph is not here")
        elif self._calls:
            terminalreporter.write_line(
                f"Graph traffic: {self._calls} calls judged, {len(self._operations)} operations"
            )

    def _check(self, item: pytest.Item) -> None:
        entries = list(self._news())
        judge = self._judging() if entries else None
        if judge is None:
            return
        if item.get_closest_marker(APART):
            entries = [entry for entry in entries if judge.is_ours(entry)]
        self._calls += len(entries)
        self._operations |= judge.operations(entries)
        misfits = judge.misfits(entries)
        if misfits:
            more = [f"... and {len(misfits) - _FEW} more"] if len(misfits) > _FEW else []
            pytest.fail(
                "Misfits in the Graph traffic:\n" + "\n".join([*misfits[:_FEW], *more]), pytrace=False
            )

    def _judging(self) -> Judge | None:
        """Made at the first need: whoever runs tests without Graph does not wait for it."""
        if self._judge is None and self._is_described:
            from tests.sync.graph_judge import judge_of

            shared = self._find_shared()
            self._judge = judge_of(shared) if shared else None
            self._is_described = self._judge is not None
        return self._judge

    def _news(self) -> Iterable[dict[str, Any]]:
        """Calls of Graph since the last look."""
        for file in sorted(Path(self._folder.name).glob("*.jsonl")):
            with file.open("rb") as lines:
                lines.seek(self._read.get(file, 0))
                whole = lines.read().rpartition(b"\n")[0]
                if whole:
                    self._read[file] = self._read.get(file, 0) + len(whole) + 1
            for line in whole.splitlines():
                entry: dict[str, Any] = json.loads(line)
                if entry["path"].lower().startswith("/v1.0/"):
                    yield entry
