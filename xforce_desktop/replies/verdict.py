"""From what was found in a reply to one intent. Doubt never books: it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from xforce_desktop.replies.analysis import (
    Conflict,
    ConflictType,
    Intent,
    MarkRole,
    ReplyContext,
    Window,
)
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.lexicon import found, pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.plainness import strange_words
from xforce_desktop.replies.quoting import first_question, offers_in_words, quoted, quoted_list
from xforce_desktop.replies.reasons import Ask, conflict_in, declines, puts_off, question_in
from xforce_desktop.replies.resume import resume_day
from xforce_desktop.replies.return_days import back_day
from xforce_desktop.replies.said import Said, completed
from xforce_desktop.replies.settle import Settlement

_PLAIN_YES = pattern("plain_yes")
_NO_YES = pattern("plain_yes_not")
_COURTESIES = pattern("courtesies")
_CHECKING = pattern("checking")
_FAR_DAYS = 10
NOT_CLEAR = "It is not clear what they want."
_CONTACT_LATER = pattern("contact_later")


@dataclass(frozen=True)
class Verdict:
    """The intent and what belongs to it. `heard` are words besides times that may have decided it.

    `is_firm`: the words say so themselves; otherwise it is what remained when nothing else was found.
    """

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
    is_firm: bool = True
    heard: tuple[tuple[Said, MarkRole], ...] = ()


def judge(heard: Heard, settled: Settlement, context: ReplyContext, almanac: Almanac) -> Verdict:
    """One verdict on the new text, whose statements came to `settled`."""
    if not heard.text.strip():
        return Verdict(
            Intent.UNCLEAR, human_reason="The message has no text of its own.", why=("No new text",)
        )
    return replace(_judged(heard, settled, context, almanac), heard=roles_of(heard))


def _judged(heard: Heard, settled: Settlement, context: ReplyContext, almanac: Almanac) -> Verdict:
    stopped = _stopped(heard, settled, context)
    if stopped:
        return stopped
    taken = sorted(settled.taken)
    open_now = settled.open_matter and (taken or settled.unsure)
    if open_now or (settled.unsure and not taken and not settled.own):
        return _left_open(heard, settled, context, almanac)
    if taken and not (settled.own and settled.prefers_own):
        return _accepted(taken, heard, settled, context)
    if (settled.own or settled.readings) and not _only_asks(heard, settled):
        return own_times(heard, settled, almanac)
    return _without_times(heard, settled, context, almanac)


@dataclass(frozen=True)
class Heard:
    """What the whole text says besides times; the strings are the deciding words, folded, or empty."""

    text: str
    folded: str
    declines: Said
    later: Said
    asks: Ask | None
    conflict: ConflictType | None
    conflict_words: Said
    wants_times: Said
    wants_moving: Said
    late: Said

    @property
    def wants_others(self) -> Said:
        """The words that ask for another time without naming one."""
        return self.wants_times or self.wants_moving


def hear(text: str) -> Heard:
    """Everything that the word lists find in a text."""
    folded = fold(text)
    kind, obstacle = conflict_in(text)
    return Heard(
        text,
        folded,
        completed(declines(text), folded),
        completed(puts_off(text), folded),
        question_in(text),
        kind,
        completed(obstacle, folded),
        found("asks_for_our_times", folded),
        found("asks_to_move", folded),
        found("late_notices", folded),
    )


def roles_of(heard: Heard) -> tuple[tuple[Said, MarkRole], ...]:
    """The words that were listened for, each with what it would be marked as."""
    listened = (
        (heard.declines, MarkRole.DECLINES),
        (heard.later, MarkRole.LATER),
        (heard.wants_times, MarkRole.ASKS_TIMES),
        (heard.wants_moving, MarkRole.ASKS_TIMES),
        (heard.late, MarkRole.DOUBT),
        (heard.conflict_words, MarkRole.CONFLICT),
    )
    return tuple((said, role) for said, role in listened if said)


def _stopped(heard: Heard, settled: Settlement, context: ReplyContext) -> Verdict | None:
    """What keeps everything else from being read: a no, a contradiction, a yes that may not be meant."""
    taken = sorted(settled.taken)
    no = quoted(heard.declines, heard.text)
    if heard.declines and heard.wants_others and not settled.own:
        why = f"{quoted(heard.wants_others, heard.text)} asks for another time"
        return Verdict(Intent.PROPOSE_ALTERNATIVE, why=(why,))
    if heard.declines and not taken and not settled.own:
        why = f"{no} turns the meeting down"
        return Verdict(Intent.DECLINE, human_reason="They turn the meeting down.", why=(why,))
    if heard.declines and taken:
        return Verdict(
            Intent.UNCLEAR,
            narrowed=_offers(taken, context),
            human_reason="They name a time and turn the meeting down.",
            why=(f"They name a time, and {no} turns the meeting down",),
        )
    if settled.contradiction or settled.doubtful:
        return _ask_which(settled, context)
    if taken and (irony := found("sarcasm", heard.folded)):
        return Verdict(
            Intent.UNCLEAR,
            narrowed=_offers(taken, context),
            human_reason="They may not mean what they say.",
            why=(f"{quoted(irony, heard.text)} may not be meant, so nothing is booked",),
        )
    if heard.late and not taken and not settled.own:
        return Verdict(
            Intent.UNCLEAR,
            human_reason="They write about the meeting that is due now.",
            why=(f"{quoted(heard.late, heard.text)} is about the meeting that is due now",),
        )
    return None


def _only_asks(heard: Heard, settled: Settlement) -> bool:
    """Whether a named day or week only says for when they want our times: it must not be booked into."""
    whole_days = all((w.end - w.start).total_seconds() >= _WHOLE_DAY_S for w in settled.own)
    return bool(heard.wants_times) and whole_days


_WHOLE_DAY_S = 8 * 3600


def _offers(indices: list[int], context: ReplyContext) -> tuple[datetime, ...]:
    return tuple(context.proposed_times[index] for index in indices)


def _words_for(indices: list[int], settled: Settlement) -> str:
    """Their words for the offers, in quotes; empty where they used none."""
    return quoted_list(settled.words[index] for index in indices if index in settled.words)


def _ask_which(settled: Settlement, context: ReplyContext) -> Verdict:
    named = _offers(sorted(settled.unsure | settled.taken), context)
    reason = (
        "A weekday, date or place in the list that they name does not fit." if settled.contradiction else ""
    )
    intent = Intent.UNCLEAR if settled.contradiction or settled.zone_doubt else Intent.ACCEPT_TIME
    return Verdict(intent, narrowed=named, human_reason=reason, why=tuple(settled.why))


def _left_open(heard: Heard, settled: Settlement, context: ReplyContext, almanac: Almanac) -> Verdict:
    """Pencilled in, to be confirmed, depends: never a booking."""
    conflict = heard.conflict
    until = (
        resume_day(heard.text, almanac, offered_days(context, almanac)) if conflict or heard.later else None
    )
    kind = conflict or (ConflictType.DECISION_PENDING if settled.open_matter else None)
    words = found("open_matters", heard.folded) or found("tentative", heard.folded)
    return Verdict(
        Intent.UNCLEAR,
        conflict=Conflict(kind, until) if kind else None,
        resume_on=until,
        narrowed=_offers(sorted(settled.unsure | settled.taken), context),
        human_reason=_asks_beside(heard.asks),
        why=(f"{quoted(words, heard.text) if words else 'This'} leaves it open, so nothing is booked",),
        is_firm=False,
    )


def _asks_beside(asks: Ask | None) -> str:
    return "They also ask about the product or its terms." if asks is Ask.SUBSTANCE else ""


def offered_days(context: ReplyContext, almanac: Almanac) -> frozenset[date]:
    """Their dates of our offers."""
    zone = almanac.local_now.tzinfo
    return frozenset(moment.astimezone(zone).date() for moment in context.proposed_times)


def _accepted(taken: list[int], heard: Heard, settled: Settlement, context: ReplyContext) -> Verdict:
    reason = _asks_beside(heard.asks)
    if heard.late:
        reason = reason or "They write about the meeting that is due now."
    words = _words_for(taken, settled)
    doubt = found("second_thoughts", heard.folded)
    strange = next((settled.strange[i][0] for i in taken if settled.strange.get(i)), "")
    if doubt or strange or settled.loose_end:
        why = "They also name a time that is not the offer's, so we ask"
        if doubt or strange:
            why = f"{quoted(doubt or strange, heard.text)} leaves it open, so we ask"
        return Verdict(
            Intent.UNCLEAR if doubt or strange else Intent.ACCEPT_TIME,
            narrowed=_offers(taken, context),
            human_reason=reason,
            why=(why,),
            is_firm=bool(doubt),
        )
    if len(taken) == 1:
        said = f"{words} is offer {taken[0] + 1}" if words else f"They take offer {taken[0] + 1}"
        why = f"{said}, the only one left" if settled.any_offered else said
        return Verdict(
            Intent.ACCEPT_TIME, selected=context.proposed_times[taken[0]], human_reason=reason, why=(why,)
        )
    if settled.any_offered:
        why = f"{words} leaves the choice to us" if words else "They leave the choice to us"
    else:
        verb = "fits" if len({settled.words.get(index) for index in taken}) < 2 else "fit"
        why = f"{words or 'Their answer'} {verb} {offers_in_words(taken)}, so we ask which"
    return Verdict(
        Intent.ACCEPT_TIME,
        any_offered=settled.any_offered,
        narrowed=_offers(taken, context),
        human_reason=reason,
        why=(why,),
    )


def own_times(heard: Heard, settled: Settlement, almanac: Almanac) -> Verdict:
    """Their own times; far ones beside "call me" are a date to come back on."""
    windows = tuple(settled.own)
    conflict = heard.conflict
    first = min((w.start.astimezone(almanac.local_now.tzinfo).date() for w in windows), default=None)
    far = first is not None and (first - almanac.today).days > _FAR_DAYS
    whole_days = all((w.end - w.start).total_seconds() >= _WHOLE_DAY_S for w in windows)
    contact = _CONTACT_LATER.search(heard.folded)
    back = resume_day(heard.text, almanac) if (heard.later or contact) else None
    if windows and back and whole_days and (contact or (far and heard.later)) and (far or len(windows) > 3):
        return Verdict(
            Intent.RESCHEDULE_LATER,
            conflict=Conflict(conflict, back) if conflict else None,
            resume_on=back,
            why=(f"{quoted_list(settled.own_words)} is when they want to hear from us",),
        )
    kept = Conflict(conflict) if conflict else None
    named = quoted_list(settled.own_words) or "What they write"
    if settled.readings:
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE,
            windows=windows if windows else (),
            readings=tuple(dict.fromkeys(settled.readings)),
            conflict=kept,
            why=(f"{named} can mean more than one time, so we ask",),
        )
    is_one = len(set(settled.own_words)) < 2
    why = f"{named} {'is their own time' if is_one else 'are their own times'}, not one of our offers"
    return Verdict(Intent.PROPOSE_ALTERNATIVE, windows=windows, conflict=kept, why=(why,))


def _without_times(heard: Heard, settled: Settlement, context: ReplyContext, almanac: Almanac) -> Verdict:
    back = resume_day(heard.text, almanac, offered_days(context, almanac))
    kind = heard.conflict
    soon = not back or (bool(heard.wants_times) and (back - almanac.today).days <= _FAR_DAYS)
    if heard.wants_others and soon and not _asks_substance_surely(heard):
        why = f"{quoted(heard.wants_others, heard.text)} asks for another time"
        return Verdict(Intent.PROPOSE_ALTERNATIVE, conflict=Conflict(kind) if kind else None, why=(why,))
    if _says_yes(heard.folded, settled) and not heard.later:
        return _plain_yes(heard, settled, context)
    if (
        heard.asks
        and not (heard.later and back)
        and not settled.refuses_all
        and "?" in heard.folded
        and not (heard.later and kind)
    ):
        return asked(heard)
    if kind is ConflictType.PERSON_UNAVAILABLE and (there := back_day(heard.text, almanac)):
        why = "They name the day on which whoever is needed is back"
        return Verdict(Intent.RESCHEDULE_LATER, conflict=Conflict(kind, there), resume_on=there, why=(why,))
    if settled.refuses_all and kind in {None, ConflictType.TIMING_CONSTRAINT} and not back:
        verb = "refuses" if len(set(settled.refused_words)) < 2 else "refuse"
        why = f"{quoted_list(settled.refused_words) or 'Their answer'} {verb} all offers"
        return Verdict(Intent.PROPOSE_ALTERNATIVE, conflict=Conflict(kind) if kind else None, why=(why,))
    if heard.later or (back and (kind or _CONTACT_LATER.search(heard.folded))):
        return put_off(heard, settled, back)
    return _in_the_way(heard, settled, back)


def _asks_substance_surely(heard: Heard) -> bool:
    """Whether they ask about the product in other words than those that ask for times."""
    rest = heard.folded.replace(heard.wants_others, " ")
    return heard.asks is Ask.SUBSTANCE and bool(found("asks_substance_surely", rest))


def put_off(heard: Heard, settled: Settlement, back: date | None) -> Verdict:
    """They want it later; `back` is the day on which to come back, if they named one."""
    kind = heard.conflict
    words = quoted(heard.later, heard.text) if heard.later else "What they write"
    firm = bool(heard.later)
    if kind is ConflictType.TIMING_CONSTRAINT and settled.bare_times and not back:
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE, conflict=Conflict(kind), why=("They limit the times that suit them",)
        )
    if _CHECKING.search(heard.folded) and not back and kind in {ConflictType.DECISION_PENDING, None}:
        return Verdict(
            Intent.UNCLEAR,
            conflict=Conflict(ConflictType.DECISION_PENDING),
            why=(f"{words} means that they look first and answer later",),
        )
    return Verdict(
        Intent.RESCHEDULE_LATER,
        conflict=Conflict(kind, back) if kind else None,
        resume_on=back,
        why=(f"{words} asks for later",),
        is_firm=firm,
    )


def _in_the_way(heard: Heard, settled: Settlement, back: date | None) -> Verdict:
    """What remains: times refused, a question, something open, an obstacle, or nothing understood."""
    kind = heard.conflict
    told = quoted_list(settled.told_words)
    if settled.refuses_all or settled.refused or settled.bare_times or settled.refused_times:
        words = quoted_list(settled.refused_words)
        verb = "does" if len(set(settled.refused_words)) < 2 else "do"
        why = f"{words} {verb} not suit them" if words else "They limit the times that suit them"
        return Verdict(
            Intent.PROPOSE_ALTERNATIVE,
            conflict=Conflict(kind) if kind else None,
            why=(why,),
            is_firm=False,
        )
    if heard.asks:
        return asked(heard)
    if settled.open_matter:
        return Verdict(
            Intent.UNCLEAR,
            conflict=Conflict(kind or ConflictType.DECISION_PENDING, back),
            resume_on=back,
            why=(f"{quoted(found('open_matters', heard.folded), heard.text)} leaves it open",),
        )
    if kind in _LASTING:
        return Verdict(
            Intent.RESCHEDULE_LATER,
            conflict=Conflict(kind, back),
            resume_on=back,
            why=("Something stands in the way for now",),
            is_firm=False,
        )
    return Verdict(
        Intent.UNCLEAR,
        conflict=Conflict(kind) if kind else None,
        human_reason=NOT_CLEAR,
        why=(f"{told} is named, but not as an answer" if told else "Nothing in it answers the offers",),
        is_firm=False,
    )


_LASTING = {
    ConflictType.PERSON_UNAVAILABLE,
    ConflictType.COMPETING_PRIORITY,
    ConflictType.EXTERNAL_DEPENDENCY,
    ConflictType.NEED_APPROVAL,
    ConflictType.DECISION_PENDING,
}


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
        and not _NO_YES.search(_COURTESIES.sub(" ", folded))
        and not found("unreal", folded)
        and not found("sarcasm", folded)
        and not found("second_thoughts", folded)
        and not re.search(r"\b(?:not|n't|but|if|unless|never|no|once|until|after)\b|n't\b", folded)
    )


def _plain_yes(heard: Heard, settled: Settlement, context: ReplyContext) -> Verdict:
    words = quoted(found("plain_yes", heard.folded), heard.text)
    strange = _strange_in_yes(heard)
    if strange:
        why = f"{words} agrees, but {quoted(strange, heard.text)} leaves it open, so we ask"
        return Verdict(Intent.ACCEPT_TIME, human_reason=_asks_beside(heard.asks), why=(why,), is_firm=False)
    if len(context.proposed_times) == 1 and not settled.bare_times:
        return Verdict(
            Intent.ACCEPT_TIME,
            selected=context.proposed_times[0],
            why=(f"{words} agrees, and there is only one offer",),
            human_reason=_asks_beside(heard.asks),
        )
    if heard.asks:
        return asked(heard)
    why = f"{words} agrees without saying to which offer, so we ask"
    return Verdict(Intent.ACCEPT_TIME, why=(why,), is_firm=False)


def _strange_in_yes(heard: Heard) -> str:
    """A word that a plain yes does not need, if no sentence of theirs is a plain yes and nothing else."""
    first = ""
    start = 0
    for end in [*(m.start() for m in re.finditer(r"[.!?\n]", heard.folded)), len(heard.folded)]:
        sentence = heard.folded[start:end]
        if _PLAIN_YES.search(sentence):
            strange = strange_words(_PLAIN_YES.sub(" ", sentence), heard.text[start:end])
            if not strange:
                return ""
            first = first or strange[0]
        start = end + 1
    return first


def asked(heard: Heard) -> Verdict:
    """They ask something before they answer."""
    reason = "They ask about the product or its terms." if heard.asks is Ask.SUBSTANCE else ""
    words = first_question(heard.text)
    why = f"They ask {words}" if words else "They ask for something first"
    return Verdict(Intent.QUESTION, human_reason=reason, why=(why,), is_firm=False)
