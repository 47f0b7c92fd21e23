"""What the commands share that act on the store: the agent of their options, ids, and JSON on stdout."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent

T = TypeVar("T")


def with_agent(args: argparse.Namespace, act: Callable[[Agent], Awaitable[T]]) -> T:
    """What `act` returns. Beside a running program where the folder may be shared, else alone.

    Raises what `act` raises, and StoreBusy if another program holds the folder.
    """
    from xforce_desktop.bootstrap.agents import open_agent
    from xforce_desktop.bootstrap.folders import shares_folder

    async def acted() -> T:
        async with open_agent(args, alone=not shares_folder(args)) as agent:
            return await act(agent)

    return asyncio.run(acted())


def print_json(value: object) -> int:
    """For people and programs alike; returns the exit status."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    return 0


def id_of(what: str, found_by: str) -> Callable[[str], uuid.UUID]:
    """Reads an id from the command line; for what is none, says of `what` and which commands have them."""

    def parse(text: str) -> uuid.UUID:
        try:
            return uuid.UUID(text.strip())
        except ValueError:
            said = f"“{text}” is no id{f' of {what}' if what else ''}; {found_by} them"
            raise argparse.ArgumentTypeError(said) from None

    return parse
