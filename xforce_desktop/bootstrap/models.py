"""Claude as reader and writer where a key is set, or what this computer can do alone."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.bootstrap.connections import Connection
from xforce_desktop.bootstrap.folders import is_signed_in, store_folder
from xforce_desktop.paths import data_folder
from xforce_desktop.settings import Settings, load_settings

if TYPE_CHECKING:
    from sync.anthropic.analyst import ClaudeAnalyst
    from sync.anthropic.opening import ModelUse
    from xforce_desktop.ports import Analyst, Writer
    from xforce_desktop.prep.making import BriefWriter


async def model_for(
    connection: Connection, settings: Settings, stack: AsyncExitStack
) -> tuple[Analyst | None, Writer | None, BriefWriter | None]:
    """Reader and writers that ask Claude, if a key is set; for a sandbox only the environment's."""
    if not connection.may_ask_model:
        return None, None, None
    use = _model_use(connection.folder, settings, with_keyring=not connection.sandbox_url)
    analyst, writer = await _both(use, stack)
    return analyst, writer, use.brief_writer(analyst) if analyst is not None else None


async def _both(use: ModelUse, stack: AsyncExitStack) -> tuple[ClaudeAnalyst | None, Writer | None]:
    """They have one connection, which ends with the stack."""
    from sync.daemon import in_daemon

    analyst, writer = await in_daemon(use.both)
    if analyst is not None:
        stack.push_async_callback(analyst.close)
    return analyst, writer


def _model_use(folder: Path, settings: Settings, *, with_keyring: bool = True) -> ModelUse:
    from sync.anthropic.opening import ModelUse
    from sync.credentials import KeyringSecrets

    return ModelUse(settings, folder, KeyringSecrets() if with_keyring else None)


@asynccontextmanager
async def open_analyst(args: argparse.Namespace, *, offline: bool) -> AsyncIterator[Analyst]:
    """The reader of `read`: with Claude if a key is set and `offline` does not forbid it."""
    from sync.offline_words import OfflineAnalystPort

    async with _opened(args, offline=offline) as (analyst, _):
        yield analyst or OfflineAnalystPort()


@asynccontextmanager
async def open_writer(args: argparse.Namespace, *, offline: bool) -> AsyncIterator[Writer]:
    """The writer of `write`: with Claude if a key is set, the settings allow it and not `offline`."""
    from sync.offline_words import OfflineWriterPort

    async with _opened(args, offline=offline) as (_, writer):
        yield writer or OfflineWriterPort()


@asynccontextmanager
async def _opened(
    args: argparse.Namespace, *, offline: bool
) -> AsyncIterator[tuple[Analyst | None, Writer | None]]:
    if offline:
        yield None, None
        return
    folder = data_folder(args.data)
    async with AsyncExitStack() as stack:
        yield await _both(_model_use(folder, load_settings(folder)), stack)


async def model_in_words(args: argparse.Namespace) -> str:
    """Whether messages are read with Claude, what it cost today, and whether the service takes the key.

    Raises an XForceError if something is wrong about it.
    """
    folder = data_folder(args.data)
    with_keyring = not args.sandbox and is_signed_in(folder)
    return await _model_use(store_folder(args), load_settings(folder), with_keyring=with_keyring).in_words()
