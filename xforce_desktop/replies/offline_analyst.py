"""A deterministic reader of scheduling replies: same text, same answer, nothing leaves the machine."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from itertools import product

from xforce_desktop.replies.absences import left_by_own_word
from xforce_desktop.replies.analysis import (
    TONE_IS_BAD,
    Intent,
    MessageKind,
    PersonAsked,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
    Sentiment,
    bounded,
)
from xforce_desktop.replies.automatic import Absence, AbsenceCase
from xforce_desktop.replies.bad_news import BAD_NEWS, FOR_THE_REP, bad_news_in
from xforce_desktop.replies.calendar_answers import CalendarAnswer, calendar_answer
from xforce_desktop.replies.constraints import constraints_in
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.grounds import Grounds, explained
from xforce_desktop.replies.kinds import sort_message
from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.machine_grounds import explained_automatic, explained_opt_out
from xforce_desktop.replies.machines import with_absence, with_failure
from xforce_desktop.replies.named_times import answer_as_named
from xforce_desktop.replies.new_text import NewText, split_message
from xforce_desktop.replies.offers import Matcher
from xforce_desktop.replies.people import (
    in_words,
    people_asked_for,
    places_of,
    without_places,
    without_principal,
)
from xforce_desktop.replies.plain import fold, plain_text
from xforce_desktop.replies.plainness import strange_words
from xforce_desktop.replies.quoting import quoted
from xforce_desktop.replies.safety import asks_unseen, instructs_assistant, is_as_written, looked_at_first
from xforce_desktop.replies.second_opinion import RuleReading, weighed
from xforce_desktop.replies.settle import Named, Settlement, offers_in, settle
from xforce_desktop.replies.stance import is_agreement, is_refusal, is_tentative
from xforce_desktop.replies.statements import LONGEST_MEANT, Parsed, parse
from xforce_desktop.replies.states import zone_of_city
from xforce_desktop.replies.stop_words import beside_asking, is_stop_word, takes_a_time
from xforce_desktop.replies.times import month_order_in
from xforce_desktop.replies.tone import sentiment_of
from xforce_desktop.replies.verdict import NOT_CLEAR, Verdict, hear, judge
from xforce_desktop.replies.zones import PLACES, REGIONS

_log = logging.getLogger(__name__)

_SPEAKS_FOR_ALL = re.compile(
    r"\b(?:all of us|both of us|(?:the )?(?:two|three|four|five|\d) of us|the (?:whole )?team|everyone|"
    r"everybody|we all|we can all|us all|whole group|works for us|nosotros|nous tous|uns allen)\b"
)
_NEXT_QUARTER = re.compile(r"\b(?:next quarter|q[1-4]|first quarter|after (?:the )?quarter)\b")
_EAGER = re.compile(
    r"\b(?:asap|as soon as|soonest|today|right away|excited|can'?t wait|looking forward|urgent\w*|sooner|"
    r"earliest|immediately|love to)\b"
)
_PLACE = re.compile(
    r"\b(?:in|from|at our|at my|out of|here in|over in|based in|office in|down in|up in|(?:my|our) time)"
    r"(?:\s|\s?[(,]\s?)(?:our |my |the )?(?P<place>[a-z][a-z ,.]{1,28})"
)
_ONCE = re.compile(r",?\s*(?:originally|at first)\b")
_ON_CLOCK = re.compile(
    r"\b(?:i'?m|we'?re|i am|we are|it'?s|here|i'?m all)(?: \w+)? (?:on|in) "
    r"(?P<clock>eastern|central|mountain|pacific|atlantic|alaska|hawaii|arizona|uk)\b"
)
_SPAN_LABEL = re.compile(r"(?im)^(\W*(?:from|to)):(?=\s*\d)")
"""The colon of "From: 2pm" above "To: 3pm on Wednesday", which is one span."""

_INVITATION = re.compile(r"(?im)^\W*(?:when|where|wann|wo|quand|lieu|cuando|donde|quando|onde):.*$")
"""Lines of the invitation that a calendar repeats below an answer; they are ours."""

_MOST_QUOTE_LINES = 30
HAVE_LEFT = "They write that they are not with the company any more"
LEAVE_SOON = "They write that they will not be with the company much longer"


class OfflineAnalyst:
    """Reads a message without any outside help."""

    def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        """Fill the form. Never raises: what cannot be read goes to the rep."""
        try:
            return _read(bounded(message), context)
        except Exception:  # noqa: BLE001  # the edge of the reader: one odd message must not stop the rest
            _log.exception("A message could not be read")
            return ReplyAnalysis(
                MessageKind.REPLY,
                Intent.UNCLEAR,
                requires_human=True,
                human_reason="The message could not be read.",
                why=("The message could not be read",),
            )


def _read(message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
    parts = split_message(message.body, message.from_name)
    sort = sort_message(message, parts.text)
    kind = sort.kind
    almanac = Almanac(context.now, context.timezone)
    base = ReplyAnalysis(kind, None, automaton=sort.automaton, new_text=parts.text)
    if kind is MessageKind.BOUNCE:
        return with_failure(base, message, context)
    if kind is MessageKind.OPT_OUT and _takes_a_time_beside(message, parts, almanac, context):
        return _reply(replace(base, message_kind=MessageKind.REPLY), message, parts, almanac, context)
    if kind is MessageKind.OPT_OUT:
        opted_out = replace(
            base,
            sentiment=sentiment_of(parts.text, parts.signature, None),
            requires_human=True,
            human_reason="They ask us to stop writing.",
            why=("They ask us to stop writing",),
        )
        return explained_opt_out(opted_out)
    if kind is MessageKind.AUTO_REPLY:
        return explained_automatic(with_absence(base, message, parts, almanac, context), almanac)
    return _reply(base, message, parts, almanac, context)


def _reply(
    base: ReplyAnalysis, message: ReceivedText, parts: NewText, almanac: Almanac, context: ReplyContext
) -> ReplyAnalysis:
    reading = _rule_reading(parts, almanac, context)
    parsed, settled = reading.parsed, reading.settled
    judged = verdict = weighed(reading, context, almanac)
    if len(parts.text) > LONGEST_MEANT or parsed.cut_off or parts.may_go_on:
        verdict = Verdict(
            Intent.UNCLEAR,
            human_reason="The message is too long to be sure of.",
            why=("The message is very long: not all of it was read",),
        )
    verdict = _calendar_verdict(message, verdict, context)
    if found("reactions", fold(parts.text)):
        verdict = Verdict(
            Intent.UNCLEAR,
            human_reason="A reaction is not an answer.",
            why=("Only a reaction to our message",),
        )
    if found("opt_out", fold(parts.text)):
        verdict = Verdict(
            Intent.UNCLEAR,
            human_reason="They may be asking us to stop writing.",
            why=("They ask us to stop something, and go on about the meeting",),
        )
    left = _left(parts, verdict, message, context)
    if left:
        named = f"; they name {left.delegate}" if left.delegate else ""
        words = HAVE_LEFT if left.case is AbsenceCase.LEFT else LEAVE_SOON
        verdict = Verdict(Intent.UNCLEAR, human_reason=f"{words}.", why=(f"{words}{named}",))
    people = people_asked_for(
        parts.text[:LONGEST_MEANT],
        message.from_address,
        context.known_addresses,
        _thread_names(parts),
        automatic=False,
    )
    if writes_for_somebody(parts):
        people = without_principal(people, parts.text)
    sentiment = sentiment_of(parts.text[:LONGEST_MEANT], parts.signature, verdict.intent)
    news = bad_news_in(parts.text[:LONGEST_MEANT])
    reason = FOR_THE_REP if news else _human_reason(verdict, sentiment, people)
    analysis = replace(
        base,
        intent=verdict.intent,
        selected_time=verdict.selected,
        windows=verdict.windows,
        conflict=verdict.conflict,
        resume_on=verdict.resume_on,
        sentiment=sentiment,
        requires_human=bool(reason),
        human_reason=reason,
        new_attendees=tuple(str(person.who) for person in people),
        people=without_places(people),
        ambiguous=bool(verdict.readings) or settled.doubtful or _is_doubtful_no(verdict),
        readings=verdict.readings,
        any_offered=verdict.any_offered,
        narrowed_to=verdict.narrowed,
        constraints=constraints_in(parsed),
        signals=(*(() if left else _signals(parts.text, verdict, people)), *((BAD_NEWS,) if news else ())),
        absence=left,
        for_somebody=writes_for_somebody(parts),
        speaks_for_all=bool(_SPEAKS_FOR_ALL.search(fold(parts.text))),
        why=(*((f"{quoted(news)} is bad news of their own",) if news else ()), *verdict.why),
    )
    said = parts.text[:LONGEST_MEANT]
    used = settled if verdict is judged else Settlement()
    grounds = Grounds(said, parsed, used, verdict, places_of(people), almanac, context)
    return explained(_guarded(analysis, message, parts), grounds)


def _takes_a_time_beside(
    message: ReceivedText, parts: NewText, almanac: Almanac, context: ReplyContext
) -> bool:
    """Whether somebody who asks us to stop takes a time in words beside it: an opt-out is final, so the rep
    looks at that first. A day that is only named is none."""
    if is_stop_word(fold(parts.text), message.from_address):
        return False
    rest = replace(parts, text=beside_asking(parts.text), main=beside_asking(parts.main))
    reading = _rule_reading(rest, almanac, context)
    verdict = weighed(reading, context, almanac)
    if reading.heard.declines or not (verdict.selected or verdict.windows):
        return False
    said = fold(rest.text)
    return takes_a_time(said) or bool(verdict.selected and is_agreement(said))


def _left(parts: NewText, verdict: Verdict, message: ReceivedText, context: ReplyContext) -> Absence | None:
    """Whether they write that they have left; who still names a time, wishes for one or asks us something
    wants an answer all the same."""
    if verdict.selected or verdict.windows or verdict.readings or verdict.any_offered or verdict.narrowed:
        return None
    said = parts.text[:LONGEST_MEANT]
    if "?" in said or verdict.intent is Intent.QUESTION or found("wishes_for_times", fold(said)):
        return None
    return left_by_own_word(said, message.from_address, context.known_addresses)


def _is_doubtful_no(verdict: Verdict) -> bool:
    """Whether only the wording as a whole sounds like a no: then the rep reads it, and nothing ends."""
    return verdict.intent is Intent.DECLINE and not verdict.is_firm


def _guarded(analysis: ReplyAnalysis, message: ReceivedText, parts: NewText) -> ReplyAnalysis:
    """Text that tries to steer the assistant changes only this: the rep looks first, nothing is booked."""
    # The body as it came: what is quoted, hidden or invisible in it may be planted too.
    texts = [message.body, message.subject, message.from_name, message.hidden, parts.hidden]
    if not is_as_written(message.body):
        texts += [parts.text, parts.signature]
    is_planted = instructs_assistant(*texts) or asks_unseen(message.hidden, parts.hidden)
    return looked_at_first(analysis) if is_planted else analysis


def _thread_names(parts: NewText) -> str:
    """Words of the quoted history and of the greeting: people in them are on the thread already."""
    greeting = re.match(r"\W*(?:hi|hello|hey|dear|good \w+)?,?\s*([A-Z]\w+)(?=[\s,!:-])", parts.text)
    return parts.quoted + (" " + greeting.group(1) if greeting else "")


def rules_on(message: ReceivedText, context: ReplyContext) -> RuleReading:
    """What the rules make of a reply, for the training of the classifier."""
    parts = split_message(message.body, message.from_name)
    return _rule_reading(parts, Almanac(context.now, context.timezone), context)


def _rule_reading(parts: NewText, almanac: Almanac, context: ReplyContext) -> RuleReading:
    parsed, matcher = _parsed(parts, almanac, context)
    settled, heard = _settled(parts, parsed, matcher), hear(parts.text[:LONGEST_MEANT])
    return RuleReading(parsed, matcher, settled, heard, judge(heard, settled, context, almanac))


def _parsed(parts: NewText, almanac: Almanac, context: ReplyContext) -> tuple[Parsed, Matcher]:
    own = parts.text
    if len(_INVITATION.findall(own)) > 1:
        own = _INVITATION.sub(lambda line: " " * len(line.group()), own)
    parsed = parse(_with_same_time(_SPAN_LABEL.sub(r"\1 ", own), almanac, context), parts.text)
    return parsed, Matcher(
        almanac,
        context.duration_minutes,
        context.proposed_times,
        _spoken_zone(parts.text),
        month_order_in(parsed),
    )


def _settled(parts: NewText, parsed: Parsed, matcher: Matcher) -> Settlement:
    inline = _inline(parts, matcher)
    if inline is not None:
        return inline
    return settle(parsed, matcher, for_somebody=writes_for_somebody(parts))


def writes_for_somebody(parts: NewText) -> bool:
    """Whether an assistant answers for the prospect, by what they say or how they sign."""
    return bool(found("assistants", fold(f"{parts.text}\n{parts.signature}")))


def _with_same_time(text: str, almanac: Almanac, context: ReplyContext) -> str:
    """The text with "same time" written as the clock time that all offers share, in the same length."""
    clocks = {
        moment.astimezone(almanac.local_now.tzinfo).strftime("%H:%M") for moment in context.proposed_times
    }
    if len(clocks) != 1:
        return text
    clock = clocks.pop()
    return re.sub(r"\b[Ss]ame (?:time|hour)\b", lambda match: clock.ljust(len(match.group())), text)


def _inline(parts: NewText, matcher: Matcher) -> Settlement | None:
    """Answers written under single offers of the quoted list; None if the message is not of that kind."""
    located = [(answer, _last_offer(answer.quote, matcher)) for answer in parts.answers]
    if located and parts.quoted.endswith(parts.answers[-1].quote):
        located[-1] = (parts.answers[-1], _only_offer(parts.answers[-1].quote, matcher))
    several = len(parts.answers) > 1
    if not located or not any(offer for _, offer in located) or not (several or _points_at(parts)):
        return None
    whole = settle(parse(parts.main), matcher)
    whole.named = _moved(whole.named, parts.text.find(parts.main))
    at = 0
    for answer, offers in located:
        context = tuple(sorted({matcher.date_of(i) for i in offers}))
        one = settle(parse(answer.text), matcher, context)
        _fold_in(whole, one, answer.text, offers)
        at = parts.text.find(answer.text, max(at, 0))
        times = [named for named in one.named if named.match.offers or named.match.readings]
        whole.named += _moved(times, at) or answer_as_named(answer.text, at, offers, whole)
    return whole


def _moved(named: list[Named], by: int) -> list[Named]:
    """Times named in a piece of the text, with their places in the whole; none if the piece is not in it."""
    return [replace(one, start=one.start + by, end=one.end + by) for one in named] if by >= 0 else []


def _points_at(parts: NewText) -> bool:
    """Whether a single answer under a quote points at the line above it."""
    quote_lines = [line for line in parts.answers[0].quote.splitlines() if line.strip()]
    return (
        bool(
            re.match(
                r"\W*(?:this|that|yes|no|works|ok|okay|good|perfect|great|fine|here|sure|yep|nope)\b",
                fold(parts.answers[0].text),
            )
        )
        and len(quote_lines) <= 14
    )


def _last_offer(quote: str, matcher: Matcher) -> frozenset[int]:
    """The offer on the last line of a quoted piece that shows one."""
    for line in reversed([line for line in quote.splitlines() if line.strip()][-3:]):
        found = offers_in(parse(line), matcher)
        if found:
            return found if len(found) == 1 else frozenset()
    return frozenset()


def _only_offer(quote: str, matcher: Matcher) -> frozenset[int]:
    """The offer of a quoted piece that shows one in all: below a whole quote, any line may be meant."""
    shown = [
        offers_in(parse(line), matcher) for line in quote.splitlines()[-_MOST_QUOTE_LINES:] if line.strip()
    ]
    offers = frozenset().union(*shown)
    return offers if len(offers) == 1 else frozenset()


def _fold_in(whole: Settlement, one: Settlement, text: str, offers: frozenset[int]) -> None:
    """Add what an answer says about the offer above it."""
    whole.own.extend(one.own)
    whole.told_own.extend(one.told_own)
    whole.readings.extend(one.readings)
    whole.prefers_own = whole.prefers_own or one.prefers_own
    whole.open_matter = whole.open_matter or one.open_matter
    whole.contradiction = whole.contradiction or one.contradiction
    whole.words.update(one.words)
    whole.strange.update(one.strange)
    folded = fold(text)
    if one.taken:
        whole.taken |= one.taken
    elif one.own or one.readings:
        whole.refused |= offers
    elif is_tentative(folded):
        whole.unsure |= offers
    elif is_refusal(folded) or re.search(r"\btoo (?:late|early)\b", folded):
        whole.refused |= offers
    elif is_agreement(folded):
        whole.taken |= offers
        strange = strange_words(folded, text)
        for offer in offers:
            whole.words[offer], whole.strange[offer] = " ".join(text.split()), strange


def _spoken_zone(text: str) -> str:
    """The zone of a place they say they are in; empty if none is known."""
    folded = fold(text)
    if clock := _ON_CLOCK.search(folded):
        return REGIONS[clock.group("clock")]
    for match in _PLACE.finditer(folded):
        spans = list(re.finditer(r"[^\s,.]+", match.group("place")))[:4]
        words = [span.group() for span in spans]
        for start, length in product(range(len(words)), (3, 2, 1)):
            name = " ".join(words[start : start + length])
            is_clock = words[start + length : start + length + 1] == ["time"]
            if start + length <= len(words) and name in PLACES and name != "la" and not is_clock:
                end = match.start("place") + spans[start + length - 1].end()
                if _ONCE.match(folded, end):
                    break
                return zone_of_city(text, end, PLACES[name])
    return ""


def _calendar_verdict(message: ReceivedText, verdict: Verdict, context: ReplyContext) -> Verdict:
    """What an invite answer says by its subject, where the text adds nothing of its own."""
    answer = calendar_answer(message)
    if answer is None:
        return verdict
    if answer is CalendarAnswer.DECLINED:
        return (
            verdict
            if verdict.intent in {Intent.PROPOSE_ALTERNATIVE, Intent.RESCHEDULE_LATER}
            else Verdict(
                Intent.DECLINE, human_reason="They declined the invite.", why=("They declined the invite",)
            )
        )
    if answer is CalendarAnswer.TENTATIVE:
        return Verdict(Intent.UNCLEAR, why=("They answered the invite with perhaps",))
    if answer is CalendarAnswer.PROPOSED:
        return verdict
    if verdict.intent is Intent.ACCEPT_TIME and verdict.selected:
        return verdict
    subject = settle(
        parse(plain_text(message.subject)),
        Matcher(Almanac(context.now, context.timezone), context.duration_minutes, context.proposed_times),
    )
    if len(subject.taken) == 1:
        return Verdict(
            Intent.ACCEPT_TIME,
            selected=context.proposed_times[next(iter(subject.taken))],
            why=("They accepted the invite",),
        )
    if len(context.proposed_times) == 1 and not verdict.windows:
        return Verdict(
            Intent.ACCEPT_TIME, selected=context.proposed_times[0], why=("They accepted the invite",)
        )
    return verdict


def _human_reason(verdict: Verdict, sentiment: Sentiment, people: tuple[PersonAsked, ...]) -> str:
    if verdict.human_reason and not (people and verdict.human_reason == NOT_CLEAR):
        return verdict.human_reason
    if people:
        return in_words(people)
    return TONE_IS_BAD if sentiment in {Sentiment.NEGATIVE, Sentiment.FRUSTRATED} else ""


def _signals(text: str, verdict: Verdict, people: tuple[PersonAsked, ...]) -> tuple[str, ...]:
    folded = fold(text)
    found = []
    if _NEXT_QUARTER.search(folded) and verdict.intent is Intent.RESCHEDULE_LATER:
        found.append("next_quarter")
    if _EAGER.search(folded) and verdict.intent in {Intent.ACCEPT_TIME, Intent.PROPOSE_ALTERNATIVE}:
        found.append("eager")
    if people:
        found.append("loop_in_others")
    return tuple(found)
