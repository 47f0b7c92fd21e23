"""`sandbox`: the loopback services, until interrupted."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from xforce_desktop.errors import BadInput

CLOCKS = re.compile(r"manual|real|x(?=.*[1-9])\d{1,6}(\.\d{1,6})?")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "sandbox", help="loopback Microsoft, Twilio and clock, with simulated prospects"
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="0 (default) takes a free one")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another world (default 0)")
    parser.add_argument(
        "--clock", default="manual", metavar="manual|real|xN", help="who moves its time (default manual)"
    )
    parser.add_argument("--state", metavar="FILE", help="keep everything across restarts")
    parser.add_argument("--no-prospects", action="store_true", help="nobody answers by themselves")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; the first line on stdout is JSON with url, rep and now."""
    from xforce_desktop.bootstrap.sandboxes import serve_sandbox

    if not CLOCKS.fullmatch(args.clock):
        raise BadInput(f"“{args.clock}” is not a clock.", "Use manual, real or a factor such as x60.")
    if not 0 <= args.port <= 65535:
        raise BadInput(f"{args.port} is not a port.", "Use a number from 0 to 65535.")
    state = Path(args.state) if args.state else None
    if state is not None and (state.is_dir() or not os.access(state.absolute().parent, os.W_OK)):
        raise BadInput(f"{state} cannot be written.", "Name a file in a folder that you may write to.")
    serve_sandbox(
        port=args.port,
        seed=args.seed,
        clock=args.clock,
        state=state,
        prospects=not args.no_prospects,
    )
    return 0
