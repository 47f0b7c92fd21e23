"""`tick`: one pass of the agent."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("tick", help="one pass: fetch news, decide, send what is due")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print {"now", "received", "sent", "due_next"}."""
    from xforce_desktop.bootstrap.agents import open_agent

    async def one_pass() -> dict[str, object]:
        async with open_agent(args) as agent:
            report = await agent.runner.tick()
            return {
                "now": report.now.isoformat(),
                "received": report.received,
                "sent": report.sent,
                "due_next": report.due_next.isoformat() if report.due_next else None,
            }

    sys.stdout.write(json.dumps(asyncio.run(one_pass())) + "\n")
    return 0
