"""A call of Graph as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.sync.graph_contract import Entry, header
from tests.sync.graph_query import Query

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A call of ours. `path` and `offered` (its query options) are as the description has them."""

    method: str
    path: str
    spelled: str
    query: Query
    body: Json
    offered: frozenset[str]
    entry: Entry

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def preferences(self) -> list[str]:
        """What the Prefer header says, one by one."""
        return [one.strip() for one in header(self.entry, "prefer").split(",") if one.strip()]
