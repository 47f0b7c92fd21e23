"""Somebody of ours stands in the way of a meeting: the rep's card, the task and the log, and JSON.

Source of the wording: resources/attendees.toml; a broken file stops the program at the first use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from xforce_desktop.availability.attendees import AttendeeAnalysis, Blocking
from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Meeting
from xforce_desktop.messages.facts import meeting_name
from xforce_desktop.messages.names import first_name
from xforce_desktop.scheduling.insight import (
    AttendeeInsight,
    InsightCard,
    blocker_of,
    is_kept,
    is_weighed,
    ours_of,
)
from xforce_desktop.scheduling.request import MeetingRequest

_CLOSED = ConfigDict(extra="forbid")
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text, never HTML
_Text = Annotated[str, Field(min_length=1)]


@checked(frozen=True, config=_CLOSED)
class _Titles:
    technical: _Text
    leader: _Text


@checked(frozen=True, config=_CLOSED)
class _Words:
    headline_none: _Text
    headline_few: _Text
    optional_none: _Text
    optional_few: _Text
    impact_none: _Text
    impact_some: _Text
    required: _Text
    unreadable: _Text
    task: _Text
    kept: _Text
    removed: _Text


@checked(frozen=True, config=_CLOSED)
class _Advice:
    technical: dict[str, _Text]
    leader: dict[str, _Text]
    other: dict[str, _Text]


@checked(frozen=True, config=_CLOSED)
class _AttendeesFile:
    titles: _Titles
    words: _Words
    advice: _Advice


@lru_cache(maxsize=1)
def _file() -> _AttendeesFile:
    text = files("resources").joinpath("attendees.toml").read_text("utf-8")
    return TypeAdapter(_AttendeesFile).validate_python(tomllib.loads(text))


def tasks_of(request: MeetingRequest, insight: AttendeeInsight | None, now: datetime) -> tuple[str, ...]:
    """What the rep took upon themselves by keeping somebody, as long as it stands: whom to ask for what."""
    if insight is None or not is_weighed(request) or insight.people != ours_of(request):
        return ()
    kept = {k.address for k in insight.kept}
    blocking = [one for one in insight.analysis.blocking if one.address in kept and is_kept(insight, one)]
    return tuple(text for one in blocking if (text := task(request, one, now)))


def card_of(
    request: MeetingRequest, insight: AttendeeInsight, one: Blocking, titles: Mapping[str, str]
) -> InsightCard:
    """The card; `titles` by address are those that the directory knows."""
    words, facts = _file().words, _facts(request, insight.analysis, one)
    person = request.attendee_by_address(one.address)
    title = (person.title if person else "") or titles.get(one.address, "")
    some = insight.analysis.free_with_everybody > 0
    return InsightCard(
        request_id=request.id,
        address=one.address,
        headline=_said(_headline(one, is_none=not some), facts),
        blocker=f"{facts['name']} ({title})" if title else str(facts["name"]),
        impact=_said(words.impact_some if some else words.impact_none, facts),
        recommendation=_said(_advice(request, one, title), facts),
        remove=f"Remove {facts['first']} & Continue",
        keep="Keep & Escalate",
        note=_note(request, insight.analysis),
    )


def _headline(one: Blocking, *, is_none: bool) -> str:
    """Of somebody optional it says so: offers go out without them."""
    words = _file().words
    if one.required:
        return words.headline_none if is_none else words.headline_few
    return words.optional_none if is_none else words.optional_few


def task(request: MeetingRequest, one: Blocking, now: datetime) -> str:
    """Whom to ask for which times; empty once all of them have passed."""
    zone = request.preferences.timezone
    ahead = [when.spoken(start, zone) for start in one.best if start > now]
    first = _first(request, one.address)
    facts = {"first": first, "meeting": _meeting(request), "times": _listed(ahead)}
    return _said(_file().words.task, facts) if ahead else ""


def kept_in_words(request: MeetingRequest, one: Blocking, now: datetime) -> str:
    """The line of the log."""
    facts = {"name": _name(request, one.address), "task": task(request, one, now)}
    return _said(_file().words.kept, facts).strip()


def removed_in_words(request: MeetingRequest, one: Blocking) -> str:
    """The line of the log."""
    noun = "time is" if one.freed == 1 else "times are"
    facts = {"name": _name(request, one.address), "freed": one.freed, "times_noun": noun}
    return _said(_file().words.removed, facts)


def as_json(request: MeetingRequest, insight: AttendeeInsight | None) -> dict[str, Any] | None:
    """The specification's AttendeeAnalysis with its names in our spelling; null before times were sought for
    those who are in it now."""
    if insight is None or insight.people != ours_of(request):
        return None
    analysis, shown = insight.analysis, blocker_of(request, insight)
    told = analysis.recommendation
    return {
        "at": insight.at.isoformat(),
        "free_slots": analysis.free_with_everybody,
        "free_days": analysis.free_days,
        "blocking_attendees": [
            {
                "address": one.address,
                "name": _name(request, one.address),
                "is_required": one.required,
                "blocking_slots": one.freed,
                "removal_impact": one.gain_pct,
                "best_times": [start.isoformat() for start in one.best],
            }
            for one in analysis.blocking
        ],
        "recommendation": {
            "action": told.advice.value,
            "attendees_to_remove": [_name(request, address) for address in told.remove],
            "reason": told.reason,
            "new_availability_pct": told.new_availability_pct,
        },
        "unreadable": list(analysis.unreadable),
        "shown": shown.address if shown else None,
        "kept": [{"address": k.address, "removal_impact": k.gain_pct} for k in insight.kept],
        "tasks": list(tasks_of(request, insight, insight.at)),
    }


def names_of(request: MeetingRequest) -> Mapping[str, str]:
    """What our people are called, by address."""
    return {one.email: one.called for one in request.internal}


def _facts(request: MeetingRequest, analysis: AttendeeAnalysis, one: Blocking) -> Mapping[str, object]:
    free, days = analysis.free_with_everybody, analysis.free_days
    return {
        "meeting": _meeting(request),
        "name": _name(request, one.address),
        "first": _first(request, one.address),
        "gain": one.gain_pct,
        "count": free,
        "total": free + one.freed,
        "free": f"{free} free {'time' if free == 1 else 'times'}",
        "days": f"{days} {'day' if days == 1 else 'days'}",
        "freed": f"{one.freed} available {'slot' if one.freed == 1 else 'slots'}",
    }


def _advice(request: MeetingRequest, one: Blocking, title: str) -> str:
    if one.required:
        return _file().words.required
    by_type = getattr(_file().advice, _kind_of(title))
    return str(by_type.get(request.meeting_type.value, by_type["otherwise"]))


def _kind_of(title: str) -> str:
    titles = _file().titles
    for kind in ("technical", "leader"):
        if re.search(getattr(titles, kind), title, re.IGNORECASE):
            return kind
    return "other"


def _note(request: MeetingRequest, analysis: AttendeeAnalysis) -> str:
    if not analysis.unreadable:
        return ""
    names = _listed([_name(request, address) for address in analysis.unreadable])
    return _said(_file().words.unreadable, {"names": names})


def _meeting(request: MeetingRequest) -> str:
    """ "Demo with Acme Pest"."""
    kind = request.meeting_type.value
    meeting = Meeting(kind, request.duration_minutes, title=request.title, company=request.company_name)
    name, other = meeting_name(meeting).subject, request.company_name or request.primary.called
    return name if other.casefold() in name.casefold() else f"{name} with {other}"


def _name(request: MeetingRequest, address: str) -> str:
    person = request.attendee_by_address(address)
    return person.called if person else address


def _first(request: MeetingRequest, address: str) -> str:
    """How a colleague is called in a sentence; never "her" or "him", which nobody has told us."""
    name = _name(request, address)
    return first_name(name) or name


def _listed(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return f"{'; '.join(texts[:-1])} or {texts[-1]}"


def _said(template: str, facts: Mapping[str, object]) -> str:
    return _ENVIRONMENT.from_string(template).render(facts)
