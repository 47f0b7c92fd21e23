"""Whose answer a mail is: references first, then conversation and people, and doubt goes to the rep."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import JOHN, SARAH, a_mail, a_request, an_id, an_offered_request
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import MailItem
from xforce_desktop.scheduling.matching import Traces, match
from xforce_desktop.scheduling.request import MeetingRequest, State

OURS = an_offered_request()
OTHER = an_offered_request(id=RequestId(an_id(9)))
ENDED = replace(OTHER, state=State.CANCELLED, next_action=None)


def _loose(**changes: object) -> MailItem:
    """A mail without a reference to anything of ours."""
    return a_mail(in_reply_to="", references=(), **changes)


def _found(item: MailItem, **traces: tuple[MeetingRequest, ...]) -> tuple[object, bool] | None:
    found = match(item, Traces(**traces))
    return (found.request_id, found.is_certain) if found else None


def test_an_answer_to_one_of_our_mails_is_certain() -> None:
    """By reference, from the attendee."""
    assert _found(a_mail(), by_reference=(OURS,)) == (OURS.id, True)


def test_a_colleague_of_theirs_is_certain_too() -> None:
    """The assistant of the same company answers our mail."""
    assert _found(a_mail(from_address="amy@acme.example"), by_reference=(OURS,)) == (OURS.id, True)


def test_the_same_public_mail_service_is_no_company() -> None:
    """Two people at a service for everybody are not colleagues."""
    (rep, sarah, john) = OURS.attendees
    private = replace(OURS, attendees=(rep, sarah, replace(john, email="john@gmail.com")))

    assert _found(a_mail(from_address="ann@gmail.com"), by_reference=(private,)) == (OURS.id, False)
    assert _found(_loose(from_address="ann@gmail.com"), by_conversation=(private,)) is None


def test_a_stranger_in_answer_to_our_mail_is_doubtful() -> None:
    """Somebody forwarded it: only the rep can tell."""
    assert _found(a_mail(from_address="ann@elsewhere.example"), by_reference=(OURS,)) == (OURS.id, False)


def test_the_conversation_alone_proves_nothing() -> None:
    """The same conversation id and a stranger: not ours."""
    assert _found(_loose(from_address="ann@elsewhere.example"), by_conversation=(OURS,)) is None


def test_the_conversation_and_the_attendee_are_enough() -> None:
    """Their client dropped the references."""
    assert _found(_loose(), by_conversation=(OURS,)) == (OURS.id, True)


def test_a_new_mail_of_the_attendee_is_doubtful() -> None:
    """Outside the conversation it may be about anything."""
    assert _found(_loose(), open_requests=(OURS,)) == (OURS.id, False)


def test_two_requests_of_one_person_cannot_be_told_apart() -> None:
    """Without a reference nobody knows which is meant: the rep is shown it, nothing is decided."""
    found = match(_loose(), Traces(open_requests=(OURS, OTHER)))

    assert found is not None
    assert not found.is_certain


def test_before_the_first_mail_nothing_answers_it() -> None:
    """Their mail of this morning has nothing to do with what we ask tonight."""
    assert _found(_loose(), open_requests=(a_request(),)) is None


def test_an_automatic_answer_outside_the_conversation() -> None:
    """Absence notes often carry no reference."""
    away = _loose(headers={"Auto-Submitted": "auto-replied"})

    assert _found(away, open_requests=(OURS,)) == (OURS.id, True)


def test_the_open_request_comes_before_the_ended_one() -> None:
    """An old conversation that was taken up again belongs to what is under way."""
    assert _found(a_mail(), by_reference=(ENDED, OURS)) == (OURS.id, True)
    assert _found(a_mail(), by_reference=(ENDED,)) == (ENDED.id, True)


def test_a_delivery_failure_finds_its_request_by_the_failed_address() -> None:
    """The robot writes in nobody's name."""
    failed = _loose(from_address="postmaster@acme.example", to=(JOHN,))

    assert _found(failed, open_requests=(OURS,)) == (OURS.id, True)
    assert _found(replace(failed, to=("else@where.example",)), open_requests=(OURS,)) is None


def test_addresses_are_compared_in_any_case() -> None:
    """JOHN@ACME is John."""
    assert _found(a_mail(from_address=JOHN.upper()), by_reference=(OURS,)) == (OURS.id, True)


def test_our_own_colleague_is_not_their_side() -> None:
    """Sarah answering in the thread does not accept on their behalf."""
    assert _found(a_mail(from_address=SARAH), by_reference=(OURS,)) == (OURS.id, False)
