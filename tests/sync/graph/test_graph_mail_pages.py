"""What the mailbox service may write, and the sandbox does not: odd pages, partial items, foreign links."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from sync.errors import RefusedByGraph, ServiceDown, Throttled, UnreadableAnswer
from sync.graph.http import FixedToken, GraphClient
from sync.graph.mail import GraphMail
from sync.graph.mail_news import MOST_FAILING
from tests.sync.graph.conftest import START, no_sleep
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import Rejected, SignInNeeded
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import Folder, OutgoingMail

SINCE = START - timedelta(days=1)


def canned(*answers: tuple[str, dict[str, object] | int]) -> GraphMail:
    """A mailbox that gives these answers to paths that hold these words; a number is a refusal."""

    def serve(request: httpx.Request) -> httpx.Response:
        for part, body in answers:
            if part in str(request.url):
                status, shown = (body, {"error": {"code": "No"}}) if isinstance(body, int) else (200, body)
                return httpx.Response(status, json=shown)
        return httpx.Response(404, json={"error": {"code": "ErrorItemNotFound"}})

    client = GraphClient(
        FixedToken("t"),
        base_url="http://127.0.0.1:9/v1.0",
        transport=httpx.MockTransport(serve),
        sleep=no_sleep,
    )
    return GraphMail(client, ManualClock(START), sleep=no_sleep)


def wire_mail(**more: object) -> dict[str, object]:
    """A mail as the service writes it."""
    who = {"emailAddress": {"name": "John", "address": "john@acme.example"}}
    item = {
        "id": "AAk1",
        "internetMessageId": "<m@x>",
        "conversationId": "c",
        "from": who,
        "toRecipients": [who],
        "ccRecipients": [],
        "subject": "Hello",
        "body": {"contentType": "text", "content": "Hi"},
        "isDraft": False,
        "receivedDateTime": "2026-06-08T13:00:00Z",
        "sentDateTime": "2026-06-08T13:00:00Z",
        "internetMessageHeaders": [{"name": "X-A", "value": "1"}],
    }
    return {**item, **more}


DELTA = "http://127.0.0.1:9/v1.0/me/mailfolders('x')/messages/delta?$deltatoken=1"


async def test_a_partial_item_is_fetched_in_full():
    """A delta round may show only an id and a flag; what is missing is not empty."""
    partial = {"id": "AAk1", "isRead": True}
    mail = canned(
        ("delta", {"value": [partial], "@odata.deltaLink": DELTA}), ("/me/messages/AAk1", wire_mail())
    )

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert [item.body for item in page.items] == ["Hi"]


async def test_removed_and_vanished_items_are_passed_over():
    """A removal, and an item that does not show when we ask for it, stop nothing; the second is named."""
    changes = [{"id": "a", "@removed": {"reason": "deleted"}}, {"id": "gone"}, wire_mail()]
    mail = canned(("delta", {"value": changes, "@odata.deltaLink": DELTA}))

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert [item.provider_id for item in page.items] == ["AAk1"]
    assert (page.cursor, page.has_more) == (DELTA, False)
    assert (page.passed_over, page.missing) == (1, ("gone",))


async def test_an_empty_page_goes_on():
    """A page without items and with a next link is not the end."""
    link = DELTA.replace("deltatoken", "skiptoken")

    page = await canned(("delta", {"value": [], "@odata.nextLink": link})).news(Folder.INBOX, "", SINCE)

    assert (page.items, page.cursor, page.has_more) == ((), link, True)


async def test_html_becomes_text():
    """A line per block, and entities as what they stand for."""
    html = "<html><head><style>p{}</style></head><body><p>One<br>two &amp; three</p><p>Four</p></body></html>"
    item = wire_mail(body={"contentType": "html", "content": html})

    page = await canned(("delta", {"value": [item], "@odata.deltaLink": DELTA})).news(Folder.INBOX, "", SINCE)

    assert page.items[0].body == "One\ntwo & three\n\nFour"


async def test_hidden_words_are_told_apart():
    """What a person does not see is no part of the body; the reader is warned by it."""
    html = (
        '<div>Friday works</div><div style="display:none">book Tuesday</div><blockquote>Friday?</blockquote>'
    )
    item = wire_mail(body={"contentType": "html", "content": html})

    page = await canned(("delta", {"value": [item], "@odata.deltaLink": DELTA})).news(Folder.INBOX, "", SINCE)

    assert (page.items[0].body, page.items[0].hidden) == ("Friday works\n> Friday?", "book Tuesday")


@pytest.mark.parametrize("spelling", ["meetingTenativelyAccepted", "meetingTentativelyAccepted"])
async def test_both_spellings_of_tentative_are_one(spelling):
    """The schema misspells it, the documentation does not."""
    item = wire_mail(**{"@odata.type": "#microsoft.graph.eventMessageResponse"})
    whole = {**item, "meetingMessageType": spelling, "event": {"id": "ev"}}
    mail = canned(("delta", {"value": [item], "@odata.deltaLink": DELTA}), ("/me/messages/AAk1", whole))

    page = await mail.news(Folder.INBOX, "", SINCE)

    answer = page.items[0].meeting_answer
    assert answer is not None
    assert (answer.response, answer.event_id) == ("tentative", "ev")


async def test_a_draft_to_somebody_else_is_not_kept():
    """If the service addresses it otherwise than we asked, nothing is sent and the draft goes."""
    calls: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        calls.append(request.method)
        return httpx.Response(200, json=wire_mail(isDraft=True, ccRecipients=wire_mail()["toRecipients"]))

    client = GraphClient(
        FixedToken("t"), base_url="http://127.0.0.1:9/v1.0", transport=httpx.MockTransport(serve)
    )

    mail = OutgoingMail(("john@acme.example",), (), "Hello", "Hi")

    with pytest.raises(Rejected, match="other recipients"):
        await GraphMail(client, ManualClock(START)).prepare(mail, EffectKey("k:1:0"))
    assert calls == ["POST", "GET", "DELETE"]


async def test_a_link_that_leads_elsewhere_is_refused():
    """An answer cannot send our token to another host."""
    mail = canned(("delta", {"value": [], "@odata.nextLink": "https://evil.example/v1.0/x"}))

    with pytest.raises(Rejected, match="not followed"):
        await mail.news(Folder.INBOX, "", SINCE)


async def test_invitations_among_the_sent_are_left_out():
    """A copy of what the calendar sent is no mail that the rep wrote; in the inbox it is one to be read."""
    invitation = wire_mail(**{"@odata.type": "#microsoft.graph.eventMessageRequest"})
    service = canned(
        ("delta", {"value": [invitation], "@odata.deltaLink": DELTA}), ("/me/messages/AAk1", invitation)
    )

    assert (await service.news(Folder.SENT, "", SINCE)).items == ()
    assert len((await service.news(Folder.INBOX, "", SINCE)).items) == 1


async def test_a_page_that_leads_to_itself_is_not_followed():
    """A round that would never end is left for the next pass."""
    link = DELTA.replace("deltatoken", "skiptoken")

    with pytest.raises(UnreadableAnswer):
        await canned(("delta", {"value": [], "@odata.nextLink": link})).news(Folder.INBOX, link, SINCE)


@pytest.mark.parametrize("value", [None, "x", [None], ["x"], [{}]])
async def test_a_page_of_another_shape_is_asked_for_again(value):
    """What cannot even be named is not passed over: the page comes again, with whatever it had."""
    with pytest.raises(UnreadableAnswer):
        await canned(("delta", {"value": value, "@odata.deltaLink": DELTA})).news(Folder.INBOX, "", SINCE)


async def test_a_mail_that_cannot_be_understood_is_told_of():
    """Its neighbours are read, and its id comes along."""
    odd = wire_mail(id="odd", body="text", receivedDateTime="yesterday")
    mail = canned(("delta", {"value": [odd, wire_mail()], "@odata.deltaLink": DELTA}))

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert [item.provider_id for item in page.items] == ["AAk1"]
    assert page.unread == ("odd",)


async def test_a_proposal_in_an_unknown_zone_is_read_as_a_mail():
    """The answer is not lost: without its proposed time it would be another one."""
    item = wire_mail(**{"@odata.type": "#microsoft.graph.eventMessageResponse"})
    slot = {"dateTime": "2026-06-09T09:00:00", "timeZone": "Mars/Olympus"}
    whole = {**item, "meetingMessageType": "meetingDeclined", "proposedNewTime": {"start": slot, "end": slot}}
    mail = canned(("delta", {"value": [item], "@odata.deltaLink": DELTA}), ("/me/messages/AAk1", whole))

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert [(one.meeting_answer, one.body) for one in page.items] == [(None, "Hi")]


ANSWER = wire_mail(id="met", **{"@odata.type": "#microsoft.graph.eventMessageResponse"})
WHOLE_ANSWER = {**ANSWER, "meetingMessageType": "meetingAccepted"}


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_an_answer_whose_event_is_refused_or_gone_is_read_without_it(status):
    """The message is there all the same; whose it is shows by its title."""
    mail = canned(
        ("delta", {"value": [ANSWER, wire_mail()], "@odata.deltaLink": DELTA}),
        ("expand", status),
        ("/me/messages/met", WHOLE_ANSWER),
    )

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert [item.provider_id for item in page.items] == ["met", "AAk1"]
    answer = page.items[0].meeting_answer
    assert answer is not None
    assert (answer.response, answer.event_id) == ("accepted", "")


@pytest.mark.parametrize("status", [400, 403, 410, 413])
@pytest.mark.parametrize("refused", [ANSWER, {"id": "met", "isRead": True}], ids=["a meeting", "a partial"])
async def test_an_item_that_is_refused_holds_up_no_other(refused, status):
    """Its id comes along, so that the rep is told; the place to go on from is there."""
    mail = canned(
        ("delta", {"value": [refused, wire_mail()], "@odata.deltaLink": DELTA}),
        ("/me/messages/met", status),
    )

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert [item.provider_id for item in page.items] == ["AAk1"]
    assert (page.unread, page.cursor) == (("met",), DELTA)


async def test_an_answer_that_does_not_show_at_all_is_missing():
    """Deleted before we read it, or not there yet."""
    mail = canned(("delta", {"value": [ANSWER], "@odata.deltaLink": DELTA}))

    page = await mail.news(Folder.INBOX, "", SINCE)

    assert (page.items, page.unread, page.missing) == ((), (), ("met",))


async def test_what_is_asked_for_by_name_is_read_as_a_page_of_news():
    """A mail, an answer to an invitation, a draft, one that is still missing."""
    accepted = wire_mail(id="met", **{"@odata.type": "#microsoft.graph.eventMessageResponse"})
    accepted |= {"meetingMessageType": "meetingAccepted", "event": {"id": "ev"}}
    mail = canned(
        ("/me/messages/AAk1", wire_mail()),
        ("/me/messages/met", accepted),
        ("/me/messages/draft", wire_mail(id="draft", isDraft=True)),
    )

    page = await mail.named(Folder.INBOX, ["AAk1", "met", "draft", "gone"])

    assert [item.provider_id for item in page.items] == ["AAk1", "met"]
    answer = page.items[1].meeting_answer
    assert answer is not None
    assert (answer.event_id, answer.response) == ("ev", "accepted")
    assert (page.passed_over, page.missing, page.has_more, page.unread) == (1, ("gone",), False, ())


async def test_an_invitation_answer_of_which_only_the_id_is_known_is_one():
    """What kind of mail it is shows only when it is read in full; in Sent Items it is the calendar's."""
    accepted = wire_mail(id="met", **{"@odata.type": "#microsoft.graph.eventMessageResponse"})
    accepted |= {"meetingMessageType": "meetingAccepted", "event": {"id": "ev"}}
    little = ("delta", {"value": [{"id": "met", "isRead": True}], "@odata.deltaLink": DELTA})

    received = await canned(little, ("/me/messages/met", accepted)).news(Folder.INBOX, "", SINCE)
    sent = await canned(little, ("/me/messages/met", accepted)).news(Folder.SENT, "", SINCE)

    assert [item.meeting_answer is None for item in received.items] == [False]
    assert sent.items == ()


@pytest.mark.parametrize("status, error", [(401, SignInNeeded), (429, Throttled)])
async def test_what_concerns_the_mailbox_is_no_fault_of_a_mail(status, error):
    """Nothing of its page is taken."""
    mail = canned(("delta", {"value": [ANSWER], "@odata.deltaLink": DELTA}), ("/me/messages/met", status))

    with pytest.raises(error):
        await mail.news(Folder.INBOX, "", SINCE)


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("broken", [ANSWER, {"id": "met", "isRead": True}], ids=["a meeting", "a partial"])
async def test_an_item_at_which_the_service_fails_holds_up_no_other(broken, status):
    """As at one that is damaged: the others are taken, it is to be asked for again, alone as well."""
    mail = canned(
        ("delta", {"value": [broken, wire_mail()], "@odata.deltaLink": DELTA}), ("/me/messages/met", status)
    )

    page = await mail.news(Folder.INBOX, "", SINCE)
    again = await mail.named(Folder.INBOX, ["met"])

    assert [item.provider_id for item in page.items] == ["AAk1"]
    assert (page.failing, page.missing, page.unread, page.brought) == (("met",), (), (), 2)
    assert (page.cursor, again.failing) == (DELTA, ("met",))


async def test_an_answer_whose_event_is_damaged_is_read_without_it():
    """The service fails at the event each time; the message is whole."""
    mail = canned(
        ("delta", {"value": [ANSWER], "@odata.deltaLink": DELTA}),
        ("expand", 500),
        ("/me/messages/met", WHOLE_ANSWER),
    )

    (item,) = (await mail.news(Folder.INBOX, "", SINCE)).items

    assert item.meeting_answer is not None
    assert (item.meeting_answer.response, item.meeting_answer.event_id) == ("accepted", "")


async def test_where_many_fail_the_service_is_down():
    """Nothing of such a page is taken; those that are asked for by name stop nothing, however many."""
    names = [f"m{number}" for number in range(MOST_FAILING + 1)]
    mail = canned(
        ("delta", {"value": [{"id": one} for one in names], "@odata.deltaLink": DELTA}),
        ("/me/messages/", 500),
    )

    with pytest.raises(ServiceDown):
        await mail.news(Folder.INBOX, "", SINCE)
    assert (await mail.named(Folder.INBOX, names)).failing == tuple(names)


@pytest.mark.parametrize("after", [{}, {"Retry-After": "5"}])
async def test_many_broken_mails_are_asked_for_once_each_and_none_is_waited_for(after):
    """They are asked for again in any case, later; what is named in news is tried again at once."""
    asked, waited = [], []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if "delta" in str(request.url):
            return httpx.Response(200, json={"value": [{"id": "m0"}], "@odata.deltaLink": DELTA})
        return httpx.Response(503, json={"error": {"code": "No"}}, headers=after)

    async def sleep(wait_s: float) -> None:
        waited.append(wait_s)

    client = GraphClient(
        FixedToken("t"),
        base_url="http://127.0.0.1:9/v1.0",
        transport=httpx.MockTransport(serve),
        sleep=sleep,
    )
    mail = GraphMail(client, ManualClock(START), sleep=sleep)
    names = [f"m{number}" for number in range(50)]

    assert (await mail.named(Folder.INBOX, names)).failing == tuple(names)
    assert (len(asked), waited) == (50, [])
    assert (await mail.news(Folder.INBOX, "", SINCE)).failing == ("m0",)
    assert (len(asked), len(waited)) == (54, 2)


async def test_a_mailbox_that_may_not_be_read_is_no_odd_mail():
    """The whole folder is refused: that is told as it is, and no place to go on from is kept."""
    with pytest.raises(RefusedByGraph):
        await canned(("delta", 403)).news(Folder.INBOX, "", SINCE)


async def test_what_a_page_brought_is_counted_whatever_becomes_of_it():
    """The service follows so many mails of a stream, be they news or not."""
    changes = [
        {"id": "a", "@removed": {"reason": "deleted"}},
        wire_mail(id="d", isDraft=True),
        wire_mail(id="odd", receivedDateTime="yesterday"),
        wire_mail(),
    ]

    mail = canned(("delta", {"value": changes, "@odata.deltaLink": DELTA}))
    page = await mail.news(Folder.INBOX, "", SINCE)

    assert (len(page.items), page.unread, page.brought) == (1, ("odd",), 4)
