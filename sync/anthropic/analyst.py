"""Reads messages with Claude where that helps, checked by the offline reader, which alone reads the rest."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from sync.anthropic.budget import Budget
from sync.anthropic.client import Answer, Claude
from sync.anthropic.question import question_about, system_prompt
from sync.anthropic.rest import Rest
from sync.anthropic.trouble import NotAllowed, Unreached, UnusableAnswer
from sync.anthropic.wire import Form, reading_from
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.checked import checked, decided_offline
from xforce_desktop.replies.model_reading import ModelReading
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

log = logging.getLogger(__name__)

READER = "claude"


@dataclass(frozen=True)
class _Read:
    """A reading and what it took."""

    reading: ModelReading
    took_s: float
    tokens: int
    cost_usd: float

    def told(self) -> str:
        return f"Claude read it too ({self.took_s:.1f} s, {self.tokens:,} tokens, about ${self.cost_usd:.4f})"


class ClaudeAnalyst:
    """An Analyst that never raises for trouble with Claude: then the offline reading stands, and says why."""

    def __init__(self, claude: Claude, budget: Budget, rest: Rest) -> None:
        self._claude = claude
        self._budget = budget
        self._rest = rest
        self._offline = OfflineAnalyst()

    async def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        """The checked reading; `reader` says whose it is.

        Of a message whose kind the offline reader knows for certain, or that tries to steer the assistant,
        nothing is sent.
        """
        offline = await asyncio.to_thread(self._offline.read, message, context)
        if decided_offline(offline):
            return offline
        try:
            read = await self._ask(message, offline.new_text, context)
            result = await asyncio.to_thread(checked, offline, read.reading, message, context)
        except (Unreached, NotAllowed, UnusableAnswer) as trouble:
            return _read_alone(offline, trouble.title)
        except Exception as error:  # noqa: BLE001  # the edge of a foreign service: its answer must stop nothing
            # No traceback: it could hold words of the message.
            log.warning("the model's answer could not be handled", extra={"error": type(error).__name__})
            return _read_alone(offline, "its answer could not be handled")
        return replace(result, reader=READER, why=(*result.why, read.told()))

    async def _ask(self, message: ReceivedText, new_text: str, context: ReplyContext) -> _Read:
        self._rest.check()
        system, question = system_prompt(), question_about(message, new_text, context)
        aside_usd = await self._budget.set_aside(system + question)
        begun = time.perf_counter()
        try:
            answer = await self._claude.ask(system, question, Form)
        except (Unreached, UnusableAnswer) as trouble:  # it may have been worked on, so it stays paid
            self._rest.failed(trouble)
            raise
        except NotAllowed as trouble:
            await self._budget.give_back(aside_usd)
            self._rest.failed(trouble)
            raise
        cost_usd = await self._budget.settle(aside_usd, answer.usage)
        took_s = time.perf_counter() - begun
        log.info(
            "the model answered",
            extra={"took_s": round(took_s, 2), "tokens": answer.usage.total, "cost_usd": round(cost_usd, 5),
                   "stopped": answer.stopped},
        )  # fmt: skip
        self._rest.worked()
        return _Read(_reading(answer, context), took_s, answer.usage.total, cost_usd)

    async def close(self) -> None:
        """Close the connection."""
        await self._claude.close()


def _reading(answer: Answer, context: ReplyContext) -> ModelReading:
    """Raises UnusableAnswer."""
    if answer.stopped:
        raise UnusableAnswer(answer.stopped)
    return reading_from(answer.text, context)


def _read_alone(offline: ReplyAnalysis, reason: str) -> ReplyAnalysis:
    return replace(offline, why=(*offline.why, f"Read without Claude: {reason}"))
