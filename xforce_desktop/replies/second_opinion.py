"""Rules and classifier together: the rules find times and words, the classifier weighs the whole.

The rules rest on words that mean just that; where a reply uses others, what is left over is often wrong. So
the classifier, which sees the wording as a whole and what the rules found in it, has a say in the intent,
in whether the rep has to look, and in what kind of obstacle it is. It never brings in a time: it can only
book an offer that the rules found named, and only where they left it open. What they book it may refuse. A
no that only it hears is a doubtful one, which is the rep's to read and ends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from xforce_desktop.replies.analysis import Conflict, ConflictType, Intent, ReplyContext
from xforce_desktop.replies.classifier import (
    NO_CONFLICT,
    YES,
    Wording,
    mark_of,
    masked,
    mention_features,
    mention_model,
    own_time_model,
    reply_features,
    reply_model,
)
from xforce_desktop.replies.counter_signs import counter_sign
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.lengths import shorter_than
from xforce_desktop.replies.offers import Matcher
from xforce_desktop.replies.quoting import quoted, quoted_list
from xforce_desktop.replies.reasons import Ask
from xforce_desktop.replies.resume import promised_day, resume_day
from xforce_desktop.replies.settle import OF_NO_SENTENCE, Settlement
from xforce_desktop.replies.statements import Parsed
from xforce_desktop.replies.verdict import (
    NOT_CLEAR,
    Heard,
    Verdict,
    asked,
    offered_days,
    own_times,
    put_off,
    roles_of,
)
from xforce_desktop.replies.words import words_of

SURE_TO_CHANGE = 0.45
SURE_TO_CHANGE_FIRM = 0.75
"""How likely an intent must be, to be put in place of a leftover, and of what the words say outright."""

DOUBTS_A_BOOKING, DOUBTS_AN_OFFER = 0.5, 0.3
"""Below these likelihoods of an acceptance, and of this offer being taken, nothing is booked."""

SURE_OF_A_PLAIN_YES, DOUBTS_A_PLAIN_YES = 0.8, 0.3
"""Where the words are a plain yes and this offer is so likely: the likelihood of an acceptance that does."""

SURE_OF_A_YES, SURE_OF_AN_OFFER, SURELY_ANOTHER, AHEAD, BEYOND_DOUBT = 0.65, 0.7, 0.5, 0.3, 0.9
"""To book where the rules are in doubt: how likely an acceptance must be, this offer, at most any other
one, and how far this one must be ahead of it; an offer that is taken beyond doubt bears a likelier one
beside it."""

WORDS_COUNT, SELDOM_WITHOUT = 0.4, 0.5
"""How much the words for an obstacle count beside the likelihoods of each kind; how seldom somebody puts us
off without any."""

SURE_OF_A_WISH, IN_A_LIST = 0.5, 0.15
"""How likely a time in a wish for another time must be the wish, and one that is listed beside it."""

REP_LOOKS, REP_LOOKS_AT_FIRM = 0.35, 0.5
"""From this likelihood on that a careful assistant would not answer alone, the rep looks first; where
the words say outright what is meant, from the second on."""

_FLAGS = words_of(
    "taken refused unsure own readings any_offered contradiction doubtful open_matter refuses_all bare_times "
    "refused_times prefers_own told told_own loose_end"
)
_HEARD = ("declines", "later", "wants_times", "wants_moving", "late")


@dataclass(frozen=True)
class RuleReading:
    """Everything that the rules made of a reply, and what the classifier is shown of it."""

    parsed: Parsed
    matcher: Matcher
    settled: Settlement
    heard: Heard
    verdict: Verdict

    def wording(self) -> Wording:
        """The reply as the classifier sees it."""
        return Wording(masked(self.parsed, self.matcher), tuple(dict.fromkeys(self._findings())))

    def mention_wordings(self) -> Iterator[tuple[int, Wording]]:
        """For each place where one offer is named by itself: its index, and how the classifier sees it."""
        for statement in self.parsed.statements:
            if statement.phrase is None:
                continue
            match = self.matcher.match(statement.phrase)
            if len(match.offers) == 1:
                offer = next(iter(match.offers))
                state, stance = self._state_of(offer), statement.stance.value
                both = f"{self._said} {state}"
                findings = (stance, f"exact {match.exact}", state, self._said, both)
                yield offer, Wording(masked(self.parsed, self.matcher, statement), findings)

    def own_time_wordings(self) -> Iterator[tuple[int, Wording]]:
        """For each time that is no offer of ours: its place, and how the classifier sees it."""
        for statement in self.parsed.statements:
            if statement.phrase and not self.matcher.match(statement.phrase).offers:
                stance = statement.stance.value
                findings = (stance, self._said, f"{self._said} {stance}")
                yield statement.start, Wording(masked(self.parsed, self.matcher, statement), findings)

    @property
    def _said(self) -> str:
        return f"{self.verdict.intent.value} {'firm' if self.verdict.is_firm else 'left over'}"

    def _state_of(self, offer: int) -> str:
        if offer in self.settled.taken:
            return "taken"
        return "refused" if offer in self.settled.refused else "open"

    def _findings(self) -> Iterator[str]:
        yield self._said
        if self.verdict.selected:
            yield "selected"
        yield f"taken {min(3, len(self.settled.taken))}"
        yield from (flag for flag in sorted(_FLAGS) if getattr(self.settled, flag))
        yield from (f"heard {name}" for name in _HEARD if getattr(self.heard, name))
        yield f"asks {self.heard.asks.value if self.heard.asks else 'nothing'}"
        yield f"conflict {self.heard.conflict.value if self.heard.conflict else NO_CONFLICT}"
        for statement in self.parsed.statements:
            yield f"{statement.stance.value} {mark_of(statement, self.matcher)}"


def weighed(reading: RuleReading, context: ReplyContext, almanac: Almanac) -> Verdict:
    """The verdict of the rules after the classifier has been heard."""
    shares = reply_model().likelihoods(reply_features(reading.wording()))
    taken = _taken(reading)
    verdict = _with_intent(reading, shares["intent"], taken, context, almanac)
    verdict = _with_named_times(_looked_at_last(verdict, reading, context), reading, almanac)
    decided = _for_rep(
        _with_conflict(verdict, shares["conflict"], reading, context, almanac), shares["human"]
    )
    return replace(decided, heard=roles_of(reading.heard)) if decided is not reading.verdict else decided


def _looked_at_last(verdict: Verdict, reading: RuleReading, context: ReplyContext) -> Verdict:
    """Without the booking, if a word speaks against it, or against one of those left to us."""
    at_stake: tuple[datetime, ...] = (verdict.selected,) if verdict.selected else ()
    if verdict.any_offered:
        at_stake = verdict.narrowed or context.proposed_times
    offers = (context.proposed_times.index(time) for time in at_stake if time in context.proposed_times)
    signs = (counter_sign(reading.parsed, reading.settled, offer, context) for offer in offers)
    sign = next(filter(None, signs), "")
    if not sign:
        return verdict
    return _not_booked(verdict, f"{quoted(sign, reading.heard.text)} may speak against it, so we ask")


def _not_booked(verdict: Verdict, why: str) -> Verdict:
    """The verdict without its booking: the offer is asked about."""
    narrowed = (verdict.selected,) if verdict.selected else verdict.narrowed
    asked_about = replace(verdict, intent=Intent.UNCLEAR, selected=None, any_offered=False, narrowed=narrowed)
    return replace(asked_about, why=(*verdict.why, why))


def _taken(reading: RuleReading) -> dict[int, float]:
    """How likely each offer that is named by itself is the one that they take."""
    found: dict[int, float] = {}
    for offer, wording in reading.mention_wordings():
        share = mention_model().likelihoods(mention_features(wording))["taken"][YES]
        found[offer] = max(found.get(offer, 0.0), share)
    return found


def _with_intent(
    reading: RuleReading,
    shares: Mapping[str, float],
    taken: Mapping[int, float],
    context: ReplyContext,
    almanac: Almanac,
) -> Verdict:
    verdict = reading.verdict
    intent = Intent(max(shares, key=lambda name: shares[name]))
    sure = shares[intent] >= (SURE_TO_CHANGE_FIRM if verdict.is_firm else SURE_TO_CHANGE)
    if verdict.selected:
        objected = _objected(verdict, shares, taken, context)
        if objected is verdict or intent is Intent.ACCEPT_TIME or not sure:
            return objected
    if intent is verdict.intent and intent is not Intent.ACCEPT_TIME:
        return verdict
    if not sure:
        return verdict
    if intent is Intent.ACCEPT_TIME:
        return _accepts(reading, shares[intent], taken, context)
    return _instead(intent, reading, context, almanac)


def _objected(
    verdict: Verdict, shares: Mapping[str, float], taken: Mapping[int, float], context: ReplyContext
) -> Verdict:
    """Without the booking, if it does not sound like a yes, or not like a yes to this offer."""
    assert verdict.selected is not None
    offer = context.proposed_times.index(verdict.selected)
    others = max((share for other, share in taken.items() if other != offer), default=0.0)
    own = taken.get(offer, 1.0)
    is_plain = verdict.is_firm and offer in taken and own >= SURE_OF_A_PLAIN_YES and others < DOUBTS_AN_OFFER
    least = DOUBTS_A_PLAIN_YES if is_plain else DOUBTS_A_BOOKING
    if shares[Intent.ACCEPT_TIME] >= least and own >= DOUBTS_AN_OFFER and own >= others:
        return verdict
    reason = verdict.human_reason or "They name a time, but it does not sound like a yes."
    why = "As a whole it does not sound like a yes, so nothing is booked"
    return replace(_not_booked(verdict, why), human_reason=reason)


def _accepts(
    reading: RuleReading, likelihood: float, taken: Mapping[int, float], context: ReplyContext
) -> Verdict:
    """A yes by its wording: to the one offer that is named so, else we ask to which."""
    verdict, settled = reading.verdict, reading.settled
    wants_other = bool(verdict.is_firm and (settled.own or settled.readings))
    if settled.contradiction or settled.doubtful or wants_other:
        return verdict
    reason = "They ask about the product or its terms." if reading.heard.asks is Ask.SUBSTANCE else ""
    offer = max(taken, key=lambda one: taken[one], default=-1)
    other = max((share for one, share in taken.items() if one != offer), default=0.0)
    sure = offer >= 0 and taken[offer] >= max(SURE_OF_AN_OFFER, other + AHEAD)
    sure = sure and other <= (SURELY_ANOTHER if taken[offer] < BEYOND_DOUBT else BEYOND_DOUBT - AHEAD)
    if (
        sure
        and likelihood >= SURE_OF_A_YES
        and not shorter_than(reading.heard.text, context.duration_minutes)
    ):
        words = quoted_list([settled.words[offer]] if offer in settled.words else settled.told_words)
        why = f"{words or 'What they write'} is offer {offer + 1}, and as a whole it sounds like a yes"
        return Verdict(
            Intent.ACCEPT_TIME, selected=context.proposed_times[offer], human_reason=reason, why=(why,)
        )
    if verdict.intent is Intent.ACCEPT_TIME:
        return verdict
    named = sorted((settled.taken or settled.unsure or set(settled.told)) - settled.refused)
    return Verdict(
        Intent.ACCEPT_TIME,
        narrowed=tuple(context.proposed_times[index] for index in named),
        any_offered=settled.any_offered and len(named) > 1,
        human_reason=reason,
        why=("It sounds like a yes, but not surely to which offer, so we ask",),
    )


def _instead(intent: Intent, reading: RuleReading, context: ReplyContext, almanac: Almanac) -> Verdict:
    """What the classifier hears in place of the verdict, with what the rules know for it."""
    verdict, settled, heard = reading.verdict, reading.settled, reading.heard
    if intent is Intent.DECLINE:
        reason = "They seem to turn the meeting down."
        why = "No single word says so, but as a whole it sounds like a no"
        return Verdict(intent, human_reason=reason, why=(why,), is_firm=False)
    if intent is Intent.QUESTION:
        return asked(heard)
    if intent is Intent.RESCHEDULE_LATER:
        later = put_off(heard, settled, resume_day(heard.text, almanac, offered_days(context, almanac)))
        return replace(later, intent=intent, conflict=later.conflict or verdict.conflict)
    if intent is Intent.PROPOSE_ALTERNATIVE:
        return _proposes(verdict, heard, settled, almanac)
    return replace(
        verdict,
        intent=intent,
        selected=None,
        windows=(),
        readings=(),
        any_offered=False,
        narrowed=verdict.narrowed or ((verdict.selected,) if verdict.selected else ()),
        human_reason=verdict.human_reason or NOT_CLEAR,
        why=(*verdict.why, "As a whole it is no plain answer, so we ask"),
    )


def _proposes(verdict: Verdict, heard: Heard, settled: Settlement, almanac: Almanac) -> Verdict:
    if settled.own or settled.readings:
        return own_times(heard, settled, almanac)
    conflict = Conflict(heard.conflict) if heard.conflict else verdict.conflict
    return Verdict(
        Intent.PROPOSE_ALTERNATIVE,
        conflict=conflict,
        why=("As a whole it sounds like a wish for another time",),
    )


def _with_named_times(verdict: Verdict, reading: RuleReading, almanac: Almanac) -> Verdict:
    """With the times that stand in a wish for other times and that no words around them call the wish."""
    settled = reading.settled
    is_settled = bool(verdict.readings or settled.readings or not settled.told_own)
    if verdict.intent is not Intent.PROPOSE_ALTERNATIVE or is_settled:
        return verdict
    offered = {
        start: own_time_model().likelihoods(mention_features(wording))["offered"][YES]
        for start, wording in reading.own_time_wordings()
    }
    sure = {sentence for start, sentence, _ in settled.told_own if offered.get(start, 0.0) >= SURE_OF_A_WISH}
    listed = settled.own_sentences | (sure - {OF_NO_SENTENCE})
    beside = [
        window
        for start, sentence, window in settled.told_own
        if offered.get(start, 0.0) >= (IN_A_LIST if sentence in listed else SURE_OF_A_WISH)
        and (sentence in listed or not settled.own)
    ]
    missing = [window for window in dict.fromkeys(beside) if window not in settled.own]
    if not missing:
        return verdict
    own = own_times(reading.heard, replace(settled, own=[*settled.own, *missing]), almanac)
    return (
        replace(own, conflict=own.conflict or verdict.conflict) if own.intent is verdict.intent else verdict
    )


def _with_conflict(
    verdict: Verdict,
    shares: Mapping[str, float],
    reading: RuleReading,
    context: ReplyContext,
    almanac: Almanac,
) -> Verdict:
    """The obstacle that words and wording together make likeliest, where they put us off or leave it open."""
    if verdict.intent not in {Intent.RESCHEDULE_LATER, Intent.UNCLEAR}:
        return verdict
    likely = dict(shares)
    if verdict.conflict:
        likely[verdict.conflict.type] += WORDS_COUNT
    if verdict.intent is Intent.RESCHEDULE_LATER:
        likely[NO_CONFLICT] *= SELDOM_WITHOUT
    kind = max(likely, key=lambda name: likely[name])
    promised = None
    if verdict.intent is Intent.UNCLEAR and verdict.resume_on is None:
        promised = promised_day(reading.heard.text, almanac, offered_days(context, almanac))
    if kind == NO_CONFLICT and promised is None:
        return verdict
    if kind == NO_CONFLICT:
        kind = ConflictType.DECISION_PENDING
    until = (verdict.conflict.until if verdict.conflict else None) or verdict.resume_on or promised
    return replace(
        verdict, conflict=Conflict(ConflictType(kind), until), resume_on=verdict.resume_on or until
    )


def _for_rep(verdict: Verdict, shares: Mapping[str, float]) -> Verdict:
    """Whether the rep has to look first, where no rule says why."""
    if verdict.human_reason or shares[YES] < (REP_LOOKS_AT_FIRM if verdict.is_firm else REP_LOOKS):
        return verdict
    return replace(verdict, human_reason="Answers worded like this are better read by you.")
