"""Which outside the options lead to: a named sandbox, Microsoft, or a sandbox of its own."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.bootstrap.folders import SANDBOX_FOLDER, is_signed_in
from xforce_desktop.bootstrap.signing_in import network_of, sign_in_in_use, sign_in_of
from xforce_desktop.errors import BadInput
from xforce_desktop.paths import data_folder
from xforce_desktop.settings import Settings
from xforce_desktop.store.unit_of_work import FILE_NAME

if TYPE_CHECKING:
    from sync.graph.http import TokenSource

SANDBOX_STATE = "world.json"


@dataclass(frozen=True)
class Connection:
    """Which outside to use: a sandbox at `sandbox_url`, with its public token or a `sign_in` made there, or
    Microsoft through `sign_in`.

    `may_ask_model`: False for what is to be told twice the same, like the demo.
    """

    folder: Path
    sandbox_url: str = ""
    sign_in: TokenSource | None = None
    may_ask_model: bool = True


@asynccontextmanager
async def connected(args: argparse.Namespace, settings: Settings) -> AsyncIterator[Connection]:
    """Choose the outside: the named sandbox, the signed-in account, else a sandbox of its own."""
    folder = data_folder(args.data)
    if args.sandbox:
        url = args.sandbox.rstrip("/")
        yield Connection(folder, sandbox_url=url, sign_in=sign_in_in_use(args))
    elif is_signed_in(folder):
        yield Connection(folder, sign_in=sign_in_of(folder, settings))
    elif (folder / FILE_NAME).exists():
        raise BadInput(
            f"The requests in {folder} belong to a sandbox or an account that is not connected.",
            "Name the sandbox with --sandbox, sign in, or use another folder.",
        )
    else:
        async with embedded_sandbox(folder / SANDBOX_FOLDER) as url:
            yield Connection(folder / SANDBOX_FOLDER, sandbox_url=url)


@asynccontextmanager
async def embedded_sandbox(
    folder: Path, *, seed: int = 0, clock: str = "real", start_at: datetime | None = None
) -> AsyncIterator[str]:
    """A sandbox inside this process whose world is kept in `folder`; yields its address. `start_at` is for a
    new world."""
    from sync.sandbox.opening import SandboxOptions
    from sync.sandbox.server import Sandbox

    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    state = folder / SANDBOX_STATE
    begins_at = None if await asyncio.to_thread(state.exists) else start_at
    options = SandboxOptions(seed=seed, clock=clock, state=state, start_at=begins_at)
    async with Sandbox(options) as sandbox:
        yield sandbox.url


async def microsoft_time(settings: Settings) -> datetime | None:
    """What time Microsoft thinks it is."""
    from sync.graph.http_wire import GRAPH
    from sync.graph.server_time import server_time

    return await server_time(GRAPH, network_of(settings))
