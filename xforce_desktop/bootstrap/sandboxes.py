"""The sandbox as a program, the demo on it, and the simulation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap.agents import agent_for
from xforce_desktop.bootstrap.connections import Connection
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.settings import load_settings

if TYPE_CHECKING:
    from sync.sandbox.server import Sandbox
    from sync.simulation.run import Result


def serve_sandbox(*, port: int, seed: int, clock: str, state: Path | None, prospects: bool) -> None:
    """Serve until interrupted. Raises BadInput if the port is taken or the state file cannot be used."""
    from sync.sandbox.errors import BadControl
    from sync.sandbox.opening import SandboxOptions
    from sync.sandbox.server import serve

    options = SandboxOptions(port=port, seed=seed, clock=clock, state=state, prospects=prospects)
    try:
        asyncio.run(serve(options))
    except OSError as error:
        raise BadInput(f"Port {port} cannot be used: {error.strerror}.", "Choose another, or 0.") from error
    except BadControl as error:
        raise BadInput(str(error), "Remove the file to begin anew.") from error


@asynccontextmanager
async def open_demo(folder: Path, seed: int) -> AsyncIterator[tuple[Agent, Sandbox]]:
    """An agent on an embedded sandbox whose clock jumps from one event to the next; told twice the same."""
    from sync.sandbox.opening import SandboxOptions
    from sync.sandbox.server import Sandbox

    async with Sandbox(SandboxOptions(seed=seed, clock="manual")) as sandbox:
        connection = Connection(folder, sandbox_url=sandbox.url, may_ask_model=False)
        async with agent_for(connection, load_settings(folder), SeededIds(seed)) as agent:
            yield agent, sandbox


def demo_requests(sandbox: Sandbox, count: int) -> list[dict[str, Any]]:
    """Requests to the sandbox's people, in the form of `request new`."""
    from sync.sandbox.scenarios import demo_requests as from_world

    return list(from_world(sandbox.world, count))


def sandbox_requests(seed: int, count: int, now: datetime) -> list[dict[str, Any]]:
    """The same for a sandbox of that seed that runs elsewhere; ranges begin at `now`."""
    from sync.sandbox.opening import SandboxOptions, open_world
    from sync.sandbox.scenarios import demo_requests as from_world

    return list(from_world(open_world(SandboxOptions(seed=seed, clock="manual", start_at=now)), count))


def simulated(*, seed: int, requests: int, days: int, faults: str, world: int | None) -> Result:
    """The deterministic simulation; all processors work on it."""
    from sync.simulation.run import Asked, simulate

    return simulate(Asked(seed, requests, days, faults, world))


def told(result: Result) -> Iterator[str]:
    """A simulation's result in lines for people."""
    from sync.simulation.run import as_text

    return as_text(result)


def told_to_programs(result: Result) -> dict[str, Any]:
    """A simulation's result as one JSON object."""
    from sync.simulation.run import as_json

    return as_json(result)


def learning_trials(
    plants: Sequence[str], first_seed: int, seeds: int, requests: int, *, as_json: bool
) -> Iterator[str]:
    """A line for each habit: how often it was found, and how often anything else."""
    from sync.simulation import learning_trials as trials
    from sync.simulation.learning_world import Plant

    for one in trials.try_all([Plant(name) for name in plants], first_seed, seeds, requests):
        yield json.dumps(trials.as_json(one)) if as_json else trials.as_line(one)
