"""`opt-outs`: who is not to be written to, by their own wish or the rep's."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import print_json, with_agent

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent
    from xforce_desktop.scheduling.unit_of_work import OptOut

WHERE = "a mail address, which stands for its person, or a number like +16155550142, to which no text leaves"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("opt-outs", help="addresses and numbers that are not to be written to")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="all of them, newest first, as JSON").set_defaults(run=run_list)
    add = verbs.add_parser("add", help="put somebody on the list; open requests with them hear of it")
    lift = verbs.add_parser("lift", help="let somebody be written to again; the reason is kept")
    for verb, run in ((add, run_add), (lift, run_lift)):
        verb.add_argument("place", metavar="ADDRESS|NUMBER", help=WHERE)
        verb.add_argument("--reason", required=True, metavar="TEXT", help="kept in the list and the log")
        verb.set_defaults(run=run)


def run_list(args: argparse.Namespace) -> int:
    async def nothing(agent: Agent) -> None:
        """The list is enough."""

    return _after(args, nothing)


def run_add(args: argparse.Namespace) -> int:
    """Prints the list as it is then."""
    return _after(args, lambda agent: agent.desk.bar(args.place, args.reason))


def run_lift(args: argparse.Namespace) -> int:
    """Prints the list as it is then, and to stderr what of the person stays on it."""

    async def lift(agent: Agent) -> None:
        for place in await agent.desk.lift_opt_out(args.place, args.reason):
            sys.stderr.write(
                f"Of the same person {place} stays on the list: lift that, too, if it is to be used.\n"
            )

    return _after(args, lift)


def _after(args: argparse.Namespace, act: Callable[[Agent], Awaitable[None]]) -> int:
    async def listed(agent: Agent) -> list[dict[str, Any]]:
        await act(agent)
        return [_json(one) for one in await agent.desk.opt_outs()]

    return print_json(with_agent(args, listed))


def _json(one: OptOut) -> dict[str, Any]:
    return {
        "address": one.address,
        "at": one.at.isoformat(),
        "reason": one.reason,
        "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
        "lifted_why": one.lifted_why,
    }
