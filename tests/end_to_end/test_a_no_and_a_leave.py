"""A no tells no interest, and whoever has left neither decides nor helps any more: over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from tests.end_to_end.prep_store import notices
from tests.end_to_end.walk import JOHN, REP, THEIR_ZONE, Json, Walk, a_form

HOUR = timedelta(hours=1)
MONDAY = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)
DANA = "dana@acmepest.example"
PEOPLE = (
    "company,state,industry,name,email,title,champion,deal,deal value\n"
    f"Acme Pest,TN,Pest control,Dana Reed,{DANA},Office Manager,yes,Acme receptionist,12000\n"
    f"Acme Pest,TN,Pest control,John Smith,{JOHN},Owner,no,Acme receptionist,12000\n"
)


def begun(walk: Walk, **form: object) -> Json:
    """John is asked about the deal; Dana is the champion and may be copied."""
    walk.sandbox.begin_at(MONDAY)
    path = walk.folder.parent / "people.csv"
    path.write_text(PEOPLE)
    assert walk.run("crm", "import", str(path)).status == 0
    walk.do("contacts", "champion", DANA, "--may-be-copied")
    return walk.start(a_form(deal="Acme receptionist") | form)


def answered_by(walk: Walk, words: str, to: Json) -> Json:
    walk.sandbox.advance(HOUR)
    walk.reply(words, to=to)
    walk.settle()
    return walk.show()


def a_machine_of_danas(walk: Walk, words: str, to: Json) -> Json:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        f"Dana Reed <{DANA}>",
        REP,
        f"Automatic reply: {to['subject']}",
    )
    mail["In-Reply-To"] = mail["References"] = to["message_id"]
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(words)
    walk.sandbox.receive(mail)
    walk.settle()
    return walk.show()


@pytest.mark.parametrize(
    "words",
    [
        "No thanks, we are not interested. We signed with somebody else and I am looping in nobody.",
        "Please stop emailing me.",
    ],
)
def test_a_fast_no_says_nothing_for_the_deal(walk: Walk, words: str) -> None:
    """However soon it came: nothing of it is fed to the deal, and nobody is advised to go on."""
    shown = answered_by(walk, words, begun(walk))

    assert shown["outcome"] == "cancelled_by_them"
    assert shown["deal_adjustment"] == 0
    assert [one for one in shown["deal_signals"] if one["superseded_at"] is None] == []
    assert (shown["intent"]["level"], [one["evidence"] for one in shown["intent"]["signals"]]) == (
        "dead",
        ["They said no"],
    )
    assert shown["intent"]["deal_impact"]["recommendation"].startswith("They said no. Leave it")


@pytest.mark.parametrize(
    "words",
    [
        "I was laid off yesterday, so I can't help you with this any more. Pat Mills "
        "(pat@acmepest.example) will take over.",
        "I left Acme last month. Please talk to Pat Mills, pat@acmepest.example.",
    ],
)
def test_whoever_writes_that_they_left_names_who_comes(walk: Walk, words: str) -> None:
    """It is no no: the request waits for the rep, who is offered the one that was named."""
    shown = answered_by(walk, words, begun(walk))

    assert shown["outcome"] is None
    assert shown["requires_human_review"]
    assert "is not with the company any more" in shown["review_reason"]
    assert shown["suggestion"] == {"replace": JOHN, "by": "pat@acmepest.example", "name": "Pat Mills"}
    assert shown["deal_adjustment"] == 0


def test_whoever_will_leave_is_still_there(walk: Walk) -> None:
    """They name who comes: the rep is offered that, nothing planned leaves, and nobody counts as gone."""
    words = "Friday is my last day. Please talk to Pat Mills, pat@acmepest.example."
    shown = answered_by(walk, words, begun(walk))

    assert shown["requires_human_review"]
    assert "will not be with the company much longer" in shown["review_reason"]
    assert shown["suggestion"] == {"replace": JOHN, "by": "pat@acmepest.example", "name": "Pat Mills"}
    assert "They have left" not in [one["title"] for one in notices(walk.folder)]


def test_a_champion_who_writes_that_they_left_is_for_the_rep(walk: Walk) -> None:
    """A person's word: the rep says what follows, and nothing planned leaves meanwhile."""
    first = begun(walk)
    walk.sandbox.advance(HOUR)
    walk.reply("I no longer work here.", to=first, sender=f"Dana Reed <{DANA}>")
    walk.settle()
    shown = walk.show()

    assert shown["requires_human_review"]
    assert is_champion(walk) == (True, True)
    walk.pass_time(5 * 24 * HOUR)
    assert len(walk.sandbox.sent()) == 1


@pytest.mark.parametrize(
    "words",
    [
        "I'm out until Dec 14. Please note that Tom Reed is no longer with the company; for his accounts "
        "contact me.",
        "I have left for the holidays and return January 4.",
        "On vacation until December 14. For urgent matters write to dana.reed@gmail.com",
        "My email address has changed. My new address is dana@acmegroup.example.",
    ],
)
def test_a_holiday_costs_no_champion_the_role(walk: Walk, words: str) -> None:
    """Of another one, of a holiday, of an address: it goes on as it was, and the rep may look."""
    first = begun(walk)
    walk.sandbox.advance(HOUR)
    before = walk.show()
    shown = a_machine_of_danas(walk, words, first)

    for name in ("state", "next_action", "requires_human_review", "champion"):
        assert shown[name] == before[name]
    assert is_champion(walk) == (True, True)
    told = [one for one in notices(walk.folder) if one["title"] == "An automatic answer"]
    assert [one["text"].endswith("or of another address. Please look.") for one in told] == [True]


def test_a_champion_who_left_the_copied_mail_is_none_any_more(walk: Walk) -> None:
    """Copied into the third ask, her machine says that she is gone: it goes on, without her."""
    begun(walk, duration_minutes=15)
    while len(walk.sandbox.sent()) < 3:
        walk.pass_to_next_action()
    copied = walk.sandbox.sent()[-1]
    assert copied["cc"] == [DANA]

    shown = a_machine_of_danas(walk, "Dana Reed is no longer with Acme Pest.", copied)

    assert_forgotten(walk, shown)


def test_a_champion_who_left_unasked_is_none_any_more(walk: Walk) -> None:
    """The mail that she answers was not even copied to her: nobody is to be put in her place."""
    first = begun(walk)
    walk.sandbox.advance(HOUR)

    shown = a_machine_of_danas(walk, "Dana Reed is no longer with Acme Pest.", first)

    assert_forgotten(walk, shown)


def assert_forgotten(walk: Walk, shown: Json) -> None:
    assert (shown["state"], shown["requires_human_review"]) == ("awaiting_response", False)
    assert shown["champion"] is None
    assert "Dana Reed is not with the company any more." in shown["actions"][-2]["why"]
    assert shown["actions"][-1]["why"] == (
        "Dana Reed: they are no longer your champion at Acme Pest, and the leave to copy them went with "
        "that; set it again if that is wrong."
    )
    told = {one["title"]: one["text"] for one in notices(walk.folder)}
    assert "Somebody has left" in told
    assert told["A champion fewer"].endswith(shown["actions"][-1]["why"])
    assert is_champion(walk) == (False, False)


def is_champion(walk: Walk) -> tuple[bool, bool]:
    """Whether Dana is, and whether she may be copied."""
    (dana,) = [one for one in walk.do("contacts", "list") if one["address"] == DANA]
    return dana["is_champion"], dana["may_be_copied"]
