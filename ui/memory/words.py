"""What is known of a company, in the words of the dialog. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from ui.formatting import capitalised, past_moment
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.in_words import limit_in_words
from xforce_desktop.scheduling.account_memory import Activity, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.activities import BY_HAND
from xforce_desktop.scheduling.memory_desk import AccountPicture
from xforce_desktop.scheduling.remembering import limits_of
from xforce_desktop.scheduling.request import Actor

KINDS = {
    MemoryKind.CONSTRAINT: "When they cannot meet",
    MemoryKind.PREFERENCE: "How they like it",
    MemoryKind.SENSITIVITY: "What not to say",
    MemoryKind.PAIN_POINT: "What hurts",
    MemoryKind.OBJECTION: "What speaks against it",
    MemoryKind.COMMITMENT: "What they said they would do",
    MemoryKind.FACT: "Good to know",
    MemoryKind.SCHEDULING: "How they answer",
}
HAPPENED = "happened"  # in the form: no memory, but something that took place
TOPICS = {
    "company": "Company",
    "people": "People",
    "deciders": "Who decides",
    "deals": "Deals",
    "deal_pains": "What the deals name",
    "season": "Season",
    "answers": "Answers",
    "answer_hour": "When they answer",
    "channel": "What works",
    "no_shows": "Missed meetings",
    "endings": "Earlier requests",
    "under_way": "Under way",
    "last_contact": "Last contact",
    "obstacles": "In the way",
}
FILTERS = {
    "": "Everything",
    "mail": "Mails",
    "text": "Texts",
    "meeting": "Meetings",
    "call": "Calls",
    BY_HAND: "Your notes",
}
_WAYS = {"sms": "by text, with their consent", "phone": "by phone", "email": "by email"}


@dataclass(frozen=True)
class FactLine:
    """One thing worked out from the store."""

    topic: str
    text: str
    source: str


@dataclass(frozen=True)
class EntryLine:
    """One thing remembered. `follows`: what the app does by it; empty where it is only there to be read."""

    key: str
    kind: str
    text: str
    about: str
    follows: str
    changed: str


@dataclass(frozen=True)
class ActivityLine:
    """One thing that happened; `group` is the filter's."""

    when: str
    what: str
    source: str
    group: str
    request_id: RequestId | None


def fact_lines(picture: AccountPicture, zone: tzinfo | None) -> tuple[FactLine, ...]:
    """In the order in which a rep reads them; an unknown topic last, by its own name."""
    order = {topic: place for place, topic in enumerate(TOPICS)}
    facts = sorted(picture.facts, key=lambda one: (order.get(one.topic, len(order)), one.topic))
    return tuple(
        FactLine(
            TOPICS.get(one.topic, capitalised(one.topic.replace("_", " "))),
            one.text,
            f"{one.source}, as of {past_moment(one.as_of, picture.now, zone)}",
        )
        for one in facts
    )


def entry_lines(picture: AccountPicture, zone: tzinfo | None) -> tuple[EntryLine, ...]:
    """What the app goes by first, then what to know before a call, the newest of each first."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    newest = sorted(picture.entries, key=lambda one: one.at, reverse=True)
    return tuple(_entry(one, picture, zone) for one in sorted(newest, key=lambda one: order[one.kind]))


def _entry(one: MemoryEntry, picture: AccountPicture, zone: tzinfo | None) -> EntryLine:
    quote = one.their_words
    said = f" In their words: “{quote}”." if quote and quote not in one.text else ""
    return EntryLine(
        key=str(one.id),
        kind=KINDS[one.kind],
        text=one.text,
        about=f"{one.source}{said}",
        follows=follows_of(one),
        changed=_changed(one, picture, zone),
    )


def follows_of(one: MemoryEntry) -> str:
    """What the app does by an entry, in one sentence."""
    whom = "" if one.is_for_all else f" with {one.contact_name or one.contact}"
    parts = []
    if limits := [limit_in_words(limit) for limit in limits_of(one)]:
        first = "Offered first" if one.content.get("is_wish") else "New offers"
        parts.append(f"{first}{whom}: {' or '.join(limits)}.")
    if way := _WAYS.get(str(one.content.get("channel", ""))):
        parts.append(f"Follow-ups{whom} go {way}.")
    if not parts and one.kind is MemoryKind.CONSTRAINT:
        return "No day or hour was understood, so offers do not go by it."
    return " ".join(parts)


def _changed(one: MemoryEntry, picture: AccountPicture, zone: tzinfo | None) -> str:
    if one.edited_at is None:
        return ""
    who = "you" if one.edited_by is Actor.USER else "the app, from newer words or numbers"
    return f"Changed by {who}, {past_moment(one.edited_at, picture.now, zone)}"


def activity_lines(picture: AccountPicture, zone: tzinfo | None) -> tuple[ActivityLine, ...]:
    """Newest first."""
    return tuple(
        ActivityLine(
            capitalised(past_moment(one.happened_at, picture.now, zone)),
            one.summary,
            one.source,
            group_of(one),
            one.request_id,
        )
        for one in reversed(picture.activities)
    )


def group_of(one: Activity) -> str:
    """Which filter shows it."""
    if one.type.startswith("email"):
        return "mail"
    if one.type.startswith("text"):
        return "text"
    return one.type if one.type in {"call", BY_HAND} else "meeting"


def filtered(lines: Iterable[ActivityLine], group: str, words: str) -> tuple[ActivityLine, ...]:
    """Those of the group, "" for all, that hold all the words."""
    wanted = words.casefold().split()
    return tuple(
        one
        for one in lines
        if group in {"", one.group} and all(word in f"{one.what} {one.source}".casefold() for word in wanted)
    )
