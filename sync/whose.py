"""What the store knows about a mail that came: the traces from which the matcher tells whose answer it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sync.helpers import ASKED, is_helper
from sync.rows import EVER, letters_under_way
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import Folder, MailItem, MeetingAnswer
from xforce_desktop.replies.absences import left_for_good
from xforce_desktop.replies.analysis import MessageKind, ReplyAnalysis
from xforce_desktop.replies.automatic import Absence, AbsenceCase, Automaton
from xforce_desktop.scheduling.correspondents import Bond, writer_of
from xforce_desktop.scheduling.events import AttendeeRemoved, AttendeeReplaced
from xforce_desktop.scheduling.learned import vouched_for
from xforce_desktop.scheduling.matching import SEVERAL, Match, Trace, match
from xforce_desktop.scheduling.quoted_mail import NOTHING, Quote, ids_in, may_quote, quote_of
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.subjects import plain_subject
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

NOT_OURS = "Not about any request."
INTRODUCED = "It answers our request for an introduction."


def references_of(item: MailItem) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for r in (item.in_reply_to, *item.references) if r))


def whose_mail(work: UnitOfWork, item: MailItem, now: datetime) -> Match | None:
    """The request that a mail of either folder belongs to, or None."""
    if item.meeting_answer is not None:
        return _invite_answered(work, item, item.meeting_answer)
    if item.folder is Folder.SENT:
        return _own_mail(work, item)
    if item.from_address.casefold() in _own_addresses(work):
        return None
    traces = traces_of(work, item)
    found = match(item, traces)
    if found and found.doubts:
        found = match(item, [_with_what_the_rep_said(work, trace, found) for trace in traces])
    if found and found.is_certain:
        return replace(found, doubts=(INTRODUCED,)) if _answers_introduction(work, found, item) else found
    return _answer_to_unnoted(work, item, now) or found


def _answers_introduction(work: UnitOfWork, found: Match, item: MailItem) -> bool:
    """Whether somebody who is not to be in the meeting answers what we asked them alone, be it for the second
    time, or with nothing that tells what it answers."""
    if work.load(found.request_id).attendee_by_address(item.from_address) is not None:
        return False
    answered = set(references_of(item))
    kinds = {one.kind for one in work.conversation(found.request_id) if one.message_id in answered}
    if kinds:
        return LetterKind.CHAMPION_INTRO.value in kinds
    return is_helper(work, found.request_id, item.from_address, ASKED)


def _with_what_the_rep_said(work: UnitOfWork, trace: Trace, found: Match) -> Trace:
    if trace.request.id != found.request_id:
        return trace
    return replace(trace, known_as=vouched_for(work.journal(trace.request.id)))


def traces_of(work: UnitOfWork, item: MailItem) -> list[Trace]:
    """One for each request that is open or that the mail has to do with, oldest first."""
    by_reference = set(work.requests_with_message_ids(references_of(item)))
    by_parent = set(work.requests_with_message_ids([item.in_reply_to])) if item.in_reply_to else set()
    by_conversation = set(work.requests_with_conversation(item.conversation_id))
    may_hold_ours = not by_reference and may_quote(item.body, _own_words(work))
    by_id = set(work.requests_with_message_ids(ids_in(item.body))) if may_hold_ours else set()
    known = {request.id: request for request in work.requests(include_ended=False)}
    for request_id in (by_reference | by_conversation | by_id) - known.keys():
        known[request_id] = work.load(request_id)
    return [
        Trace(
            request,
            is_reference=request.id in by_reference,
            is_parent=request.id in by_parent,
            in_conversation=request.id in by_conversation,
            quote=_quote(work, item, request) if may_hold_ours else NOTHING,
        )
        for request in sorted(known.values(), key=lambda one: one.created_at)
    ]


def _quote(work: UnitOfWork, item: MailItem, request: MeetingRequest) -> Quote:
    if request.attempt_count == 0:
        return NOTHING
    return quote_of(item.body, request.subject, _own_words(work), work.conversation(request.id))


def _own_addresses(work: UnitOfWork) -> set[str]:
    account = work.account()
    return {a.casefold() for a in (account.address, *account.aliases)} if account else set()


def _own_words(work: UnitOfWork) -> tuple[str, ...]:
    """What a quoted mail of ours would bear: our addresses or our name."""
    account = work.account()
    return (account.address, *account.aliases, account.name) if account else ()


def _own_mail(work: UnitOfWork, item: MailItem) -> Match | None:
    """The request whose conversation the rep's own mail is in, if it goes to their side."""
    written_to = {address.casefold() for address in (*item.to, *item.cc)}
    ids = [
        *work.requests_with_message_ids(references_of(item)),
        *work.requests_with_conversation(item.conversation_id),
    ]
    requests = [work.load(one) for one in dict.fromkeys(ids)]
    for request in sorted(requests, key=lambda one: one.has_ended):  # what is over has nothing to stop
        theirs = {a.email.casefold() for a in request.external}
        if written_to & (theirs | {a.casefold() for a in request.also_write_to}):
            return Match(request.id, ("You wrote in this conversation.",), is_ours=True)
    return None


def _answer_to_unnoted(work: UnitOfWork, item: MailItem, now: datetime) -> Match | None:
    """A mail that may answer one of ours whose sending is not noted yet, so that its reference tells nothing.

    An answer with the same subject is taken for what it is; anything else of these people is the rep's.
    """
    waiting = [(row, work.load(row.request_id)) for row in letters_under_way(work, now + EVER)]
    plain = plain_subject(item.subject)
    same = [
        Trace(request, is_reference=True)
        for row, request in waiting
        if references_of(item) and plain and plain == plain_subject(row.subject)
    ]
    answered = match(item, same) if same else None
    if answered and answered.is_certain:
        asked = is_helper(work, answered.request_id, item.from_address, ASKED)
        evidence = ("It answers a mail of ours that has only just left.",)
        return replace(answered, evidence=evidence, doubts=(INTRODUCED,) if asked else ())
    for _, request in waiting:
        writer = writer_of(item, request)
        if writer.bond is Bond.ATTENDEE:
            doubt = "It came while our mail to them was on its way."
            return Match(request.id, (writer.words,), (doubt,), writer.person)
    return None


def _invite_answered(work: UnitOfWork, item: MailItem, answer: MeetingAnswer) -> Match | None:
    """By the event; where the service does not tell it, by our title and somebody who was invited."""
    booked = [request for request in work.requests(include_ended=False) if request.calendar_event_id]
    for request in booked:
        if answer.event_id == request.calendar_event_id:
            return Match(
                request.id, ("An answer to our invitation.",), person=_invited(item, answer, request)
            )
    if answer.event_id:
        return None
    titled = [
        (request, person)
        for request in booked
        if plain_subject(item.subject) == plain_subject(request.title)
        and (person := _invited(item, answer, request))
    ]
    if not titled:
        return None
    request, person = titled[-1]
    evidence = "An answer to an invitation with our title, from somebody who was invited."
    return Match(request.id, (evidence,), (SEVERAL,) if len(titled) > 1 else (), person)


def _invited(item: MailItem, answer: MeetingAnswer, request: MeetingRequest) -> str:
    """The address under which the one who answers was invited; empty for somebody else."""
    if request.attendee_by_address(answer.address):
        return answer.address
    writer = writer_of(replace(item, from_address=answer.address), request)
    return writer.person if writer.bond in {Bond.ATTENDEE, Bond.ALIAS} else ""


def is_certain(work: UnitOfWork, found: Match, item: MailItem, analysis: ReplyAnalysis) -> bool:
    """Whether it counts without the rep's look: what machines say does."""
    if analysis.message_kind not in {MessageKind.REPLY, MessageKind.OPT_OUT}:
        return True
    if analysis.message_kind is MessageKind.OPT_OUT and found.doubts == (INTRODUCED,):
        return True  # whoever was asked to help may ask for silence
    return found.is_certain and not _was_removed(work, found.request_id, item.from_address)


def is_of_nobody(work: UnitOfWork, found: Match, item: MailItem, analysis: ReplyAnalysis) -> bool:
    """Whether a machine speaks for somebody who does not count here: unknown, or a helper who is away."""
    if analysis.message_kind is not MessageKind.AUTO_REPLY:
        return False
    if not found.is_known or _may_have_gone(work, found, item, analysis):
        return True
    has_left = analysis.absence is not None and analysis.absence.case is AbsenceCase.LEFT
    return not has_left and is_helper(work, found.request_id, item.from_address)


def doubt_in(work: UnitOfWork, found: Match, item: MailItem, analysis: ReplyAnalysis) -> str:
    """What the rep reads of a machine's word that somebody who is not to be in the meeting may have gone."""
    if not _may_have_gone(work, found, item, analysis):
        return ""
    who = item.from_name or item.from_address
    return f"An automatic answer of {who} speaks of somebody who has left, or of another address."


def _may_have_gone(work: UnitOfWork, found: Match, item: MailItem, analysis: ReplyAnalysis) -> bool:
    """Whether it is in doubt that a helper has gone: of another one, of a holiday, or of an address only."""
    absence = analysis.absence
    if absence is None or not (found.is_known or is_helper(work, found.request_id, item.from_address)):
        return False
    request = work.load(found.request_id)
    if request.attendee_by_address(found.person or item.from_address) is not None:
        return False
    if absence.case is AbsenceCase.CHANGED_ADDRESS:
        return True
    is_sure = left_for_good(item.subject, analysis.new_text, item.from_name, item.from_address)
    return absence.case is AbsenceCase.LEFT and not (is_sure and absence.back_on is None)


def of_nobody(analysis: ReplyAnalysis, doubt: str = "") -> ReplyAnalysis:
    """Somebody we do not know is away, or their ticket system has a number: that holds up nothing. A `doubt`
    is told to the rep."""
    why = (*analysis.why, "It is no answer of the people we wrote to")
    return replace(
        analysis,
        absence=Absence(AbsenceCase.RECEIPT),
        automaton=Automaton.RECEIPT,
        conflict=None,
        resume_on=None,
        new_attendees=(),
        people=(),
        requires_human=bool(doubt),
        human_reason=doubt,
        why=why,
    )


def is_outside(found: Match, analysis: ReplyAnalysis) -> bool:
    """Whether a person's mail only may be about the request: then its words are not ours to keep."""
    return not (found.is_certain or found.is_ours) and analysis.message_kind is MessageKind.REPLY


def _was_removed(work: UnitOfWork, request_id: RequestId, address: str) -> bool:
    """Whether the rep took this person out: their words decide nothing any more, the rep has to look."""
    if work.load(request_id).attendee_by_address(address) is not None:
        return False
    return any(
        isinstance(line.event, AttendeeRemoved | AttendeeReplaced)
        and line.event.address.casefold() == address.casefold()
        for line in work.journal(request_id)
    )
