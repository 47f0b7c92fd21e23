"""`memory`: what is known of a company beyond one meeting: said, noted, counted."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import id_of, print_json, with_agent
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.memory_desk import NewMemory
from xforce_desktop.scheduling.memory_json import activity_json, entry_json, fact_json

if TYPE_CHECKING:
    from xforce_desktop.scheduling.memory_desk import AccountChoice, AccountPicture, MemoryDesk

KINDS = """kinds:
  constraint   when they never, or only, meet ("Never on Mondays"): new offers keep to it
  preference   how they like it ("Would rather be reached by text"); a text only with their consent
  fact, pain_point, sensitivity, objection, commitment, scheduling     for you, before a call
"""

ID = id_of("an entry", "`memory list` has")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("memory", help="what is known of a company, where from, and since when")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listed = verbs.add_parser("list", help="facts, memory and what happened, as JSON")
    listed.set_defaults(run=run_list)
    add = verbs.add_parser(
        "add", help="something you know", epilog=KINDS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add.add_argument("--kind", required=True, choices=[one.value for one in MemoryKind], metavar="KIND")
    add.add_argument("--contact", default="", metavar="ADDRESS", help="whose it is; without: the company's")
    add.add_argument("text", metavar="TEXT", help="one short sentence")
    add.set_defaults(run=run_add)
    note = verbs.add_parser("note", help="something that happened just now outside the app")
    note.add_argument("--contact", default="", metavar="ADDRESS", help="with whom")
    note.add_argument("text", metavar="TEXT", help="one short sentence")
    note.set_defaults(run=run_note)
    refresh = verbs.add_parser("refresh", help="work out anew what the store tells of the company")
    refresh.set_defaults(run=run_refresh)
    for verb in (listed, add, note, refresh):
        verb.add_argument("--company", required=True, metavar="NAME", help="as in its requests")
    edit = verbs.add_parser("edit", help="put an entry in your own words; what follows from it changes too")
    forget = verbs.add_parser("forget", help="take an entry out; no decision goes by it any more")
    for verb, run in ((edit, run_edit), (forget, run_forget)):
        verb.add_argument("id", metavar="ID", type=ID)
        verb.set_defaults(run=run)
    edit.add_argument("text", metavar="TEXT")


def run_list(args: argparse.Namespace) -> int:
    async def nothing(desk: MemoryDesk, company: AccountChoice) -> None:
        """The list is enough."""

    return _of_company(args, nothing)


def run_add(args: argparse.Namespace) -> int:
    """Prints everything as it is then."""
    new = NewMemory(MemoryKind(args.kind), args.text, args.contact)
    return _of_company(args, lambda desk, company: desk.remember_of(company.company_id, new))


def run_note(args: argparse.Namespace) -> int:
    """Prints everything as it is then."""
    return _of_company(
        args, lambda desk, company: desk.note_activity(company.company_id, args.text, args.contact)
    )


def run_refresh(args: argparse.Namespace) -> int:
    """Prints everything as it is then."""
    return _of_company(args, lambda desk, company: desk.refresh_account(company.company_id))


def run_edit(args: argparse.Namespace) -> int:
    """Prints the entry as it is then."""

    async def act(desk: MemoryDesk) -> dict[str, Any]:
        return entry_json(await desk.reword_memory(args.id, args.text))

    return _printed(args, act)


def run_forget(args: argparse.Namespace) -> int:
    """Prints the entry that was taken out."""

    async def act(desk: MemoryDesk) -> dict[str, Any]:
        return {"forgotten": entry_json(await desk.forget_memory(args.id))}

    return _printed(args, act)


def _of_company(
    args: argparse.Namespace, act: Callable[[MemoryDesk, AccountChoice], Awaitable[object]]
) -> int:
    from xforce_desktop.scheduling.account_memory_desk import company_named

    async def after(desk: MemoryDesk) -> dict[str, Any]:
        company = company_named(await desk.known_companies(), args.company)
        await act(desk, company)
        return _json(await desk.account_picture(company.company_id))

    return _printed(args, after)


def _printed(args: argparse.Namespace, act: Callable[[MemoryDesk], Awaitable[dict[str, Any]]]) -> int:
    return print_json(with_agent(args, lambda agent: act(agent.desk.memory)))


def _json(picture: AccountPicture) -> dict[str, Any]:
    return {
        "company": picture.name,
        "facts": [fact_json(one) for one in picture.facts],
        "memory": [entry_json(one) for one in picture.entries],
        "activities": [activity_json(one) for one in picture.activities],
    }
