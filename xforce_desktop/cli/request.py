"""`request …`: create, list, show, and what the buttons do."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from xforce_desktop.cli.acting import id_of, print_json, with_agent
from xforce_desktop.cli.insight import add_insight_parser
from xforce_desktop.cli.jsonl import standard_input
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling import show
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.knobs import said_of
from xforce_desktop.scheduling.new_request import Consent, Newcomer, parse_new_request, person_form
from xforce_desktop.scheduling.rep_desk import parse_request_id

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent
    from xforce_desktop.scheduling.request import MeetingRequest

COMMAND_HELP = {
    RepCommand.PAUSE: "nothing leaves until resumed",
    RepCommand.RESUME: "go on where the pause interrupted",
    RepCommand.CANCEL: "end it; withdraws the invitation if there is one",
    RepCommand.APPROVE: "send what waits for your word",
    RepCommand.TAKE_OVER: "the agent keeps still",
    RepCommand.GIVE_BACK: "the agent goes on",
    RepCommand.RESCHEDULE: "look for another time than the booked one",
    RepCommand.UNDO: "hold back what is about to leave; it waits for your word",
    RepCommand.GO_ON: "send the next message although it may cost your good name",
    RepCommand.ASK_IF_HERE: "the meeting has begun: send the short “not here yet?” note",
}

NEW_FORM = """the JSON:
  {"meeting_type": "demo",                        discovery, demo, follow_up, exec_review, negotiation, custom
   "external": [{"address": "john@acmepest.example", "name": "John Smith"}],
   "duration_minutes": 60,                        from here on all may be left out; without a length the
                                                 type's usual one holds, or a shorter one that was learned
   "title": "", "context": "Saw your call report last week",
   "platform": "teams",                           teams, zoom, google_meet, phone, in_person
   "company": "Acme Pest",                        or {"name", "state", "industry", "employees", "ownership"}
   "internal": [{"address": "sarah@xforce.example", "name": "Sarah Chen", "required": true}],
   "preferences": {"range": {"start": "2026-06-08T09:00:00-04:00", "end": "2026-06-19T17:00:00-04:00"},
                   "preferred_times": ["morning"], "avoid": ["monday", "friday_afternoon"],
                   "timezone": "America/New_York"},
   "approval": "review_first"}                    review_all, review_first, autopilot
somebody external may also have "title", "phone", "timezone", "required", "sms_consent" {"on", "source"}
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("request", help="create, list, show and steer requests")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    new = verbs.add_parser(
        "new",
        help="create from JSON",
        epilog=NEW_FORM,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    new.add_argument("file", metavar="FILE|-", help="the JSON, - for standard input")
    new.set_defaults(run=run_new)
    verbs.add_parser("list", help="all requests, as JSON").set_defaults(run=run_list)
    one = verbs.add_parser("show", help="everything about one, as JSON")
    one.add_argument("id", metavar="ID")
    one.set_defaults(run=run_show)
    for command, text in COMMAND_HELP.items():
        verb = verbs.add_parser(command.value, help=text)
        verb.add_argument("id", metavar="ID")
        verb.set_defaults(run=run_command, rep_command=command)
    outcome = verbs.add_parser("outcome", help="say what became of the meeting")
    outcome.add_argument("id", metavar="ID")
    outcome.add_argument("outcome", choices=[o.value for o in ReportedOutcome])
    outcome.set_defaults(run=run_outcome)
    _add_card_parsers(verbs)
    _add_people_parsers(verbs)
    add_insight_parser(verbs)


def _add_card_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    called = verbs.add_parser("call-done", help="you have called, as a card asked you to; closes it")
    called.add_argument("id", metavar="ID")
    called.add_argument("--outcome", default="", metavar="TEXT", help="what came of it; kept in the log")
    _add_card_option(called)
    called.set_defaults(run=run_call_done)
    dismiss = verbs.add_parser("dismiss", help="you will not call; the same card does not come again")
    dismiss.add_argument("id", metavar="ID")
    _add_card_option(dismiss)
    dismiss.set_defaults(run=run_dismiss)


def _add_card_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--card",
        type=id_of("a card", "`request show` has"),
        metavar="CARD",
        help="one of `leverage_moments` by its id; without it all that are open",
    )


def _add_people_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = verbs.add_parser("add", help="somebody else is to be there too")
    add.add_argument("id", metavar="ID")
    add.add_argument("address", metavar="ADDRESS")
    add.add_argument("--name", default="", metavar="N", help="as mails and invitation call them")
    add.add_argument("--optional", action="store_true", help="invited, but the meeting can do without")
    add.add_argument("--internal", action="store_true", help="a colleague of yours, whose calendar counts")
    _add_phone_options(add)
    add.set_defaults(run=run_add)
    remove = verbs.add_parser("remove", help="somebody is not to be there any more")
    remove.add_argument("id", metavar="ID")
    remove.add_argument("address", metavar="ADDRESS")
    remove.set_defaults(run=run_remove)
    other = verbs.add_parser("replace", help="somebody else comes instead")
    other.add_argument("id", metavar="ID")
    other.add_argument("address", metavar="OLD_ADDRESS")
    other.add_argument("new_address", metavar="NEW_ADDRESS")
    other.add_argument("--name", default="", metavar="N", help="the newcomer's")
    _add_phone_options(other)
    other.set_defaults(run=run_replace)
    consent = verbs.add_parser("consent", help="somebody agreed to be texted, or does not agree any more")
    consent.add_argument("id", metavar="ID")
    consent.add_argument("address", metavar="ADDRESS")
    consent.add_argument("--phone", default="", metavar="P", help="theirs; without it the one that is known")
    which = consent.add_mutually_exclusive_group(required=True)
    which.add_argument("--sms-consent", default="", metavar="SOURCE", help="how they agreed")
    which.add_argument("--withdrawn", default="", metavar="WHY", help="texts that wait do not leave")
    consent.add_argument("--on", type=_day, metavar="DAY", help="when they agreed, 2026-06-08; else today")
    consent.set_defaults(run=run_consent)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it as 2026-06-08") from None


def _add_phone_options(parser: argparse.ArgumentParser) -> None:
    """Where somebody external is and whether they may be texted; a newcomer inherits none of it."""
    parser.add_argument("--timezone", default="", metavar="Z", help="theirs, as America/Chicago")
    parser.add_argument("--phone", default="", metavar="P", help="theirs")
    parser.add_argument(
        "--sms-consent",
        default="",
        metavar="SOURCE",
        help="how they agreed to be texted; needs --phone",
    )


def run_new(args: argparse.Namespace) -> int:
    """Print {"id"}, and to stderr what was learned or is tried for it, and why."""
    new = parse_new_request(_text_of(args.file))

    async def create(agent: Agent) -> MeetingRequest:
        await agent.know_account()
        request_id = await agent.desk.create(new)
        return agent.engine.in_transaction(lambda work: work.load(request_id))

    request = with_agent(args, create)
    for line in said_of(request.knobs, new.length_minutes):
        sys.stderr.write(f"{line}\n")
    return print_json({"id": str(request.id)})


def _text_of(name: str) -> str:
    try:
        return (standard_input() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        name = "Standard input" if name == "-" else name
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BadInput(
            f"{name} cannot be read: {reason}.", "Name a file with the JSON, or - for standard input."
        ) from error


def run_list(args: argparse.Namespace) -> int:
    from xforce_desktop.bootstrap.folders import open_local_store

    with open_local_store(args) as store, store.begin() as work:
        print_json([show.brief_view(work, request) for request in work.requests()])
    return 0


def run_show(args: argparse.Namespace) -> int:
    from xforce_desktop.bootstrap.clocks import time_to_read_by
    from xforce_desktop.bootstrap.folders import open_local_store

    now = time_to_read_by(args)
    with open_local_store(args) as store, store.begin() as work:
        print_json(show.show(work, parse_request_id(args.id, work), now))
    return 0


def run_command(args: argparse.Namespace) -> int:
    """Do what a button does; prints the request's state afterwards."""
    return _steer(args, lambda agent, request_id: agent.desk.command(request_id, args.rep_command))


def run_outcome(args: argparse.Namespace) -> int:
    outcome = ReportedOutcome(args.outcome)
    return _steer(args, lambda agent, request_id: agent.desk.report(request_id, outcome))


def run_call_done(args: argparse.Namespace) -> int:
    return _steer(args, lambda agent, request_id: agent.desk.call_done(request_id, args.outcome, args.card))


def run_dismiss(args: argparse.Namespace) -> int:
    return _steer(args, lambda agent, request_id: agent.desk.dismiss_card(request_id, args.card))


def run_add(args: argparse.Namespace) -> int:
    """Prints the request as the other verbs do."""

    async def add(agent: Agent, request_id: RequestId) -> None:
        person = person_form(
            args.address,
            args.name,
            is_internal=args.internal,
            is_required=not args.optional,
            timezone=args.timezone,
            phone=args.phone,
            sms_consent=await _consent(agent, args),
        )
        await agent.desk.add_person(request_id, person)

    return _steer(args, add)


async def _consent(agent: Agent, args: argparse.Namespace) -> Consent | None:
    """What --sms-consent says, dated with the rep's today. Raises BadInput without a number to text."""
    if not args.sms_consent.strip():
        return None
    if not args.phone.strip():
        raise BadInput("There is no number that could be texted.", "Give --phone beside --sms-consent.")
    return Consent(on=await _today(agent), source=args.sms_consent)


async def _today(agent: Agent) -> date:
    account = await agent.desk.account()
    zone = ZoneInfo(account.timezone) if account and account.timezone else UTC
    return agent.clock.now().astimezone(zone).date()


def run_consent(args: argparse.Namespace) -> int:
    """In every open request with them."""

    async def note(agent: Agent, request_id: RequestId) -> None:
        consent = None
        if not args.withdrawn.strip():
            if not args.sms_consent.strip():
                raise BadInput("How they agreed is missing.", "Say it with --sms-consent.")
            consent = Consent(on=args.on or await _today(agent), source=args.sms_consent)
        await agent.desk.note_consent(request_id, args.address, consent, args.phone, args.withdrawn)

    return _steer(args, note)


def run_remove(args: argparse.Namespace) -> int:
    return _steer(args, lambda agent, request_id: agent.desk.remove_person(request_id, args.address))


def run_replace(args: argparse.Namespace) -> int:

    async def replace(agent: Agent, request_id: RequestId) -> None:
        newcomer = Newcomer(
            args.new_address,
            args.name,
            timezone=args.timezone,
            phone=args.phone,
            sms_consent=await _consent(agent, args),
        )
        await agent.desk.replace_person(request_id, args.address, newcomer)

    return _steer(args, replace)


def _steer(args: argparse.Namespace, act: Any) -> int:  # (agent, id) -> awaitable
    async def steer(agent: Agent) -> dict[str, Any]:
        request_id = agent.engine.in_transaction(lambda work: parse_request_id(args.id, work))
        await act(agent, request_id)
        return agent.engine.in_transaction(lambda work: show.brief_view(work, work.load(request_id)))

    return print_json(with_agent(args, steer))
