"""A state or province right behind a city: Portland, Maine is not the Portland that everybody knows."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_CODE = re.compile(r",\s*(?P<code>[A-Z]{2})\b")


def zone_of_city(text: str, end: int, zone: str) -> str:
    """`zone` of the city that ends at `end`, unless the state behind it lies in others: then that state's."""
    states, names = _table()
    code = _CODE.match(text, end)
    name = _name_pattern().match(text, end)
    key = code["code"] if code else names[" ".join(name["name"].lower().split())] if name else ""
    zones = states.get(key, {})
    return zone if not zones or zone in zones else max(zones, key=lambda one: zones[one])


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, dict[str, float]], dict[str, str]]:
    table = tomllib.loads(files("resources").joinpath("zone_ledger.toml").read_text("utf-8"))
    return table["states"], table["state_names"]


@lru_cache(maxsize=1)
def _name_pattern() -> re.Pattern[str]:
    names = sorted(_table()[1], key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return re.compile(rf",?\s+(?P<name>{either})\b", re.IGNORECASE)
