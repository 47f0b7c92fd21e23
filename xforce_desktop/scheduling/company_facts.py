"""What the store tells of a company, worked out: people, deals, how they answer, how meetings went.

Each fact carries its numbers, and nothing is said of too few. Nothing is looked up outside. `refresh` keeps
what was found, and takes out what does not hold any more.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from xforce_desktop.crm.records import Company, ContactRecord, Deal
from xforce_desktop.messages.names import joined
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry
from xforce_desktop.scheduling.habits import answers_to, counted, speed
from xforce_desktop.scheduling.remembering import day_in
from xforce_desktop.scheduling.request import MeetingRequest, Outcome
from xforce_desktop.scheduling.seasonality import season_for, trade_of
from xforce_desktop.scheduling.standing import zone_of_rep
from xforce_desktop.scheduling.unit_of_work import StoredConflict, UnitOfWork

FEWEST_ASKS = 3  # of one way, before anything is said of how it works
FEWEST_ANSWERS = 4  # before anything is said of the hour at which they answer
MOST_PART = 0.6  # of their answers in one part of the day, from which on it is their usual one
CLEARLY_BETTER = 0.25  # between the shares of answers of two ways
MOST_NAMED = 6  # people or deals in one sentence
_CLOSED_STAGE = re.compile(
    r"(?!.*\b(?:not|never|to be|nearly|almost)\b)(?:.*\b(?:closed|won|lost|dead|cancelled|canceled)\b"
    r"|(?:(?:contract|agreement|deal|order) )?signed$)"
)
_DECIDES = re.compile(
    r"(?:(?:the|sole|founding|managing|senior) |co[- ]?)*"
    r"(?:(?:business |company )?owner|founder|president|ceo|chief executive(?: officer)?|managing director|"
    r"principal|partner)"
)
_AND = re.compile(r"\s*(?:&|/|\+|\band\b)\s*")
_PARTS = ((5, 12, "in the morning"), (12, 17, "in the afternoon"), (17, 22, "in the evening"))
_CONTACT_TYPES = frozenset(
    ["email_sent", "text_sent", "email_received", "text_received", "call", "meeting_held", "opt_out", "note"]
)
_ENDED = {
    Outcome.HELD: "held",
    Outcome.CANCELLED_BY_US: "called off by us",
    Outcome.CANCELLED_BY_THEM: "called off by them",
    Outcome.NO_SHOW: "missed by them",
    Outcome.RESCHEDULED: "arranged anew",
    Outcome.GAVE_UP: "given up",
}


@dataclass(frozen=True)
class Known:
    """All that facts are worked out from. `conflicts` are obstacles that still stand in an open request."""

    company: Company
    now: datetime
    people: Sequence[ContactRecord] = ()
    deals: Sequence[Deal] = ()
    requests: Sequence[MeetingRequest] = ()
    entries: Sequence[MemoryEntry] = ()
    activities: Sequence[Activity] = ()
    conflicts: Sequence[StoredConflict] = ()
    zone: str = "UTC"  # the rep's (IANA)


@dataclass(frozen=True)
class Refreshed:
    """What a refresh came to: the facts as they are now, and the topics that changed or went."""

    facts: tuple[CompanyFact, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    topic: str
    text: str
    source: str
    content: dict[str, object] = field(default_factory=dict)


def facts_of(known: Known) -> tuple[CompanyFact, ...]:
    """By topic. Every one says where it comes from."""
    told = [one for rule in _RULES for one in rule(known)]
    return tuple(
        CompanyFact(known.company.id, one.topic, one.text, one.source, known.now, one.content)
        for one in sorted(told, key=lambda one: one.topic)
    )


def refresh(work: UnitOfWork, company_id: uuid.UUID, now: datetime) -> Refreshed:
    """Work out anew what is known of a company, and keep it. Twice the same comes to the same."""
    company = work.company(company_id)
    if company is None:
        return Refreshed((), (), ())
    before = {one.topic: one for one in work.company_facts(company_id)}
    facts = facts_of(known_of(work, company, now))
    for fact in facts:
        work.save_company_fact(fact)
    gone = tuple(sorted(set(before) - {one.topic for one in facts}))
    for topic in gone:
        work.drop_company_fact(company_id, topic)
    changed = tuple(
        one.topic for one in facts if one.topic not in before or before[one.topic].text != one.text
    )
    return Refreshed(facts, changed, gone)


def known_of(work: UnitOfWork, company: Company, now: datetime) -> Known:
    """Everything that the store has. Who opted out is left out of it."""
    requests = [work.load(one) for one in work.requests_at(company.id)]
    open_ones = [one for one in requests if not one.has_ended]
    people = work.people_at(company.id)
    gone = set(work.opted_out([one.email for one in people]))
    return Known(
        company=company,
        now=now,
        zone=zone_of_rep(work),
        people=[one for one in people if one.email not in gone],
        deals=work.deals_of(company.id),
        requests=requests,
        entries=work.account_memory(company.id),
        activities=work.activities(company.id),
        conflicts=[
            one
            for request in open_ones
            for one in work.conflicts(request.id)
            if one.resolution_successful is None
        ],
    )


# --- who they are -------------------------------------------------------------------------------------------


def _company(known: Known) -> Iterator[_Told]:
    one = known.company
    size = counted(one.employee_count, "employee") if one.employee_count else ""
    parts = [one.industry.replace("_", " "), one.state, size, _owned(one.ownership_type)]
    if said := [part for part in parts if part]:
        text = ", ".join(said)
        yield _Told("company", f"{text[:1].upper()}{text[1:]}.", "The company's record")


def _owned(ownership: str) -> str:
    plain = ownership.replace("_", " ").strip()
    return plain if not plain or "own" in plain or " " in plain else f"{plain}-owned"


def _people(known: Known) -> Iterator[_Told]:
    if known.people:
        named = [_person(one) for one in known.people[:MOST_NAMED]]
        more = len(known.people) - len(named)
        text = "; ".join(named) + (f"; and {more} more" if more else "")
        content: dict[str, object] = {"people": [one.email for one in known.people]}
        yield _Told("people", f"{text}.", "Contacts of the company", content)


def _person(one: ContactRecord) -> str:
    roles = [one.title, "helps us there" if one.is_champion else ""]
    roles += ["owns the company"] if one.is_owner and "owner" not in one.title.casefold() else []
    said = ", ".join(role for role in roles if role)
    return f"{one.name or one.email} ({said})" if said else f"{one.name or one.email} (role not known)"


def _deciders(known: Known) -> Iterator[_Told]:
    by_title = [one for one in known.people if one.is_owner or _decides(one.title)]
    said = [one for one in known.entries if ":decider" in one.key]
    parts = [f"By their role {_names(by_title)} can decide."] if by_title else []
    parts += [f"{one.text} ({one.source.rstrip('.')})" for one in said]
    if parts:
        people = list(dict.fromkeys([*(one.email for one in by_title), *(one.contact for one in said)]))
        source = "Titles of contacts" + (", and what they said" if said else "")
        yield _Told("deciders", " ".join(parts), source, {"people": people})


def _decides(title: str) -> bool:
    """By the whole title, or by one of two that stand side by side: "Co-owner", "Founder & CEO"."""
    return any(_DECIDES.fullmatch(part) for part in _AND.split(title.strip().casefold()))


def _is_closed(stage: str) -> bool:
    return _CLOSED_STAGE.match(re.sub(r"[\W_]+", " ", stage).strip().casefold()) is not None


def _names(people: Sequence[ContactRecord]) -> str:
    return joined([one.name or one.email for one in people])


def _deals(known: Known) -> Iterator[_Told]:
    still_open = [one for one in known.deals if not _is_closed(one.stage)]
    if not still_open:
        return
    named = [_deal(one) for one in still_open[:MOST_NAMED]]
    text = f"{counted(len(still_open), 'open deal')}: {'; '.join(named)}."
    worth = sum(one.estimated_value or 0 for one in still_open)
    yield _Told("deals", text, "Deals of the company", {"count": len(still_open), "value": worth})
    if pains := dict.fromkeys(pain for one in still_open for pain in one.identified_pain_points):
        yield _Told("deal_pains", f"Named in their deals: {', '.join(pains)}.", "Deals of the company")


def _deal(one: Deal) -> str:
    worth = f"{one.estimated_value:,.0f}" if one.estimated_value else "value not known"
    return f"{one.name} ({one.stage or 'stage not known'}, {worth})"


def _season(known: Known) -> Iterator[_Told]:
    trade = trade_of(known.company.industry) if known.company.industry else ""
    season = season_for(known.company.state, known.now.date(), trade)
    if not trade or season.type == "normal":
        return
    name = season.type.replace("_", " ")
    busy = "a busy time for them" if season.busy else "a quiet time for them"
    text = f"{known.now:%B} is their {name.removesuffix(' season')} season: {busy}."
    yield _Told("season", text, f"Seasons of {trade.replace('_', ' ')} in {known.company.state or 'general'}")


# --- how they answer ----------------------------------------------------------------------------------------


def _answers(known: Known) -> Iterator[_Told]:
    asked = sum(len(turns.asks_that_count(request)) for request in known.requests)
    answers = answers_to(known.requests)
    if asked < FEWEST_ASKS:
        return
    text = f"Answered {len(answers)} of {counted(asked, 'message')}"
    content: dict[str, object] = {"asked": asked, "answered": len(answers)}
    if len(answers) > 1:
        typical = timedelta(seconds=median(one.waited.total_seconds() for one in answers))
        text += f", typically {speed(typical)}"
        content["median_min"] = round(typical.total_seconds() / 60)
    yield _Told("answers", f"{text}.", _counted_over(known), content)


def _answer_hour(known: Known) -> Iterator[_Told]:
    answers = answers_to(known.requests)
    if len(answers) < FEWEST_ANSWERS:
        return
    zone = ZoneInfo(known.requests[-1].recipient_timezone)
    hours = [one.at.astimezone(zone).hour for one in answers]
    for begins, ends, said in _PARTS:
        inside = sum(begins <= hour < ends for hour in hours)
        if inside / len(hours) >= MOST_PART:
            text = f"Usually answers {said}, their time ({inside} of {counted(len(hours), 'answer')})."
            yield _Told("answer_hour", text, _counted_over(known), {"count": len(hours), "inside": inside})


def _channel(known: Known) -> Iterator[_Told]:
    sent: Counter[str] = Counter()
    for request in known.requests:
        sent.update(map(turns.way_of, turns.asks_that_count(request)))
    if min(sent["sms"], sent["email"]) < FEWEST_ASKS:
        return
    answered = Counter(one.asked_by for one in answers_to(known.requests))
    share = {way: min(1.0, answered[way] / sent[way]) for way in ("email", "sms")}
    if abs(share["sms"] - share["email"]) < CLEARLY_BETTER:
        return
    better, other = ("sms", "email") if share["sms"] > share["email"] else ("email", "sms")
    words = {"sms": "texts", "email": "mails"}
    text = (
        f"Answers {words[better]} more often: {answered[better]} of {sent[better]}, and "
        f"{answered[other]} of {sent[other]} {words[other]}."
    )
    yield _Told("channel", text, _counted_over(known), {"better": better})


def _counted_over(known: Known) -> str:
    return f"Counted over {counted(len(known.requests), 'request')} with them"


# --- how it went --------------------------------------------------------------------------------------------


def _no_shows(known: Known) -> Iterator[_Told]:
    missed = sum(one.no_show_count for one in known.requests)
    held = sum(one.outcome is Outcome.HELD for one in known.requests)
    if missed:
        text = f"Missed {missed} of {counted(missed + held, 'meeting')}."
        yield _Told("no_shows", text, _counted_over(known), {"missed": missed, "held": held})


def _endings(known: Known) -> Iterator[_Told]:
    ended = Counter(one.outcome for one in known.requests if one.outcome is not None)
    if ended:
        how = joined([f"{count} {_ENDED[outcome]}" for outcome, count in sorted(ended.items())])
        text = f"Of {counted(sum(ended.values()), 'earlier request')}: {how}."
        yield _Told("endings", text, "How requests with them ended", {"count": sum(ended.values())})


def _under_way(known: Known) -> Iterator[_Told]:
    going = [one for one in known.requests if not one.has_ended]
    if going:
        named = [f"{one.title} ({one.state.value.replace('_', ' ')})" for one in going[:MOST_NAMED]]
        yield _Told("under_way", f"Under way: {'; '.join(named)}.", "Open requests", {"count": len(going)})


def _last_contact(known: Known) -> Iterator[_Told]:
    last = next((one for one in reversed(known.activities) if one.type in _CONTACT_TYPES), None)
    if last is not None:
        text = f"Last contact on {day_in(last.happened_at, known.zone)}: {last.summary}"
        content: dict[str, object] = {"people": [last.contact] if last.contact else []}
        yield _Told("last_contact", text, last.source, content)


def _obstacles(known: Known) -> Iterator[_Told]:
    if known.conflicts:
        named = dict.fromkeys(one.description.rstrip(".") for one in known.conflicts if one.description)
        yield _Told("obstacles", f"In the way: {'; '.join(named)}.", "What they wrote", {})


_RULES: tuple[Callable[[Known], Iterator[_Told]], ...] = (
    _company,
    _people,
    _deciders,
    _deals,
    _season,
    _answers,
    _answer_hour,
    _channel,
    _no_shows,
    _endings,
    _under_way,
    _last_contact,
    _obstacles,
)
