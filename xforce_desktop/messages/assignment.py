"""All that a writer is told: one closed form, the same for every writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from xforce_desktop.clock import SystemClock
from xforce_desktop.errors import BadInput
from xforce_desktop.messages.fields import LONGEST_MEETING_MINUTES, Fields
from xforce_desktop.messages.manner import NO_MANNER, WORDS, Manner, manner_from
from xforce_desktop.messages.persona import Persona

if TYPE_CHECKING:
    from xforce_desktop.messages.own_template import OwnTemplate


class LetterKind(StrEnum):
    """What a message is for."""

    INITIAL = "initial"
    FOLLOW_UP = "follow_up"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    NO_SHOW = "no_show"
    COUNTER = "counter"
    CONSTRAINT = "constraint"
    CLARIFY = "clarify"
    DE_ESCALATE = "de_escalate"
    CHAMPION_CC = "champion_cc"
    CHAMPION_INTRO = "champion_intro"
    SOCIAL_PROOF = "social_proof"
    PAUSE_ACK = "pause_ack"
    SMS = "sms"
    CANCELLATION = "cancellation"
    RUNNING_LATE = "running_late"
    ASK_SILENT = "ask_silent"
    SMS_CONFIRMED = "sms_confirmed"
    SMS_TODAY = "sms_today"
    SMS_LATE = "sms_late"

    @property
    def is_text(self) -> bool:
        """Whether it goes by text message: `sms` asks, the others are about a meeting that is booked."""
        return self is LetterKind.SMS or self in TEXTS_OF_MEETING


TEXTS_OF_MEETING = frozenset({LetterKind.SMS_CONFIRMED, LetterKind.SMS_TODAY, LetterKind.SMS_LATE})


@dataclass(frozen=True)
class Meeting:
    """The meeting that is being arranged.

    `context` is the rep's own note: purpose and internal remarks mixed; it is never copied as it is.
    `subject` is that of the running conversation, empty if there is none yet. `lacks_link`: it is booked, and
    the link that it should have is not there. `moved`: they were told that it stands at another time.
    """

    meeting_type: str
    duration_minutes: int
    title: str = ""
    context: str = ""
    platform: str = ""
    company: str = ""
    subject: str = ""
    scheduled_time: datetime | None = None
    new_duration_minutes: int | None = None
    no_show_count: int = 0
    join_url: str = ""
    lacks_link: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Recipient:
    """Who is written to. `persona` overrides what the title suggests; empty: detected."""

    name: str
    address: str
    title: str
    timezone: str
    phone: str = ""
    persona: str = ""


@dataclass(frozen=True)
class Sender:
    """The rep in whose name it is written."""

    name: str
    address: str
    title: str
    timezone: str


@dataclass(frozen=True)
class Reading:
    """An instant, or with `end` a window, that a reply may have meant or did propose."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who is named in the message."""

    name: str
    address: str = ""
    title: str = ""


@dataclass(frozen=True)
class Proof:
    """Something of worth to send along. `kind` is one of PROOF_KINDS."""

    kind: str
    content: str
    source: str = ""
    link: str = ""


Span = Reading | datetime | tuple[datetime, datetime]


@dataclass(frozen=True)
class Assignment:
    """One message to write. `now` and all times are aware; `attempt` counts from 1 within its kind.

    `others` are names of further addressees of the same mail, `silent` the names of those who are asked for,
    `season_line` one ready sentence that acknowledges the season of their trade, `zone_note` one about the
    zone in which the times stand, which every message that has it says, `thanks_line` one that thanks an
    assistant by name, said likewise where there is room, `soft_line` one that takes the pressure out of an
    ask, always said, `earlier` the bodies of what we wrote in this
    conversation before, oldest first. `manner`: how the rep writes by habit, as far as that was learned.
    `notices` are lines that a law asks for ("opt_out", "ai_disclosure"): they are put in once the letter is
    written and do not count in it.
    `template` is the rep's own wording for such a mail, which a writer keeps.
    """

    kind: LetterKind
    meeting: Meeting
    recipient: Recipient
    sender: Sender
    now: datetime
    attempt: int = 1
    seed: int = 0
    proposed_times: tuple[datetime, ...] = ()
    constraint: str = ""
    their_times: tuple[Span, ...] = ()
    readings: tuple[Span, ...] = ()
    champion: Person | None = None
    target: Person | None = None
    proof: Proof | None = None
    until: date | None = None
    others: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    season_line: str = ""
    zone_note: str = ""
    thanks_line: str = ""
    soft_line: str = ""
    earlier: tuple[str, ...] = ()
    manner: Manner = NO_MANNER
    notices: tuple[str, ...] = ()
    template: OwnTemplate | None = None

    @property
    def closing_lines(self) -> tuple[str, ...]:
        """Ready sentences that stand before the sign-off, whoever words the rest."""
        return tuple(line for line in (self.thanks_line, self.soft_line, self.zone_note) if line)


def as_readings(spans: tuple[Span, ...]) -> tuple[Reading, ...]:
    """Instants and windows in one shape, in their order."""
    return tuple(_as_reading(span) for span in spans)


def _as_reading(span: Span) -> Reading:
    if isinstance(span, Reading):
        return span
    if isinstance(span, datetime):
        return Reading(span)
    return Reading(span[0], span[1])


# What a kind cannot be written without: field of the case, and where the parsed value stands.
_NEEDED = {
    LetterKind.CONFIRMATION: "request.scheduled_time",
    LetterKind.REMINDER: "request.scheduled_time",
    LetterKind.SMS_CONFIRMED: "request.scheduled_time",
    LetterKind.SMS_TODAY: "request.scheduled_time",
    LetterKind.DE_ESCALATE: "request.new_duration_minutes",
    LetterKind.CHAMPION_CC: "champion",
    LetterKind.CHAMPION_INTRO: "target",
    LetterKind.SOCIAL_PROOF: "proof",
}
MEETING_TYPES = ("discovery", "demo", "follow_up", "exec_review", "negotiation", "custom")
PROOF_KINDS = ("case_study", "stat", "testimonial", "resource", "industry_insight")


def parse_assignment(case: Mapping[str, object]) -> Assignment:
    """The JSON of one `write` case. `id` is allowed and not kept; without `now` it is this moment.

    Raises:
        BadInput: a field is unknown, missing for this kind, of a wrong type, or names no real zone.
    """
    fields = Fields(case)
    fields.get("id")
    kind = _kind(fields)
    meeting = _meeting(fields.inner("request"))
    recipient = _recipient(fields.inner("recipient"))
    assignment = Assignment(
        kind=kind,
        meeting=meeting,
        recipient=recipient,
        sender=_sender(fields.inner("sender"), recipient.timezone),
        now=fields.instant("now") or SystemClock().now(),
        attempt=fields.whole("attempt", 1, 0, 1000) or 1,
        seed=fields.whole("seed", 0, -(2**63), 2**63),
        proposed_times=fields.each(
            "proposed_times", lambda value: fields.as_instant("proposed_times", value)
        ),
        constraint=fields.text("constraint"),
        their_times=_spans(fields, "their_times"),
        readings=_spans(fields, "readings"),
        champion=_person(fields, "champion"),
        target=_person(fields, "target"),
        proof=_proof(fields),
        until=fields.day("until"),
        others=fields.texts("others"),
        silent=fields.texts("silent"),
        season_line=fields.text("season_line"),
        zone_note=fields.text("zone_note"),
        thanks_line=fields.text("thanks_line"),
        soft_line=fields.text("soft_line"),
        earlier=fields.texts("earlier"),
        manner=_manner(fields),
    )
    fields.refuse_others()
    _refuse_incomplete(fields, assignment)
    return assignment


def _kind(fields: Fields) -> LetterKind:
    value = fields.needed("kind")
    try:
        return LetterKind(value)
    except ValueError as error:
        raise fields.wrong("kind", f"a known kind ({value!r}); known: {', '.join(LetterKind)}") from error


def _meeting(fields: Fields) -> Meeting:
    meeting_type = fields.needed("meeting_type")
    if meeting_type not in MEETING_TYPES:
        raise fields.wrong("meeting_type", f"one of {', '.join(MEETING_TYPES)}")
    shorter = fields.whole("new_duration_minutes", 0, 0, LONGEST_MEETING_MINUTES)
    meeting = Meeting(
        meeting_type=meeting_type,
        duration_minutes=fields.whole("duration_minutes", 30, 1, LONGEST_MEETING_MINUTES),
        title=fields.text("title"),
        context=fields.text("context"),
        platform=fields.text("platform"),
        company=_company(fields),
        subject=fields.text("subject"),
        scheduled_time=fields.instant("scheduled_time"),
        new_duration_minutes=shorter or None,
        no_show_count=fields.whole("no_show_count", 0, 0, 1000),
        join_url=_link(fields, "join_url"),
    )
    fields.refuse_others()
    return meeting


def _manner(fields: Fields) -> Manner:
    if not fields.has("manner"):
        return NO_MANNER
    inner = fields.inner("manner")
    words = {name: word for name in WORDS if (word := inner.text(name))}
    inner.refuse_others()
    for name, word in words.items():
        if word not in WORDS[name]:
            raise inner.wrong(name, f"one of {', '.join(sorted(WORDS[name]))}")
    return manner_from(words)


def _company(fields: Fields) -> str:
    value = fields.get("company")
    if isinstance(value, Mapping):
        inner = fields.inner("company")
        name = inner.needed("name")
        inner.refuse_others(("state", "industry"))
        return name
    return fields.text("company")


def _link(fields: Fields, name: str) -> str:
    value = fields.text(name)
    if any(char.isspace() for char in value):
        raise fields.wrong(name, "a link")
    return value


def _recipient(fields: Fields) -> Recipient:
    recipient = Recipient(
        name=fields.text("name"),
        address=fields.text("address"),
        title=fields.text("title"),
        timezone=fields.zone("timezone"),
        phone=fields.text("phone"),
        persona=fields.text("persona"),
    )
    if recipient.persona and recipient.persona not in tuple(Persona):
        raise fields.wrong("persona", f"one of {', '.join(Persona)}")
    fields.refuse_others()
    return recipient


def _sender(fields: Fields, default_zone: str) -> Sender:
    sender = Sender(
        name=fields.needed("name"),
        address=fields.text("address"),
        title=fields.text("title"),
        timezone=fields.zone("timezone", default_zone),
    )
    fields.get("phone")
    fields.refuse_others()
    return sender


def _person(fields: Fields, name: str) -> Person | None:
    if not fields.has(name):
        return None
    inner = fields.inner(name)
    person = Person(inner.needed("name"), inner.text("address"), inner.text("title"))
    inner.refuse_others(("timezone", "phone"))
    return person


def _proof(fields: Fields) -> Proof | None:
    if not fields.has("proof"):
        return None
    inner = fields.inner("proof")
    kind = inner.needed("type")
    if kind not in PROOF_KINDS:
        raise inner.wrong("type", f"one of {', '.join(PROOF_KINDS)}")
    proof = Proof(kind, inner.needed("content"), inner.text("source"), _link(inner, "link"))
    inner.refuse_others(("id", "relevance"))
    return proof


def _spans(fields: Fields, name: str) -> tuple[Span, ...]:
    """Instants, {start, end} windows, or a list of these per reading, of which the first stands for it."""

    def read(value: object) -> Reading:
        if isinstance(value, list) and value:
            return read(value[0])
        if not isinstance(value, Mapping):
            return Reading(fields.as_instant(name, value))
        inner = Fields(value, f"{name}.")
        start, end = inner.instant("start"), inner.instant("end")
        inner.refuse_others()
        if start is None:
            raise inner.missing("start")
        if end is not None and end <= start:
            raise inner.wrong("end", "later than the start")
        return Reading(start, end)

    return fields.each(name, read)


def _refuse_incomplete(fields: Fields, assignment: Assignment) -> None:
    needed = _NEEDED.get(assignment.kind)
    if needed is None:
        return
    owner, _, name = needed.rpartition(".")
    if getattr(assignment.meeting if owner else assignment, name) is None:
        raise BadInput(
            f"Field {needed!r} is missing", f"A {assignment.kind} message cannot be written without it."
        )
