"""Which settings a new request gets: what was learned for its kind, and a little that is tried at random.

The choice follows from the request's id, so it is the same whenever it is asked for. What is tried stays
within what the strategy allows, and begins only after a number of requests has ended.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.messages.persona import detect_persona
from xforce_desktop.scheduling import knobs
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.knobs import Band, Knob, KnobUse, Source, TextPlace
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import LearnedChange, Scope, groups_of, holding
from xforce_desktop.scheduling.request import EntryType, MeetingRequest
from xforce_desktop.scheduling.seasonality import Season, season_for
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.strategy import strategy_for
from xforce_desktop.scheduling.unit_of_work import ActionEntry, UnitOfWork
from xforce_desktop.settings import Settings

TO_SEE = "Tried at random, as in about {share:.0%} of requests, to see what they answer best: "
TRIED = {
    Knob.HOUR: "asks leave from {value}, their time.",
    Knob.CHANNEL: "{value}.",
    Knob.GAP: "{value} times the usual gap before a follow-up, never on the same day.",
}
CHANNEL_TRIED = {
    TextPlace.EARLY.value: "a text follows the first mail",
    TextPlace.LATE.value: "the text comes after the second mail, as it used to",
}


def with_knobs(
    request: MeetingRequest, work: UnitOfWork, settings: Settings, *, length_is_open: bool
) -> MeetingRequest:
    """The new request with its settings. `length_is_open`: the rep named none, so a learned one may hold."""
    begun = replace(request, first_duration_minutes=request.duration_minutes)
    if settings.learning == "off":
        return begun
    groups = groups_for(request, work.contact(request.primary.email))
    learned = learned_for(
        groups, [one for one in holding(work.learned_changes()).values() if _may_hold(request, one)]
    )
    may_vary = work.count_postmortems() >= figures().variation.begins_after_requests
    share = settings.learning_variation if may_vary else 0.0
    uses = what_holds(request, learned, share, length_is_open=length_is_open)
    if first := knobs.first_length(uses, request.duration_minutes):
        begun = replace(begun, duration_minutes=first.minutes, first_duration_minutes=first.minutes)
    return replace(begun, knobs=uses)


def what_holds(
    request: MeetingRequest, learned: tuple[KnobUse, ...], share: float, *, length_is_open: bool
) -> tuple[KnobUse, ...]:
    """What a new request uses and why, from what was `learned` for its kind. `share` of each setting is tried
    by lot, of the length none: a learned one holds where the rep named none, and only makes it shorter."""
    chosen = (_choice(request, knob, learned, share) for knob in Knob if knob is not Knob.LENGTH)
    uses = tuple(use for use in chosen if use is not None)
    length = knobs.use_of(learned, Knob.LENGTH) if length_is_open else None
    if length is None or not request.least_duration_minutes <= int(length.value) < request.duration_minutes:
        return uses
    return (*uses, length)


def lines_about(request: MeetingRequest, usual_minutes: int, now: datetime) -> list[ActionEntry]:
    """What the rep asked for and why it differs from what its strategy says, for the log."""
    who = request.primary.name or request.primary.email
    asked = f"You asked for a {request.duration_minutes}-minute meeting with {who}."
    if first := knobs.first_length(request.knobs, usual_minutes):
        asked = (
            f"You asked for a meeting with {who}. It begins with {first.minutes} minutes "
            f"instead of the usual {first.usual_minutes}, as was learned."
        )
    whys = (entry(EntryType.NOTED, use.why, now) for use in request.knobs)
    return [entry(EntryType.CREATED, asked, now), *whys]


def groups_for(request: MeetingRequest, contact: Contact | None) -> tuple[Scope, ...]:
    """The groups of requests that it belongs to, the narrowest first."""
    company, season = str(request.company_id or ""), season_at_start(request).type
    persona = persona_of(request, contact)
    return groups_of(company, persona, request.meeting_type.value, request.trade, season)


def season_at_start(request: MeetingRequest) -> Season:
    """Theirs on the day on which the request began, by their clock."""
    day = request.created_at.astimezone(ZoneInfo(request.recipient_timezone)).date()
    return season_for(request.company_state, day, request.trade)


def persona_of(request: MeetingRequest, contact: Contact | None) -> str:
    """Of the one whom the mails greet: the rep's word, else by the title."""
    if contact is not None and contact.persona_to_use:
        return contact.persona_to_use
    return detect_persona(request.primary.title).value


def could_move_text(request: MeetingRequest) -> bool:
    """Whether a text may change places with the second mail: the strategy has both, they agreed to texts."""
    person = request.primary
    may = bool(person.phone) and person.sms_consent is not None
    return may and knobs.can_move_text(strategy_for(request.meeting_type).channel_progression)


def learned_for(groups: Sequence[Scope], changes: Sequence[LearnedChange]) -> tuple[KnobUse, ...]:
    """What is in force for such a request: of each setting the narrowest group's."""
    holds = holding(changes)
    found = []
    for knob in Knob:
        change = next((holds[knob, scope] for scope in groups if (knob, scope) in holds), None)
        if change is not None:
            found.append(KnobUse(knob, change.setting.value, Source.LEARNED, change.why, change.id))
    return tuple(found)


def _may_hold(request: MeetingRequest, change: LearnedChange) -> bool:
    """Nobody is pressed in a busy season, whatever was learned in others."""
    is_shorter = change.setting.knob is Knob.GAP and float(change.setting.value) < 1
    return not (is_shorter and season_at_start(request).busy)


def _choice(
    request: MeetingRequest, knob: Knob, learned: tuple[KnobUse, ...], share: float
) -> KnobUse | None:
    """What is tried, else what was learned, else nothing."""
    use = knobs.use_of(learned, knob)
    if knob is Knob.CHANNEL and not could_move_text(request):
        return None
    luck = random.Random(f"{request.id}:{knob}")  # repeatable, no secret
    if luck.random() >= share:
        return use
    value = luck.choice(_tried(request, knob, use))
    why = TO_SEE.format(share=share) + TRIED[knob].format(value=_in_words(knob, value))
    return KnobUse(knob, value, Source.VARIED, why)


def _tried(request: MeetingRequest, knob: Knob, learned: KnobUse | None) -> list[str]:
    """Values other than the one that holds: with a learned one, what was before it is among them. Gaps are
    only made longer in busy seasons, and only shorter in others."""
    if knob is Knob.HOUR:
        values = [band.value for band in Band]
    elif knob is Knob.GAP:
        factors, busy = figures().variation, season_at_start(request).busy
        values = ["1", f"{factors.gap_factor_busy if busy else factors.gap_factor_quiet:g}"]
    else:
        values = [place.value for place in TextPlace]
    holds = learned.value if learned else knobs.PLAIN[knob]
    return [value for value in values if value != holds]


def _in_words(knob: Knob, value: str) -> str:
    if knob is Knob.HOUR:
        return knobs.hours_in_words(Band(value))
    return CHANNEL_TRIED[value] if knob is Knob.CHANNEL else value
