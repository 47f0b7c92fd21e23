"""The rep's mailbox, against a mailbox that answers over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync.errors import OutOfSight
from sync.graph.http import FixedToken, GraphClient
from sync.graph.http_wire import IMMUTABLE, UTC_TIMES, path_of
from sync.graph.mail import GraphMail
from tests.sync.graph.conftest import START
from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import AnswerLost, CursorExpired, KeyringError, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import Folder, MailItem, OutgoingMail, SentMail

KEY = EffectKey("0d9f3c1e-7a55-4d1c-9b0e-5a2f3c4d5e6f:3:0")
SINCE = START - timedelta(days=1)
BODY = "Hi John,\n\nwould one of these suit you?\n\n- Tuesday at 2 PM\n- Thursday at 10 AM\n\nBest,\nBrent"
MAIL = OutgoingMail(("john@acme.example",), ("mike@xforce.example",), "A look at X-FORCE", BODY)


def a_letter(subject: str = "Pricing?", body: str = "What does it cost?", extra: str = "") -> str:
    """A raw mail of John's."""
    head = [
        "From: John Miller <john@acme.example>",
        "To: Brent Lawson <brent@xforce.example>",
        "Cc: Ann Day <ann@acme.example>",
        f"Subject: {subject}",
        "Message-ID: <first@acme.example>",
        "Date: Mon, 08 Jun 2026 08:55:00 -0400",
    ]
    return "\n".join([*head, *filter(None, [extra]), "", body, ""])


async def all_news(mail: GraphMail, folder: Folder, cursor: str = "") -> tuple[list[MailItem], str]:
    """Everything new, and where to go on."""
    items: list[MailItem] = []
    for _ in range(50):
        page = await mail.news(folder, cursor, SINCE)
        items += page.items
        cursor = page.cursor
        if not page.has_more:
            return items, cursor
    raise AssertionError("the round does not end")


async def sent(mail: GraphMail, outgoing: OutgoingMail = MAIL, key: EffectKey = KEY) -> SentMail:
    """Prepare and dispatch."""
    return await mail.dispatch(await mail.prepare(outgoing, key))


async def test_a_received_mail_is_news_once(mail, controls):
    """An item comes with all that the reader needs, and the next round is empty."""
    await controls.receive(a_letter(extra="X-Mailer: Pen"))

    items, cursor = await all_news(mail, Folder.INBOX)
    again, _ = await all_news(mail, Folder.INBOX, cursor)

    (item,) = items
    assert (item.from_name, item.from_address) == ("John Miller", "john@acme.example")
    assert (item.to, item.cc) == (("brent@xforce.example",), ("ann@acme.example",))
    assert (item.subject, item.body, item.message_id) == (
        "Pricing?",
        "What does it cost?",
        "<first@acme.example>",
    )
    assert item.at.tzinfo is UTC
    assert {name.lower(): value for name, value in item.headers.items()}["x-mailer"] == "Pen"
    assert again == []


async def test_threads_are_told_by_headers(mail, controls):
    """References and In-Reply-To come through, whatever the conversation id says."""
    letter = a_letter(extra="In-Reply-To: <b@x.example>\nReferences: <a@x.example> <b@x.example>")
    await controls.receive(letter)

    ((item,), _) = await all_news(mail, Folder.INBOX)

    assert item.in_reply_to == "<b@x.example>"
    assert item.references == ("<a@x.example>", "<b@x.example>")


async def test_many_mails_come_page_by_page(mail, controls):
    """A full mailbox is read to its end, each mail once."""
    for number in range(120):
        await controls.receive(a_letter(f"Mail {number}").replace("<first@", f"<n{number}@"))

    items, _ = await all_news(mail, Folder.INBOX)

    assert len({item.provider_id for item in items}) == len(items) == 120
    assert len(await controls.calls("GET", "/delta")) == 3


async def test_html_is_read_as_text(mail, controls):
    """A mail in HTML arrives as words."""
    letter = a_letter(
        body="<p>Tuesday <b>works</b>.</p><p>John</p>", extra="Content-Type: text/html; charset=utf-8"
    )
    await controls.receive(letter)

    ((item,), _) = await all_news(mail, Folder.INBOX)

    assert item.body.split() == ["Tuesday", "works.", "John"]


async def test_a_lost_place_begins_again(mail, controls):
    """410 is an error of its own, and an empty cursor finds everything again."""
    await controls.receive(a_letter())
    items, cursor = await all_news(mail, Folder.INBOX)
    await controls.fault("GET /v1.0/me/mailFolders*delta", "resync")

    with pytest.raises(CursorExpired):
        await mail.news(Folder.INBOX, cursor, SINCE)
    again, _ = await all_news(mail, Folder.INBOX)

    assert [item.provider_id for item in again] == [item.provider_id for item in items]


async def test_a_cursor_of_another_service_is_not_followed(mail):
    """After a change of account or sandbox the saved link is useless, and our token does not go there."""
    with pytest.raises(CursorExpired):
        await mail.news(Folder.INBOX, "http://evil.example/v1.0/me/messages/delta?$deltatoken=x", SINCE)


async def test_a_mail_leaves_as_it_was_written(mail, controls):
    """Recipients, subject and lines arrive exactly, and what we return can be found again."""
    result = await sent(mail)

    (left,) = await controls.items("sent")
    assert (left["to"], left["cc"], left["subject"]) == (list(MAIL.to), list(MAIL.cc), MAIL.subject)
    assert left["body"] == BODY
    assert (left["id"], left["message_id"]) == (result.provider_id, result.message_id)
    assert left["conversation_id"] == result.conversation_id
    assert result.sent_at == START


async def test_the_id_outlives_the_sending(mail):
    """The draft's id is the sent mail's: it was asked for in its immutable form."""
    draft_id = await mail.prepare(MAIL, KEY)

    assert (await mail.dispatch(draft_id)).provider_id == draft_id


async def test_our_own_mail_is_recognized_among_the_sent(mail, controls):
    """What the app sent carries its key; what the rep wrote in Outlook does not."""
    await sent(mail)
    await controls.receive(a_letter("By hand").replace("From: John", "From: Brent"), by_rep=True)

    items, _ = await all_news(mail, Folder.SENT)

    assert {item.subject: item.key for item in items} == {MAIL.subject: KEY, "By hand": ""}


async def test_drafts_are_no_news(mail):
    """A prepared mail is nobody's business yet."""
    await mail.prepare(MAIL, KEY)

    assert (await all_news(mail, Folder.SENT))[0] == []
    assert (await all_news(mail, Folder.INBOX))[0] == []


async def test_an_answer_stays_in_its_thread(mail, controls):
    """Same conversation, the references of the thread, the history below, and nobody but whom we meant."""
    received = await controls.receive(a_letter())

    answer = replace(MAIL, subject="Re: Pricing?", reply_to_id=received["id"], cc=())
    result = await sent(mail, answer)

    (left,) = await controls.items("sent")
    assert result.conversation_id == received["conversation_id"]
    assert left["in_reply_to"] == "<first@acme.example>"
    assert (left["to"], left["cc"], left["subject"]) == (["john@acme.example"], [], "Re: Pricing?")
    assert left["body"].startswith(BODY)
    assert "What does it cost?" in left["body"].removeprefix(BODY)


async def test_an_answer_to_our_own_mail_continues_it(mail, controls):
    """A follow-up goes below what we sent before, to the same people."""
    first = await sent(mail)

    follow_up = replace(MAIL, subject=f"Re: {MAIL.subject}", body="Any luck?", reply_to_id=first.provider_id)
    second = await sent(mail, follow_up, EffectKey("another:1:0"))

    left = (await controls.items("sent"))[1]
    assert second.conversation_id == first.conversation_id
    assert left["in_reply_to"] == first.message_id
    assert (left["to"], left["cc"]) == (list(MAIL.to), list(MAIL.cc))


async def test_markup_in_a_text_stays_text(mail, controls):
    """What looks like HTML is shown, not run; addresses become links."""
    body = "Is 3 < 4 & 5 > 2?\n<script>alert(1)</script>\nJoin: https://meet.example/a?b=1&c=2."

    await sent(mail, replace(MAIL, body=body))

    (left,) = await controls.items("sent")
    assert left["body"] == body
    assert "<script>" not in left["body_html"]
    assert '<a href="https://meet.example/a?b=1&amp;c=2">' in left["body_html"]


async def test_when_the_answered_mail_is_gone_a_new_one_begins(mail, controls, graph):
    """The rep may delete what we were about to answer; the mail goes out all the same."""
    received = await controls.receive(a_letter())
    for _ in range(2):  # to Deleted Items, then for good
        await graph.delete("delete it", path_of("me", "messages", received["id"]))

    await sent(mail, replace(MAIL, subject="Pricing?", reply_to_id=received["id"]))

    (left,) = await controls.items("sent")
    assert (left["subject"], left["in_reply_to"]) == ("Re: Pricing?", None)


async def test_a_lost_answer_to_send_is_looked_up(mail, controls):
    """The mail left although nobody said so: it is found, and a second dispatch sends nothing."""
    draft_id = await mail.prepare(MAIL, KEY)
    await controls.fault("POST /v1.0/me/messages/*/send", "drop_after")

    with pytest.raises(AnswerLost):
        await mail.dispatch(draft_id)
    found = await mail.look_up(KEY, draft_id)
    again = await mail.dispatch(draft_id)

    assert found == again
    assert isinstance(found, SentMail)
    assert len(await controls.items("sent")) == 1


async def test_a_send_that_never_arrived_is_still_a_draft(mail, controls):
    """The connection broke before the work: the look-up gives the draft back, which can be sent."""
    draft_id = await mail.prepare(MAIL, KEY)
    await controls.fault("POST /v1.0/me/messages/*/send", "reset")

    with pytest.raises(AnswerLost):
        await mail.dispatch(draft_id)
    found = await mail.look_up(KEY, draft_id)

    assert found == draft_id
    await mail.dispatch(draft_id)
    assert len(await controls.items("sent")) == 1


async def test_a_lost_answer_to_a_draft_is_found_by_its_key(mail, controls):
    """The draft exists although its id is unknown; after sending it is found as sent."""
    await controls.fault("POST /v1.0/me/messages", "drop_after")

    with pytest.raises(AnswerLost):
        await mail.prepare(MAIL, KEY)
    draft_id = await mail.look_up(KEY, "")
    assert isinstance(draft_id, str)
    result = await mail.dispatch(draft_id)

    assert await mail.look_up(KEY, "") == result
    assert len(await controls.items("sent")) == 1


async def test_an_unknown_key_is_unknown(mail):
    """Nothing was ever made under it."""
    await sent(mail)

    assert await mail.look_up(EffectKey("other:1:0"), "") is None


async def test_an_answer_whose_text_is_missing_is_never_sent(mail, controls):
    """A crash between draft and text leaves nothing that a look-up would take for finished."""
    received = await controls.receive(a_letter())
    answer = replace(MAIL, subject="Re: Pricing?", reply_to_id=received["id"])
    await controls.fault("PATCH /v1.0/me/messages/*", "status", status=503, times=3)
    await controls.fault("GET /v1.0/me/messages/*", "status", status=503, times=3)

    with pytest.raises(TemporaryError):
        await mail.prepare(answer, KEY)
    assert len(await drafts(mail)) == 1
    found = await mail.look_up(KEY, "")

    assert found is None
    assert await drafts(mail) == []


async def test_an_unfinished_answer_is_cleared_away(mail, controls):
    """If the text cannot be put in, the draft goes at once."""
    received = await controls.receive(a_letter())
    await controls.fault("PATCH /v1.0/me/messages/*", "status", status=503, times=3)

    with pytest.raises(TemporaryError):
        await mail.prepare(replace(MAIL, reply_to_id=received["id"]), KEY)

    assert await drafts(mail) == []


async def test_two_drafts_of_one_key_become_one(mail, controls):
    """However it came about, one of them is sent and the other disappears."""
    first = await mail.prepare(MAIL, KEY)
    second = await mail.prepare(MAIL, KEY)

    kept = await mail.look_up(KEY, "")

    assert kept in (first, second)
    assert [one["id"] for one in await drafts(mail)] == [kept]


async def test_a_sent_mail_is_not_sent_again_for_a_leftover_draft(mail, controls):
    """What left wins over a draft of the same key."""
    result = await sent(mail)
    await mail.prepare(MAIL, KEY)

    assert await mail.look_up(KEY, "") == result
    assert await drafts(mail) == []


async def test_a_copy_that_comes_late_is_no_loss(mail, controls):
    """Sent Items shows the mail only later: dispatch still says that it left, a look-up waits."""
    await controls.fault("POST /v1.0/me/messages/*/send", "late_copy")
    draft_id = await mail.prepare(MAIL, KEY)

    result = await mail.dispatch(draft_id)

    assert result.provider_id == draft_id
    assert result.message_id == (await controls.items("sent"))[0]["message_id"]
    with pytest.raises(TemporaryError):
        await mail.look_up(KEY, draft_id)
    await controls.advance(timedelta(minutes=5))
    assert await mail.look_up(KEY, draft_id) == result


@pytest.mark.parametrize("status", [400, 401, 403, 404, 503])
async def test_a_copy_that_cannot_be_read_makes_no_mail_unsent(graph, controls, status):
    """Microsoft has taken the mail; whatever it says to the look at the copy, it counts as sent."""

    async def trouble_from_now_on(wait_s: float) -> None:
        await controls.fault("GET /v1.0/me/messages/*", "status", status=status, times=100)

    mail = GraphMail(graph, ManualClock(START), sleep=trouble_from_now_on)
    draft_id = await mail.prepare(MAIL, KEY)

    left = await mail.dispatch(draft_id)

    assert left.provider_id == draft_id
    (shown,) = await controls.items("sent")
    assert (shown["subject"], shown["message_id"]) == (MAIL.subject, left.message_id)


async def test_a_keyring_that_locks_after_the_sending_makes_no_mail_unsent(sandbox, controls):
    """The token for the look at the copy cannot be had."""

    class Tokens(FixedToken):
        is_locked = False

        async def token(self, claims: str = "") -> str:
            if self.is_locked:
                raise KeyringError("Could not read a secret in the keyring", "Unlock it.")
            return await super().token(claims)

    async def lock(wait_s: float) -> None:
        tokens.is_locked = True

    tokens = Tokens("sandbox-rep")
    graph = GraphClient(tokens, base_url=f"{sandbox.url}/v1.0")
    mail = GraphMail(graph, ManualClock(START), sleep=lock)
    draft_id = await mail.prepare(MAIL, KEY)

    left = await mail.dispatch(draft_id)

    assert left.provider_id == draft_id
    assert len(await controls.items("sent")) == 1
    await graph.close()


async def test_discarding_spares_what_was_sent(mail, controls):
    """A draft goes, twice without complaint; a mail that has left stays where it is."""
    draft_id = await mail.prepare(MAIL, KEY)
    await mail.discard(draft_id)
    await mail.discard(draft_id)
    assert await mail.look_up(KEY, "") is None

    result = await sent(mail)
    await mail.discard(result.provider_id)
    assert await mail.look_up(KEY, result.provider_id) == result


async def test_a_draft_that_does_not_show_is_looked_for(mail, graph):
    """The rep deleted it for good, or it shows late: that cannot be told yet, so nothing is refused."""
    draft_id = await mail.prepare(MAIL, KEY)
    for _ in range(2):
        await graph.delete("delete it", path_of("me", "messages", draft_id))

    with pytest.raises(OutOfSight):
        await mail.dispatch(draft_id)


@pytest.mark.parametrize(
    "said,heard", [("accepted", "accepted"), ("declined", "declined"), ("tentative", "tentative")]
)
async def test_an_answer_to_an_invitation_is_understood(mail, controls, graph, said, heard):
    """Accept, decline and tentative, without a word of text, and the event they speak of."""
    event_id = await an_event(graph)
    await controls.ask(
        "invite-response", {"event_id": event_id, "address": "john@acme.example", "response": said}
    )

    items, _ = await all_news(mail, Folder.INBOX)

    answer = items[-1].meeting_answer
    assert answer is not None
    assert (answer.event_id, answer.address, answer.response) == (event_id, "john@acme.example", heard)
    assert answer.proposed is None


async def test_a_proposed_time_is_understood(mail, controls, graph):
    """ "Propose new time" brings the time, in UTC."""
    event_id = await an_event(graph)
    proposed = {"response": "tentative", "proposed_start": "2026-06-11T10:00:00-04:00"}
    await controls.ask("invite-response", {"event_id": event_id, "address": "john@acme.example", **proposed})

    items, _ = await all_news(mail, Folder.INBOX)

    answer = items[-1].meeting_answer
    assert answer is not None
    assert answer.proposed == Span.lasting(datetime(2026, 6, 11, 14, 0, tzinfo=UTC), 30)


@pytest.mark.parametrize("answered, is_news", [(0, False), (1, True)], ids=["the old time", "the new time"])
async def test_an_answer_to_a_time_that_was_changed_is_no_news(mail, controls, graph, answered, is_news):
    """A yes that was under way when the meeting moved must not confirm the new time."""
    event_id = await an_event(graph)
    path, times = path_of("me", "events", event_id), (IMMUTABLE, UTC_TIMES)
    event = await graph.get("read it", path, {"$select": "iCalUId"}, times)
    later = {"dateTime": "2026-06-10T16:00:00", "timeZone": "UTC"}
    ends = {"dateTime": "2026-06-10T16:30:00", "timeZone": "UTC"}
    await graph.patch("move it", path, {"start": later, "end": ends}, times)
    await controls.receive(
        "From: John <john@acme.example>\nTo: brent@xforce.example\nSubject: Accepted: Demo\n"
        "Content-Type: text/calendar; method=REPLY\n\n"
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"UID:{event['iCalUId']}\nSEQUENCE:{answered}\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:john@acme.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    items, _ = await all_news(mail, Folder.INBOX)

    assert [one.meeting_answer.response for one in items] == (["accepted"] if is_news else [])


async def test_our_invitations_are_not_taken_for_the_reps_words(mail, graph):
    """What the calendar sends by itself is no mail that the rep wrote."""
    await an_event(graph)

    assert (await all_news(mail, Folder.SENT))[0] == []


async def test_a_repeated_item_comes_through_twice_and_whole(mail, controls):
    """The service may repeat itself; telling doubles apart is the caller's, by the id."""
    await controls.receive(a_letter())
    await controls.fault("GET /v1.0/me/mailFolders*delta", "repeat")

    items, _ = await all_news(mail, Folder.INBOX)

    assert len(items) == 2
    assert items[0] == items[1]


async def drafts(mail: GraphMail) -> list[dict[str, object]]:
    """What lies in Drafts."""
    pages = mail._graph.pages("list drafts", "/me/mailFolders/drafts/messages", {"$select": "subject"})
    return [item async for item in pages]


async def an_event(graph: GraphClient) -> str:
    """A meeting with John on Wednesday; its id."""
    asked = {
        "subject": "Demo",
        "start": {"dateTime": "2026-06-10T14:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-06-10T14:30:00", "timeZone": "UTC"},
        "attendees": [{"emailAddress": {"address": "john@acme.example"}, "type": "required"}],
        "transactionId": "t-1",
    }
    prefer = (IMMUTABLE, UTC_TIMES)
    return str((await graph.post("make an event", "/me/events", asked, prefer=prefer))["id"])


async def test_an_answer_goes_to_whom_we_said_and_nowhere_else(mail, controls):
    """The original's Reply-To, which the service would take, does not choose our recipients."""
    received = await controls.receive(a_letter(extra="Reply-To: thief@rival.example"))
    answer = replace(MAIL, reply_to_id=received["id"], subject="Re: Pricing?")

    await mail.dispatch(await mail.prepare(answer, KEY))

    (sent,) = await controls.items("sent")
    assert (sent["to"], sent["cc"], sent["bcc"]) == (["john@acme.example"], ["mike@xforce.example"], [])
    assert sent["in_reply_to"] == "<first@acme.example>"
