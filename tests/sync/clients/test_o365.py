"""The O365 package, another client of Graph, at work on the sandbox: mail, calendar, directory.

It is not asynchronous: each test runs its calls in a thread, while the sandbox answers from the test's loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from sync.sandbox.server import Sandbox
from tests.sync.clients.sdk_calls import REP, SARAH, answers
from tests.sync.microsoft_sign_in import HOST, Loopback
from tests.sync.sandbox.graph_walk import JOHN, raw_mail

if TYPE_CHECKING:
    from O365 import Account

NEW_YORK = ZoneInfo("America/New_York")
SCOPES = ["message_all", "calendar_all", "users", "settings_all"]


@pytest.fixture
async def account(sandbox: Sandbox) -> AsyncIterator[Account]:
    """Signed in with a device code into its own token store; only base address and network are ours."""
    import msal
    from O365 import Account, Connection, MSGraphProtocol
    from O365.utils.token import MemoryTokenBackend

    network = Loopback(sandbox.url)

    class SandboxProtocol(MSGraphProtocol):
        _protocol_url = f"{sandbox.url}/"

    class SandboxConnection(Connection):
        @property
        def msal_client(self) -> msal.PublicClientApplication:
            if self._msal_client is None:
                self._msal_client = msal.PublicClientApplication(
                    self.auth[0],
                    authority=f"{HOST}/organizations",
                    token_cache=self.token_backend,
                    http_client=network,
                )
            return self._msal_client

    class SandboxAccount(Account):
        connection_constructor = SandboxConnection

    def signed_in() -> Account:
        made = SandboxAccount(
            "desktop-client",
            auth_flow_type="public",
            protocol=SandboxProtocol(timezone=NEW_YORK),
            token_backend=MemoryTokenBackend(),
            default_headers={"Prefer": 'IdType="ImmutableId"'},
            requests_delay=0,
            timeout=10,
        )
        flow = made.con.msal_client.initiate_device_flow(made.protocol.get_scopes_for(SCOPES))
        assert "access_token" in made.con.msal_client.acquire_token_by_device_flow(flow)
        return made

    account = await asyncio.to_thread(signed_in)
    yield account
    if account.con.session is not None:
        account.con.session.close()
    network.close()


async def test_the_inbox_is_read_by_pages_and_by_query(sandbox: Sandbox, account: Account) -> None:
    """To its end in small pages; the package's own query finds one mail; times are in the rep's zone."""
    for number in range(7):
        sandbox.world.deliver(raw_mail("Gutters leak", subject=f"No. {number}"))

    def work() -> tuple[list[Any], list[Any]]:
        inbox = account.mailbox().inbox_folder()
        query = account.mailbox().q().equals("subject", "No. 3")
        return list(inbox.get_messages(limit=20, batch=3)), list(inbox.get_messages(query=query))

    everything, (found,) = await asyncio.to_thread(work)

    assert account.is_authenticated
    assert account.username == REP
    assert [one.subject for one in everything] == [f"No. {number}" for number in reversed(range(7))]
    assert (found.subject, found.sender.address, found.to[0].address) == ("No. 3", JOHN, REP)
    assert found.received == datetime(2026, 6, 8, 9, 0, tzinfo=NEW_YORK)
    assert (found.is_read, found.is_draft, found.has_attachments) == (False, False, False)
    assert found.get_body_text().strip() == "Gutters leak"


async def test_a_mail_is_answered_and_marked_read(sandbox: Sandbox, account: Account) -> None:
    """createReply, changed and sent by the package; the thread holds."""
    received = sandbox.world.deliver(raw_mail("When?", subject="Demo"))

    def work() -> tuple[Any, Any]:
        (message,) = account.mailbox().inbox_folder().get_messages()
        reply = message.reply(to_all=False)
        reply.body = "Tuesday at ten."
        assert reply.send()
        assert message.mark_as_read()
        return message, account.mailbox().inbox_folder().get_message(object_id=message.object_id)

    message, again = await asyncio.to_thread(work)

    (left,) = sandbox.world.mailbox.sent()
    assert (left.subject, left.in_reply_to) == ("Re: Demo", received.message_id)
    assert [one.address for one in left.to] == [JOHN]
    assert "Tuesday at ten." in left.text
    assert "When?" in left.text
    assert left.conversation == message.conversation_id
    assert again.is_read is True


async def test_a_new_mail_is_written_saved_and_sent(sandbox: Sandbox, account: Account) -> None:
    """As a draft with a file, found among the drafts, then sent from there."""

    def work() -> tuple[Any, Any]:
        mailbox = account.mailbox()
        message = mailbox.new_message()
        message.to.add(("John Smith", JOHN))
        message.cc.add("mary@acmepest.example")
        message.subject, message.body = "Offer", "<p>See the file</p>"
        message.attachments.add([(__file__, "offer.py")])
        assert message.save_draft()
        draft = mailbox.drafts_folder().get_message(object_id=message.object_id, download_attachments=True)
        assert message.send()
        return draft, list(mailbox.sent_folder().get_messages())

    draft, (sent,) = await asyncio.to_thread(work)

    (left,) = sandbox.world.mailbox.sent()
    assert (draft.is_draft, draft.has_attachments, sent.is_draft) == (True, True, False)
    assert [one.name for one in draft.attachments] == ["offer.py"]
    assert sent.object_id == draft.object_id
    assert (left.subject, [one.address for one in left.cc]) == ("Offer", ["mary@acmepest.example"])


async def test_a_meeting_is_made_moved_and_called_off(sandbox: Sandbox, account: Account) -> None:
    """Saved with its people, seen in the calendar, answered, moved, cancelled with a word."""
    from O365.calendar import EventResponse

    def made() -> Any:
        event = account.schedule().new_event(subject="Demo")
        event.body, event.location = "See you there", "Teams"
        event.start = datetime(2026, 6, 9, 14, 0, tzinfo=NEW_YORK)
        event.end = datetime(2026, 6, 9, 15, 0, tzinfo=NEW_YORK)
        event.attendees.add([("John Smith", JOHN), ("Sarah Chen", SARAH)])
        event.is_online_meeting = True
        assert event.save()
        return event

    def seen(event: Any) -> Any:
        return account.schedule().get_default_calendar().get_event(event.object_id)

    def moved_and_called_off(event: Any) -> list[Any]:
        event.start = datetime(2026, 6, 10, 9, 0, tzinfo=NEW_YORK)
        event.end = datetime(2026, 6, 10, 10, 0, tzinfo=NEW_YORK)
        assert event.save()
        later = seen(event)
        assert event.cancel_event("Another day")
        return [later, *account.schedule().get_events(include_recurring=False)]

    event = await asyncio.to_thread(made)
    answers(sandbox, event.object_id, JOHN, "tentative")
    before = await asyncio.to_thread(seen, event)
    after, *left = await asyncio.to_thread(moved_and_called_off, event)

    assert (before.start, before.end) == (
        event.start.replace(day=9, hour=14),
        event.end.replace(day=9, hour=15),
    )
    assert (before.subject, before.location["displayName"]) == ("Demo", "Teams")
    assert before.online_meeting_url.startswith("https://teams.microsoft.com/")
    states = {one.address: one.response_status.status for one in before.attendees}
    assert states == {JOHN: EventResponse.TentativelyAccepted, SARAH: None}
    assert after.start == datetime(2026, 6, 10, 9, 0, tzinfo=NEW_YORK)
    assert {one.response_status.status for one in after.attendees} == {EventResponse.NotResponded}
    assert left == []
    (meeting,) = sandbox.world.meetings.all()
    assert (meeting.cancelled, meeting.cancel_comment) == (True, "Another day")


async def test_a_meeting_in_person_has_no_link(sandbox: Sandbox, account: Account) -> None:
    """The package says so with the text "false", which is not a yes."""

    def work() -> Any:
        event = account.schedule().new_event(subject="Lunch")
        event.start = datetime(2026, 6, 9, 12, 0, tzinfo=NEW_YORK)
        event.end = datetime(2026, 6, 9, 13, 0, tzinfo=NEW_YORK)
        assert event.save()
        return account.schedule().get_default_calendar().get_event(event.object_id)

    event = await asyncio.to_thread(work)

    assert (event.is_online_meeting, event.online_meeting_url) == (False, None)


async def test_the_calendar_and_who_is_free(sandbox: Sandbox, account: Account) -> None:
    """The default calendar by name, its entries in a window, and the free and busy of a colleague."""
    start = datetime(2026, 6, 13, 10, 0, tzinfo=NEW_YORK)
    sandbox.world.add_busy(REP, start.astimezone(UTC), start.replace(hour=11).astimezone(UTC), "Fair", "oof")
    sandbox.world.add_busy(
        SARAH, start.astimezone(UTC), start.replace(hour=11).astimezone(UTC), "Fair", "busy"
    )

    def work() -> tuple[Any, list[Any], list[Any], list[Any]]:
        schedule = account.schedule()
        calendar = schedule.get_default_calendar()
        window = {"start_recurring": start.replace(hour=0), "end_recurring": start.replace(hour=23)}
        entries = list(calendar.get_events(**window))
        asked = [SARAH, "x@other.example"]
        free = schedule.get_availability(asked, start.replace(hour=9), start.replace(hour=12), interval=60)
        return calendar, entries, free, schedule.list_calendars()

    calendar, (entry,), free, calendars = await asyncio.to_thread(work)

    assert (calendar.name, calendar.owner.address, calendar.can_edit) == ("Calendar", REP, True)
    assert [one.calendar_id for one in calendars] == [calendar.calendar_id]
    assert (entry.subject, entry.show_as.value, entry.start) == ("Fair", "oof", start)
    by_id = {one["scheduleId"]: one for one in free}
    assert by_id[SARAH]["availabilityView"] == ["free", "busy", "free"]
    assert by_id[SARAH]["scheduleItems"][0]["start"] == start
    assert by_id["x@other.example"]["availabilityView"] == []
    assert by_id["x@other.example"]["error"]["responseCode"] == "5009"


async def test_colleagues_and_own_settings(sandbox: Sandbox, account: Account) -> None:
    """The directory by filter and by address; the mailbox knows its zone."""

    def work() -> tuple[list[Any], Any, Any, Any]:
        directory = account.directory()
        query = directory.q().startswith("displayName", "Sar")
        me = account.get_current_user_data()
        return (
            list(directory.get_users(query=query)),
            directory.get_user(SARAH),
            me,
            account.mailbox().get_settings(),
        )

    (found,), sarah, me, settings = await asyncio.to_thread(work)

    assert (found.display_name, found.mail, found.mobile_phone) == ("Sarah Chen", SARAH, None)
    assert (sarah.object_id, me.mail) == (found.object_id, REP)
    assert settings.timezone == "Eastern Standard Time"
    assert settings.automaticrepliessettings.status.value == "disabled"


async def test_trouble_reaches_the_package(sandbox: Sandbox, account: Account) -> None:
    """It waits as long as it is told to; an error it cannot mend has Graph's words."""
    from requests import HTTPError

    match = "GET /v1.0/me/mailFolders/*"
    sandbox.faults.add({"match": match, "kind": "status", "status": 429, "retry_after_s": 1})

    def work() -> tuple[list[Any], str]:
        inbox = account.mailbox().inbox_folder()
        found = list(inbox.get_messages())
        with pytest.raises(HTTPError) as caught:
            inbox.get_message(object_id="short")
        return found, str(caught.value)

    began = time.monotonic()
    found, words = await asyncio.to_thread(work)

    assert found == []
    assert time.monotonic() - began >= 1
    assert "Id is malformed." in words
