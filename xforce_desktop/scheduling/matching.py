"""Whose answer a mail is. One matcher weighs all that speaks for a request; doubt goes to the rep.

The mail service's conversation id alone proves nothing: two conversations can share one. Neither does a
name: anybody can write any name beside an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from xforce_desktop.ids import RequestId
from xforce_desktop.ports import MailItem
from xforce_desktop.scheduling.correspondents import Bond, Writer, is_bulk, is_perhaps_forged, writer_of
from xforce_desktop.scheduling.quoted_mail import NOTHING, Quote
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.subjects import is_answer, is_invite_answer, plain_subject

ROBOT_NAMES = ("mailer-daemon", "postmaster", "microsoftexchange")


class Tie(IntEnum):
    """What ties a mail to a request, the strongest last."""

    NONE = 0
    CONVERSATION = 1  # the service's id, under another subject
    TOPIC = 2  # the service's id, under our subject
    SUBJECT = 3  # an answer under our subject
    QUOTE = 4  # one of our mails stands in it
    REFERENCE = 5  # it names one of the conversation's Message-IDs as what it answers


# From which tie on a writer's mail is theirs beyond doubt, and from which it may be. Others are refused.
SURE_FROM = {
    Bond.ATTENDEE: Tie.TOPIC,
    Bond.IN_COPY: Tie.TOPIC,
    Bond.ALIAS: Tie.TOPIC,
    Bond.COLLEAGUE: Tie.QUOTE,
}
DOUBTFUL_FROM = {
    Bond.ATTENDEE: Tie.NONE,
    Bond.IN_COPY: Tie.NONE,
    Bond.ALIAS: Tie.NONE,
    Bond.COLLEAGUE: Tie.SUBJECT,
    Bond.NAMESAKE: Tie.SUBJECT,
    Bond.ASSISTANT: Tie.QUOTE,
    Bond.SHARED_BOX: Tie.QUOTE,
    Bond.OURS: Tie.QUOTE,
    Bond.STRANGER: Tie.QUOTE,
}
TIE_WORDS = {
    Tie.REFERENCE: "It answers one of our mails.",
    Tie.SUBJECT: "It answers under our subject.",
    Tie.TOPIC: "It is in the same conversation, under the same subject.",
    Tie.CONVERSATION: "It is in the same conversation, under another subject.",
}
THEMSELVES = frozenset({Bond.ATTENDEE, Bond.IN_COPY, Bond.ALIAS})
SEVERAL = "It could belong to several meetings."
OUTSIDE = "It is outside the conversation."
FORGED = "The mail service could not verify that it comes from that address."


@dataclass(frozen=True)
class Match:
    """A request that a message belongs to, with all that speaks for it. With doubts only the rep can tell.

    `person`: the attendee (address) whose words they are, or may be, where the sender's address is another.
    `is_ours`: it is about our mails beyond doubt, whoever wrote it.
    """

    request_id: RequestId
    evidence: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    person: str = ""
    is_ours: bool = False
    is_known: bool = False  # the writer is on their side

    @property
    def is_certain(self) -> bool:
        return not self.doubts

    @property
    def words(self) -> str:
        return " ".join(dict.fromkeys((*self.evidence, *self.doubts)))


@dataclass(frozen=True)
class Trace:
    """What the store knows about a mail and one request; `quote` is looked for only where nothing else tells.

    `is_parent`: it answers this conversation directly, the others further up. `known_as`: addresses that the
    rep let pass for an attendee, and whose they are.
    """

    request: MeetingRequest
    is_reference: bool = False
    is_parent: bool = False
    in_conversation: bool = False
    quote: Quote = NOTHING
    known_as: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Hit:
    trace: Trace
    writer: Writer
    tie: Tie

    @property
    def request(self) -> MeetingRequest:
        return self.trace.request

    @property
    def is_sure(self) -> bool:
        return self.tie >= SURE_FROM.get(self.writer.bond, 99)

    @property
    def rank(self) -> tuple[int, bool, int]:
        return self.tie, self.trace.is_parent, self.trace.quote.weight


def match(item: MailItem, traces: Sequence[Trace]) -> Match | None:
    """The request that `item` answers, or None; `traces` oldest request first."""
    if item.from_address.casefold().startswith(ROBOT_NAMES):
        return _undeliverable(item, traces)
    hits = [hit for trace in traces if (hit := _hit(item, trace)) is not None]
    still_open = [hit for hit in hits if not hit.request.has_ended]
    over = [hit for hit in hits if hit.request.has_ended and hit.tie >= Tie.QUOTE]
    if over and not any(hit.tie >= Tie.QUOTE for hit in still_open):
        return _after_the_end(item, over, still_open)
    if not still_open:
        return None
    if sure := [hit for hit in still_open if hit.is_sure]:
        found = _among(item, sure)
        return replace(found, doubts=(*found.doubts, FORGED)) if is_perhaps_forged(item) else found
    return _doubtful(item, still_open)


def tie_of(item: MailItem, trace: Trace) -> Tie:
    """The strongest of the ties."""
    if trace.is_reference:
        return Tie.REFERENCE
    if trace.quote.is_enough:
        return Tie.QUOTE
    request = trace.request
    subject = plain_subject(item.subject)
    is_same = bool(subject) and subject == plain_subject(request.subject)
    is_same = is_same or (is_invite_answer(item.subject) and subject == plain_subject(request.title))
    if is_same and (is_answer(item.subject) or is_invite_answer(item.subject)):
        return Tie.SUBJECT
    if is_same and trace.in_conversation:
        return Tie.TOPIC
    return Tie.CONVERSATION if trace.in_conversation else Tie.NONE


def _hit(item: MailItem, trace: Trace) -> _Hit | None:
    tie = tie_of(item, trace)
    if tie < Tie.QUOTE and trace.request.attempt_count == 0:
        return None  # nothing of ours has left that it could answer
    writer = writer_of(item, trace.request, trace.known_as)
    if tie < DOUBTFUL_FROM[writer.bond] or (tie is Tie.NONE and is_bulk(item)):
        return None
    return _Hit(trace, writer, tie)


def _among(item: MailItem, sure: Sequence[_Hit]) -> Match:
    """The best of those that are sure; a doubt where the best are equal and nothing but chance decides."""
    best = max(hit.rank for hit in sure)
    equal = [hit for hit in sure if hit.rank == best]
    found = _match(equal[-1])
    if len(equal) > 1 and equal[-1].tie < Tie.REFERENCE:
        return replace(found, doubts=(SEVERAL,))
    return found


def _doubtful(item: MailItem, hits: Sequence[_Hit]) -> Match:
    best = max(hit.rank for hit in hits)
    equal = [hit for hit in hits if hit.rank == best]
    hit = equal[-1]
    found = _match(hit)
    if hit.tie <= Tie.CONVERSATION and hit.writer.bond in THEMSELVES:
        if len(equal) > 1:
            return replace(found, doubts=(OUTSIDE, SEVERAL))
        if is_automatic(item):
            return replace(found, evidence=(f"An automatic answer. {hit.writer.words}",))
        return replace(found, doubts=(OUTSIDE,))
    return replace(found, doubts=(_why_doubtful(hit),))


def _why_doubtful(hit: _Hit) -> str:
    if hit.writer.bond is Bond.COLLEAGUE:
        return "They do not quote our mail."
    return hit.writer.words


def _after_the_end(item: MailItem, over: Sequence[_Hit], still_open: Sequence[_Hit]) -> Match:
    """It answers what has ended. Somebody who is asked for another meeting may mean that one."""
    waiting = [hit for hit in still_open if hit.writer.bond in THEMSELVES]
    if waiting and not is_automatic(item):
        found = _match(waiting[-1])
        doubt = "It answers an older conversation, and may be about this meeting."
        return replace(found, doubts=(doubt,), is_ours=True)
    ended = max(over, key=lambda hit: hit.rank)
    found = _match(ended)
    return found if ended.is_sure else replace(found, doubts=(_why_doubtful(ended),))


def _match(hit: _Hit) -> Match:
    how = hit.trace.quote.words if hit.tie is Tie.QUOTE else TIE_WORDS.get(hit.tie, "")
    return Match(
        hit.request.id,
        tuple(words for words in (how, hit.writer.words) if words),
        person=hit.writer.person,
        is_ours=hit.tie >= Tie.QUOTE,
        is_known=hit.writer.bond in THEMSELVES or hit.is_sure,
    )


def is_automatic(item: MailItem) -> bool:
    """Whether the mail says itself that no person wrote it (RFC 3834)."""
    headers = {name.lower(): value.strip().casefold() for name, value in item.headers.items()}
    return headers.get("auto-submitted", "no") != "no"


def _undeliverable(item: MailItem, traces: Sequence[Trace]) -> Match | None:
    """A delivery failure names the failed recipient as its own To."""
    tied = [trace for trace in traces if trace.is_reference or trace.in_conversation or trace.quote.has_id]
    if tied:
        tied.sort(key=lambda trace: (not trace.request.has_ended, trace.is_reference))
        return Match(tied[-1].request.id, ("A delivery report about our mail.",), is_known=True)
    failed = {address.casefold() for address in item.to}
    for trace in traces:
        theirs = {a.email.casefold() for a in trace.request.external}
        if theirs & failed and not trace.request.has_ended:
            return Match(trace.request.id, ("A delivery report that names this attendee.",), is_known=True)
    return None
