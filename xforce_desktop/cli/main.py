"""The command line: common options, one module per command, exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from xforce_desktop import __version__
from xforce_desktop.cli import backup, demo, doctor, loop, read, request, sandbox, slots, tick, times, write
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.paths import DATA_VARIABLE

COMMANDS = (demo, sandbox, tick, loop, request, read, times, slots, write, doctor, backup)
SANDBOX_VARIABLE = "XFORCE_SANDBOX_URL"


class _Parser(argparse.ArgumentParser):
    """Wrong use ends with status 2 and one line."""

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse says NoReturn; exit() does not return
        self.exit(2, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = _Parser(
        prog="xforce-desktop", description="Arranges meetings by conversation until they are attended."
    )
    top.add_argument("--version", action="version", version=f"xforce-desktop {__version__}")
    _common(top, top=True)
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for command in COMMANDS:
        command.add_parser(subparsers)
    for sub in subparsers.choices.values():
        _common(sub, top=False)
    return top


def _common(target: argparse.ArgumentParser, *, top: bool) -> None:
    """The common options may stand before or after the command."""
    absent = None if top else argparse.SUPPRESS
    target.add_argument(
        "--data", metavar="DIR", default=absent, help=f"where the store lives (or {DATA_VARIABLE})"
    )
    target.add_argument(
        "--sandbox",
        metavar="URL",
        default=os.environ.get(SANDBOX_VARIABLE) if top else absent,
        help=f"use a running sandbox as Microsoft, Twilio and clock (or {SANDBOX_VARIABLE})",
    )
    target.add_argument(
        "--json", action="store_true", default=False if top else absent, help="machine-readable output"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; without one, the desktop app. 0 done, 2 bad input, 1 anything else."""
    args = parser().parse_args(argv)
    try:
        if args.command is None:
            from xforce_desktop.bootstrap import run_desktop

            return run_desktop(args)
        status: int = args.run(args)
        return status
    except BadInput as error:
        return _complain(error, 2)
    except XForceError as error:
        return _complain(error, 1)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130


def _complain(error: XForceError, status: int) -> int:
    line = " ".join(f"{error.title} {error.advice}".split())
    sys.stderr.write(f"xforce-desktop: {line}\n")
    return status
