"""A model's reading, believed only as far as the offline reading of the same message bears it out.

The offline reader alone decides what kind of message it is and which time may be booked. The model may
make us more careful, and may say what a message wants that the offline reader could not place; where the
two disagree we ask, or the rep looks. It never adds a time, a day or a person that the text does not name.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.replies.analysis import (
    TONE_IS_BAD,
    Conflict,
    ConflictType,
    Intent,
    MessageKind,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
    Sentiment,
    Window,
)
from xforce_desktop.replies.bad_news import BAD_NEWS
from xforce_desktop.replies.evidence import Evidence, evidence_for, is_same_return, shared_spans
from xforce_desktop.replies.model_reading import Concern, ModelReading
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.quoting import quoted_list
from xforce_desktop.replies.safety import INSTRUCTS, looked_at_first

IN_WORDS = {
    Intent.ACCEPT_TIME: "an acceptance",
    Intent.PROPOSE_ALTERNATIVE: "a wish for other times",
    Intent.DECLINE: "a no",
    Intent.RESCHEDULE_LATER: "a wish to meet later",
    Intent.QUESTION: "a question",
    Intent.UNCLEAR: "not clear",
}
_CONCERNS = {
    Concern.SUBSTANCE: "The model sees a question about the product or its terms.",
    Concern.TONE: "The model finds the tone not good.",
    Concern.OTHER_PEOPLE: "The model reads that other people are asked for.",
    Concern.STOP: "The model reads that they want no more mail.",
    Concern.UNCLEAR: "The model is not sure what they want.",
    Concern.OTHER: "The model would have a person look.",
}
_CARE = (Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE, Sentiment.FRUSTRATED)
MOST_READINGS = 4


def decided_offline(offline: ReplyAnalysis) -> str:
    """Why a model has nothing to add to this reading; empty where it may be asked."""
    if offline.message_kind is not MessageKind.REPLY:
        return "its kind is certain"
    if not offline.new_text.strip():
        return "it has no text of its own"
    if offline.absence is not None:
        return "they write that they have left"
    if BAD_NEWS in offline.signals:
        return "they have bad news of their own"
    return "it tries to instruct the assistant" if INSTRUCTS in offline.why else ""


def checked(
    offline: ReplyAnalysis, reading: ModelReading, message: ReceivedText, context: ReplyContext
) -> ReplyAnalysis:
    """The reading to act on: never less careful than `offline`, which reads the same message.

    `selected_time` and `any_offered` are set only if both readers have them.
    """
    if decided_offline(offline):
        return offline
    evidence = evidence_for(reading, offline.new_text, message, context)
    joined = _joined(offline, reading, evidence, context)
    joined = _with_care(joined, reading, evidence)
    return looked_at_first(joined) if Concern.INSTRUCTIONS in reading.concerns else joined


def _joined(
    offline: ReplyAnalysis, reading: ModelReading, evidence: Evidence, context: ReplyContext
) -> ReplyAnalysis:
    """Intent, times and dates; reasons beside them."""
    if offline.intent is reading.intent:
        same = replace(offline, why=(*offline.why, "The model reads it the same way"))
        if offline.intent is Intent.ACCEPT_TIME:
            return _same_offer(same, reading, evidence)
        if offline.intent is Intent.PROPOSE_ALTERNATIVE:
            return _with_obstacle(_same_times(same, reading, evidence, context), reading, evidence)
        if offline.intent is Intent.RESCHEDULE_LATER:
            return _with_obstacle(_same_day(same, reading, evidence, context), reading, evidence)
        return same
    if _has_nothing(offline):
        return _placed(offline, reading, evidence)
    return _apart(offline, reading, evidence, context)


def _same_offer(offline: ReplyAnalysis, reading: ModelReading, evidence: Evidence) -> ReplyAnalysis:
    """Both read an acceptance; it must be of the same offer, or of whichever suits us."""
    if offline.selected_time:
        if evidence.offer == offline.selected_time:
            return offline
        return _which(offline, evidence.offer, "The model does not find the same offer in it, so we ask")
    if offline.any_offered and reading.offer is not None:
        return _which(offline, evidence.offer, "The model reads one single offer in it, so we ask which")
    return offline


def _which(offline: ReplyAnalysis, other: datetime | None, why: str) -> ReplyAnalysis:
    """Ask which offer is meant, naming those that a reader named."""
    named = [*offline.narrowed_to, offline.selected_time, None if offline.any_offered else other]
    return replace(
        offline,
        selected_time=None,
        any_offered=False,
        ambiguous=True,
        narrowed_to=tuple(sorted({moment for moment in named if moment})),
        why=(why, *offline.why[1:]),
    )


def _same_times(
    offline: ReplyAnalysis, reading: ModelReading, evidence: Evidence, context: ReplyContext
) -> ReplyAnalysis:
    """Both read a wish for other times; only what both find is looked for, anything else is asked about."""
    if offline.readings:
        return offline
    if not offline.windows:
        if not evidence.windows:
            return offline
        why = "Only the model takes the times in it for theirs, so we ask"
        return _ask_wish(offline, evidence.windows, why)
    shared = shared_spans(reading.windows, offline.windows, context)
    if set(shared) == set(offline.windows):
        return offline
    if shared:
        return replace(offline, windows=shared, why=("The model reads times inside these", *offline.why[1:]))
    why = "The model does not find the same times in it, so we ask"
    return _ask_wish(offline, (*offline.windows, *evidence.windows), why)


def _ask_wish(offline: ReplyAnalysis, windows: tuple[Window, ...], why: str) -> ReplyAnalysis:
    """Times that only one reader takes for theirs become readings to ask about."""
    asked = _ask(offline, readings=windows, why=(why, *offline.why[1:]))
    return replace(asked, intent=Intent.PROPOSE_ALTERNATIVE)


def _same_day(
    offline: ReplyAnalysis, reading: ModelReading, evidence: Evidence, context: ReplyContext
) -> ReplyAnalysis:
    """Both read a wish for later; a day that only one of them names must stand in the text."""
    if reading.resume_on is None or is_same_return(reading.resume_on, offline.resume_on, context):
        return offline
    if offline.resume_on is None:
        return replace(offline, resume_on=evidence.resume_on)
    conflict = replace(offline.conflict, until=None) if offline.conflict else None
    why = "The model reads another day to come back on, so we ask for it"
    return replace(offline, resume_on=None, conflict=conflict, why=(why, *offline.why[1:]))


def _with_obstacle(joined: ReplyAnalysis, reading: ModelReading, evidence: Evidence) -> ReplyAnalysis:
    """An obstacle that only the model names, if it can quote the words for it."""
    kind = reading.conflict
    if joined.conflict or kind is None or not evidence.words:
        return joined
    if joined.intent is not Intent.RESCHEDULE_LATER and kind is not ConflictType.TIMING_CONSTRAINT:
        return joined  # it would keep us from offering other times
    return replace(joined, conflict=Conflict(kind, evidence.until))


def _has_nothing(offline: ReplyAnalysis) -> bool:
    """Whether the offline reader found no answer at all; what it found and left open stays open."""
    found = offline.narrowed_to or offline.readings or offline.ambiguous or offline.conflict
    return offline.intent is Intent.UNCLEAR and not found and not offline.resume_on


def _placed(offline: ReplyAnalysis, reading: ModelReading, evidence: Evidence) -> ReplyAnalysis:
    """What the message wants, which only the model can say, by words that stand in it. Never a booking."""
    if not evidence.words:
        return replace(offline, why=(*offline.why, "The model can quote no words for what it reads"))
    why = (*offline.why, f"The model takes {quoted_list(evidence.words)} for {IN_WORDS[reading.intent]}")
    if reading.intent is Intent.ACCEPT_TIME:
        return _ask(offline, named=(evidence.offer,) if evidence.offer else (), why=why)
    placed = replace(offline, intent=reading.intent, why=why)
    if reading.intent is Intent.PROPOSE_ALTERNATIVE:
        return replace(placed, readings=_each(evidence.windows), ambiguous=bool(evidence.windows))
    if reading.intent is Intent.RESCHEDULE_LATER:
        return _with_obstacle(replace(placed, resume_on=evidence.resume_on), reading, evidence)
    if reading.intent is Intent.DECLINE:
        return _for_rep(replace(placed, ambiguous=True), "Only the model takes it for a no.")
    return placed


def _apart(
    offline: ReplyAnalysis, reading: ModelReading, evidence: Evidence, context: ReplyContext
) -> ReplyAnalysis:
    """Two readings of one message: the more careful one, with both named."""
    ours, theirs = IN_WORDS[offline.intent or Intent.UNCLEAR], IN_WORDS[reading.intent]
    disagree = f"The offline reader takes it for {ours}, the model for {theirs}"
    why = (*offline.why, disagree)
    pair = {offline.intent, reading.intent}
    if offline.intent in {Intent.DECLINE, Intent.QUESTION}:
        return _for_rep(replace(offline, ambiguous=True, why=why), f"{disagree}.")
    if offline.intent is Intent.UNCLEAR or pair == {Intent.RESCHEDULE_LATER, Intent.UNCLEAR}:
        careful = replace(offline, why=why)
        return _for_rep(careful, f"{disagree}.") if reading.intent is Intent.DECLINE else careful
    named = [offline.selected_time, *offline.narrowed_to, evidence.offer]
    windows = offline.windows or evidence.windows
    if windows and evidence.offer:
        windows = (*windows, _span_of(evidence.offer, context))
    asked = _ask(offline, named=tuple(moment for moment in named if moment), readings=windows, why=why)
    asked = replace(asked, resume_on=None, conflict=None)
    return _for_rep(asked, f"{disagree}.") if pair & {Intent.DECLINE, Intent.QUESTION} else asked


def _ask(
    offline: ReplyAnalysis,
    *,
    named: tuple[datetime, ...] = (),
    readings: tuple[Window, ...] = (),
    why: tuple[str, ...],
) -> ReplyAnalysis:
    """The same message as one to ask about: nothing is chosen, every meaning is kept."""
    return replace(
        offline,
        intent=Intent.UNCLEAR,
        selected_time=None,
        any_offered=False,
        windows=(),
        readings=offline.readings or _each(readings),
        narrowed_to=tuple(sorted({*offline.narrowed_to, *named})),
        ambiguous=True,
        why=why,
    )


def _each(windows: tuple[Window, ...]) -> tuple[tuple[Window, ...], ...]:
    return tuple((window,) for window in dict.fromkeys(windows))[:MOST_READINGS]


def _span_of(offer: datetime, context: ReplyContext) -> Window:
    return Window(offer, offer + timedelta(minutes=context.duration_minutes))


def _for_rep(analysis: ReplyAnalysis, reason: str) -> ReplyAnalysis:
    """The rep looks; what they would have been told before stays the reason, unless it was the tone alone."""
    told = analysis.human_reason if analysis.human_reason != TONE_IS_BAD else ""
    return replace(analysis, requires_human=True, human_reason=told or reason)


def _with_care(joined: ReplyAnalysis, reading: ModelReading, evidence: Evidence) -> ReplyAnalysis:
    """Tone, people and concerns of both readers: the worse tone, everybody who is named, every concern."""
    tone = max(joined.sentiment, reading.sentiment, key=_CARE.index)
    people = _without_twins(tuple(dict.fromkeys((*joined.new_attendees, *evidence.people))))
    result = replace(joined, sentiment=tone, new_attendees=people)
    if people and not joined.new_attendees:
        result = _for_rep(result, "They ask for other people.")
    if evidence.invented_people or evidence.invented_offer:
        result = _for_rep(result, "The model names somebody or something that is not in the text.")
    if tone in {Sentiment.NEGATIVE, Sentiment.FRUSTRATED}:
        result = _for_rep(result, TONE_IS_BAD)
    for concern in reading.concerns:
        if concern in _CONCERNS:
            result = _for_rep(result, _CONCERNS[concern])
    return result


def _without_twins(people: tuple[str, ...]) -> tuple[str, ...]:
    """Without names of people whose address is there as well, as far as the address tells."""
    boxes = [fold(one.partition("@")[0]) for one in people if "@" in one]
    return tuple(
        one
        for one in people
        if "@" in one or not any(word in box for box in boxes for word in fold(one).split() if len(word) > 1)
    )
