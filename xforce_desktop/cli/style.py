"""`style`: how the rep writes by habit, as far as it was learned, and forgetting it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import print_json, with_agent

if TYPE_CHECKING:
    from xforce_desktop.messages.habits import LearnedStyle

OFF = "Your style is not learned: the setting learn_style is off."
NOTHING_YET = "Nothing was learned of your style yet."


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("style", help="what was learned of how you write, if you want that")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("show", help="each habit with its numbers").set_defaults(run=run_show)
    verbs.add_parser(
        "forget", help="drop what was learned; mails sent before now are not learned from again"
    ).set_defaults(run=run_forget)


def run_show(args: argparse.Namespace) -> int:
    """From the store alone; nothing is asked of anybody."""
    from xforce_desktop.bootstrap.folders import open_local_store
    from xforce_desktop.paths import data_folder
    from xforce_desktop.scheduling.own_style import style_of
    from xforce_desktop.settings import load_settings

    is_wanted = load_settings(data_folder(args.data)).learn_style
    with open_local_store(args) as store, store.begin() as work:
        style = style_of(work) if is_wanted else None
    if args.json:
        return print_json(as_json(is_wanted, style))
    sys.stdout.write(f"{style.words if style else NOTHING_YET if is_wanted else OFF}\n")
    for habit in style.habits if style else ():
        sys.stdout.write(f"- {habit.words}\n")
    return 0


def run_forget(args: argparse.Namespace) -> int:
    """Says that it is done, also if there was nothing; as JSON, what is known now."""
    with_agent(args, lambda agent: agent.desk.forget_style())
    if args.json:
        return run_show(args)
    sys.stdout.write("What was learned of your style is forgotten.\n")
    return 0


def as_json(is_wanted: bool, style: LearnedStyle | None) -> dict[str, Any]:
    """For programs."""
    habits = style.habits if style else ()
    return {
        "learn_style": is_wanted,
        "at": style.at.isoformat() if style else None,
        "mails": style.mails if style else 0,
        "habits": [
            {"habit": h.name, "word": h.word, "mails": h.mails, "of": h.of, "is_followed": h.is_settled}
            for h in habits
        ],
    }
