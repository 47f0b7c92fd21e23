"""`proofs`: the library of what a follow-up can bring, and what came of each."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.jsonl import standard_input
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.proofs import Relevance, StoredProof, parse_proof

if TYPE_CHECKING:
    from xforce_desktop.scheduling.account_desk import AccountDesk

RELEVANCE: Form[Relevance] = Form(Relevance)
NEW_FORM = """the JSON, from standard input:
  {"type": "case_study",                 case_study, stat, testimonial, resource, industry_insight
   "content": "A family-owned company with 12 trucks cut missed calls from 18% to 3%",
   "source": "",                         needed for stat, testimonial and industry_insight
   "title": "", "link": "https://…",
   "relevant_for": {"industries": ["pest control"], "ownership": ["family"],
                    "pain_points": [], "products": [],
                    "least_employees": 5, "most_employees": 50}}     what is left out is no condition
Quoted word for word in the second to fourth ask, to a company that it suits, once to a person.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("proofs", help="cases, numbers and tools that follow-ups may bring")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="all of them with what they led to, as JSON").set_defaults(run=run_list)
    add = verbs.add_parser(
        "add", help="one more", epilog=NEW_FORM, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add.set_defaults(run=run_add)
    for verb, run, text in (
        ("retire", run_retire, "mails bring it no more; what it led to stays"),
        ("restore", run_restore, "mails may bring it again"),
    ):
        one = verbs.add_parser(verb, help=text)
        one.add_argument("id", metavar="ID", type=_id)
        one.set_defaults(run=run)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no id of a proof; `proofs list` has them") from None


def run_list(args: argparse.Namespace) -> int:
    def nothing(desk: AccountDesk) -> None:
        """The list is enough."""

    return _after(args, nothing)


def run_add(args: argparse.Namespace) -> int:
    """Prints the list as it is then."""
    try:
        fields = json.loads(standard_input().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"This is not JSON: {error}.", "See `proofs add --help`.") from error
    proof = parse_proof(fields)
    return _after(args, lambda desk: desk.add_proof(proof))


def run_retire(args: argparse.Namespace) -> int:
    """Prints the list as it is then."""
    return _after(args, lambda desk: desk.retire_proof(args.id))


def run_restore(args: argparse.Namespace) -> int:
    """Prints the list as it is then."""
    return _after(args, lambda desk: desk.retire_proof(args.id, is_active=True))


def _after(args: argparse.Namespace, act: Callable[[AccountDesk], object]) -> int:
    from xforce_desktop.bootstrap.agents import open_agent
    from xforce_desktop.bootstrap.folders import shares_folder

    async def listed() -> list[dict[str, Any]]:
        async with open_agent(args, alone=not shares_folder(args)) as agent:
            act(agent.desk.accounts)
            return [_json(one) for one in agent.desk.accounts.proofs()]

    sys.stdout.write(json.dumps(asyncio.run(listed()), ensure_ascii=False, indent=2) + "\n")
    return 0


def _json(one: StoredProof) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "type": one.proof.type,
        "title": one.proof.title,
        "content": one.proof.content,
        "source": one.proof.source,
        "link": one.proof.link,
        "relevant_for": RELEVANCE.dump(one.proof.relevant_for),
        "is_active": one.is_active,
        "times_used": one.times_used,
        "answered": one.answered,
        "booked": one.booked,
        "conversion_rate": one.conversion_rate,
    }
