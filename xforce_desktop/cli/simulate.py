"""`simulate`: the real machine on simulated worlds where all goes wrong, judged independently."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from xforce_desktop.errors import BadInput

MOST_REQUESTS = 100_000
MOST_DAYS = 365
MOST_SEEDS = 10_000
PLANTS = ("none", "owners_text", "cfo_early", "short_gaps_in_winter", "short_demos")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("simulate", help="the deterministic simulation, with its invariants")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another story (default 1)")
    parser.add_argument("--requests", type=int, metavar="N", help="default 200, 50 to a world")
    parser.add_argument("--days", type=int, default=60, metavar="N", help="of simulated time (default 60)")
    parser.add_argument("--faults", choices=("none", "nasty"), default="nasty", help="default nasty")
    parser.add_argument("--world", type=int, metavar="N", help="live only the world with this number again")
    parser.add_argument("--journal", metavar="FILE", help="write what happened, a JSON object per line")
    parser.add_argument(
        "--learning",
        action="store_true",
        help="instead: whether habits are found; --requests (default 800) to a history, 400 a year",
    )
    parser.add_argument("--seeds", type=int, default=50, metavar="N", help="histories, with --learning")
    parser.add_argument("--plant", choices=(*PLANTS, "all"), default="all", help="which habit is real")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints each invariant with its counts; 1 if one was violated, with the command that repeats it."""
    from xforce_desktop.bootstrap.sandboxes import simulated, told, told_to_programs

    if args.requests is None:
        args.requests = 800 if args.learning else 200
    _check(args)
    if args.learning:
        return _learn(args)
    result = simulated(
        seed=args.seed, requests=args.requests, days=args.days, faults=args.faults, world=args.world
    )
    if args.journal:
        Path(args.journal).write_bytes(result.journal)
    if args.json:
        sys.stdout.write(json.dumps(told_to_programs(result)) + "\n")
    else:
        for line in told(result):
            sys.stdout.write(line + "\n")
    return 1 if result.violations else 0


def _learn(args: argparse.Namespace) -> int:
    """A line, or a JSON object, for each habit as soon as its histories are over."""
    from xforce_desktop.bootstrap.sandboxes import learning_trials

    plants = PLANTS if args.plant == "all" else (args.plant,)
    for line in learning_trials(plants, args.seed, args.seeds, args.requests, as_json=args.json):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0


def _check(args: argparse.Namespace) -> None:
    """Raises BadInput for numbers that mean nothing."""
    if not 1 <= args.requests <= MOST_REQUESTS:
        raise BadInput(f"{args.requests} requests cannot be simulated.", f"Use 1 to {MOST_REQUESTS}.")
    if not 1 <= args.seeds <= MOST_SEEDS:
        raise BadInput(f"{args.seeds} histories cannot be simulated.", f"Use 1 to {MOST_SEEDS}.")
    if not 1 <= args.days <= MOST_DAYS:
        raise BadInput(f"{args.days} days cannot be simulated.", f"Use 1 to {MOST_DAYS}.")
    worlds = -(-args.requests // 50)
    if args.world is not None and not 0 <= args.world < worlds:
        raise BadInput(f"There is no world {args.world}.", f"This simulation has worlds 0 to {worlds - 1}.")
