"""Microsoft's own SDK of Graph reads and writes the sandbox's mail."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sync.sandbox.server import Sandbox
from tests.sync.clients.sdk_calls import IMMUTABLE, a_message, a_round, asking
from tests.sync.sandbox.graph_walk import JOHN, MARK, raw_mail

if TYPE_CHECKING:
    from msgraph import GraphServiceClient

START = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)
WITH_FILE = (
    b"From: John Smith <john@acmepest.example>\r\nTo: brent@xforce.example\r\nSubject: Offer\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the file.\r\n"
    b"--b\r\nContent-Type: text/csv; name=prices.csv\r\n"
    b"Content-Disposition: attachment; filename=prices.csv\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"item,price\r\n") + b"\r\n--b--\r\n"
)


async def test_a_long_inbox_is_read_to_its_end(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Page after page by the SDK's own iterator: each mail once, newest first, cut to what was asked."""
    from msgraph.generated.users.item.mail_folders.item.messages.messages_request_builder import (
        MessagesRequestBuilder,
    )
    from msgraph_core.tasks.page_iterator import PageIterator

    for number in range(23):
        sandbox.world.deliver(raw_mail("x", subject=f"No. {number}"))
    inbox = sdk.me.mail_folders.by_mail_folder_id("inbox").messages
    options = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters
    first = await inbox.get(asking(of=options, select=["subject", "receivedDateTime"], top=5, count=True))
    subjects: list[str] = []

    assert first is not None
    await PageIterator(first, sdk.request_adapter).iterate(lambda mail: subjects.append(mail.subject) or True)

    assert subjects == [f"No. {number}" for number in reversed(range(23))]
    assert first.odata_count == 23
    assert first.value is not None
    assert (first.value[0].body, first.value[0].received_date_time) == (None, START)
    assert len([one for one in sandbox.log.entries() if "/messages" in one["path"]]) == 5


async def test_delta_tells_what_came_changed_and_went(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Over several pages to the deltaLink; the next round holds the new, the read and the deleted mail."""
    from msgraph.generated.models.message import Message

    here = [sandbox.world.deliver(raw_mail("x", subject=f"No. {number}")) for number in range(7)]
    inbox = sdk.me.mail_folders.by_mail_folder_id("inbox").messages
    small = asking("odata.maxpagesize=3", IMMUTABLE)

    first = await inbox.delta.get(small)
    items, link, pages = await a_round(first, lambda url: inbox.delta.with_url(url).get(small))
    by_subject = {item.subject: item.id for item in items}
    await sdk.me.messages.by_message_id(by_subject["No. 1"]).patch(Message(is_read=True), asking(IMMUTABLE))
    await sdk.me.messages.by_message_id(by_subject["No. 2"]).delete()
    sandbox.world.deliver(raw_mail("x", subject="New"))
    following = await inbox.delta.with_url(link).get(asking(IMMUTABLE))
    changes, link, _ = await a_round(following, lambda url: inbox.delta.with_url(url).get(small))
    rest, _, _ = await a_round(await inbox.delta.with_url(link).get(small), lambda url: inbox.delta.get())

    by_id = {change.id: change for change in changes}
    read, gone = by_id[by_subject["No. 1"]], by_id[by_subject["No. 2"]]
    assert (len(here), pages, sorted(by_subject)) == (7, 3, [f"No. {number}" for number in range(7)])
    assert (read.is_read, read.subject, read.to_recipients) == (True, None, None)
    assert gone.additional_data["@removed"] == {"reason": "deleted"}
    assert [change.subject for change in changes if change.subject] == ["New"]
    assert (len(changes), rest) == (3, [])


async def test_a_draft_is_written_changed_and_sent(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """What is read back equals what was put in; its immutable id finds it in Sent Items afterwards."""
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.importance import Importance
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.message import Message
    from msgraph.generated.users.item.messages.item.message_item_request_builder import (
        MessageItemRequestBuilder,
    )

    draft = await sdk.me.messages.post(a_message(), asking(IMMUTABLE))
    assert draft is not None
    assert draft.id is not None
    item = sdk.me.messages.by_message_id(draft.id)
    text = Message(body=ItemBody(content_type=BodyType.Text, content="Shall we\nmeet?"), subject="Demo?")
    changed = await item.patch(text, asking(IMMUTABLE))
    await item.send.post()
    expand = [f"singleValueExtendedProperties($filter=id eq '{MARK}')"]
    sent = await item.get(
        asking(
            IMMUTABLE, of=MessageItemRequestBuilder.MessageItemRequestBuilderGetQueryParameters, expand=expand
        )
    )

    assert (draft.is_draft, draft.importance, draft.body.content_type) == (
        True,
        Importance.High,
        BodyType.Html,
    )
    assert draft.from_.email_address.address == "brent@xforce.example"
    assert (draft.flag.due_date_time, draft.bcc_recipients) == (None, [])
    assert changed.subject == "Demo?"
    assert sent is not None
    assert (sent.id, sent.is_draft, sent.sent_date_time) == (draft.id, False, START)
    assert sent.internet_message_id == draft.internet_message_id
    assert [(one.id, one.value) for one in sent.single_value_extended_properties or []] == [(MARK, "k-1")]
    (left,) = sandbox.world.mailbox.sent()
    assert (left.subject, left.text, left.headers["x-xforce-key"]) == ("Demo?", "Shall we\nmeet?", "k-1")
    assert [one.address for one in (*left.to, *left.cc)] == [JOHN, "mary@acmepest.example"]


async def test_an_ordinary_id_is_dead_after_sending(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Without the header a sent draft has a new id, as it moved to another folder."""
    draft = await sdk.me.messages.post(a_message())
    await sdk.me.messages.by_message_id(draft.id).send.post()
    sent = await sdk.me.mail_folders.by_mail_folder_id("sentitems").messages.get()

    assert sent is not None
    assert sent.value is not None
    assert [one.internet_message_id for one in sent.value] == [draft.internet_message_id]
    assert sent.value[0].id != draft.id


async def test_an_answer_stays_in_the_conversation(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """createReply quotes and addresses; what is sent carries In-Reply-To; createReplyAll adds the others."""
    from msgraph.generated.users.item.messages.item.create_reply.create_reply_post_request_body import (
        CreateReplyPostRequestBody,
    )
    from msgraph.generated.users.item.messages.item.create_reply_all.create_reply_all_post_request_body import (  # noqa: E501
        CreateReplyAllPostRequestBody,
    )

    asked = raw_mail("How about Tuesday?", subject="Demo").replace(
        b"To: brent@xforce.example", b"To: brent@xforce.example, Mary <mary@acmepest.example>"
    )
    mail = sandbox.world.deliver(asked)
    (received,) = (await sdk.me.mail_folders.by_mail_folder_id("inbox").messages.get()).value
    item = sdk.me.messages.by_message_id(received.id)

    reply = await item.create_reply.post(CreateReplyPostRequestBody(comment="Tuesday is fine."))
    to_all = await item.create_reply_all.post(CreateReplyAllPostRequestBody(comment="All welcome."))
    await sdk.me.messages.by_message_id(reply.id).send.post()

    assert reply is not None
    assert to_all is not None
    assert (reply.subject, reply.conversation_id) == ("Re: Demo", received.conversation_id)
    assert "Tuesday is fine." in reply.body.content
    assert "How about Tuesday?" in reply.body.content
    assert [one.email_address.address for one in to_all.to_recipients] == [JOHN, "mary@acmepest.example"]
    (left,) = sandbox.world.mailbox.sent()
    assert (left.in_reply_to, left.headers["In-Reply-To"]) == (mail.message_id, mail.message_id)
    assert [one.address for one in left.to] == [JOHN]


async def test_files_come_and_go_with_mail(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """An attachment that came is listed with its bytes; one that was put into a draft stays with it."""
    from msgraph.generated.models.file_attachment import FileAttachment

    sandbox.world.deliver(WITH_FILE)
    (received,) = (await sdk.me.mail_folders.by_mail_folder_id("inbox").messages.get()).value
    files = sdk.me.messages.by_message_id(received.id).attachments
    (listed,) = (await files.get()).value
    fetched = await files.by_attachment_id(listed.id).get()
    message = a_message()
    message.attachments = [FileAttachment(name="a.txt", content_type="text/plain", content_bytes=b"Hello")]
    draft = await sdk.me.messages.post(message)
    own = await sdk.me.messages.by_message_id(draft.id).attachments.get()

    assert received.has_attachments is True
    assert isinstance(fetched, FileAttachment)
    assert (fetched.name, fetched.content_type, fetched.is_inline) == ("prices.csv", "text/csv", False)
    assert fetched.content_bytes == b"item,price\r\n"
    assert draft.has_attachments is True
    assert [(one.name, one.content_bytes) for one in own.value] == [("a.txt", b"Hello")]


async def test_mail_is_found_by_filter_and_by_search(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """By our own mark, by time and sender in order, and by a word; the words of a filter need quotes."""
    from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder

    sandbox.world.deliver(raw_mail("Our gutters leak", subject="It's raining"))
    sandbox.world.deliver(raw_mail("Fine weather", subject="Sun"))
    await sdk.me.messages.post(a_message())
    options = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters

    async def found(**query: Any) -> list[str]:
        page = await sdk.me.messages.get(asking(of=options, **query))
        return [one.subject for one in page.value]

    marked = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq 'k-1')"
    assert await found(filter=marked) == ["Demo for Acme Pest"]
    assert await found(filter="subject eq 'It''s raining'") == ["It's raining"]
    assert await found(search='"gutters"') == ["It's raining"]
    times = (
        "receivedDateTime ge 2026-06-08T00:00:00Z and from/emailAddress/address eq 'JOHN@acmepest.example'"
    )
    assert sorted(await found(filter=times, orderby=["receivedDateTime desc"])) == ["It's raining", "Sun"]


async def test_a_message_is_sent_in_one_call(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """sendMail answers nothing, and leaves a copy unless told not to."""
    from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody

    for keep in (True, False):
        body = SendMailPostRequestBody(message=a_message(f"Kept: {keep}"), save_to_sent_items=keep)
        await sdk.me.send_mail.post(body)
    kept = await sdk.me.mail_folders.by_mail_folder_id("sentitems").messages.get()

    assert [one.subject for one in sandbox.world.mailbox.sent()] == ["Kept: True", "Kept: False"]
    assert [one.subject for one in kept.value] == ["Kept: True"]
