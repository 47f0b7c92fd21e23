"""A secret that is typed or piped in, for the commands that put one into the keyring."""

from __future__ import annotations

import getpass
import sys

RESTART = "An app that is running has to be started again."


def read_secret(prompt: str) -> str:
    """One line of standard input without blanks around it, unseen where it is typed; empty if there is none.

    Never an argument: those are seen by others and kept in the shell's history.
    """
    is_typed = sys.stdin.isatty()
    return (getpass.getpass(prompt) if is_typed else sys.stdin.readline()).strip()
