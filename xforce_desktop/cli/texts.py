"""`texts save-token` and `texts forget-token`: the secret that texting needs, in the keyring only."""

from __future__ import annotations

import argparse
import sys

from xforce_desktop.cli.secret import RESTART, read_secret
from xforce_desktop.errors import BadInput

LONGEST_TOKEN = 200  # Twilio's have 32 characters


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register both commands."""
    texts = subparsers.add_parser(
        "texts", help="the Twilio auth token that text messages need", epilog=RESTART
    )
    inner = texts.add_subparsers(dest="texts_command", metavar="COMMAND", required=True)
    save = inner.add_parser(
        "save-token", help="keep the auth token in this computer's keyring (from stdin)", epilog=RESTART
    )
    save.set_defaults(run=run_save)
    forget = inner.add_parser("forget-token", help="delete it there", epilog=RESTART)
    forget.set_defaults(run=run_forget)


def run_save(args: argparse.Namespace) -> int:
    """Raises BadInput for what cannot be a token."""
    from xforce_desktop.bootstrap.keys import save_twilio_token

    token = read_secret("Twilio auth token: ")
    if not token:
        raise BadInput("There is no token.", "Type it, or pipe it in.")
    if len(token) > LONGEST_TOKEN:
        raise BadInput("That is too long for a Twilio auth token.", "Copy it anew from Twilio's console.")
    save_twilio_token(token)
    sys.stdout.write(f"Saved in the keyring. {RESTART}\n")
    return 0


def run_forget(args: argparse.Namespace) -> int:
    """Says what still holds: a token in the environment is not ours to delete."""
    from xforce_desktop.bootstrap.keys import forget_twilio_token

    sys.stdout.write(f"{forget_twilio_token()} {RESTART}\n")
    return 0
