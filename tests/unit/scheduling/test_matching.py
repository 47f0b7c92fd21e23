"""Whose answer a mail is: all that speaks for a request is weighed in one place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.builders import (
    JOHN,
    MARY,
    NOW,
    REP,
    SARAH,
    a_mail,
    a_prospect,
    a_reply,
    a_request,
    an_id,
    an_offered_request,
    another_prospect,
)
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import MailItem
from xforce_desktop.scheduling.correspondents import same_company, same_name
from xforce_desktop.scheduling.events import RepGaveBack, ReplyReceived
from xforce_desktop.scheduling.learned import vouched_for
from xforce_desktop.scheduling.matching import Trace, match
from xforce_desktop.scheduling.quoted_mail import quote_of
from xforce_desktop.scheduling.request import MeetingRequest, State
from xforce_desktop.scheduling.subjects import is_answer, plain_subject
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction, JournalLine

OURS = an_offered_request()
OTHER = an_offered_request(id=RequestId(an_id(9)), title="Review with Acme", subject="Review")
UNSENT = a_request(id=RequestId(an_id(7)))
ENDED = an_offered_request(id=RequestId(an_id(8)), state=State.CANCELLED, next_action=None)
OF_BOTH = an_offered_request(prospects=(a_prospect(), another_prospect()))
OF_GMAIL = an_offered_request(prospects=(a_prospect(email="john.smith@gmail.com"),))
WITH_AMY = an_offered_request(also_write_to=("amy@helpers.example",))
WITH_HOME = an_offered_request(also_write_to=("jsmith77@gmail.com",))
OUR_TEXT = (
    "Hi John,\n\nI saw your call report last week and would like to show you what it means.\n"
    "Tuesday, June 9 at 9:00 AM CDT (10:00 AM EDT for me)\n"
    "Would one of these times work for you and your team?\n"
)
QUOTED = (
    "Tuesday works.\n\nJohn\n\nOn Mon, Jun 8, 2026 at 9:00 AM Brent Lawson <brent@xforce.example> wrote:\n"
    + "".join(f"> {line}\n" for line in OUR_TEXT.splitlines())
)
FORWARDED = (
    "I can do Tuesday.\n\nLisa\n\n-----Original Message-----\nFrom: Brent Lawson <brent@xforce.example>\n"
    f"Sent: Monday, June 8, 2026 9:00 AM\nTo: John Smith\nSubject: Demo\n\n{OUR_TEXT}"
)
HEAD_ONLY = (
    "Passt mir.\n\nVon: Brent Lawson <brent@xforce.example>\nGesendet: Montag, 8. Juni 2026\n"
    "An: John Smith\nBetreff: AW: Demo\n\nHallo John"
)
WITH_ID = "See the thread brent@xforce.example, Message-ID <mail-1@xforce>: I take Tuesday."
AUTO = {"auto-submitted": "auto-replied"}
LOOSE: dict[str, Any] = {"in_reply_to": "", "references": (), "conversation_id": "another"}
SAME_ID: dict[str, Any] = {"in_reply_to": "", "references": ()}  # the conversation's id, and nothing else
LISA: dict[str, Any] = {"from_address": "lisa@acme.example", "from_name": "Lisa Brown"}
ANN: dict[str, Any] = {"from_address": "ann@elsewhere.example", "from_name": "Ann Lee"}
HOME: dict[str, Any] = {"from_address": "jsmith77@gmail.com", "from_name": "John Smith"}
TICKET: dict[str, Any] = {"from_address": "support@acme.zendesk.example", "from_name": "Acme Support"}


@dataclass(frozen=True)
class Row:
    """`about`: the request it is found for, None to be refused; `words` stand in its evidence or doubt."""

    name: str
    mail: dict[str, Any]
    about: MeetingRequest | None
    is_certain: bool = True
    words: str = ""
    among: tuple[MeetingRequest, ...] = (OURS,)
    known_as: dict[str, str] = field(default_factory=dict)


ROWS = [
    # the attendee
    Row("a plain answer", {}, OURS, words="answers one of our mails"),
    Row("any case", {"from_address": JOHN.upper()}, OURS, words="From John Smith"),
    Row("plus-addressing", {"from_address": "john+crm@acme.example"}, OURS, words="spelling"),
    Row("dots at Google", {"from_address": "johnsmith@googlemail.com"}, OF_GMAIL, among=(OF_GMAIL,)),
    Row("another subject, our reference", {"subject": "Next week"}, OURS, words="answers one of our"),
    Row("references dropped, same conversation", SAME_ID, OURS, words="under our subject"),
    Row("no mark, same conversation", SAME_ID | {"subject": "Demo"}, OURS, words="same conversation"),
    Row("only Re: our subject", LOOSE, OURS, words="under our subject"),
    Row("AW: in another language", LOOSE | {"subject": "AW: Demo"}, OURS, words="under our subject"),
    Row("RES: and a tag", LOOSE | {"subject": "[EXTERNAL] RES: Demo"}, OURS),
    Row("our subject without a mark", LOOSE | {"subject": "Demo"}, OURS, False, "outside the conversation"),
    Row("quotes ours, new subject", LOOSE | {"subject": "Tuesday", "body": QUOTED}, OURS, words="quotes"),
    Row("names our Message-ID", LOOSE | {"subject": "Yes", "body": WITH_ID}, OURS, words="Message-ID"),
    Row("a new mail", LOOSE | {"subject": "Invoice"}, OURS, False, "outside the conversation"),
    Row("an old conversation, a new topic", SAME_ID | {"subject": "Invoice"}, OURS, False, "outside"),
    Row("an automatic answer", LOOSE | {"subject": "Away", "headers": AUTO}, OURS, words="automatic"),
    Row("a newsletter of theirs", LOOSE | {"subject": "News", "headers": {"List-Unsubscribe": "<x>"}}, None),
    Row("bulk of theirs", LOOSE | {"subject": "News", "headers": {"Precedence": "bulk"}}, None),
    Row("before our first mail", LOOSE, None, among=(UNSENT,)),
    Row(
        "a calendar's answer as a plain mail",
        LOOSE | {"subject": "Accepted: Demo with Acme @ Tue Jun 9"},
        OURS,
    ),
    Row("the second attendee", {"from_address": MARY}, OF_BOTH, among=(OF_BOTH,)),
    Row(
        "a forged address",
        {"headers": {"Authentication-Results": "spf=fail; dkim=none; dmarc=fail action=none"}},
        OURS,
        False,
        "could not verify",
    ),
    Row("a verified address", {"headers": {"Authentication-Results": "spf=pass; dmarc=pass"}}, OURS),
    # the attendee elsewhere
    Row(
        "j.smith at the company",
        {"from_address": "j.smith@acme.example", "from_name": ""},
        OURS,
        words="another address of John Smith",
    ),
    Row("the name at the company", {"from_address": "sales7@acme.example"}, OURS, words="another address"),
    Row("a part of the company", {"from_address": "john@mail.acme.example"}, OURS, words="same company"),
    Row("an alias, only Re: our subject", LOOSE | {"from_address": "smith.j@acme.example"}, OURS),
    Row(
        "an alias, new mail",
        LOOSE | {"from_address": "jsmith@acme.example", "subject": "Hi"},
        OURS,
        False,
        "outside the conversation",
    ),
    Row(
        "answers go to John",
        {
            "from_address": "desk2@acme.example",
            "from_name": "Front desk",
            "headers": {"Reply-To": f"John <{JOHN}>"},
        },
        OURS,
        words="Answers to it go to John Smith",
    ),
    Row(
        "an alias of one of two",
        {"from_address": "m.jones@acme.example", "from_name": ""},
        OF_BOTH,
        words="Mary Jones",
        among=(OF_BOTH,),
    ),
    Row(
        "at home, quoting",
        LOOSE | HOME | {"subject": "Tuesday", "body": QUOTED},
        OURS,
        False,
        "not their address",
    ),
    Row("at home, by reference", HOME, OURS, False, "bears the name of John Smith"),
    Row("at home, Re: our subject", LOOSE | HOME, OURS, False, "bears the name"),
    Row(
        "at home, signed only",
        HOME | {"from_name": "JS", "body": "Tuesday works\n\nJohn Smith\nAcme"},
        OURS,
        False,
        "signed by John Smith",
    ),
    Row("family name first", HOME | {"from_name": "Smith, John (Acme)"}, OURS, False, "bears the name"),
    Row("Reply-To from elsewhere", ANN | {"headers": {"reply-to": JOHN}}, OURS, False, "does not bear"),
    Row("a name and nothing else", LOOSE | HOME | {"subject": "Hello"}, None),
    Row("a name in the same conversation", SAME_ID | HOME | {"subject": "Demo"}, None),
    Row(
        "given back by the rep before",
        LOOSE | HOME,
        OURS,
        words="another address of John Smith that is known",
        known_as={"jsmith77@gmail.com": JOHN},
    ),
    Row(
        "in copy under their name",
        HOME,
        WITH_HOME,
        words="under another address that is known",
        among=(WITH_HOME,),
    ),
    # others of theirs
    Row("the assistant, by reference", LISA, OURS, words="colleague of John Smith"),
    Row(
        "a colleague got it forwarded",
        LOOSE | LISA | {"subject": "FW: Demo", "body": FORWARDED},
        OURS,
        words="quotes one of our mails",
    ),
    Row(
        "only the head is left",
        LOOSE | LISA | {"subject": "Termin", "body": HEAD_ONLY},
        OURS,
        words="the head",
    ),
    Row("a colleague, only the subject", LOOSE | LISA, OURS, False, "do not quote"),
    Row("a colleague in the same conversation", SAME_ID | LISA | {"subject": "Lunch"}, None),
    Row("a colleague about other things", LOOSE | LISA | {"subject": "Invoice"}, None),
    Row("the front office by reference", {"from_address": "office@acme.example", "from_name": ""}, OURS),
    Row(
        "somebody in copy",
        {"from_address": "amy@helpers.example", "from_name": "Amy"},
        WITH_AMY,
        words="in copy",
        among=(WITH_AMY,),
    ),
    Row(
        "an outside assistant",
        ANN | {"body": "I handle John's calendar: Tuesday is fine. On behalf of John"},
        OURS,
        False,
        "to write for John Smith",
    ),
    # robots
    Row(
        "a ticket system, our reference",
        TICKET | {"subject": "[#123] Re: Demo"},
        OURS,
        False,
        "ticket system",
    ),
    Row(
        "a ticket system that quotes",
        LOOSE | TICKET | {"subject": "Re: Demo [Ticket#77]", "body": QUOTED},
        OURS,
        False,
        "ticket system",
    ),
    Row(
        "their own ticket system",
        {"from_address": "support@acme.example", "from_name": "Support", "subject": "[Case 88] Re: Demo"},
        OURS,
        False,
        "ticket system",
    ),
    Row(
        "a mailbox that takes no answers",
        {"from_address": "no-reply@acme.example", "from_name": ""},
        OURS,
        False,
        "shared mailbox",
    ),
    Row("a list", LOOSE | ANN | {"headers": {"List-Id": "<pest.example>"}}, None),
    Row(
        "a delivery report by reference",
        {"from_address": "mailer-daemon@acme.example"},
        OURS,
        words="delivery",
    ),
    Row(
        "a delivery report by name", LOOSE | {"from_address": "postmaster@acme.example", "to": (JOHN,)}, OURS
    ),
    Row(
        "a delivery report of others",
        LOOSE | {"from_address": "postmaster@x.example", "to": ("a@b.c",)},
        None,
    ),
    # strangers
    Row("a stranger by reference", ANN, OURS, False, "we do not know"),
    Row(
        "a stranger who quotes",
        LOOSE | ANN | {"subject": "FW: Demo", "body": FORWARDED},
        OURS,
        False,
        "we do not know",
    ),
    Row("the false friend", SAME_ID | ANN, None),
    Row("the false friend, without a mark", SAME_ID | ANN | {"subject": "Demo"}, None),
    Row("a stranger under our subject", LOOSE | ANN, None),
    Row(
        "two at one public service",
        {"from_address": "ann@gmail.com", "from_name": "Ann"},
        OF_GMAIL,
        False,
        "we do not know",
        among=(OF_GMAIL,),
    ),
    Row("our own colleague", {"from_address": SARAH, "from_name": "Sarah Chen"}, OURS, False, "our own side"),
    Row(
        "somebody of our house",
        {"from_address": "kim@xforce.example", "from_name": ""},
        OURS,
        False,
        "own side",
    ),
    # several requests
    Row("the direct parent counts", {}, OURS, among=(OURS, OTHER)),
    Row("the subject tells two apart", LOOSE | {"subject": "Re: Review"}, OTHER, among=(OURS, OTHER)),
    Row(
        "a new mail for two", LOOSE | {"subject": "Hi"}, OTHER, False, "several meetings", among=(OURS, OTHER)
    ),
    Row(
        "the same subject twice",
        LOOSE,
        replace(OTHER, subject="Demo"),
        False,
        "several meetings",
        among=(OURS, replace(OTHER, subject="Demo")),
    ),
    Row("open before ended", {}, OURS, among=(ENDED, OURS)),
    Row("after the end", {}, ENDED, words="answers one of our mails", among=(ENDED,)),
    Row("an old conversation, a new request", {}, OTHER, False, "older conversation", among=(ENDED, OTHER)),
    Row("an automatic answer after the end", {"headers": AUTO}, ENDED, among=(ENDED, OTHER)),
    Row("a stranger after the end", ANN, ENDED, False, "we do not know", among=(ENDED, OTHER)),
]
REFERENCED = {OURS.id, ENDED.id}


def _traces(item: MailItem, row: Row) -> list[Trace]:
    """References lead to the first request and to the ended one; all share the conversation's id."""
    sent = ConversationMessage(
        Direction.OUT, "mail-1", "<mail-1@xforce>", "conversation-1", "Brent Lawson", REP, (JOHN,), (),
        "Demo", OUR_TEXT, OUR_TEXT, NOW,
    )  # fmt: skip
    return [
        Trace(
            request,
            is_reference=bool(item.references) and request.id in REFERENCED,
            is_parent=bool(item.in_reply_to) and request.id == OURS.id,
            in_conversation=item.conversation_id == "conversation-1" and request.id in REFERENCED,
            quote=quote_of(item.body, request.subject, (REP, "Brent Lawson"), [sent]),
            known_as=row.known_as,
        )
        for request in row.among
    ]


@pytest.mark.parametrize("name", ["Jane Smith", "Pat Smith"])
def test_another_given_name_at_an_address_like_theirs_is_a_colleague(name: str) -> None:
    """ "jsmith" may be John or Jane: the name that the mail bears decides."""
    item = a_mail(from_address="jsmith@acme.example", from_name=name)

    found = match(item, _traces(item, Row("", {}, OURS)))

    assert found is not None
    assert found.person == ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_whose_answer_it_is(row: Row) -> None:
    """The traces of a mail, the request it is found for, whether that is sure, and the words why."""
    item = a_mail(**row.mail)

    found = match(item, _traces(item, row))

    assert (found.request_id if found else None) == (row.about.id if row.about else None)
    if found:
        assert found.is_certain is row.is_certain, found.words
        assert row.words in found.words
        assert found.evidence


@pytest.mark.parametrize(
    "changes, person",
    [
        ({"from_address": "j.smith@acme.example", "from_name": ""}, JOHN),
        ({"from_address": "john+x@acme.example"}, JOHN),
        (HOME, JOHN),
        (LISA, ""),
        (ANN, ""),
    ],
)
def test_whose_words_they_are(changes: dict[str, Any], person: str) -> None:
    """An alias speaks as the attendee; others do not."""
    item = a_mail(**changes)

    found = match(item, [Trace(OURS, is_reference=True)])

    assert found is not None
    assert found.person == person


def test_an_address_counts_once_the_rep_gave_the_request_back() -> None:
    """Not before, and only where somebody may have been an attendee."""
    doubtful = a_reply(sender="jsmith77@gmail.com", is_certain=False, likely=JOHN)
    stranger = a_reply(sender="ann@elsewhere.example", is_certain=False)

    def line(event: ReplyReceived | RepGaveBack) -> JournalLine:
        return JournalLine(1, NOW, event, State.NEGOTIATING, State.NEGOTIATING)

    assert vouched_for([line(doubtful), line(stranger)]) == {}
    assert vouched_for([line(doubtful), line(stranger), line(RepGaveBack())]) == {"jsmith77@gmail.com": JOHN}
    assert vouched_for([line(RepGaveBack()), line(doubtful)]) == {}


def test_an_address_counts_once_they_want_answers_there() -> None:
    """Said by themselves, from the address that we know."""
    told = a_reply(answers_to="JSmith@home.example")
    line = JournalLine(1, NOW, told, State.AWAITING_RESPONSE, State.NEGOTIATING)

    assert vouched_for([line]) == {"jsmith@home.example": JOHN}


@pytest.mark.parametrize(
    "subject, plain, answers",
    [
        ("Re: Demo", "demo", True),
        ("RE: AW: Re[2]: Demo", "demo", True),
        ("[EXTERNAL] Fwd: Demo", "demo", True),
        ("[#123] Re: Demo", "demo", True),
        ("Re: Demo (Ticket #55)", "demo", True),
        ("Automatische Antwort: Demo", "demo", True),
        ("Réponse automatique : Démo", "demo", True),
        ("Accepted: Demo @ Tue Jun 9, 2026 2pm - 3pm (CDT)", "demo", False),
        ("Demo", "demo", False),
        ("Regarding: Demo", "regarding: demo", False),
        ("", "", False),
    ],
)
def test_subjects_are_compared_without_marks(subject: str, plain: str, answers: bool) -> None:
    assert (plain_subject(subject), is_answer(subject)) == (plain, answers)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("John Smith", "SMITH, John", True),
        ("Dr. John A. Smith Jr.", "John Smith", True),
        ("José Núñez", "Jose Nunez", True),
        ("John", "John Smith", False),
        ("John Smith", "Jane Smith", False),
        ("", "", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("a@acme.example", "b@mail.acme.example", True),
        ("a@acme.example", "b@notacme.example", False),
        ("a@gmail.com", "b@gmail.com", False),
        ("a@example", "b@acme.example", False),
        ("", "b@acme.example", False),
    ],
)
def test_companies_by_domain(one: str, other: str, same: bool) -> None:
    assert same_company(one, other) is same
