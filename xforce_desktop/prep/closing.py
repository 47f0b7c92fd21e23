"""What to propose at the end, and what the way to this date tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from xforce_desktop.messages.names import joined
from xforce_desktop.prep import words
from xforce_desktop.prep.facts import RECORD
from xforce_desktop.prep.known import Known
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.prep.remarks import quoted
from xforce_desktop.replies.analysis import Constraint
from xforce_desktop.replies.in_words import limit_in_words
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.account_memory import MemoryEntry, MemoryKind
from xforce_desktop.scheduling.briefs import SourceKind, Statement
from xforce_desktop.scheduling.intent import IntentLevel, SignalType
from xforce_desktop.scheduling.remembering import limits_of
from xforce_desktop.scheduling.reputation import RiskLevel, assess


def next_steps_to_propose(known: Known) -> Iterator[Statement]:
    """What to ask for, what they owe, and which days to leave out."""
    yield from islice(_next_steps(known), playbook().limits.next_steps)


def _next_steps(known: Known) -> Iterator[Statement]:
    lines = list(playbook().fitting(playbook().steps[known.type], known.flags))
    yield from map(known.line, lines[:2])
    for remark in known.about("commitment")[:1]:
        yield known.say(f"Ask for what they promised: {quoted(known.tell(remark).text)}", [remark.fact])
    yield from _limits(known)
    yield from map(known.line, lines[2:])


def _limits(known: Known) -> Iterator[Statement]:
    """Of this conversation and of the account's memory, each once; then what they like."""
    request, book = known.sources.request, known.book
    said = list(dict.fromkeys(_in_words(one) for one in request.constraints))
    cites: list[str | int] = []
    if said:
        text = f"What they said about their time: {joined(said)}"
        cites.append(book.add("scheduling.limits", SourceKind.SCHEDULING, text, RECORD))
    for entry in _kept(known, MemoryKind.CONSTRAINT):
        limits = [_in_words(one) for one in limits_of(entry)] or [_inside(entry)]
        if new := [one for one in limits if one not in said]:
            said.extend(new)
            cites.extend(book.numbers(f"memory.{entry.id}"))
    if said:
        yield known.say(f"When you name a date: {joined(said)}.", cites)
    likes = {_inside(one): book.numbers(f"memory.{one.id}") for one in _kept(known, MemoryKind.PREFERENCE)}
    if likes:
        numbers = [number for cited in likes.values() for number in cited]
        yield known.say(f"For what follows, keep to what is known of them: {joined(list(likes))}.", numbers)


def _kept(known: Known, kind: MemoryKind) -> Iterator[MemoryEntry]:
    """Of the account's memory, what holds for somebody who is to be there."""
    here = {person.address.casefold() for person in known.sources.attending}
    for one in known.sources.memory:
        is_told = known.book.number(f"memory.{one.id}") is not None
        if is_told and one.kind is kind and (one.is_for_all or one.contact.casefold() in here):
            yield one


def _inside(one: MemoryEntry) -> str:
    """An entry after a colon: a word of ours begins small, and whose way it is stands before it."""
    plain = one.text.strip().rstrip(".")
    first = plain.partition(" ")[0]
    if first not in _WAYS and first not in _LIMITS:
        return plain
    said = plain[:1].lower() + plain[1:]
    return f"{words.first_of(one.contact_name)} {said}" if first in _WAYS and one.contact_name else said


_WAYS = frozenset({"Likes", "Would", "Meets"})
_LIMITS = frozenset({"Not", "No", "Only"})


def _in_words(one: Constraint) -> str:
    """ "not on Mondays", "not before 3:00 PM their time"."""
    return limit_in_words(one) + (" their time" if one.clock is not None else "")


def scheduling_insight(known: Known) -> Iterator[Statement]:
    """How this date came about, and how to act on it."""
    intent = known.intent
    yield known.say(_how_it_went(known), ["scheduling"])
    has_answered = bool(turns.replies(known.sources.request)) or bool(intent.signals)
    yield known.say(_factor(known, has_answered), ["scheduling", "playbook"])
    risk = assess(known.sources.request)
    if risk.level in {RiskLevel.HIGH, RiskLevel.CRITICAL}:
        drivers = joined([one[:1].lower() + one[1:] for one in risk.drivers])
        yield known.say(
            f"Your good name is at {risk.level} risk here ({drivers}): write rarely from here on.",
            ["scheduling"],
        )


def _factor(known: Known, has_answered: bool) -> str:
    """How to act on it; low intent without any sign is no sign of low interest."""
    insight, intent = playbook().insight, known.intent
    if not has_answered:
        return insight.unknown
    if (intent.level is IntentLevel.LOW and not intent.signals) or _came_back_after_one_miss(known):
        return insight.even
    return insight.factor(intent.level)


def _came_back_after_one_miss(known: Known) -> bool:
    """Whether one missed meeting is all that speaks against them: they have taken another date since."""
    request, signals = known.sources.request, known.intent.signals
    missed_only = all(one.type is SignalType.NO_SHOW_HISTORY for one in signals)
    return bool(signals) and missed_only and request.no_show_count == 1 and request.is_booked


def _how_it_went(known: Known) -> str:
    request = known.sources.request
    signs = joined([one for one in (_sign(known, signal.type) for signal in known.intent.signals) if one])
    level = {
        IntentLevel.HIGH: "high intent",
        IntentLevel.MEDIUM: "medium intent",
        IntentLevel.LOW: "low intent" if known.intent.signals else "intent still unclear, counted as low",
        IntentLevel.DEAD: "hardly any intent left",
    }[known.intent.level]
    if _came_back_after_one_miss(known):
        level = "intent still unclear"
    asks = words.counted(request.attempt_count, "ask")
    moves = known.sources.moves
    if not request.attempt_count:
        said = "You set this date without the agent asking for it"
    elif moves:
        said = f"Booked after {asks}, then moved {words.times(moves)} ({level})"
    elif request.attempt_count == 1 and not request.no_show_count:
        said = f"One ask was enough for this date ({level})"
    else:
        said = f"Took {asks}{_over(request.created_at, request.booked_at)} to get this date ({level})"
    return f"{said}: they {signs}." if signs else f"{said}."


def _over(begun: datetime, booked: datetime | None) -> str:
    """ " over four days"; nothing within a day."""
    days = (booked - begun).days if booked else 0
    return f" over {words.counted(days, 'day')}" if days > 0 else ""


def _sign(known: Known, signal: SignalType) -> str:
    """What they did, after "they"."""
    request = known.sources.request
    hours = (turns.average_wait(request) or timedelta()) / timedelta(hours=1)
    kinds = [turn.type for turn in turns.replies(request)]
    missed = words.counted(request.no_show_count, "meeting")
    return {
        SignalType.FAST_RESPONDER: f"answered {_pace(hours)}",
        SignalType.SLOW_RESPONDER: f"took {_pace(hours).removeprefix('after ')} to answer",
        SignalType.ACTIVE_PARTICIPANT: "proposed times of their own",
        SignalType.SERIAL_DELAYER: f"put it off {words.counted(kinds.count('prospect_delayed'), 'time')}",
        SignalType.PUSHING_OUT: "spoke of a later quarter",
        SignalType.EAGER: "sounded keen",
        SignalType.EXPANDING_STAKEHOLDERS: "want to bring others in",
        SignalType.NO_SHOW_HISTORY: f"missed {missed}",
        SignalType.DECLINED: "said no",
    }[signal]


def _pace(hours: float) -> str:
    """ "within the hour", "after 2.5 hours on average", "after three days on average"."""
    if hours < 1:
        return "within the hour"
    if hours < 48:
        return f"after {hours:.1f} hours on average".replace(".0 ", " ").replace(
            "after 1 hours", "after an hour"
        )
    return f"after {words.counted(round(hours / 24), 'day')} on average"
