"""All that is asked of the traffic with Graph, in one place: description, manners, permissions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sync.graph.permissions import SCOPES as ASKED
from tests.sync.graph_contract import Entry, GraphContract, is_graph, is_ours
from tests.sync.graph_manners import Manners
from tests.sync.graph_permissions import needs_of, uncovered


class Judge:
    """Judges entries of `GET /sandbox/log`."""

    def __init__(self, contract: GraphContract) -> None:
        self.contract = contract
        self.manners = Manners(contract)

    def misfits(self, entries: Sequence[Entry]) -> list[str]:
        """What is wrong, a line each."""
        missing = uncovered(ASKED, needs_of(self.contract, entries))
        return [
            *self.contract.misfits(entries),
            *self.manners.misfits(entries),
            *(f"{operation}: no permission that we ask for allows it" for operation in missing),
        ]

    def operations(self, entries: Sequence[Entry]) -> set[str]:
        """What was called that is described, as the description names it."""
        return {
            f"{entry['method']} {self.contract.path(entry)}"
            for entry in entries
            if is_graph(entry) and self.contract.operation(entry) is not None
        }

    def is_ours(self, entry: Entry) -> bool:
        return is_ours(entry)


@cache
def judge_of(shared: Path) -> Judge | None:
    """A judge by the description in this folder, read once; None if there is none."""
    description = shared / "contracts" / "graph.openapi.yaml"
    return Judge(GraphContract(description)) if description.exists() else None
