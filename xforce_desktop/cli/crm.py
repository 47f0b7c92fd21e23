"""`crm`: companies, contacts and deals: imported, undone, looked for, typed and exported."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.cli.acting import id_of
from xforce_desktop.cli.crm_words import imported_in_words, print_json, progress_on, undone_in_words
from xforce_desktop.crm import report
from xforce_desktop.crm.fields import PLACES, ListField
from xforce_desktop.crm.records import Kind
from xforce_desktop.errors import BadInput
from xforce_desktop.messages.persona import Persona

if TYPE_CHECKING:
    from xforce_desktop.scheduling.crm_desk import CrmDesk

BY_TITLE = "by-title"
NAMES = {Kind.COMPANY: ListField.COMPANY, Kind.CONTACT: ListField.EMAIL, Kind.DEAL: ListField.DEAL}
IMPORT_HELP = f"""The columns are recognised by their names, or by what stands in them; --dry-run shows how.
Fields: {", ".join(ListField)}.
What is known stays: only empty fields are filled, unless --update is given.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("crm", help="companies, contacts and deals")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _add_import(verbs)
    show = verbs.add_parser("show", help="companies, contacts and deals, as JSON")
    show.add_argument("--search", default="", metavar="TEXT", help="those that hold all its words")
    show.set_defaults(run=run_show)
    undo = verbs.add_parser("undo", help="take back the last import, or the one named")
    undo.add_argument("id", nargs="?", metavar="ID", type=id_of("an import", "`crm imports` has"))
    undo.set_defaults(run=run_undo)
    verbs.add_parser("imports", help="what was imported, as JSON").set_defaults(run=run_imports)
    export = verbs.add_parser("export", help="to FILE.csv, .json or .vcf, or three CSV files in a folder")
    export.add_argument("target", metavar="FILE|FOLDER")
    export.set_defaults(run=run_export)
    for verb, run, words in (("add", run_add, "one more"), ("set", run_set, "change fields of one")):
        kinds = verbs.add_parser(verb, help=words).add_subparsers(dest="kind", metavar="KIND", required=True)
        for kind in Kind:
            _add_form(kinds, kind, run)
    delete = verbs.add_parser("delete", help="remove one that no request needs")
    delete.add_argument("kind", metavar="KIND", choices=[kind.value for kind in Kind])
    delete.add_argument("which", metavar="NAME|ADDRESS|ID")
    delete.add_argument("--yes", action="store_true", help="also if something is left without it or goes too")
    delete.set_defaults(run=run_delete)


def _add_import(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    load = verbs.add_parser(
        "import",
        help="a list as CSV, cards as vCard, or what `crm export` wrote as JSON",
        epilog=IMPORT_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    load.add_argument("file", metavar="FILE")
    load.add_argument("--dry-run", action="store_true", help="show what it would do; nothing is kept")
    load.add_argument("--update", action="store_true", help="values of the list replace what is known")
    load.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="what a column means; COLUMN= leaves it out",
    )
    load.add_argument("--encoding", default="", metavar="NAME", help="instead of the guessed one")
    load.set_defaults(run=run_import)


def _add_form(kinds: argparse._SubParsersAction[argparse.ArgumentParser], kind: Kind, run: object) -> None:
    form = kinds.add_parser(kind.value)
    form.add_argument("which", metavar="ADDRESS" if kind is Kind.CONTACT else "NAME")
    for field in _fields_of(kind):
        if run is run_add and field is NAMES[kind]:
            continue  # it is what is named
        option = "name" if field is NAMES[kind] and kind is not Kind.CONTACT else field.value
        form.add_argument(f"--{option.replace('_', '-')}", dest=f"field_{field}", metavar="VALUE")
    if kind is Kind.CONTACT:
        tones = [*(one.value for one in Persona), BY_TITLE]
        form.add_argument("--tone", choices=tones, help="how they are written to")
    form.set_defaults(run=run, kind=kind)


def _fields_of(kind: Kind) -> Sequence[ListField]:
    own = [field for field, (of, _) in PLACES.items() if of is kind]
    if kind is Kind.CONTACT:
        own.append(ListField.SMS_SOURCE)
    return own if kind is Kind.COMPANY else [ListField.COMPANY, *own]


def run_import(args: argparse.Namespace) -> int:
    """Prints what was done, or would be, and of each row what is to be said of it."""
    from xforce_desktop.bootstrap.crm_desks import open_crm
    from xforce_desktop.crm.list_file import ListOptions

    options = ListOptions(_columns(args.map), args.encoding)
    with open_crm(args) as desk:
        file = desk.look(Path(args.file), options)
        act = desk.preview if args.dry_run else desk.import_list
        with progress_on(sys.stderr) as progress:
            result = act(file, is_updating=args.update, progress=progress)
    if args.json:
        print_json(report.as_json(file, result.plan, result.batch, is_preview=args.dry_run))
    else:
        sys.stdout.write(imported_in_words(result, is_preview=args.dry_run))
    return 0


def _columns(told: Sequence[str]) -> Mapping[str, str]:
    pairs = [one.rpartition("=") for one in told]
    wrong = next((text for text, (_, equals, _) in zip(told, pairs, strict=True) if not equals), "")
    if wrong:
        raise BadInput(f"--map “{wrong}” is no COLUMN=FIELD.", 'Write it like --map "Work mail=email".')
    return {name.strip(): field.strip() for name, _, field in pairs}


def run_show(args: argparse.Namespace) -> int:
    from xforce_desktop.bootstrap.crm_desks import open_crm
    from xforce_desktop.crm.view import matches_json

    with open_crm(args) as desk:
        index = desk.index()
    print_json(matches_json(index, index.find(args.search)))
    return 0


def run_undo(args: argparse.Namespace) -> int:
    """Prints what was taken back, and what stays with the reason."""
    from xforce_desktop.bootstrap.crm_desks import open_crm

    with open_crm(args) as desk:
        batch, undone = desk.undo(args.id)
    if args.json:
        done = {"removed": undone.removed, "restored": undone.restored, "kept": list(undone.kept)}
        print_json({"import_id": str(batch.id), "file": batch.source} | done)
    else:
        sys.stdout.write(undone_in_words(batch, undone))
    return 0


def run_imports(args: argparse.Namespace) -> int:
    from xforce_desktop.bootstrap.crm_desks import open_crm

    with open_crm(args) as desk:
        kept = desk.imports()
    print_json(
        [
            {
                "id": str(one.id),
                "file": one.source,
                "at": one.at.isoformat(),
                "counts": dict(one.counts),
                "undone_at": one.undone_at.isoformat() if one.undone_at else None,
                "kept": list(one.kept),
            }
            for one in kept
        ]
    )
    return 0


def run_export(args: argparse.Namespace) -> int:
    """Prints the files that were written. None is overwritten."""
    from xforce_desktop.bootstrap.crm_desks import open_crm
    from xforce_desktop.crm.export_files import write_export

    with open_crm(args) as desk:
        known = desk.everything()
    written = write_export(known, Path(args.target))
    sys.stdout.write("".join(f"Saved to {path}\n" for path in written))
    return 0


def run_add(args: argparse.Namespace) -> int:
    """Prints its id."""
    from xforce_desktop.bootstrap.crm_desks import open_crm

    cells = _cells(args) | {NAMES[args.kind]: args.which}
    with open_crm(args) as desk:
        made = _save(desk, args, cells, None)
    print_json({"id": str(made)})
    return 0


def run_set(args: argparse.Namespace) -> int:
    """Prints its id. An empty value empties a field."""
    from xforce_desktop.bootstrap.crm_desks import open_crm

    with open_crm(args) as desk:
        record = desk.record(args.kind, args.which)
        _save(desk, args, _cells(args), record.id)
    print_json({"id": str(record.id)})
    return 0


def _save(
    desk: CrmDesk, args: argparse.Namespace, cells: Mapping[ListField, str], record_id: uuid.UUID | None
) -> uuid.UUID:
    from xforce_desktop.scheduling.crm_desk import TypedContact

    if args.kind is Kind.COMPANY:
        return desk.save_company(cells, record_id)
    if args.kind is Kind.DEAL:
        return desk.save_deal(cells, record_id)
    tone = "" if args.tone == BY_TITLE else args.tone
    return desk.save_contact(TypedContact(cells, tone), record_id)


def _cells(args: argparse.Namespace) -> dict[ListField, str]:
    given = {field: getattr(args, f"field_{field}", None) for field in _fields_of(args.kind)}
    return {field: value for field, value in given.items() if value is not None}


def run_delete(args: argparse.Namespace) -> int:
    from xforce_desktop.bootstrap.crm_desks import open_crm

    with open_crm(args) as desk:
        record = desk.record(Kind(args.kind), args.which)
        desk.delete(record, knows_what_hangs_on_it=args.yes)
    sys.stdout.write("Deleted.\n")
    return 0
