"""Mail over the sandbox's Graph behaves as Exchange does."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from sync.sandbox.server import Sandbox
from tests.sync.sandbox.graph_walk import MARK, a_message, marked, raw_mail, sent_mail


async def test_a_draft_keeps_its_immutable_id_when_it_is_sent(graph: httpx.AsyncClient) -> None:
    """The id of the draft finds the copy in Sent Items."""
    draft = (await graph.post("/v1.0/me/messages", json=a_message())).json()
    await graph.post(f"/v1.0/me/messages/{draft['id']}/send")

    after = await graph.get(f"/v1.0/me/messages/{draft['id']}")

    assert after.json()["isDraft"] is False
    assert after.headers["Preference-Applied"] == 'IdType="ImmutableId"'
    assert (await graph.get("/sandbox/sent")).json()[0]["id"] == draft["id"]


async def test_an_ordinary_id_dies_with_the_move(graph: httpx.AsyncClient) -> None:
    """Without the preference the draft's id is worth nothing after sending."""
    plain = {"Prefer": ""}
    draft = (await graph.post("/v1.0/me/messages", json=a_message(), headers=plain)).json()
    await graph.post(f"/v1.0/me/messages/{draft['id']}/send", headers=plain)

    after = await graph.get(f"/v1.0/me/messages/{draft['id']}", headers=plain)

    assert after.status_code == 404
    assert after.json()["error"]["code"] == "ErrorItemNotFound"
    assert after.headers["request-id"] == after.json()["error"]["innerError"]["request-id"]


async def test_a_lost_answer_is_found_again_by_its_key(graph: httpx.AsyncClient) -> None:
    """The mail left although the connection was cut; the extended property finds it, once."""
    draft = (await graph.post("/v1.0/me/messages", json=a_message(key="Key-9"))).json()
    fault = {"match": "POST /v1.0/me/messages/*/send", "kind": "drop_after", "times": 1}
    await graph.post("/sandbox/faults", json=fault)
    with pytest.raises(httpx.TransportError):
        await graph.post(f"/v1.0/me/messages/{draft['id']}/send")

    found = (await graph.get("/v1.0/me/messages", params={"$filter": marked("key-9")})).json()["value"]

    assert [one["isDraft"] for one in found] == [False]
    assert len((await graph.get("/sandbox/sent")).json()) == 1


async def test_the_property_is_shown_only_when_expanded(graph: httpx.AsyncClient) -> None:
    """Extended properties are never listed by themselves; the name keeps its case."""
    draft = (await graph.post("/v1.0/me/messages", json=a_message(key="K"))).json()
    path = f"/v1.0/me/messages/{draft['id']}"
    expand = f"singleValueExtendedProperties($filter=id eq '{MARK}')"

    shown = (await graph.get(path, params={"$expand": expand})).json()
    other = (await graph.get(path, params={"$expand": expand.replace("XForceKey", "xforcekey")})).json()

    assert "singleValueExtendedProperties" not in draft
    assert shown["singleValueExtendedProperties"] == [{"id": MARK, "value": "K"}]
    assert "singleValueExtendedProperties" not in other


@pytest.mark.parametrize(
    "headers, code",
    [
        ([], "InvalidInternetMessageHeaderCollection"),
        ([{"name": "In-Reply-To", "value": "<a@b>"}], "InvalidInternetMessageHeader"),
        ([{"name": f"x-{n}", "value": "1"} for n in range(6)], "InvalidInternetMessageHeaderCollection"),
    ],
)
async def test_headers_are_refused_as_exchange_refuses_them(
    graph: httpx.AsyncClient, headers: list[dict[str, str]], code: str
) -> None:
    """Only x- names, at least one, at most five."""
    answer = await graph.post("/v1.0/me/messages", json=a_message() | {"internetMessageHeaders": headers})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


async def test_a_reply_stays_in_the_conversation(graph: httpx.AsyncClient) -> None:
    """An answer is threaded by its headers even under another subject; one by subject alone too."""
    sent = await sent_mail(graph)

    by_header = await graph.post(
        "/sandbox/mail", content=raw_mail("Yes", sent["message_id"], subject="Hello")
    )
    by_subject = await graph.post("/sandbox/mail", content=raw_mail("Yes again"))
    neither = await graph.post("/sandbox/mail", content=raw_mail("New", subject="Demo for Acme Pest"))

    assert by_header.json()["conversation_id"] == sent["conversation_id"]
    assert by_subject.json()["conversation_id"] == sent["conversation_id"]
    assert neither.json()["conversation_id"] != sent["conversation_id"]


async def test_create_reply_quotes_and_threads(graph: httpx.AsyncClient) -> None:
    """The draft carries the history, goes to reply-to, and its headers point back."""
    raw = raw_mail("Tuesday at 2 works").replace(b"Subject:", b"Reply-To: desk@acmepest.example\r\nSubject:")
    raw = raw.replace(
        b"Subject:", b"Cc: Mary <mary@acmepest.example>\r\nMessage-ID: <m1@acme>\r\nSubject:", 1
    )
    got = (await graph.post("/sandbox/mail", content=raw)).json()

    answer = await graph.post(
        f"/v1.0/me/messages/{got['id']}/createReplyAll", json={"comment": "Great & done"}
    )
    draft = answer.json()
    await graph.post(f"/v1.0/me/messages/{draft['id']}/send")
    sent = (await graph.get("/sandbox/sent")).json()[0]

    assert answer.status_code == 201
    assert "Great &amp; done" in draft["body"]["content"]
    assert "Tuesday at 2 works" in draft["body"]["content"]
    assert sent["to"] == ["desk@acmepest.example"]
    assert sent["cc"] == ["mary@acmepest.example"]
    assert sent["in_reply_to"] == sent["headers"]["In-Reply-To"] == "<m1@acme>"
    assert sent["conversation_id"] == got["conversation_id"]


async def test_a_reply_takes_a_comment_or_a_body_and_no_draft(graph: httpx.AsyncClient) -> None:
    """Both at once and a draft as the original are refused."""
    got = (await graph.post("/sandbox/mail", content=raw_mail("Hi"))).json()
    both = {"comment": "a", "message": {"body": {"contentType": "text", "content": "b"}}}
    draft = (await graph.post("/v1.0/me/messages", json=a_message())).json()

    first = await graph.post(f"/v1.0/me/messages/{got['id']}/createReply", json=both)
    second = await graph.post(f"/v1.0/me/messages/{draft['id']}/createReply", json={"comment": "a"})

    assert (first.status_code, second.status_code) == (400, 400)


async def test_text_is_given_where_text_is_preferred(graph: httpx.AsyncClient) -> None:
    """HTML is the rule; the preference turns body and uniqueBody to text, and headers come when selected."""
    text = "Tuesday works\r\n\r\nOn Mon, Jun 8, 2026 at 9:00 AM Brent <b@x.example> wrote:\r\n> old"
    got = (await graph.post("/sandbox/mail", content=raw_mail(text))).json()
    path = f"/v1.0/me/messages/{got['id']}"
    prefer = {"Prefer": 'IdType="ImmutableId", outlook.body-content-type="text"'}

    plain = (await graph.get(path)).json()
    select = {"$select": "uniqueBody,body,internetMessageHeaders"}
    chosen = await graph.get(path, params=select, headers=prefer)

    assert plain["body"]["contentType"] == "html"
    assert "uniqueBody" not in plain
    assert chosen.json()["uniqueBody"] == {"contentType": "text", "content": "Tuesday works"}
    assert "old" in chosen.json()["body"]["content"]
    assert {one["name"] for one in chosen.json()["internetMessageHeaders"]} >= {"From", "Subject"}
    assert 'outlook.body-content-type="text"' in chosen.headers["Preference-Applied"]


async def test_lists_filter_order_and_page(graph: httpx.AsyncClient) -> None:
    """Ten to a page, a link to the next, and Graph's rule for filter with order."""
    for number in range(12):
        await graph.post("/sandbox/mail", content=raw_mail("x", subject=f"Number {number:02d}"))
    base = "/v1.0/me/mailFolders/inbox/messages"

    first = (await graph.get(base)).json()
    second = (await graph.get(first["@odata.nextLink"])).json()
    wrong = await graph.get(base, params={"$filter": "isRead eq false", "$orderby": "receivedDateTime desc"})
    where = "receivedDateTime ge 2026-01-01T00:00:00Z and contains(subject,'number 1')"
    right = await graph.get(base, params={"$filter": where, "$orderby": "receivedDateTime desc", "$top": "2"})

    assert (len(first["value"]), len(second["value"])) == (10, 2)
    assert wrong.json()["error"]["code"] == "InefficientFilter"
    assert [one["subject"] for one in right.json()["value"]] == ["Number 11", "Number 10"]
    assert "@odata.nextLink" not in right.json()


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic c2FuZGJveC1yZXA6"])
async def test_the_door_is_shut_without_a_token(sandbox: Sandbox, token: str) -> None:
    """401 in Graph's own form."""
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        answer = await client.get("/v1.0/me", headers={"Authorization": token} if token else {})

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


async def test_a_sent_mail_cannot_be_changed(graph: httpx.AsyncClient) -> None:
    """Subject and body belong to drafts; read or unread does not."""
    sent = await sent_mail(graph)
    path = f"/v1.0/me/messages/{quote(sent['id'], safe='')}"

    refused = await graph.patch(path, json={"subject": "Other"})
    allowed = await graph.patch(path, json={"isRead": False})

    assert (refused.status_code, allowed.status_code) == (400, 200)


async def test_the_reps_own_mail_lies_in_sent_items(graph: httpx.AsyncClient) -> None:
    """A mail written in Outlook is told apart from ours only by what it lacks."""
    sent = await sent_mail(graph)
    raw = raw_mail("I'll take it from here", sent["message_id"], sender="brent@xforce.example")

    own = (await graph.post("/sandbox/mail/sent-by-rep", content=raw)).json()

    folder = (await graph.get("/v1.0/me/mailFolders/SentItems/messages")).json()["value"]
    assert {one["id"] for one in folder} == {sent["id"], own["id"]}
    assert own["conversation_id"] == sent["conversation_id"]
    assert [one["sent_by"] for one in (await graph.get("/sandbox/sent")).json()] == ["app", "rep"]


async def test_calendar_parts_are_attachments(graph: httpx.AsyncClient) -> None:
    """A file that came with a mail can be listed and fetched."""
    lines = [
        "From: a@b.example",
        "Subject: x",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=B",
        "",
        "--B\r\nContent-Type: text/plain\r\n\r\nhello",
        "--B\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
        "--B--",
    ]
    raw = "\r\n".join(lines).encode()
    got = (await graph.post("/sandbox/mail", content=raw)).json()
    base = f"/v1.0/me/messages/{got['id']}"

    listed = (await graph.get(f"{base}/attachments")).json()["value"]
    one = (await graph.get(f"{base}/attachments/{listed[0]['id']}")).json()

    assert (await graph.get(base)).json()["hasAttachments"] is True
    assert one["contentType"] == "text/calendar"
    assert one["@odata.type"] == "#microsoft.graph.fileAttachment"


async def test_a_bounce_names_who_was_not_reached(graph: httpx.AsyncClient) -> None:
    """Its recipient is the failed address, not the mailbox it came to."""
    lines = [
        "From: postmaster@xforce.example",
        "To: brent@xforce.example",
        "Subject: Undeliverable: Demo",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
        "",
        "--B\r\nContent-Type: text/plain\r\n\r\nNot delivered.",
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n",
        "Final-Recipient: rfc822; gone@acmepest.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B--",
    ]
    got = (await graph.post("/sandbox/mail", content="\r\n".join(lines).encode())).json()

    mail = (await graph.get(f"/v1.0/me/messages/{got['id']}")).json()

    assert [one["emailAddress"]["address"] for one in mail["toRecipients"]] == ["gone@acmepest.example"]


async def test_an_out_of_office_says_that_it_is_automatic(graph: httpx.AsyncClient) -> None:
    """Its headers come as they are, when they are selected."""
    lines = ["From: John Smith <john@acmepest.example>", "To: brent@xforce.example"]
    lines += ["Subject: Automatic reply: Demo", "Auto-Submitted: auto-generated", "", "Back on Monday."]
    got = (await graph.post("/sandbox/mail", content="\r\n".join(lines).encode())).json()

    url = f"/v1.0/me/messages/{got['id']}"
    mail = (await graph.get(url, params={"$select": "internetMessageHeaders"})).json()

    assert {"name": "Auto-Submitted", "value": "auto-generated"} in mail["internetMessageHeaders"]


@pytest.mark.parametrize(
    "host, quote_kept", [("mail.gmail.com", True), ("acmepest.example", False)], ids=["gmail", "outlook"]
)
async def test_what_is_unique_in_a_gmail_answer_holds_the_quote(
    graph: httpx.AsyncClient, host: str, quote_kept: bool
) -> None:
    """Exchange finds the new part of its own kind's mail only."""
    text = "Yes.\r\n\r\nOn Mon, Jun 8, 2026 at 9:00 AM Brent wrote:\r\n> Shall we?"
    raw = raw_mail(text).replace(b"From:", f"Message-ID: <a@{host}>\r\nFrom:".encode(), 1)
    got = (await graph.post("/sandbox/mail", content=raw)).json()

    mail = (await graph.get(f"/v1.0/me/messages/{got['id']}", params={"$select": "uniqueBody"})).json()

    assert "Yes." in mail["uniqueBody"]["content"]
    assert ("Shall we?" in mail["uniqueBody"]["content"]) is quote_kept


async def test_recipients_are_needed_to_send(graph: httpx.AsyncClient) -> None:
    """A draft to nobody does not leave."""
    draft = (await graph.post("/v1.0/me/messages", json={"subject": "x"})).json()

    answer = await graph.post(f"/v1.0/me/messages/{draft['id']}/send")

    assert answer.json()["error"]["code"] == "ErrorInvalidRecipients"
    assert (await graph.get("/sandbox/sent")).json() == []


async def test_a_value_is_found_in_any_case_and_a_name_is_not(graph: httpx.AsyncClient) -> None:
    """So a key that lives by its capitals is none."""
    await graph.post("/v1.0/me/messages", json=a_message(key="Key-A"))

    found = [
        len((await graph.get("/v1.0/me/messages", params={"$filter": where})).json()["value"])
        for where in (marked("key-a"), marked("Key-A").replace("XForceKey", "xforcekey"))
    ]

    assert found == [1, 0]


async def test_a_page_is_shown_without_what_could_run(graph: httpx.AsyncClient) -> None:
    """Unless it is asked for as it came."""
    page = '<html><body onload="go()"><script>go()</script><p>Yes</p></body></html>'
    raw = raw_mail(page).replace(b"text/plain", b"text/html")
    mail = (await graph.post("/sandbox/mail", content=raw)).json()
    path = f"/v1.0/me/messages/{mail['id']}"

    usual = (await graph.get(path)).json()["body"]["content"]
    unsafe = (await graph.get(path, headers={"Prefer": "outlook.allow-unsafe-html"})).json()["body"][
        "content"
    ]

    assert "<p>Yes</p>" in usual
    assert "go()" not in usual
    assert unsafe.count("go()") == 2
