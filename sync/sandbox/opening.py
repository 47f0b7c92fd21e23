"""Open a world: new or from its file, with or without prospects."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sync.sandbox.clock import SandboxClock, first_moment
from sync.sandbox.errors import BadControl
from sync.sandbox.prospects import Prospects
from sync.sandbox.state import WorldState
from sync.sandbox.world import World, new_state

_STATE = TypeAdapter(WorldState)


@dataclass(frozen=True)
class SandboxOptions:
    """How to start a sandbox. `clock`: manual, real or xN; `start_at` overrides saved and default times."""

    port: int = 0
    seed: int = 0
    clock: str = "manual"
    state: Path | None = None
    prospects: bool = True
    start_at: datetime | None = None


def open_world(options: SandboxOptions) -> World:
    """The world of these options. Raises BadControl for a clock or a state file that cannot be used."""
    saved = load_state(options.state) if options.state else None
    start_at = first_moment(options.clock, options.start_at, saved.now_at if saved else None)
    state = saved or new_state(options.seed, start_at, options.clock)
    state.now_at = start_at
    world = World(state, SandboxClock(options.clock, start_at))
    if options.prospects:
        prospects = Prospects(world)
        world.people, world.listener = prospects.people, prospects
    return world


def load_state(path: Path) -> WorldState | None:
    """What a state file holds; None if there is no such file yet. Raises BadControl for a broken one."""
    if not path.exists():
        return None
    try:
        return _STATE.validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadControl(f"{path} is not a state file of this sandbox.") from error


def save_state(state: WorldState, path: Path) -> None:
    """Write the whole state, or leave the old file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    with os.fdopen(handle, "wb") as part:
        part.write(_STATE.dump_json(state))
        part.flush()
        os.fsync(part.fileno())
    os.replace(name, path)
