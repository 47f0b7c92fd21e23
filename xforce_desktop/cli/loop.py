"""`run --headless`: the background loop without a window, until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from xforce_desktop.cli.wording import as_sentence


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("run", help="the desktop app, or with --headless only its background loop")
    parser.add_argument("--headless", action="store_true", help="no window; ends on interrupt")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Pass again and again; a pass under way is finished before the program ends."""
    from xforce_desktop.bootstrap.agents import open_agent
    from xforce_desktop.bootstrap.desktop_app import run_desktop

    if not args.headless:
        return run_desktop(args)

    async def until_interrupted() -> None:
        stop = asyncio.Event()
        _on_interrupt(stop)  # before anything is opened, so that the end of a slow start is a clean one, too
        async with open_agent(args) as agent:
            said = SaidOnce()
            await agent.runner.run(
                stop, lambda: agent.settings.pass_interval_s, lambda: said.say(agent.runner.detail)
            )

    asyncio.run(until_interrupted())
    return 0


def _on_interrupt(stop: asyncio.Event) -> None:
    """Let an interrupt or a termination set `stop`."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows' loop has none
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


class SaidOnce:
    """Tells of a trouble when it comes and when it is over, not at each pass."""

    def __init__(self) -> None:
        self._last = ""

    def say(self, trouble: str) -> None:
        """`trouble` is empty while all is well."""
        if trouble != self._last:
            sys.stderr.write(f"xforce-desktop: {as_sentence(trouble) or 'All is well again.'}\n")
            self._last = trouble
