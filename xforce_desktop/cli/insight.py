"""`request insight`: who of ours stands in the way of a meeting, and what the rep does about it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import print_json, with_agent
from xforce_desktop.scheduling.insight_desk import card_json
from xforce_desktop.scheduling.rep_desk import parse_request_id

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent


def add_insight_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `request insight`."""
    parser = verbs.add_parser("insight", help="who of ours stands in the way of it, as JSON")
    parser.add_argument("id", metavar="ID")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--remove", default="", metavar="ADDRESS", help="go on without them; times are sought anew"
    )
    what.add_argument("--keep", action="store_true", help="keep them, and be told what to ask them for")
    parser.set_defaults(run=run_insight)


def run_insight(args: argparse.Namespace) -> int:
    """Print the card and the analysis as they are afterwards."""
    is_decided = args.remove.strip() or args.keep
    return print_json(with_agent(args, lambda agent: _decided(agent, args)) if is_decided else _looked(args))


def _looked(args: argparse.Namespace) -> dict[str, Any]:
    from xforce_desktop.bootstrap.folders import open_local_store

    with open_local_store(args) as store, store.begin() as work:
        return card_json(work, parse_request_id(args.id, work))


async def _decided(agent: Agent, args: argparse.Namespace) -> dict[str, Any]:
    request_id = agent.engine.in_transaction(lambda work: parse_request_id(args.id, work))
    if args.keep:
        await agent.desk.attendees.keep_blocker(request_id)
    else:
        await agent.desk.attendees.remove_blocker(request_id, args.remove)
    return agent.engine.in_transaction(lambda work: card_json(work, request_id))
