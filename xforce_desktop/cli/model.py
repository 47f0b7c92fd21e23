"""`model save-key` and `model forget-key`: the secret that Claude needs, in the keyring only."""

from __future__ import annotations

import argparse
import sys

from xforce_desktop.cli.secret import RESTART, read_secret
from xforce_desktop.errors import BadInput

LONGEST_KEY = 500
LEAVES = (
    "With a key, the text of answers goes to Anthropic to be read, and what your messages may say, but "
    "not to whom and when, to be worded; without one nothing does."
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register both commands."""
    model = subparsers.add_parser(
        "model", help="the key for Claude, which helps to read answers and words messages", epilog=LEAVES
    )
    inner = model.add_subparsers(dest="model_command", metavar="COMMAND", required=True)
    save = inner.add_parser(
        "save-key", help="keep the key in this computer's keyring (from stdin)", epilog=f"{LEAVES} {RESTART}"
    )
    save.set_defaults(run=run_save)
    forget = inner.add_parser("forget-key", help="delete it there", epilog=RESTART)
    forget.set_defaults(run=run_forget)


def run_save(args: argparse.Namespace) -> int:
    """Raises BadInput for what cannot be a key."""
    from xforce_desktop.bootstrap.keys import save_model_key

    key = read_secret("Key for Claude: ")
    if not key:
        raise BadInput("There is no key.", "Type it, or pipe it in.")
    if len(key) > LONGEST_KEY or not key.isascii() or any(char.isspace() for char in key):
        raise BadInput("That is no key for Claude.", "Copy it anew from Anthropic's console.")
    save_model_key(key)
    sys.stdout.write(f"Saved in the keyring. {LEAVES} {RESTART}\n")
    return 0


def run_forget(args: argparse.Namespace) -> int:
    """Says what still holds: a key in the environment is not ours to delete."""
    from xforce_desktop.bootstrap.keys import forget_model_key

    sys.stdout.write(f"{forget_model_key()} {RESTART}\n")
    return 0
