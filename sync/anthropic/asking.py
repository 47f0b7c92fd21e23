"""One question to Claude within the day's budget, counted; not asked at all while the service rests."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from pydantic import BaseModel

from sync.anthropic.budget import Budget
from sync.anthropic.client import Claude
from sync.anthropic.rest import Rest
from sync.anthropic.trouble import NotAllowed, Unreached, UnusableAnswer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Took:
    """What calls took."""

    seconds: float = 0.0
    tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: Took) -> Took:
        return Took(self.seconds + other.seconds, self.tokens + other.tokens, self.cost_usd + other.cost_usd)

    def told(self) -> str:
        """In brackets behind what was done."""
        return f"{self.seconds:.1f} s, {self.tokens:,} tokens, about ${self.cost_usd:.4f}"


@dataclass(frozen=True)
class Counted:
    """A whole answer, not yet checked, and what it took. `stopped` as in Answer."""

    text: str
    stopped: str
    took: Took


class Asking:
    """Asks; several may ask through one of these at once."""

    def __init__(self, claude: Claude, budget: Budget, rest: Rest) -> None:
        self.claude = claude
        self.budget = budget
        self.rest = rest

    async def ask(
        self, system: str, question: str, form: type[BaseModel], *, timeout_s: float = 0, spent_usd: float = 0
    ) -> Counted:
        """Raises Unreached, NotAllowed and UnusableAnswer.

        `timeout_s` as the account says if not given; `spent_usd` went for the same message already.
        """
        self.rest.check()
        aside_usd = await self.budget.set_aside(system + question, spent_usd)
        begun = time.perf_counter()
        try:
            answer = await self.claude.ask(system, question, form, timeout_s)
        except (Unreached, UnusableAnswer) as trouble:  # it may have been worked on, so it stays paid
            self.rest.failed(trouble)
            raise
        except NotAllowed as trouble:
            await self.budget.give_back(aside_usd)
            self.rest.failed(trouble)
            raise
        cost_usd = await self.budget.settle(aside_usd, answer.usage)
        took = Took(time.perf_counter() - begun, answer.usage.total, cost_usd)
        log.info(
            "the model answered",
            extra={"took_s": round(took.seconds, 2), "tokens": took.tokens, "cost_usd": round(cost_usd, 5),
                   "stopped": answer.stopped},
        )  # fmt: skip
        self.rest.worked()
        return Counted(answer.text, answer.stopped, took)

    async def close(self) -> None:
        """Close the connection."""
        await self.claude.close()
