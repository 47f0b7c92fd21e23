"""The sources of a meeting become a brief of eight parts. Pure: the same sources give the same brief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xforce_desktop.prep import words
from xforce_desktop.prep.care import landmines_to_avoid, objection_prep
from xforce_desktop.prep.closing import next_steps_to_propose, scheduling_insight
from xforce_desktop.prep.known import Known, known_from
from xforce_desktop.prep.opening import executive_summary, meeting_objective
from xforce_desktop.prep.sources import BriefSources
from xforce_desktop.prep.talking import key_talking_points, questions_to_ask
from xforce_desktop.scheduling.briefs import PrepBrief, Statement

OFFLINE = "Written on this computer from what is stored"


def write(sources: BriefSources) -> PrepBrief:
    """The offline brief. Every statement has its sources; what is not known is said to be unknown."""
    known = known_from(sources)
    summary = _once(executive_summary(known))
    objective = _once(meeting_objective(known))
    # In this order: what a part has told, the next ones do not tell again.
    landmines = _once(landmines_to_avoid(known))
    points = _once(key_talking_points(known))
    objections = tuple(objection_prep(known))
    questions = _once(questions_to_ask(known))
    steps = _once(next_steps_to_propose(known))
    insight = _once(scheduling_insight(known))
    return PrepBrief(
        title=title_of(known),
        meeting_at=sources.meeting_at,
        minutes=sources.request.duration_minutes,
        zone=sources.zone,
        place=words.place_of(sources.request),
        join_url=sources.request.join_url,
        facts=tuple(known.book.facts),
        executive_summary=summary,
        meeting_objective=objective,
        key_talking_points=points,
        questions_to_ask=questions,
        landmines_to_avoid=landmines,
        objection_prep=objections,
        next_steps_to_propose=steps,
        scheduling_insight=insight,
        writer_note=f"{OFFLINE}.",
    )


def title_of(known: Known) -> str:
    """ "Demo with Acme Pest": the specification's, whatever the request is called."""
    noun = known.values["noun"]
    who = known.sources.company_name or known.sources.primary.name
    return f"{noun[:1].upper()}{noun[1:]} with {who}"


def _once(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Without what was said before in the same words."""
    kept: dict[str, Statement] = {}
    for one in statements:
        known = kept.get(one.text)
        kept[one.text] = (
            replace(one, cites=tuple(dict.fromkeys((*known.cites, *one.cites)))) if known else one
        )
    return tuple(kept.values())
