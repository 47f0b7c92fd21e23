"""A question that the rep answers by hand in Outlook is not put before them again. Over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

from tests.end_to_end.walk import JOHN, REP, THEIR_ZONE, Walk, a_form, as_they_say, offered_in

HOUR = timedelta(hours=1)


def test_a_question_that_the_rep_answered_is_no_point(walk: Walk) -> None:
    """ "what does it cost per month?": they answered, and he agreed."""
    walk.sandbox.begin_at(datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE))
    first = walk.start(a_form())
    walk.sandbox.advance(HOUR)
    walk.reply("Before we meet: what does it cost per month? Just send me the pricing first.", to=first)
    walk.tick()
    walk.sandbox.advance(HOUR)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Brent Lawson <{REP}>", JOHN, f"Re: {first['subject']}"
    mail["In-Reply-To"] = mail["References"] = first["message_id"]
    mail.set_content("Hi John,\n\nIt is $400 a month for up to 500 calls.\n\nBrent")
    walk.sandbox.http.post(
        f"{walk.sandbox.url}/sandbox/mail/sent-by-rep",
        content=mail.as_bytes(),
        headers={"Content-Type": "message/rfc822"},
    ).raise_for_status()
    walk.tick()
    walk.do("request", "give-back", walk.id)
    walk.sandbox.advance(HOUR)
    walk.reply(f"Got it, $400 works for us. {as_they_say(offered_in(first)[-1])} works.", to=first)
    walk.settle()
    walk.pass_time(HOUR)

    brief = walk.do("brief", "make", walk.id)["brief_content"]

    assert "cost per month" not in repr(brief["key_talking_points"])
    assert "pricing" not in repr(brief["key_talking_points"])
