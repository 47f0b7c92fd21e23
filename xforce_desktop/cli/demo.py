"""`demo`: the main job on an embedded sandbox with simulated prospects."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from xforce_desktop.errors import BadInput

DEFAULT_SEED = 7
DEFAULT_REQUESTS = 6


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "demo", help="the main job on an embedded sandbox, until every request has ended"
    )
    parser.add_argument("--headless", action="store_true", help="in the terminal, days in seconds")
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N", help=f"another story (default {DEFAULT_SEED})"
    )
    parser.add_argument(
        "--requests", type=int, default=DEFAULT_REQUESTS, metavar="N", help=f"default {DEFAULT_REQUESTS}"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints a line per step and a table of outcomes; with --json one object per line, the outcomes last."""
    if not 1 <= args.requests <= 500:
        raise BadInput(f"{args.requests} requests cannot be shown.", "Use a number from 1 to 500.")
    if not args.headless and _has_screen():
        from xforce_desktop.bootstrap.desktop_app import run_desktop_demo

        return run_desktop_demo(args)
    if args.data:
        _refuse_used(Path(args.data))
        outcomes = _until_ended(Path(args.data), args)
    else:
        with tempfile.TemporaryDirectory(prefix="xforce-demo-") as folder:
            outcomes = _until_ended(Path(folder), args)
    _report(outcomes, as_json=args.json)
    return 0 if set(outcomes) <= ENDINGS else 1


def _refuse_used(folder: Path) -> None:
    """The demo's clock begins anew each time, so a store with other things in it would be spoilt."""
    if folder.is_dir() and any(folder.glob("*.db")):
        raise BadInput(f"{folder} holds a store already.", "Name an empty folder, or leave --data out.")


WHO_WIDTH = 38
SAYS_TIMES = {"times_proposed", "time_selected", "meeting_moved"}
ENDINGS = {"held", "cancelled_by_us", "cancelled_by_them", "no_show", "rescheduled", "gave_up"}


def _has_screen() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _until_ended(folder: Path, args: argparse.Namespace) -> dict[str, int]:
    """Raises KeyboardInterrupt after an interrupt or a termination, when all that was opened is closed."""
    try:
        return asyncio.run(_headless(folder, args))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def _end_on_termination() -> None:
    """A termination cancels the running task, as an interrupt does: the temporary folder goes then, too."""
    task = asyncio.current_task()
    assert task is not None, "called in the demo's own task"
    try:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    except NotImplementedError:  # Windows' loop has none, and Windows sends none
        signal.signal(signal.SIGTERM, signal.default_int_handler)


async def _headless(folder: Path, args: argparse.Namespace) -> dict[str, int]:
    from xforce_desktop.bootstrap.sandboxes import demo_requests, open_demo
    from xforce_desktop.demo import Demo

    _end_on_termination()

    def say(line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False) if args.json else _as_text(line)
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    async with open_demo(folder, args.seed) as (agent, sandbox):
        demo = Demo(agent, lambda: sandbox.world.next_event_at, say)
        return await demo.run(demo_requests(sandbox, args.requests))


def _as_text(line: dict[str, Any]) -> str:
    who = f"{line['with']}, {line['company']}" if line["company"] else line["with"]
    who = who if len(who) <= WHO_WIDTH else f"{who[: WHO_WIDTH - 1]}…"
    said = [_time(moment, line["zone"]) for moment in line["times"]] if line["step"] in SAYS_TIMES else []
    times = f"  {'; '.join(said)}" if said else ""
    begun = f"{datetime.fromisoformat(line['at']):%a %b %d %I:%M %p}"
    return f"{begun}  {who:{WHO_WIDTH}}  {line['step'].replace('_', ' '):20}  {line['why']}{times}"


def _time(text: str, zone: str) -> str:
    """ "Tue, Jun 9 at 2:30 PM EDT": named, for what they wrote beside it is by their own clock."""
    from xforce_desktop.messages.when import spoken_short

    return spoken_short(datetime.fromisoformat(text), zone)


def _report(outcomes: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"outcomes": outcomes}) + "\n")
        return
    sys.stdout.write("\nOutcomes\n")
    for name, count in outcomes.items():
        sys.stdout.write(f"  {name.replace('_', ' '):20} {count}\n")
