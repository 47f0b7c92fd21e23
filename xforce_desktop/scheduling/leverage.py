"""Moments at which the rep's own call does more than another message: when they come and what the card says.

Source of figures and wording: resources/leverage.toml. A broken file is a broken program and stops it at the
first use with pydantic's ValidationError or jinja2's UndefinedError.
"""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Meeting
from xforce_desktop.messages.facts import meeting_name
from xforce_desktop.messages.names import first_name, full_name
from xforce_desktop.replies.analysis import MessageKind
from xforce_desktop.scheduling import cadence, turns
from xforce_desktop.scheduling.effects import LeverageTrigger, TellRep, Urgency
from xforce_desktop.scheduling.events import Event, InviteAnswered, MailSent, ReplyReceived
from xforce_desktop.scheduling.intent import IntentLevel, intent_of
from xforce_desktop.scheduling.request import (
    EVERYBODY,
    Attendee,
    Handler,
    InviteStatus,
    MeetingRequest,
    MeetingType,
    State,
)

LONGEST_QUOTE = 160
LONGEST_SPOKEN = 80  # of their words, to be said on the phone
MOST_SPOKEN = 2  # times that somebody keeps in mind
DIALS_WITH_1 = frozenset({"US", "CA"})

MomentUrgency = Literal["high", "medium"]
Positive = Annotated[int, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]

_CLOSED = ConfigDict(extra="forbid")
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text, never HTML


@dataclass(frozen=True, config=_CLOSED)
class LeverageBrief:
    """What the card shows. `number` is E.164 where it can be told, else as it was given, or empty.

    `local_time` is their wall clock in words when the moment was raised; `timezone` is the IANA zone to tell
    it anew. `address` is of whom the card was raised about, empty on old ones: it stays about that person.
    """

    who: str
    role: str
    company: str
    number: str
    timezone: str
    local_time: str
    why_now: str
    situation: str
    why_it_matters: str
    what_ai_did: str
    what_to_do: str
    talking_points: tuple[str, ...]
    what_to_avoid: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True, config=_CLOSED)
class LeverageMoment:
    """One card. `type` and `urgency` are the specification's words."""

    trigger: LeverageTrigger
    type: str
    urgency: MomentUrgency
    title: str
    brief: LeverageBrief

    def brief_json(self) -> dict[str, Any]:
        """The brief for the store and for scripts."""
        return {**asdict(self.brief), "title": self.title}

    def notice(self) -> TellRep:
        """The same in short for the tray: who, the number, the time there and how to begin."""
        brief = self.brief
        number = f"Number: {brief.number}." if brief.number else "No phone number is on record."
        text = f"{brief.situation} {number} {brief.why_now} Begin with: “{brief.talking_points[0]}”"
        return TellRep(self.title, text, Urgency.HIGH if self.urgency == "high" else Urgency.NORMAL)


@dataclass(frozen=True, config=_CLOSED)
class LeverageCard:
    """A stored moment that is still open, as the rep sees it. `raised_at` is UTC."""

    id: uuid.UUID
    trigger: LeverageTrigger
    urgency: MomentUrgency
    title: str
    raised_at: datetime
    brief: LeverageBrief


@dataclass(frozen=True, config=_CLOSED)
class _Figures:
    asks_without_answer: Positive
    answer_counts_hours: Positive
    exec_asks: Positive
    no_shows: Positive
    last_call_value: Positive


@dataclass(frozen=True, config=_CLOSED)
class _Clock:
    open: Text
    closed: Text


@dataclass(frozen=True, config=_CLOSED)
class _Wording:
    type: Text
    urgency: MomentUrgency
    title: Text
    situation: Text
    why_it_matters: Text
    what_ai_did: Text
    what_to_do: Text
    talking_points: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    what_to_avoid: Annotated[tuple[Text, ...], Field(min_length=1)]
    why_now: Text


@dataclass(frozen=True, config=_CLOSED)
class _LeverageFile:
    figures: _Figures
    clock: _Clock
    moments: dict[LeverageTrigger, _Wording]

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        if set(self.moments) != set(LeverageTrigger):
            raise ValueError("every trigger needs its words")
        return self


@lru_cache(maxsize=1)
def _file() -> _LeverageFile:
    text = files("resources").joinpath("leverage.toml").read_text("utf-8")
    return TypeAdapter(_LeverageFile).validate_python(tomllib.loads(text))


def due_trigger(
    request: MeetingRequest, now: datetime, raised: Collection[LeverageTrigger] = ()
) -> LeverageTrigger | None:
    """The first of the specification's conditions that holds, in its order; one for each check.

    None of them while the rep has the request, while it rests until a day they named, and after its end.
    Non-response counts asks since their last own reply, so that nobody who keeps answering is called silent.
    `raised` are those of which this request had a card already, as the store tells: each comes once.
    """
    if request.has_ended or request.state is State.PAUSED or request.handled_by is Handler.REP:
        return None
    left = (trigger for trigger in CONDITIONS if trigger not in raised)
    return next((trigger for trigger in left if CONDITIONS[trigger](request, now)), None)


def due_after(
    request: MeetingRequest, event: Event, now: datetime, rows: Collection[Mapping[str, object]]
) -> LeverageTrigger | None:
    """What a step shows to be due; `rows` are the stored moments of the request.

    Nothing beside a card that is still open: one call at a time. Nothing when a message of ours has just left
    either: it is to have its time to be answered.
    """
    if isinstance(event, MailSent) or any(is_open(row) for row in rows):
        return None
    return due_trigger(request, now, {LeverageTrigger(str(row["trigger"])) for row in rows})


def why_over(before: MeetingRequest, after: MeetingRequest, event: Event, address: str = "") -> str:
    """Why a card about the person with that address has nothing more to say after a step; empty if it has."""
    if after.has_ended:
        return _why_over_after_the_end(before, event)
    if after.is_booked and not before.is_booked:
        return "The meeting is booked."
    return "They have answered." if _has_answered(before, after, event, address) else ""


def _why_over_after_the_end(before: MeetingRequest, event: Event) -> str:
    """The end closes all cards; the one that stays for a last call is closed by their word."""
    if not before.has_ended:
        return "The request has ended."
    wrote = isinstance(event, ReplyReceived) and event.analysis.message_kind is MessageKind.REPLY
    return "They have answered." if wrote else ""


def _has_answered(before: MeetingRequest, after: MeetingRequest, event: Event, address: str) -> bool:
    """Whether the one to be called did: of several on their side, one's mail is not the other's."""
    called = {EVERYBODY, "", person_of(before, address).email.casefold()}
    if isinstance(event, InviteAnswered):
        return event.status is not InviteStatus.PENDING and event.address.casefold() in called
    return any(turn.by in called for turn in turns.replies(after) if turn not in before.history)


def is_worth_a_last_call(request: MeetingRequest) -> bool:
    """Whether the deal is known to be of so much value that giving up ends with a call."""
    value = request.deal_value
    return value is not None and value >= _file().figures.last_call_value


def has_missed_several(request: MeetingRequest) -> bool:
    """Whether there were so many no-shows that somebody should ask what is happening."""
    return request.no_show_count >= _file().figures.no_shows


def _is_silent(request: MeetingRequest, now: datetime) -> bool:
    figures, last = _file().figures, turns.last_reply(request)
    answered = last is not None and now - last.at < timedelta(hours=figures.answer_counts_hours)
    return request.asks_since_reply >= figures.asks_without_answer and not answered and _is_open(request)


def _exec_stalls(request: MeetingRequest, now: datetime) -> bool:
    is_exec = request.meeting_type is MeetingType.EXEC_REVIEW
    return is_exec and request.attempt_count >= _file().figures.exec_asks and _is_open(request)


def _is_dead(request: MeetingRequest, now: datetime) -> bool:
    return intent_of(request).level is IntentLevel.DEAD and _is_open(request)


def _is_open(request: MeetingRequest) -> bool:
    """Whether no time is agreed or booked, so that there is something to rescue."""
    return request.agreed_time is None and not request.is_booked


CONDITIONS: Mapping[LeverageTrigger, Callable[[MeetingRequest, datetime], bool]] = {
    LeverageTrigger.PERSISTENT_NON_RESPONSE: _is_silent,
    LeverageTrigger.EXEC_SCHEDULING_STALL: _exec_stalls,
    LeverageTrigger.MULTIPLE_NO_SHOWS: lambda request, now: has_missed_several(request),
    LeverageTrigger.INTENT_COLLAPSE: _is_dead,
}


def moment_for(
    request: MeetingRequest, trigger: LeverageTrigger, now: datetime, address: str = ""
) -> LeverageMoment:
    """The card for a trigger as things stand at `now`; the caller has found that it applies. `address`: whom
    it is about already."""
    wording, person = _file().moments[trigger], person_of(request, address)
    facts = _facts(request, person, now)
    brief = LeverageBrief(
        who=str(facts["who"]),
        role=person.title,
        company=request.company_name,
        number=dialable(person.phone, cadence.country_of(_zone_of(request, person))),
        timezone=_zone_of(request, person),
        local_time=str(facts["local_time"]),
        why_now=f"{_said(wording.why_now, facts)} {_clock_there(request, person, now, facts)}",
        situation=_said(wording.situation, facts),
        why_it_matters=_said(wording.why_it_matters, facts),
        what_ai_did=_said(wording.what_ai_did, facts),
        what_to_do=_said(wording.what_to_do, facts),
        talking_points=tuple(_said(point, facts) for point in wording.talking_points),
        what_to_avoid=tuple(_said(point, facts) for point in wording.what_to_avoid),
        address=person.email,
    )
    return LeverageMoment(trigger, wording.type, wording.urgency, _said(wording.title, facts), brief)


def is_open(row: Mapping[str, object]) -> bool:
    """Whether a stored moment is neither done nor dismissed."""
    return row["done_at"] is None and row["dismissed_at"] is None


def rests_until(row: Mapping[str, object]) -> datetime | None:
    """When a stored moment that was put off comes back (UTC); None if it was not."""
    until = row.get("snoozed_until")
    return datetime.fromisoformat(str(until)) if until else None


def bars(row: Mapping[str, object], trigger: LeverageTrigger) -> bool:
    """Whether a stored moment leaves no room for another of this trigger: it is open, or the rep did not want
    it. One that was done, or that an answer or a booking closed, leaves room."""
    return row["trigger"] == trigger.value and row["done_at"] is None


def open_cards(rows: Iterable[Mapping[str, object]]) -> tuple[LeverageCard, ...]:
    """The stored moments that are still open, the most urgent first, then the oldest."""
    cards = [card_of(row) for row in rows if is_open(row)]
    return tuple(sorted(cards, key=lambda card: (card.urgency != "high", card.raised_at)))


def as_of(card: LeverageCard, request: MeetingRequest, now: datetime) -> LeverageCard:
    """The same card with its words as things stand at `now`: the time there, what was asked since."""
    moment = moment_for(request, card.trigger, now, card.brief.address)
    return replace(card, title=moment.title, brief=moment.brief)


def card_of(row: Mapping[str, object]) -> LeverageCard:
    """A stored moment as a card, with its words as they were when it was raised."""
    brief = row["brief"]
    assert isinstance(brief, Mapping), "a stored moment has its brief"
    sections = {name: value for name, value in brief.items() if name != "title"}
    values = {"id": row["id"], "trigger": row["trigger"], "urgency": row["urgency"]}
    return _CARD.validate_python(
        {**values, "title": brief["title"], "raised_at": row["created_at"], "brief": sections}
    )


_CARD = TypeAdapter(LeverageCard)


def dialable(phone: str, country: str) -> str:
    """The number in E.164 where that is beyond doubt, else as it was given: an extension, no country code."""
    given = phone.strip()
    digits = re.sub(r"\D", "", given)
    if re.search(r"[^\d\s()./+-]", given) or not digits:
        return given
    if given.startswith("+"):
        return f"+{digits}"
    if country in DIALS_WITH_1 and (len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")):
        return f"+{digits}" if len(digits) == 11 else f"+1{digits}"
    return given


def whom_to_call(request: MeetingRequest) -> Attendee:
    """Who holds it up: the first silent one where others have agreed, else who has left most unanswered; the
    prospect where nobody stands out."""
    silent = [one for one in request.required_external if one.agreed_times is None]
    if silent and len(silent) < len(request.required_external):
        return silent[0]
    return max(request.required_external, key=lambda one: turns.unanswered_by(request, one))


def person_of(request: MeetingRequest, address: str) -> Attendee:
    """Whom a card is about, however the others behave meanwhile; whom to call where they are not in it any
    more, and on a card that does not say."""
    known = request.attendee_by_address(address) if address else None
    return known if known is not None and known in request.required_external else whom_to_call(request)


def _zone_of(request: MeetingRequest, person: Attendee) -> str:
    return person.timezone or request.recipient_timezone


def place_of(request: MeetingRequest, person: Attendee) -> cadence.Locale:
    """Where they are, for the hours in which they can be called."""
    zone = _zone_of(request, person)
    country = cadence.country_of(zone)
    return cadence.Locale(zone, country, request.company_state if country == "US" else "")


def _said(template: str, facts: Mapping[str, object]) -> str:
    return _template(template).render(facts)


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def _clock_there(
    request: MeetingRequest, person: Attendee, now: datetime, facts: Mapping[str, object]
) -> str:
    """Their local time, and from when it is one for a call."""
    zone, opens = _zone_of(request, person), cadence.next_sending_time(now, place_of(request, person))
    template = _file().clock.open if opens == now else _file().clock.closed
    return _said(template, {**facts, "call_from": when.spoken(opens, zone)})


def _facts(request: MeetingRequest, person: Attendee, now: datetime) -> dict[str, object]:
    """Everything that a text may name. Counts are in words with their noun; absent facts are empty."""
    who = full_name(person.name) or person.email
    name = meeting_name(
        Meeting(
            request.meeting_type.value,
            request.duration_minutes,
            title=request.title,
            company=request.company_name,
        )
    )
    company = request.company_name
    return {
        "who": who,
        "first": first_name(person.name) or who,
        "company": company,
        "at_company": f" at {company}" if company else "",
        "for_company": f" for {company}" if company else "",
        "noun": name.noun,
        "a_noun": name.a_noun,
        "no_shows": request.no_show_count,
        "signals": "; ".join(signal.evidence for signal in intent_of(request).signals) or "no answers",
        "local_time": when.spoken(now, _zone_of(request, person)),
        "worth": f" The deal is worth about ${request.deal_value:,.0f}." if request.deal_value else "",
        "would_suit": _would_suit(request, person, now),
        **_facts_of_asks(request, now),
        **_facts_of_reply(request, person),
    }


def _facts_of_asks(request: MeetingRequest, now: datetime) -> dict[str, object]:
    asked = turns.asks(request)
    offered = {time for turn in asked for time in turn.times}
    unanswered = turns.unanswered(request)
    return {
        "asks": _messages(unanswered) if unanswered else "",
        "all_asks": _messages(max(request.attempt_count, 1)),
        "times": f" with {len(offered)} different times" if len(offered) > 1 else "",
        "last_ask": _day(asked[-1].at, now, request.preferences.timezone) if asked else "some time ago",
    }


def _facts_of_reply(request: MeetingRequest, person: Attendee) -> dict[str, object]:
    """What they themselves wrote last: nobody is told on the phone what somebody else has written, or is held
    to the time that they had said yes to."""
    last = turns.last_reply_by(request, person)
    text = " ".join(last.text.split()) if last is not None else ""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
    is_settled = person.agreed_times is not None or (last is not None and turns.is_settled(request, last))
    plain = "" if is_settled else text.rstrip(".")
    spoken = plain if len(plain) <= LONGEST_SPOKEN else f"{plain[: LONGEST_SPOKEN - 1].rsplit(' ', 1)[0]}…"
    return {
        "said": f" They wrote: “{short}”" if short else "",
        "you_wrote": f" You wrote “{spoken}”, so I'd like to hear it from you." if spoken else "",
    }


def _would_suit(request: MeetingRequest, person: Attendee, now: datetime) -> str:
    """The first times of the newest offer that are still ahead, by their clock; empty if there are none."""
    ahead = [time for time in request.seen_offer if time > now][:MOST_SPOKEN]
    if not ahead or request.is_booked:
        return ""
    times = " or ".join(when.spoken(time, _zone_of(request, person)) for time in ahead)
    return f" Would {times} suit you?"


def _messages(count: int) -> str:
    return f"{count} {'message' if count == 1 else 'messages'}"


def _day(at: datetime, now: datetime, zone: str) -> str:
    """The day of a past moment by the rep's clock: "today", "on Friday, June 5"."""
    return when.relative_day(at, now, zone) or f"on {when.format_day(when.local(at, zone).date())}"
