"""What a received message means, as one closed form that every reader fills.

A message can fill this form and nothing else: it names no recipients to write to, no tools and no
rules. Readers (offline, or a model whose answer the offline one checks) return `ReplyAnalysis`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum

from xforce_desktop.replies.automatic import Absence, Automaton, Failure, absence_json, failure_json


class MessageKind(StrEnum):
    """Who or what wrote the message."""

    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    OPT_OUT = "opt_out"


class Intent(StrEnum):
    """What the writer wants to happen next; only people have one."""

    ACCEPT_TIME = "accept_time"
    PROPOSE_ALTERNATIVE = "propose_alternative"
    DECLINE = "decline"
    RESCHEDULE_LATER = "reschedule_later"
    QUESTION = "question"
    UNCLEAR = "unclear"


class ConflictType(StrEnum):
    """What stands in the way of a meeting."""

    PERSON_UNAVAILABLE = "person_unavailable"
    TIMING_CONSTRAINT = "timing_constraint"
    DECISION_PENDING = "decision_pending"
    NEED_APPROVAL = "need_approval"
    EXTERNAL_DEPENDENCY = "external_dependency"
    COMPETING_PRIORITY = "competing_priority"


class Sentiment(StrEnum):
    """The tone of the new text."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    FRUSTRATED = "frustrated"


class PersonRole(StrEnum):
    """What is to happen with somebody whom a message names."""

    ADD = "add"
    INSTEAD = "instead"
    THROUGH = "through"


class ConstraintKind(StrEnum):
    """How a lasting constraint limits the times we may offer."""

    NEVER_WEEKDAY = "never_weekday"
    ONLY_WEEKDAY = "only_weekday"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    NEVER_PART = "never_part"
    ONLY_PART = "only_part"


@dataclass(frozen=True)
class Window:
    """A span of aware instants, half open, in which the whole meeting must fit."""

    start: datetime
    end: datetime


class MarkRole(StrEnum):
    """What marked words were taken for. Where marks would overlap, the role listed first keeps the words."""

    INSTRUCTION = "instruction"
    OPT_OUT = "opt_out"
    ACCEPTED_TIME = "accepted_time"
    OWN_TIME = "own_time"
    RETURN_DAY = "return_day"
    REFUSED = "refused"
    CONSTRAINT = "constraint"
    PERSON = "person"
    DECLINES = "declines"
    ASKS_TIMES = "asks_times"
    LATER = "later"
    CONFLICT = "conflict"
    CHOICE = "choice"
    DOUBT = "doubt"
    AGREES = "agrees"
    TONE = "tone"
    QUESTION = "question"


@dataclass(frozen=True)
class Mark:
    """Words of the new text that decided something: `new_text[start:end]`.

    `windows` are the times that they were taken for, several where they leave a choice or could mean several;
    `day` is the day to come back on.
    """

    start: int
    end: int
    role: MarkRole
    windows: tuple[Window, ...] = ()
    day: date | None = None


@dataclass(frozen=True)
class Conflict:
    """An obstacle; `until` is the first day on which it no longer holds, where they named one."""

    type: ConflictType
    until: date | None = None


@dataclass(frozen=True)
class Constraint:
    """Something that holds for the whole request, not for one offer ("never Mondays", "only after 3").

    Exactly one of `weekday` (0 is Monday), `clock` (in the prospect's zone) and `part`
    ("morning", "afternoon", "evening") is set, as `kind` says.
    """

    kind: ConstraintKind
    weekday: int | None = None
    clock: time | None = None
    part: str | None = None


@dataclass(frozen=True)
class PersonAsked:
    """Somebody to be added, written to instead, or arranged with; `who` is an address or a name."""

    who: str
    role: PersonRole


@dataclass(frozen=True)
class ReceivedText:
    """A message as it came: mail or SMS. Everything in it was written by somebody else.

    `hidden` is what an HTML body held that a person does not see, where it was made text before; it is never
    read for its meaning.
    """

    from_name: str
    from_address: str
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    hidden: str = ""


LONGEST_SUBJECT = 1_000
LONGEST_NAME = 200
LONGEST_HEADER = 1_000
MOST_HEADERS = 200
LONGEST_HIDDEN = 50_000


def bounded(message: ReceivedText) -> ReceivedText:
    """A message whose subject, names and headers are as long as honest ones get; the body stays."""
    headers = list(message.headers.items())[:MOST_HEADERS]
    return replace(
        message,
        from_name=message.from_name[:LONGEST_NAME],
        from_address=message.from_address[:LONGEST_NAME],
        subject=message.subject[:LONGEST_SUBJECT],
        headers={name[:LONGEST_NAME]: value[:LONGEST_HEADER] for name, value in headers},
        hidden=message.hidden[:LONGEST_HIDDEN],
    )


@dataclass(frozen=True)
class ReplyContext:
    """What the message answers.

    `now` is aware; `timezone` is the IANA zone in which the offers were shown; `proposed_times` are aware
    instants in the order in which they were listed; `known_addresses` are the people already on the request.
    """

    now: datetime
    timezone: str
    meeting_type: str
    duration_minutes: int
    title: str
    proposed_times: tuple[datetime, ...]
    known_addresses: tuple[str, ...] = ()


TONE_IS_BAD = "The tone is not good."  # why a person should look, where nothing else says so


@dataclass(frozen=True)
class ReplyAnalysis:
    """The closed form.

    `selected_time` is set only when exactly one offered time is meant beyond doubt. `any_offered`: they leave
    the choice among the offers (or among `narrowed_to`, when that is not empty) to us. `narrowed_to`: offers
    they named without settling on exactly one. `readings`: the meanings of a text that could mean several.
    `new_attendees` are all whom they ask for, `people` says what for.
    `signals` are "next_quarter", "eager", "loop_in_others", "bad_news". `automaton` and `absence` tell of
    an automatic answer, `failure` of a mail that was not delivered.
    `why`: short sentences, the one that decided first. `marks`: the words of `new_text` that decided, in
    order, without overlaps; they are the offline reader's whoever fills the form.
    """

    message_kind: MessageKind
    intent: Intent | None
    selected_time: datetime | None = None
    windows: tuple[Window, ...] = ()
    conflict: Conflict | None = None
    resume_on: date | None = None
    sentiment: Sentiment = Sentiment.NEUTRAL
    requires_human: bool = False
    human_reason: str = ""
    new_attendees: tuple[str, ...] = ()
    ambiguous: bool = False
    readings: tuple[tuple[Window, ...], ...] = ()
    any_offered: bool = False
    narrowed_to: tuple[datetime, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    speaks_for_all: bool = False
    for_somebody: bool = False
    signals: tuple[str, ...] = ()
    automaton: Automaton | None = None
    absence: Absence | None = None
    failure: Failure | None = None
    new_text: str = ""
    reader: str = "offline"
    why: tuple[str, ...] = ()
    people: tuple[PersonAsked, ...] = ()
    marks: tuple[Mark, ...] = ()


def mark_json(mark: Mark, new_text: str) -> dict[str, object]:
    """A mark with its words, which are there for people; `windows` and `day` only where there are some."""
    written: dict[str, object] = {
        "start": mark.start,
        "end": mark.end,
        "role": mark.role.value,
        "text": new_text[mark.start : mark.end],
    }
    if mark.windows:
        written["windows"] = windows_json(mark.windows)
    if mark.day:
        written["day"] = mark.day.isoformat()
    return written


def windows_json(windows: tuple[Window, ...]) -> list[dict[str, str]]:
    """Windows as ISO 8601 pairs, each with its own offset."""
    return [{"start": w.start.isoformat(), "end": w.end.isoformat()} for w in windows]


def to_json(analysis: ReplyAnalysis) -> dict[str, object]:
    """The answer in the exchange form of the `read` command."""
    conflict = analysis.conflict
    return {
        "message_kind": analysis.message_kind.value,
        "intent": analysis.intent.value if analysis.intent else None,
        "selected_time": analysis.selected_time.isoformat() if analysis.selected_time else None,
        "windows": windows_json(analysis.windows),
        "conflict": (
            {"type": conflict.type.value, "until": conflict.until.isoformat() if conflict.until else None}
            if conflict
            else None
        ),
        "resume_on": analysis.resume_on.isoformat() if analysis.resume_on else None,
        "sentiment": analysis.sentiment.value,
        "requires_human": analysis.requires_human,
        "human_reason": analysis.human_reason,
        "new_attendees": list(analysis.new_attendees),
        "people": [{"who": person.who, "role": person.role.value} for person in analysis.people],
        "ambiguous": analysis.ambiguous,
        "readings": [windows_json(reading) for reading in analysis.readings],
        "any_offered": analysis.any_offered,
        "narrowed_to": [moment.isoformat() for moment in analysis.narrowed_to],
        "signals": list(analysis.signals),
        "automaton": analysis.automaton.value if analysis.automaton else None,
        "absence": absence_json(analysis.absence),
        "failure": failure_json(analysis.failure),
        "new_text": analysis.new_text,
        "reader": analysis.reader,
        "why": list(analysis.why),
        "marks": [mark_json(mark, analysis.new_text) for mark in analysis.marks],
    }
