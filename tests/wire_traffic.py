"""Judges all that the tests say to Graph and to Twilio, and what they are told: a plugin of the test run.

Every sandbox that a test starts, in this process or in another, keeps its calls in a folder of this run
(`XFORCE_SANDBOX_LOG`), also one that is killed. After each test what is new there is judged, and a misfit
fails the test that was running. In a lone clone the descriptions are not here: then nothing is judged,
and the summary says so.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from sync.sandbox.log import FOLDER_VARIABLE

APART = "judged_apart"
_FEW = 12
Entry = Mapping[str, Any]


class Judge(Protocol):
    """Knows one service's description."""

    def misfits(self, entries: Sequence[Entry]) -> list[str]: ...

    def operations(self, entries: Sequence[Entry]) -> set[str]: ...

    def is_ours(self, entry: Entry) -> bool: ...


def _graph(shared: Path) -> Judge | None:
    from tests.sync.graph_judge import judge_of

    return judge_of(shared)


def _twilio(shared: Path) -> Judge | None:
    from tests.sync.twilio_judge import judge_of

    return judge_of(shared)


@dataclass
class Service:
    """One service as the run has seen it. The judge is made at the first need: who runs tests without the
    service does not wait for it."""

    name: str
    prefix: str
    make: Callable[[Path], Judge | None]
    judge: Judge | None = None
    is_described: bool = True
    calls: int = 0
    operations: set[str] = field(default_factory=set)

    def judging(self, shared: Path | None) -> Judge | None:
        if self.judge is None and self.is_described:
            self.judge = self.make(shared) if shared else None
            self.is_described = self.judge is not None
        return self.judge

    def check(self, entries: Sequence[Entry], shared: Path | None, *, is_apart: bool) -> list[str]:
        """What is wrong with these calls, a line each."""
        judge = self.judging(shared) if entries else None
        if judge is None:
            return []
        if is_apart:
            entries = [entry for entry in entries if judge.is_ours(entry)]
        self.calls += len(entries)
        self.operations |= judge.operations(entries)
        return judge.misfits(entries)

    def told(self) -> tuple[int, list[str], bool]:
        return self.calls, sorted(self.operations), self.is_described

    def add(self, calls: int, operations: Iterable[str], is_described: bool) -> None:
        self.calls += calls
        self.operations.update(operations)
        self.is_described &= is_described

    def summary(self) -> str:
        if not self.is_described:
            return f"{self.name} traffic: not judged; the description of {self.name} is not here"
        if not self.calls:
            return ""
        return f"{self.name} traffic: {self.calls} calls judged, {len(self.operations)} operations"


class WireTraffic:
    """The traffic of one process of the run; where there are several, the first adds them up."""

    def __init__(self, find_shared: Callable[[], Path | None]) -> None:
        self._find_shared = find_shared
        self._folder = tempfile.TemporaryDirectory(prefix="xforce-traffic-")
        self._read: dict[Path, int] = {}
        self._services = (
            Service("Graph", "/v1.0/", _graph),
            Service("Twilio", "/2010-04-01/", _twilio),
        )
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
            told["wire_traffic"] = [service.told() for service in self._services]

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process of the run has ended; one that crashed tells nothing."""
        told = getattr(node, "workeroutput", {}).get("wire_traffic", ())
        for service, figures in zip(self._services, told, strict=False):
            service.add(*figures)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for line in filter(None, (service.summary() for service in self._services)):
            terminalreporter.write_line(line)

    def _check(self, item: pytest.Item) -> None:
        entries, is_apart = list(self._news()), item.get_closest_marker(APART) is not None
        told = []
        for service in self._services:
            own = [entry for entry in entries if entry["path"].lower().startswith(service.prefix)]
            misfits = service.check(own, self._find_shared() if own else None, is_apart=is_apart)
            if misfits:
                more = [f"... and {len(misfits) - _FEW} more"] if len(misfits) > _FEW else []
                told += [f"Misfits in the {service.name} traffic:", *misfits[:_FEW], *more]
        if told:
            pytest.fail("\n".join(told), pytrace=False)

    def _news(self) -> Iterable[dict[str, Any]]:
        """Calls since the last look."""
        for file in sorted(Path(self._folder.name).glob("*.jsonl")):
            with file.open("rb") as lines:
                lines.seek(self._read.get(file, 0))
                whole = lines.read().rpartition(b"\n")[0]
                if whole:
                    self._read[file] = self._read.get(file, 0) + len(whole) + 1
            yield from map(json.loads, whole.splitlines())
