"""The command line: common options, one module per command, exit statuses."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from xforce_desktop import __version__
from xforce_desktop.cli import (
    account,
    backup,
    brief,
    calls,
    contacts,
    crm,
    demo,
    doctor,
    learning,
    loop,
    memory,
    metrics,
    model,
    opt_outs,
    proofs,
    read,
    request,
    sandbox,
    simulate,
    slots,
    style,
    texts,
    tick,
    times,
    write,
)
from xforce_desktop.cli.wording import in_one_line
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.paths import DATA_VARIABLE, data_folder

COMMANDS = (
    demo,
    sandbox,
    tick,
    loop,
    request,
    calls,
    brief,
    read,
    times,
    slots,
    write,
    simulate,
    doctor,
    account,
    backup,
    texts,
    opt_outs,
    contacts,
    crm,
    proofs,
    memory,
    learning,
    metrics,
    style,
    model,
)
SANDBOX_VARIABLE = "XFORCE_SANDBOX_URL"


class _Parser(argparse.ArgumentParser):
    """Wrong use ends with status 2 and one line."""

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse says NoReturn; exit() does not return
        self.exit(2, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


@cache
def parser() -> argparse.ArgumentParser:
    """All commands with their options; the same object each time."""
    top = _Parser(
        prog="xforce-desktop", description="Arranges meetings by conversation until they are attended."
    )
    top.add_argument("--version", action="version", version=f"xforce-desktop {__version__}")
    _common(top, top=True)
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for command in COMMANDS:
        command.add_parser(subparsers)
    for sub in _all_below(top):
        _common(sub, top=False)
    return top


def _all_below(outer: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of the commands, and of their own commands."""
    for action in outer._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                yield sub
                yield from _all_below(sub)


def _common(target: argparse.ArgumentParser, *, top: bool) -> None:
    """The common options may stand before or after the command."""
    absent = None if top else argparse.SUPPRESS
    target.add_argument(
        "--data", metavar="DIR", default=absent, help=f"where the store lives (or {DATA_VARIABLE})"
    )
    target.add_argument(
        "--sandbox",
        metavar="URL",
        default=absent,
        help=f"use a running sandbox as Microsoft, Twilio and clock (or {SANDBOX_VARIABLE})",
    )
    target.add_argument(
        "--json", action="store_true", default=False if top else absent, help="machine-readable output"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; without one, the desktop app. 0 done, 2 bad input, 1 anything else."""
    _speak_utf8()
    args = parser().parse_args(argv)
    try:
        if args.sandbox is None:
            args.sandbox = os.environ.get(SANDBOX_VARIABLE)
        _check_common(args)
        status = _run(args)
        sys.stdout.flush()
        return status
    except BadInput as error:
        return _complain(error, 2)
    except XForceError as error:
        return _complain(error, 1)
    except BrokenPipeError:
        return _end_quietly()
    except OSError as error:
        return _complain(XForceError(*_as_words(error)), 1)
    except KeyboardInterrupt:
        return 130


def _run(args: argparse.Namespace) -> int:
    if args.command is None:
        from xforce_desktop.bootstrap.desktop_app import run_desktop

        return run_desktop(args)
    status: int = args.run(args)
    return status


def _speak_utf8() -> None:
    """Whatever the code page: pipes carry UTF-8, and half a surrogate pair leaves as JSON's escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _check_common(args: argparse.Namespace) -> None:
    """Raises BadInput for common options that no command could use."""
    folder = data_folder(args.data)
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is not a folder.", f"Name a folder with --data or {DATA_VARIABLE}.")
    if args.sandbox and not _is_http_address(args.sandbox):
        raise BadInput(
            f"“{args.sandbox}” is not the address of a sandbox.",
            "Give the url that `sandbox` prints, as http://127.0.0.1:PORT.",
        )


def _is_http_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _end_quietly() -> int:
    """Whoever read our output has enough; without this Python would complain once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _as_words(error: OSError) -> tuple[str, str]:
    """Title and advice for a file or folder that cannot be used."""
    where = f"{error.filename} cannot be used" if error.filename else "The system refused"
    return f"{where}: {error.strerror or error}", "Check its permissions, or name another place."


def _complain(error: XForceError, status: int) -> int:
    sys.stderr.write(f"xforce-desktop: {in_one_line(error)}\n")
    return status
