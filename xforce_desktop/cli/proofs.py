"""`proofs`: the library of what a follow-up can bring, and what came of each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from xforce_desktop.cli.acting import id_of, print_json, with_agent
from xforce_desktop.cli.jsonl import standard_input
from xforce_desktop.cli.wording import printable
from xforce_desktop.crm.list_file import read_bytes
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.proof_list import ProofRow, write_proofs
from xforce_desktop.scheduling.proofs import Relevance, StoredProof, parse_proof

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent
    from xforce_desktop.crm.imports import ImportBatch
    from xforce_desktop.scheduling.account_desk import AccountDesk

T = TypeVar("T")
ID = id_of("a proof", "`proofs list` has")
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
    load = verbs.add_parser("import", help="from a CSV; its columns are named as the fields of `add`")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--dry-run", action="store_true", help="show what it would do; nothing is kept")
    load.set_defaults(run=run_import)
    undo = verbs.add_parser("undo", help="take back the last import, or the one named; what was sent stays")
    undo.add_argument("id", nargs="?", metavar="ID", type=id_of("an import", "`proofs import` says"))
    undo.set_defaults(run=run_undo)
    export = verbs.add_parser("export", help="those in use to a CSV, with what came of each")
    export.add_argument("file", metavar="FILE")
    export.set_defaults(run=run_export)
    for verb, run, text in (
        ("retire", run_retire, "mails bring it no more; what it led to stays"),
        ("restore", run_restore, "mails may bring it again"),
    ):
        one = verbs.add_parser(verb, help=text)
        one.add_argument("id", metavar="ID", type=ID)
        one.set_defaults(run=run)


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


def run_import(args: argparse.Namespace) -> int:
    """Prints each row that is not added with its reason, and how many are."""
    content = read_bytes(Path(args.file))

    def act(desk: AccountDesk) -> tuple[list[ProofRow], ImportBatch | None]:
        return desk.import_proofs(content, Path(args.file).name, is_preview=args.dry_run)

    rows, batch = _on_desk(args, act)
    added = sum(row.proof is not None for row in rows)
    if args.json:
        told = [{"row": row.number, "added": row.proof is not None, "reason": row.reason} for row in rows]
        made = {"dry_run": args.dry_run, "import_id": str(batch.id) if batch else None, "added": added}
        return print_json(made | {"rows": told})
    lines = [f"  row {row.number}: {row.reason}" for row in rows if row.proof is None]
    summary = f"{added} of {len(rows)} {'would be added' if args.dry_run else 'added'}."
    after = [f"To take it back: proofs undo {batch.id}"] if batch else []
    sys.stdout.write(printable("\n".join([summary, *lines, *after])) + "\n")
    return 0


def run_undo(args: argparse.Namespace) -> int:
    """Prints what was taken back and what stays."""
    batch, undone = _on_desk(args, lambda desk: desk.undo_proofs(args.id))
    lines = [f"{batch.source} was taken back: {undone.removed} removed.", *undone.kept]
    sys.stdout.write(printable("\n".join(lines)) + "\n")
    return 0


def run_export(args: argparse.Namespace) -> int:
    """An existing file is not overwritten."""
    target = Path(args.file)
    _on_desk(args, lambda desk: write_proofs(desk.proofs(), target))
    sys.stdout.write(f"Saved to {target}\n")
    return 0


def _on_desk(args: argparse.Namespace, act: Callable[[AccountDesk], T]) -> T:
    async def acted(agent: Agent) -> T:
        return act(agent.desk.accounts)

    return with_agent(args, acted)


def _after(args: argparse.Namespace, act: Callable[[AccountDesk], object]) -> int:
    def listed(desk: AccountDesk) -> list[dict[str, Any]]:
        act(desk)
        return [_json(one) for one in desk.proofs()]

    return print_json(_on_desk(args, listed))


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
