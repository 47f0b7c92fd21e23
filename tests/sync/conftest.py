"""What the tests of the outside share: a running sandbox, a client for it, and the contract of Graph."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.server import Sandbox, SandboxOptions
from tests.sync.graph_contract import GraphContract

_CONTRACTS: dict[Path, GraphContract] = {}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox with a manual clock and nobody who answers."""
    async with Sandbox(SandboxOptions(seed=7, prospects=False)) as running:
        yield running


@pytest.fixture
async def graph(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client that is signed in to the sandbox and asks for immutable ids."""
    headers = {"Authorization": "Bearer sandbox-rep", "Prefer": 'IdType="ImmutableId"'}
    async with httpx.AsyncClient(base_url=sandbox.url, headers=headers, timeout=10) as client:
        yield client


@pytest.fixture
def validate_graph_log(shared_material: Path) -> Callable[[Iterable[Mapping[str, Any]]], list[str]]:
    """Takes entries of the wire log, gives what does not fit the description of Graph: a line each."""
    contract = described(shared_material)
    if contract is None:
        pytest.skip("the description of Graph is not here")
    return contract.misfits


def described(shared: Path) -> GraphContract | None:
    """The description of Graph in this folder, read once; None if there is none."""
    places = (shared / "graph.openapi.yaml", shared / "contracts" / "graph.openapi.yaml")
    found = next((place for place in places if place.exists()), None)
    if found is None:
        return None
    if found not in _CONTRACTS:
        _CONTRACTS[found] = GraphContract(found)
    return _CONTRACTS[found]
