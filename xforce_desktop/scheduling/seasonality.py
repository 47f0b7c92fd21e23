"""The busy and the quiet months of a trade, from resources/trades.

A season stretches or shortens the gap between follow-ups and may lend the mail one line. Which trades
there are is decided by the files there; pest control is the one that ships.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from xforce_desktop.availability.workdays import state_code
from xforce_desktop.errors import BadInput

Tone = Literal["acknowledge_busy", "planning_ahead", "standard"]

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_CLOSED)
class Season:
    """What a season does to a request. `interval_multiplier` 2 waits twice as long; `line` may be empty."""

    busy: bool
    type: str
    interval_multiplier: Annotated[float, Field(gt=0)]
    tone: Tone
    line: str


NORMAL = Season(busy=False, type="normal", interval_multiplier=1.0, tone="standard", line="")


@dataclass(frozen=True, config=_CLOSED)
class _SeasonRule:
    busy: bool
    type: str
    interval_multiplier: Annotated[float, Field(gt=0)]
    tone: Tone
    line: str
    months: Annotated[frozenset[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1)]
    states: frozenset[str] | None = None

    def fits(self, state: str, on: date) -> bool:
        return on.month in self.months and (self.states is None or state in self.states)

    def season(self) -> Season:
        return Season(
            busy=self.busy,
            type=self.type,
            interval_multiplier=self.interval_multiplier,
            tone=self.tone,
            line=self.line,
        )


@dataclass(frozen=True, config=_CLOSED)
class _Trade:
    name: str
    seasons: tuple[_SeasonRule, ...]


def season_for(state: str, on: date, trade: str = "pest_control") -> Season:
    """The season on that day (of the prospect) in that state, a US code or name; `trade` may be empty.

    Raises BadInput for a trade without a file.
    """
    if not trade:
        return NORMAL
    code = state_code("US", state) or state.strip().upper()
    rules = _trade(trade).seasons
    return next((rule.season() for rule in rules if rule.fits(code, on)), NORMAL)


def trade_of(industry: str) -> str:
    """The trade whose seasons a company of that industry has; pest control's, the one that ships, where the
    industry is not known, and none where it is another one."""
    plain = " ".join(industry.casefold().replace("_", " ").replace("-", " ").split())
    if not plain:
        return "pest_control"
    return next((key for key, name in trades().items() if name.casefold() in plain), "")


def trades() -> dict[str, str]:
    """Name of each trade there is, by its key."""
    keys = sorted(
        entry.name.removesuffix(".toml")
        for entry in files("resources").joinpath("trades").iterdir()
        if entry.name.endswith(".toml")
    )
    return {key: _trade(key).name for key in keys}


@lru_cache(maxsize=16)
def _trade(key: str) -> _Trade:
    source = files("resources").joinpath("trades", f"{key}.toml")
    if not key.isidentifier() or not source.is_file():
        raise BadInput(f"There is no trade called {key!r}", "Choose one of those that ship with the app.")
    return TypeAdapter(_Trade).validate_python(tomllib.loads(source.read_text("utf-8")))
