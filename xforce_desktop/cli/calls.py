"""`calls`: whom to call, in order, and what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from xforce_desktop.cli.acting import id_of, print_json, with_agent
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import Call, CallBoard, CallReport
from xforce_desktop.scheduling.events import CallResult

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent

OUTCOMES = """outcomes:
  booked          they agreed on a time: --at puts it on the calendar if it is free
  call_back       you call again at --at; mail waits until the working day after
  voicemail       a mail may follow on their next working day
  wrong_number    the number is not used any more
  not_interested  the request ends, and nothing more is sent
  other           you spoke to them; --note says the rest

times: 2026-06-11T14:00 by your clock, or with an offset, 2026-06-11T14:00-05:00
"""

ID = id_of("a call", "`calls list` has")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("calls", help="whom to call, in order, and what came of it")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="all open calls by rank, as JSON").set_defaults(run=run_list)
    start = _on_one(verbs, "start", "you are calling now: nothing leaves to them for a while")
    start.set_defaults(run=run_start)
    later = _on_one(verbs, "later", "put it off; it comes back by itself in their working hours")
    choices = ", ".join(Later)
    later.add_argument("--until", required=True, metavar="WHEN", help=f"{choices}, or a time")
    later.set_defaults(run=run_later)
    done = verbs.add_parser(
        "done",
        help="say what came of it",
        epilog=OUTCOMES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    done.add_argument("id", metavar="ID", type=ID)
    done.add_argument("--outcome", required=True, choices=[result.value for result in CallResult])
    done.add_argument("--at", default="", metavar="TIME", help="the time agreed on, or when to call again")
    done.add_argument("--note", default="", metavar="TEXT", help="in your words; kept in the log")
    done.set_defaults(run=run_done)
    dismiss = _on_one(verbs, "dismiss", "you will not call; the same card does not come again")
    dismiss.set_defaults(run=run_dismiss)


def _on_one(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], verb: str, text: str
) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = verbs.add_parser(verb, help=text)
    one.add_argument("id", metavar="ID", type=ID)
    return one


def run_list(args: argparse.Namespace) -> int:
    return _shown(args, lambda agent: _board(agent.desk.call_desk.board()))


def run_start(args: argparse.Namespace) -> int:
    """Print whom to dial, and until when nothing leaves."""

    def start(agent: Agent) -> dict[str, Any]:
        started = agent.desk.call_desk.start(args.id)
        return {
            "who": started.who,
            "number": started.number,
            "link": started.link,
            "held_until": _iso(started.held_until),
        }

    return _shown(args, start)


def run_later(args: argparse.Namespace) -> int:
    """Print when it comes back."""

    def later(agent: Agent) -> dict[str, Any]:
        until = Later(args.until) if args.until in set(Later) else _moment(args.until, agent)
        return {"back_at": _iso(agent.desk.call_desk.put_off(args.id, until))}

    return _shown(args, later)


def run_done(args: argparse.Namespace) -> int:
    """Print the calls that are left."""

    def done(agent: Agent) -> dict[str, Any]:
        at = _moment(args.at, agent) if args.at.strip() else None
        agent.desk.call_desk.finish(args.id, CallReport(CallResult(args.outcome), at, args.note))
        return _board(agent.desk.call_desk.board())

    return _shown(args, done)


def run_dismiss(args: argparse.Namespace) -> int:
    """Print the calls that are left."""

    def dismiss(agent: Agent) -> dict[str, Any]:
        agent.desk.call_desk.dismiss_one(args.id)
        return _board(agent.desk.call_desk.board())

    return _shown(args, dismiss)


def _moment(text: str, agent: Agent) -> datetime:
    """By the rep's clock where no offset is given. Raises BadInput for what is no time."""
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"“{text}” is no time.", "Write it as 2026-06-11T14:00.") from None
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    account = agent.engine.in_transaction(lambda work: work.account())
    zone = account.timezone if account and account.timezone else "UTC"
    return given.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _shown(args: argparse.Namespace, act: Callable[[Agent], dict[str, Any]]) -> int:
    async def acted(agent: Agent) -> dict[str, Any]:
        return act(agent)

    return print_json(with_agent(args, acted))


def _board(board: CallBoard) -> dict[str, Any]:
    return {
        "now": _iso(board.now),
        "calls_a_day": board.a_day,
        "made_today": board.made,
        "calls": [_call(one, number) for number, one in enumerate(board.calls, start=1)],
    }


def _call(one: Call, number: int) -> dict[str, Any]:
    brief = one.card.brief
    return {
        "id": str(one.card.id),
        "rank": number,
        "place": one.place.value,
        "points": one.points,
        "reasons": list(one.reasons),
        "title": one.card.title,
        "trigger": one.card.trigger.value,
        "urgency": one.card.urgency,
        "request_id": str(one.request_id),
        "meeting": one.meeting,
        "address": one.person,
        "raised_at": _iso(one.card.raised_at),
        "back_at": _iso(one.back_at) if one.back_at else None,
        "held_until": _iso(one.held_until) if one.held_until else None,
        "brief": {
            "who": brief.who,
            "role": brief.role,
            "company": brief.company,
            "number": brief.number,
            "timezone": brief.timezone,
            "local_time": brief.local_time,
            "why_now": brief.why_now,
            "situation": brief.situation,
            "why_it_matters": brief.why_it_matters,
            "what_ai_did": brief.what_ai_did,
            "what_to_do": brief.what_to_do,
            "talking_points": list(brief.talking_points),
            "what_to_avoid": list(brief.what_to_avoid),
        },
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat()
