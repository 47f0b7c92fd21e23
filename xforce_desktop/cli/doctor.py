"""`doctor`: each part fine, or what to do about it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, dataclass

from xforce_desktop.cli.wording import as_sentence
from xforce_desktop.errors import XForceError


@dataclass(frozen=True)
class Finding:
    """One part of the installation. `advice` is empty where all is fine."""

    part: str
    is_fine: bool
    detail: str
    advice: str = ""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="check account, permissions, network, clock, texts, store, keyring, notices, style and model",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a line per part; status 1 if any needs something."""
    findings = examine(args)
    if args.json:
        sys.stdout.write(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2) + "\n")
    else:
        for finding in findings:
            mark = "fine" if finding.is_fine else "look"
            text = finding.detail if finding.is_fine else f"{finding.detail} {finding.advice}".strip()
            sys.stdout.write(f"{mark:5} {finding.part:14} {text}\n")
    return 0 if all(f.is_fine for f in findings) else 1


def examine(args: argparse.Namespace) -> list[Finding]:
    """Look at everything; nothing is changed but an up-to-date store."""
    from xforce_desktop import checkup

    findings = [_finding(part, look, args) for part, look in checkup.LOCAL.items()]
    broken = [f.part for f in findings if not f.is_fine and f.part in checkup.NEEDED_OUTSIDE]
    if broken:
        unseen = Finding("network", False, f"Not looked at without the {' and the '.join(broken)}.")
        return [*findings, unseen]
    return findings + asyncio.run(_outside(args))


def _finding(part: str, look: object, args: argparse.Namespace) -> Finding:
    assert callable(look)
    try:
        return Finding(part, True, look(args))
    except XForceError as error:
        return _trouble(part, error)


def _trouble(part: str, error: XForceError) -> Finding:
    notes = [f"({note})" for note in getattr(error, "__notes__", ())]
    return Finding(
        part, False, as_sentence(error.title), " ".join([as_sentence(error.advice), *notes]).strip()
    )


async def _outside(args: argparse.Namespace) -> list[Finding]:
    """What could be seen until a trouble ended it, and that trouble."""
    from xforce_desktop import checkup

    found: dict[str, Finding] = {}
    try:
        async for part, seen in checkup.outside(args):
            found[part] = Finding(part, True, seen) if isinstance(seen, str) else _trouble(part, seen)
    except XForceError as error:
        part = checkup.part_of(error, found)
        found[part] = _trouble(part, error)
    return [found[part] for part in checkup.OUTSIDE if part in found]
