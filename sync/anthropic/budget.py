"""What Claude may cost in a day, kept in a file of the data folder so that a restart does not forget it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.anthropic.client import MOST_ANSWER_TOKENS, Usage
from sync.anthropic.trouble import Unreached
from xforce_desktop.clock import Clock

log = logging.getLogger(__name__)

FILE_NAME = "model-spending.json"
_CHARS_PER_TOKEN = 3  # fewer than in any usual text, so that the guess is never too low for Latin script
_LOCK_S = 5
_CACHE_READ, _CACHE_WRITE = 0.1, 1.25  # of the price of reading; platform.claude.com/docs, prompt caching


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens, and how many dollars a day and a message may cost."""

    read_usd: float
    written_usd: float
    daily_usd: float
    message_usd: float = 1.0

    def cost_usd(self, usage: Usage) -> float:
        """What a call took, tokens of the cache by the share that they cost."""
        read = usage.read + usage.read_from_cache * _CACHE_READ + usage.written_to_cache * _CACHE_WRITE
        return (read * self.read_usd + usage.written * self.written_usd) / 1_000_000

    def most_usd(self, prompt: str) -> float:
        """What a call with `prompt` can cost at most, about."""
        read = max(len(prompt) // _CHARS_PER_TOKEN, len(prompt.encode()) // (2 * _CHARS_PER_TOKEN)) + 500
        return self.cost_usd(Usage(written_to_cache=read, written=MOST_ANSWER_TOKENS))


class Budget:
    """Counts dollars by day (UTC) for every program that works on the folder.

    What a call may cost is set aside before it is made; whoever is cut off in between has spent it.
    """

    def __init__(self, folder: Path, prices: Prices, clock: Clock) -> None:
        self.prices = prices
        self._path = folder / FILE_NAME
        self._clock = clock
        self._told_on = ""

    async def set_aside(self, prompt: str, spent_usd: float = 0) -> float:
        """Dollars put aside for a call. Raises Unreached if the day's budget does not allow it.

        `spent_usd` went for the same message already.
        """
        most_usd = self.prices.most_usd(prompt)
        if spent_usd + most_usd > self.prices.message_usd:
            raise Unreached(f"it could cost more than ${self.prices.message_usd:.2f}, which a message may")
        spent = await asyncio.to_thread(self._add, most_usd, self.prices.daily_usd)
        if spent is None:
            self._tell_once()
            raise Unreached(f"today's budget of ${self.prices.daily_usd:.2f} is used up")
        return most_usd

    async def settle(self, aside_usd: float, usage: Usage) -> float:
        """Replace what was put aside by what the call cost; returns that."""
        cost_usd = self.prices.cost_usd(usage)
        await asyncio.to_thread(self._add, cost_usd - aside_usd, None)
        return cost_usd

    async def give_back(self, aside_usd: float) -> None:
        """The call was refused at the door and cost nothing."""
        await asyncio.to_thread(self._add, -aside_usd, None)

    def spent_today_usd(self) -> float:
        """As the file says; 0 if there is none. Raises Unreached if it cannot be read."""
        return self._spent(self._today)

    @property
    def _today(self) -> str:
        return self._clock.now().date().isoformat()

    def _tell_once(self) -> None:
        if self._told_on != self._today:
            self._told_on = self._today
            log.warning("the model's budget for today is used up; mail is read and written without it")

    def _add(self, usd: float, limit_usd: float | None) -> float | None:
        """Today's sum with `usd` added; None, and nothing is added, if that is over the limit."""
        from filelock import FileLock, Timeout

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self._path}.lock", timeout=_LOCK_S):
                today = self._today
                total = max(0.0, self._spent(today) + usd)
                if limit_usd is not None and total > limit_usd:
                    return None
                written = self._path.with_suffix(".new")
                written.write_text(json.dumps({"day": today, "usd": round(total, 6)}), encoding="utf-8")
                os.replace(written, self._path)
                return total
        except (OSError, Timeout) as error:
            raise Unreached("what it costs cannot be counted", "Look at the data folder's rights.") from error

    def _spent(self, today: str) -> float:
        """A file that somebody spoiled stops the model rather than its limit."""
        try:
            kept: Any = json.loads(self._path.read_text(encoding="utf-8"))
            spent = float(kept["usd"])
            return spent if kept["day"] == today else 0.0
        except FileNotFoundError:
            return 0.0
        except (OSError, ValueError, KeyError, TypeError) as error:
            advice = f"Remove {self._path.name} from the data folder."
            raise Unreached("what it costs cannot be counted", advice) from error
