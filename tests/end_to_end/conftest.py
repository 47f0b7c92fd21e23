"""Sandboxes and command lines for whole walks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.commands import (
    Commands,
    ForkedCommands,
    RealCommands,
    forked_commands,
)
from tests.end_to_end.walk import Sandbox, Walk
from tests.end_to_end.walk_with_model import WalkWithModel
from tests.sync.anthropic.lying_model import LyingModel, served


@pytest.fixture(scope="session")
def forked() -> Iterator[ForkedCommands]:
    """Command lines as forks of one process."""
    with forked_commands() as commands:
        yield commands


@pytest.fixture(scope="session")
def real() -> RealCommands:
    """Command lines as anybody types them."""
    return RealCommands()


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture
def sandbox(http: httpx.Client, forked: ForkedCommands) -> Iterator[Sandbox]:
    """A fresh sandbox in a process of its own."""
    with forked.sandbox() as first_line:
        yield Sandbox(first_line["url"], http)


@pytest.fixture
def walk(sandbox: Sandbox, forked: ForkedCommands, tmp_path: Path) -> Walk:
    return Walk(forked, sandbox, tmp_path / "store")


@pytest.fixture
def modelled(sandbox: Sandbox, forked: ForkedCommands, tmp_path: Path) -> Iterator[WalkWithModel]:
    with served(LyingModel()) as model:
        walking = WalkWithModel(forked, sandbox, tmp_path / "store")
        walking.model = model
        yield walking


@pytest.fixture
def walk_with(sandbox: Sandbox, forked: ForkedCommands, tmp_path: Path) -> Callable[[Commands], Walk]:
    """A walk whose steps are taken through `commands`, and looked at quickly."""
    return lambda commands: Walk(commands, sandbox, tmp_path / "store", looking=forked)
