"""`contacts`: what is kept of people on the other side: who helps us there, and in which tone to write."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import print_json, with_agent
from xforce_desktop.messages.persona import Persona, detect_persona
from xforce_desktop.scheduling.contact_rules import ContactChange
from xforce_desktop.scheduling.contacts import Contact

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent
    from xforce_desktop.scheduling.account_desk import AccountDesk

BY_TITLE = "by-title"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("contacts", help="champions, and the tone in which somebody is written to")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="everybody known, as JSON").set_defaults(run=run_list)
    add = verbs.add_parser("add", help="somebody who need not be in a meeting")
    add.add_argument("address", metavar="ADDRESS")
    add.add_argument("--name", required=True, metavar="N")
    add.add_argument("--title", default="", metavar="T")
    add.add_argument("--company", default="", metavar="C", help="as in its requests")
    add.set_defaults(run=run_add)
    champion = verbs.add_parser("champion", help="they help us at their company, or do not any more")
    champion.add_argument("address", metavar="ADDRESS")
    either = champion.add_mutually_exclusive_group()
    either.add_argument(
        "--may-be-copied", action="store_true", help="they agreed to stand in copy of mails to a colleague"
    )
    either.add_argument("--no", action="store_true", help="they do not help us any more")
    champion.set_defaults(run=run_champion)
    tone = verbs.add_parser("tone", help="how they are written to, whatever their title suggests")
    tone.add_argument("address", metavar="ADDRESS")
    tone.add_argument("tone", choices=[*(one.value for one in Persona), BY_TITLE])
    tone.add_argument("--reason", default="", metavar="TEXT", help="kept beside it")
    tone.set_defaults(run=run_tone)


def run_list(args: argparse.Namespace) -> int:
    def nothing(desk: AccountDesk) -> None:
        """The list is enough."""

    return _after(args, nothing)


def run_add(args: argparse.Namespace) -> int:
    """Prints the list as it is then."""
    return _after(args, lambda desk: desk.add_contact(args.address, args.name, args.title, args.company))


def run_champion(args: argparse.Namespace) -> int:
    """Prints the list as it is then. The leave is asked for anew each time."""
    change = ContactChange(is_champion=not args.no, may_be_copied=args.may_be_copied and not args.no)
    return _after(args, lambda desk: desk.change_contact(args.address, change))


def run_tone(args: argparse.Namespace) -> int:
    """Prints the list as it is then."""
    persona = "" if args.tone == BY_TITLE else args.tone
    return _after(
        args,
        lambda desk: desk.change_contact(args.address, ContactChange(persona=persona, reason=args.reason)),
    )


def _after(args: argparse.Namespace, act: Callable[[AccountDesk], None]) -> int:
    async def listed(agent: Agent) -> list[dict[str, Any]]:
        act(agent.desk.accounts)
        return [_json(one) for one in agent.desk.accounts.contacts()]

    return print_json(with_agent(args, listed))


def _json(one: Contact) -> dict[str, Any]:
    return {
        "address": one.address,
        "name": one.name,
        "title": one.title,
        "company": one.company,
        "is_champion": one.is_champion,
        "may_be_copied": one.may_be_copied,
        "is_owner": one.is_owner,
        "tone": one.persona_to_use or detect_persona(one.title).value,
        "tone_is_set": bool(one.persona),
        "reason": one.persona_reason,
    }
