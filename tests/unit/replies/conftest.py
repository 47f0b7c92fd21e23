"""Helpers of the reply tests: one context with three offers, and a reader of case files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

HERE = Path(__file__).parent
MONDAY = datetime.fromisoformat("2026-07-06T13:40:00-06:00")
OFFERS = ("2026-07-08T09:00:00-06:00", "2026-07-08T15:00:00-06:00", "2026-07-10T11:00:00-06:00")

Read = Callable[..., ReplyAnalysis]


@pytest.fixture
def context() -> ReplyContext:
    """Monday in Denver; Wednesday 9:00, Wednesday 15:00 and Friday 11:00 were offered."""
    offers = tuple(datetime.fromisoformat(offer) for offer in OFFERS)
    return ReplyContext(MONDAY, "America/Denver", "demo", 30, "Demo", offers)


@pytest.fixture
def read(context: ReplyContext) -> Read:
    """Read a body, by default from a prospect who answers our three offers."""

    def reader(body: str, **message: Any) -> ReplyAnalysis:
        parts = {
            "from_name": "Alex Brandt",
            "from_address": "alex@oakpest.example",
            "subject": "Re: Demo",
            **message,
        }
        return OfflineAnalyst().read(ReceivedText(body=body, **parts), context)

    return reader


@pytest.fixture
def own_cases() -> list[dict[str, Any]]:
    """Our own reply cases, in the exchange form."""
    text = (HERE / "own_cases.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def never_booked() -> list[str]:
    """Answers that name an offer and must not book it."""
    return (HERE / "never_booked.txt").read_text(encoding="utf-8").splitlines()
