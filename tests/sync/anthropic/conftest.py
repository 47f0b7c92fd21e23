"""A lying model on loopback, a reader that asks it, and cases to try both on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sync.anthropic.analyst import ClaudeAnalyst
from sync.anthropic.asking import Asking
from sync.anthropic.budget import Budget, Prices
from sync.anthropic.client import Claude, ModelAccount
from sync.anthropic.rest import Rest
from sync.anthropic.writer import ClaudeWriter
from tests.sync.anthropic.lying_model import LyingModel
from xforce_desktop.clock import ManualClock
from xforce_desktop.replies.analysis import ReceivedText, ReplyContext

HERE = Path(__file__).parent
REPLIES = HERE.parents[1] / "unit" / "replies"
NOW = datetime.fromisoformat("2026-07-06T19:40:00+00:00")
KEY = "sk-test-not-a-real-key"
PRICES = Prices(read_usd=2.0, written_usd=10.0, daily_usd=1000.0)

Case = dict[str, Any]
Reader = Callable[..., ClaudeAnalyst]
Writer = Callable[..., ClaudeWriter]


def cases_in(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def told(case: Case) -> tuple[ReceivedText, ReplyContext]:
    """A case of the exchange form as the reader gets it."""
    meeting = case["meeting"]
    context = ReplyContext(
        now=datetime.fromisoformat(case["now"]),
        timezone=case["timezone"],
        meeting_type=meeting["type"],
        duration_minutes=meeting["duration_minutes"],
        title=meeting["title"],
        proposed_times=tuple(datetime.fromisoformat(offer) for offer in case["proposed_times"]),
    )
    return ReceivedText(**case["message"]), context


@pytest.fixture(scope="session")
def injections() -> list[Case]:
    """Texts that try to steer the assistant; none of them may be booked."""
    return cases_in(HERE / "injections.jsonl")


@pytest.fixture(scope="session")
def own_cases() -> list[Case]:
    """Our own reply cases and voices."""
    return cases_in(REPLIES / "own_cases.jsonl") + cases_in(REPLIES / "voices.jsonl")


@pytest.fixture
async def model() -> AsyncIterator[LyingModel]:
    async with LyingModel() as serving:
        yield serving


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def reader(model: LyingModel, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Reader]:
    """Makes readers that ask the model; they are closed at the end."""
    made: list[ClaudeAnalyst] = []

    def make(*, prices: Prices = PRICES, timeout_s: float = 20.0, url: str = "") -> ClaudeAnalyst:
        account = ModelAccount(lambda: KEY, "claude-test", url or model.url, timeout_s)
        made.append(ClaudeAnalyst(Asking(Claude(account), Budget(tmp_path, prices, clock), Rest(clock))))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture
async def writer(model: LyingModel, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Writer]:
    """Makes writers that ask the model; they are closed at the end."""
    made: list[ClaudeWriter] = []

    def make(*, prices: Prices = PRICES, timeout_s: float = 20.0, url: str = "") -> ClaudeWriter:
        account = ModelAccount(lambda: KEY, "claude-test", url or model.url, timeout_s)
        made.append(ClaudeWriter(Asking(Claude(account), Budget(tmp_path, prices, clock), Rest(clock))))
        return made[-1]

    yield make
    for one in made:
        await one.close()
