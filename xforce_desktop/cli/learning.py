"""`learning`: what was learned from how requests ended, on which numbers; accepting and undoing it."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.acting import id_of, print_json, with_agent
from xforce_desktop.ids import RequestId
from xforce_desktop.learning.rounding import rounded

if TYPE_CHECKING:
    from xforce_desktop.agent import Agent
    from xforce_desktop.learning.service import LearningService
    from xforce_desktop.scheduling.learning_desk import LearningView, ShownChange, Watched

PLACES = 3
ID = id_of("", "`learning show` and `request list` have")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its own ones."""
    parser = subparsers.add_parser("learning", help="what was learned from how requests ended")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    show = verbs.add_parser(
        "show", help="changes with their numbers, what is watched, seasons, your figures, as JSON"
    )
    show.set_defaults(run=run_show)
    for verb, run, text in (
        ("undo", run_undo, "a change does not hold any more, or a proposal is not wanted"),
        ("accept", run_accept, "what was proposed holds from now on"),
    ):
        one = verbs.add_parser(verb, help=text)
        one.add_argument("id", metavar="ID", type=ID)
        one.set_defaults(run=run)
    postmortem = verbs.add_parser("postmortem", help="why a request ended as it did, as JSON")
    postmortem.add_argument("id", metavar="REQUEST_ID", type=ID)
    postmortem.set_defaults(run=run_postmortem)


def run_show(args: argparse.Namespace) -> int:
    """From the store alone; nothing is asked of anybody."""
    from xforce_desktop.bootstrap.folders import open_local_store
    from xforce_desktop.learning.overview import overview
    from xforce_desktop.paths import data_folder
    from xforce_desktop.settings import load_settings

    settings = load_settings(data_folder(args.data))
    with open_local_store(args) as store, store.begin() as work:
        shown = as_json(overview(work, settings))
    return print_json(shown)


def run_postmortem(args: argparse.Namespace) -> int:
    """null while the request has not ended, or has done so since the last pass."""
    from xforce_desktop.bootstrap.folders import open_local_store
    from xforce_desktop.scheduling.learnings import postmortem_json

    with open_local_store(args) as store, store.begin() as work:
        work.load(RequestId(args.id))  # an unknown one is said to be unknown
        found = work.postmortem(RequestId(args.id))
    return print_json(postmortem_json(found) if found else None)


def run_undo(args: argparse.Namespace) -> int:
    """Prints everything as it is then."""
    return _after(args, lambda service: service.undo_learned(args.id))


def run_accept(args: argparse.Namespace) -> int:
    """Prints everything as it is then."""
    return _after(args, lambda service: service.accept_learned(args.id))


def _after(args: argparse.Namespace, act: Callable[[LearningService], Awaitable[None]]) -> int:
    from xforce_desktop.learning.service import LearningService

    async def acted(agent: Agent) -> dict[str, Any]:
        service = LearningService(agent.engine, agent.thread)
        await act(service)
        return as_json(await service.learning())

    return print_json(with_agent(args, acted))


def as_json(view: LearningView) -> dict[str, Any]:
    """Rates are shares of one; times ISO 8601 with offset."""
    rep = view.rep
    return {
        "learning": view.mode,
        "learning_variation": view.variation,
        "rests_for_requests": view.rests_for,
        "changes": [_change(one) for one in view.changes],
        "watched": [_watched(one) for one in view.watched],
        "seasons": [
            {
                "state": one.state or None,
                "month": one.month,
                "pattern_type": one.pattern_type,
                "sample_size": one.sample_size,
                "avg_days_to_schedule": one.avg_days_to_schedule,
                "avg_attempts_needed": one.avg_attempts_needed,
                "recommended_interval_multiplier": one.interval_multiplier,
                "last_updated": one.last_updated.isoformat(),
            }
            for one in view.seasons
        ],
        "rep": {
            "ended": rep.ended,
            "held": rep.held,
            "held_rate": rounded(rep.held / rep.ended, PLACES) if rep.ended else None,
            "held_rate_interval": [rounded(rep.low, PLACES), rounded(rep.high, PLACES)]
            if rep.ended
            else None,
            "no_shows": rep.no_shows,
            "asks": rep.asks,
            "answered": rep.answered,
            "avg_attempts": rounded(rep.avg_asks, PLACES),
            "avg_days_to_booking": rounded(rep.avg_days, PLACES),
        },
    }


def _change(one: ShownChange) -> dict[str, Any]:
    change = one.change
    return {
        "id": str(change.id),
        "status": change.status.value,
        "setting": change.setting.knob.value,
        "group": one.group,
        "scope": change.setting.scope.key,
        "from": change.before or None,
        "to": change.setting.value,
        "what": one.what,
        "with_it": {"hits": change.with_it.hits, "of": change.with_it.of},
        "without": {"hits": change.without.hits, "of": change.without.of},
        "difference_interval": [rounded(change.low, PLACES), rounded(change.high, PLACES)],
        "chance_by_luck": change.error,
        "allowed_chance": change.allowed_error,
        "look": change.look,
        "tried_at_random": change.randomised,
        "since": change.at.isoformat(),
        "why": change.why,
        "ended_at": change.ended_at.isoformat() if change.ended_at else None,
        "ended_why": change.ended_why or None,
        "superseded_by": str(one.superseded_by.id) if one.superseded_by else None,
    }


def _watched(one: Watched) -> dict[str, Any]:
    return {
        "setting": one.setting.knob.value,
        "group": one.group,
        "value": one.setting.value,
        "what": one.what,
        "with_it": {"hits": one.with_it.hits, "of": one.with_it.of},
        "without": {"hits": one.without.hits, "of": one.without.of},
        "rate_drawn_to_all": rounded(one.rate, PLACES),
        "looks_so_far": one.looks,
        "missing_until_next_look": one.missing,
    }
