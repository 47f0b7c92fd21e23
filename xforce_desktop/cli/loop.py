"""`run --headless`: the background loop without a window, until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("run", help="the desktop app, or with --headless only its background loop")
    parser.add_argument("--headless", action="store_true", help="no window; ends on interrupt")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Pass again and again; a pass under way is finished before the program ends."""
    from xforce_desktop.bootstrap import open_agent, run_desktop

    if not args.headless:
        return run_desktop(args)

    async def until_interrupted() -> None:
        async with open_agent(args) as agent:
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop.set)
            await agent.runner.run(stop, agent.settings.pass_interval_s, lambda: _say(agent.runner.detail))

    asyncio.run(until_interrupted())
    return 0


def _say(trouble: str) -> None:
    if trouble:
        sys.stderr.write(f"{trouble}\n")
