"""`brief …`: prep briefs of booked meetings, read, made anew, rated."""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import print_json, with_agent
from xforce_desktop.errors import BadInput
from xforce_desktop.new_files import write_new
from xforce_desktop.prep import paper
from xforce_desktop.prep.versions import out_of_date
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage, BriefVersion, Part, StoredBrief
from xforce_desktop.scheduling.rep_desk import parse_request_id

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent
    from xforce_desktop.ids import RequestId

ICON_COLOUR = "#1d2330"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("brief", help="what to know before a booked meeting")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="meetings to come and their briefs, as JSON").set_defaults(run=run_list)
    show = _of_request(
        verbs, "show", "the newest brief of a meeting, or an older one; as text in a terminal", run_show
    )
    form = show.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="as text")
    form.add_argument("--html", metavar="FILE", type=Path, help="as a new page for a browser")
    show.add_argument("--sources", action="store_true", help="with where each statement comes from")
    show.add_argument(
        "--version",
        type=int,
        metavar="N",
        help="an older one that is kept; 1 is the first, the JSON lists all",
    )
    _of_request(verbs, "make", "write it now, whenever the meeting is", run_make)
    rate = _of_request(verbs, "rate", "say how good it was", run_rate)
    rate.add_argument("rating", metavar="1-5", type=int, help="1 no help, 5 just right")
    rate.add_argument("--notes", default="", metavar="TEXT", help="what was missing or wrong")


def _of_request(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = verbs.add_parser(name, help=text)
    one.add_argument("id", metavar="REQUEST_ID")
    one.set_defaults(run=run)
    return one


def run_list(args: argparse.Namespace) -> int:
    async def listed(agent: Agent) -> None:
        print_json([_line_json(line) for line in await agent.briefs.upcoming_briefs()])

    return _done(args, listed)


def run_show(args: argparse.Namespace) -> int:
    """Text for people, JSON for a pipe or with --json."""

    async def show(agent: Agent) -> None:
        request_id = _request_id(agent, args.id)
        page = await agent.briefs.read_brief(request_id, args.version)
        if page.line.brief is None:
            raise BadInput("There is no brief yet.", _when_it_comes(page))
        now, warning = agent.clock.now(), out_of_date(page)
        if args.html:
            _write_html(args.html, page.line.brief, is_sourced=args.sources, warning=warning)
            (sys.stderr if args.json else sys.stdout).write(f"Saved to {args.html}\n")
        elif args.text or (sys.stdout.isatty() and not args.json):
            text = paper.as_text(page.line.brief, now, with_sources=args.sources, warning=warning)
            sys.stdout.write(text)
        else:
            print_json(_page_json(page))

    return _done(args, show)


def run_make(args: argparse.Namespace) -> int:
    """Prints the brief as `show` does."""

    async def make(agent: Agent) -> None:
        page = await agent.briefs.make_brief(_request_id(agent, args.id))
        assert page.line.brief is not None, "it was made"
        if sys.stdout.isatty() and not args.json:
            sys.stdout.write(paper.as_text(page.line.brief, agent.clock.now()))
        else:
            print_json(_page_json(page))

    return _done(args, make)


def run_rate(args: argparse.Namespace) -> int:
    async def rate(agent: Agent) -> None:
        request_id = _request_id(agent, args.id)
        await agent.briefs.rate_brief(request_id, args.rating, args.notes)
        print_json(_page_json(await agent.briefs.read_brief(request_id)))

    return _done(args, rate)


def _done(args: argparse.Namespace, act: Callable[[Agent], Coroutine[Any, Any, None]]) -> int:
    with_agent(args, act)
    return 0


def _request_id(agent: Agent, text: str) -> RequestId:
    return agent.engine.in_transaction(lambda work: parse_request_id(text, work))


def _when_it_comes(page: BriefPage) -> str:
    line, kept = page.line, page.versions
    older = f" An older one: brief show {line.request_id} --version {kept[0].number}" if kept else ""
    if line.trouble:
        return f"It could not be made ({line.trouble}). Try: brief make {line.request_id}{older}"
    due = f"It is made at {line.due_at.isoformat()}; or now: " if line.due_at else "Make it now: "
    return f"{due}brief make {line.request_id}{older}"


def _line_json(line: BriefLine) -> dict[str, Any]:
    stored = line.brief
    return {
        "request_id": str(line.request_id),
        "title": line.title,
        "who": line.who,
        "meeting_time": line.meeting_at.isoformat(),
        "duration_minutes": line.minutes,
        "brief_id": str(stored.id) if stored else None,
        "created_at": _iso(stored.created_at if stored else None),
        "viewed_at": _iso(stored.viewed_at if stored else None),
        "feedback_rating": stored.rating if stored else None,
        "due_at": _iso(line.due_at),
        "trouble": line.trouble or None,
    }


def _page_json(page: BriefPage) -> dict[str, Any]:
    stored, shown = page.line.brief, page.shown
    assert stored is not None, "only a brief is shown"
    assert shown is not None, "what is shown is kept"
    brief = stored.brief
    return {
        **_line_json(page.line),
        "version": shown.number,
        "is_current": shown.is_current,
        "brief_content": brief.content(),
        "writer": brief.writer_note,
        "changes": list(stored.changes),
        "feedback_notes": stored.notes or None,
        "statements": [
            {"part": part.value, "text": one.text, "sources": list(one.cites), "is_unknown": one.is_unknown}
            for part in Part
            for one in brief.statements(part)
        ],
        "sources": [
            {
                "number": fact.number,
                "kind": fact.kind.value,
                "text": fact.text,
                "where": fact.where,
                "at": _iso(fact.at),
            }
            for fact in paper.cited_facts(brief)
        ],
        "earlier_briefs": len(page.versions) - 1,
        "versions": [_version_json(one) for one in page.versions],
    }


def _version_json(version: BriefVersion) -> dict[str, Any]:
    stored = version.stored
    return {
        "version": version.number,
        "is_current": version.is_current,
        "brief_id": str(stored.id),
        "created_at": stored.created_at.isoformat(),
        "meeting_time": stored.brief.meeting_at.isoformat(),
        "why": version.why,
        "feedback_rating": stored.rating,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _write_html(path: Path, stored: StoredBrief, *, is_sourced: bool, warning: str) -> None:
    page = paper.as_html(stored, _inline_icon, with_sources=is_sourced, warning=warning)
    write_new(path, page.encode())


def _inline_icon(name: str) -> str:
    drawing = files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")
    coded = base64.b64encode(drawing.replace("currentColor", ICON_COLOUR).encode()).decode()
    return f"data:image/svg+xml;base64,{coded}"
