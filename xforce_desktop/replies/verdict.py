"""From what was found in a reply to one intent. Doubt never books: it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from xforce_desktop.replies.analysis import Conflict, ConflictType, Intent, ReplyContext, Window
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.reasons import Ask, conflict_of, declines, puts_off, question_in
from xforce_desktop.replies.resume import resume_day
from xforce_desktop.replies.settle import Settlement

_PLAIN_YES = pattern("plain_yes")
_NO_YES = pattern("plain_yes_not")
_CHECKING = pattern("checking")
_FAR_DAYS = 10
_CONTACT_LATER = pattern("contact_later")
_SHORTER = re.compile(
    r"\b(?:keep (?:it|this) (?:to|under|short)|if (?:it'?s|we keep)|only (?:have|got)|(?:just|"
    r"max(?:imum)?|no more than|at most|up to)) ?(?:about |around |to )?(?P<n>\d{2,3})? ?(?:min|minutes|"
    r"mins|half an hour)"
)


@dataclass(frozen=True)
class Verdict:
    """The intent and what belongs to it."""

    intent: Intent
    selected: datetime | None = None
    windows: tuple[Window, ...] = ()
    readings: tuple[tuple[Window, ...], ...] = ()
    conflict: Conflict | None = None
    resume_on: date | None = None
    narrowed: tuple[datetime, ...] = ()
    any_offered: bool = False
    human_reason: str = ""
    why: tuple[str, ...] = field(default=())


def judge(text: str, settled: Settlement, context: ReplyContext, almanac: Almanac) -> Verdict:
    """One verdict on the new text, whose statements came to `settled`."""
    folded = fold(text)
    taken = sorted(settled.taken)
    later, asks, refuses_meeting = puts_off(text), question_in(text), declines(text)
    conflict = conflict_of(text)
    if not text.strip():
        return Verdict(
            Intent.UNCLEAR, human_reason="The message has no text of its own.", why=("No new text.",)
        )
    if refuses_meeting and not taken and not settled.own:
        return Verdict(
            Intent.DECLINE, human_reason="They turn the meeting down.", why=("They turn the meeting down.",)
        )
    if refuses_meeting and taken:
        return Verdict(
            Intent.UNCLEAR,
            narrowed=_offers(taken, context),
            human_reason="They name a time and turn the meeting down.",
            why=("They name a time and turn the meeting down.",),
        )
    if settled.contradiction or settled.doubtful:
        return _ask_which(settled, context)
    open_now = settled.open_matter and (taken or settled.unsure)
    if open_now or (settled.unsure and not taken and not settled.own):
        return _left_open(text, settled, context, almanac, conflict)
    if taken and not (settled.own and settled.prefers_own):
        return _accepted(taken, settled, context, asks)
    if settled.own or settled.readings:
        return _own_times(text, settled, context, almanac, conflict, later)
    return _without_times(text, folded, settled, context, almanac, _Found(later, asks, conflict))


@dataclass(frozen=True)
class _Found:
    later: bool
    asks: Ask | None
    conflict: ConflictType | None


def _offers(indices: list[int], context: ReplyContext) -> tuple[datetime, ...]:
    return tuple(context.proposed_times[index] for index in indices)


def _ask_which(settled: Settlement, context: ReplyContext) -> Verdict:
    named = _offers(sorted(settled.unsure | settled.taken), context)
    reason = (
        "A weekday, date or place in the list that they name does not fit." if settled.contradiction else ""
    )
    intent = Intent.UNCLEAR if settled.contradiction or settled.zone_doubt else Intent.ACCEPT_TIME
    return Verdict(
        intent,
        narrowed=named,
        human_reason=reason,
        why=(*settled.why, "It is asked again rather than guessed."),
    )


def _left_open(
    text: str, settled: Settlement, context: ReplyContext, almanac: Almanac, conflict: ConflictType | None
) -> Verdict:
    """Pencilled in, to be confirmed, depends: never a booking."""
    offered = frozenset(
        moment.astimezone(almanac.local_now.tzinfo).date() for moment in context.proposed_times
    )
    until = resume_day(text, almanac, offered) if conflict or puts_off(text) else None
    kind = conflict or (ConflictType.DECISION_PENDING if settled.open_matter else None)
    asks = "They also ask about the product or its terms." if question_in(text) is Ask.SUBSTANCE else ""
    return Verdict(
        Intent.UNCLEAR,
        conflict=Conflict(kind, until) if kind else None,
        resume_on=until,
        narrowed=_offers(sorted(settled.unsure | settled.taken), context),
        human_reason=asks,
        why=("They have not settled it yet, so nothing is booked.",),
    )


def _accepted(taken: list[int], settled: Settlement, context: ReplyContext, asks: Ask | None) -> Verdict:
    reason = "They also ask about the product or its terms." if asks is Ask.SUBSTANCE else ""
    if taken and settled.loose_end:
        return Verdict(
            Intent.ACCEPT_TIME,
            narrowed=_offers(taken, context),
            human_reason=reason,
            why=("They also name a time that is not the offer's, so it is asked.",),
        )
    if len(taken) == 1 and not settled.any_offered:
        return Verdict(
            Intent.ACCEPT_TIME,
            selected=context.proposed_times[taken[0]],
            human_reason=reason,
            why=(f"They take offer {taken[0] + 1}.",),
        )
    if len(taken) == 1:
        return Verdict(
            Intent.ACCEPT_TIME,
            selected=context.proposed_times[taken[0]],
            any_offered=False,
            human_reason=reason,
            why=(f"Only offer {taken[0] + 1} is left of those they would take.",),
        )
    why = (
        "They leave the choice to us."
        if settled.any_offered
        else "More than one offer fits what they say, so it is asked."
    )
    everything = len(taken) == len(context.proposed_times) and settled.any_offered
    return Verdict(
        Intent.ACCEPT_TIME,
        any_offered=settled.any_offered,
        narrowed=() if everything else _offers(taken, context),
        human_reason=reason,
        why=(why,),
    )


def _own_times(
    text: str,
    settled: Settlement,
    context: ReplyContext,
    almanac: Almanac,
    conflict: ConflictType | None,
    later: bool,
) -> Verdict:
    """Their own times; far ones beside "call me" are a date to come back on."""
    windows = tuple(settled.own)
    first = min((w.start.astimezone(almanac.local_now.tzinfo).date() for w in windows), default=None)
    far = first is not None and (first - almanac.today).days > _FAR_DAYS
    whole_days = all((w.end - w.start).total_seconds() >= 8 * 3600 for w in windows)
    back = resume_day(text, almanac) if (later or _CONTACT_LATER.search(fold(text))) else None
    if (
        windows
        and back
        and whole_days
        and (_CONTACT_LATER.search(fold(text)) or (far and later))
        and (far or len(windows) > 3)
    ):
        return Verdict(
            Intent.RESCHEDULE_LATER,
            conflict=Conflict(conflict, back) if conflict else None,
            resume_on=back,
            why=("They want to be asked again on that day.",),
        )
    kept = Conflict(conflict) if conflict else None
    if settled.readings:
        meanings = tuple(dict.fromkeys(settled.readings))
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE,
            windows=windows if windows else (),
            readings=meanings,
            conflict=kept,
            why=("Their own time can be read in more than one way, so it is asked.",),
        )
    return Verdict(
        Intent.PROPOSE_ALTERNATIVE, windows=windows, conflict=kept, why=("They name times of their own.",)
    )


def _without_times(
    text: str, folded: str, settled: Settlement, context: ReplyContext, almanac: Almanac, found: _Found
) -> Verdict:
    back = resume_day(text, almanac)
    kind = found.conflict
    if _says_yes(folded, settled) and not found.later:
        return _plain_yes(settled, context, found.asks)
    if (
        found.asks
        and not (found.later and back)
        and not settled.refuses_all
        and "?" in folded
        and not (found.later and kind)
    ):
        return _question(found.asks)
    if settled.refuses_all and kind in {None, ConflictType.TIMING_CONSTRAINT} and not back:
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE,
            conflict=Conflict(kind) if kind else None,
            why=("None of the offers suits them.",),
        )
    if found.later or (back and (kind or _CONTACT_LATER.search(folded))):
        return _later(folded, settled, kind, back)
    return _in_the_way(settled, found, back)


def _later(folded: str, settled: Settlement, kind: ConflictType | None, back: date | None) -> Verdict:
    if kind is ConflictType.TIMING_CONSTRAINT and settled.bare_times and not back:
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE,
            conflict=Conflict(kind),
            why=("They limit the times that suit them.",),
        )
    if _CHECKING.search(folded) and not back and kind in {ConflictType.DECISION_PENDING, None}:
        return Verdict(
            Intent.UNCLEAR,
            conflict=Conflict(ConflictType.DECISION_PENDING),
            why=("They look first and answer later.",),
        )
    return Verdict(
        Intent.RESCHEDULE_LATER,
        conflict=Conflict(kind, back) if kind else None,
        resume_on=back,
        why=("They want it later.",),
    )


def _in_the_way(settled: Settlement, found: _Found, back: date | None) -> Verdict:
    """What remains: times refused, a question, something open, an obstacle, or nothing understood."""
    kind = found.conflict
    if settled.refuses_all or settled.refused or settled.bare_times or settled.refused_times:
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE,
            conflict=Conflict(kind) if kind else None,
            why=("They refuse times without naming their own.",),
        )
    if found.asks:
        return _question(found.asks)
    if settled.open_matter:
        return Verdict(
            Intent.UNCLEAR,
            conflict=Conflict(kind or ConflictType.DECISION_PENDING, back),
            resume_on=back,
            why=("They have not settled it yet.",),
        )
    if kind in {
        ConflictType.PERSON_UNAVAILABLE,
        ConflictType.COMPETING_PRIORITY,
        ConflictType.EXTERNAL_DEPENDENCY,
        ConflictType.NEED_APPROVAL,
        ConflictType.DECISION_PENDING,
    }:
        return Verdict(
            Intent.RESCHEDULE_LATER,
            conflict=Conflict(kind, back),
            resume_on=back,
            why=("Something stands in the way for now.",),
        )
    return Verdict(
        Intent.UNCLEAR,
        conflict=Conflict(kind) if kind else None,
        human_reason="It is not clear what they want.",
        why=("Nothing in it answers the offers.",),
    )


def _says_yes(folded: str, settled: Settlement) -> bool:
    refused = (
        settled.refuses_all
        or settled.refused
        or settled.unsure
        or settled.open_matter
        or settled.refused_times
        or settled.told
    )
    return (
        bool(_PLAIN_YES.search(folded))
        and not refused
        and len(folded.split()) <= 30
        and not _NO_YES.search(folded)
        and not re.search(r"\b(?:not|n't|but|if|unless|never|no|once|until|after)\b|n't\b", folded)
    )


def _plain_yes(settled: Settlement, context: ReplyContext, asks: Ask | None) -> Verdict:
    if asks and "?" in (settled.why or ("",))[0]:
        return _question(asks)
    if len(context.proposed_times) == 1 and not settled.bare_times:
        return Verdict(
            Intent.ACCEPT_TIME,
            selected=context.proposed_times[0],
            why=("They agree, and there is only one offer.",),
            human_reason="They also ask about the product or its terms." if asks is Ask.SUBSTANCE else "",
        )
    if asks:
        return _question(asks)
    return Verdict(
        Intent.ACCEPT_TIME, narrowed=(), why=("They agree without saying to which offer, so it is asked.",)
    )


def _question(asks: Ask) -> Verdict:
    reason = "They ask about the product or its terms." if asks is Ask.SUBSTANCE else ""
    return Verdict(Intent.QUESTION, human_reason=reason, why=("They ask something first.",))
