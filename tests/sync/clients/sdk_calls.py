"""What the tests of Microsoft's SDK share: its configuration, and the mail and events that they write."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sync.sandbox.controls import Controls
from sync.sandbox.server import Sandbox
from tests.sync.sandbox.graph_walk import JOHN, MARK

if TYPE_CHECKING:
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.message import Message

REP, SARAH = "brent@xforce.example", "sarah@xforce.example"
IMMUTABLE = 'IdType="ImmutableId"'
EASTERN = "Eastern Standard Time"


def asking(*preferences: str, **query: Any) -> Any:
    """A request configuration with query options and preferences; `of` is the class of the options."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    configuration: Any = RequestConfiguration(query_parameters=query.pop("of")(**query) if query else None)
    if preferences:
        configuration.headers.add("Prefer", ", ".join(preferences))
    return configuration


async def a_round(page: Any, following: Callable[[str], Awaitable[Any]]) -> tuple[list[Any], str, int]:
    """All items up to the deltaLink, the link, and how many pages it took."""
    items, pages = list(page.value), 1
    while page.odata_next_link:
        assert page.odata_delta_link is None
        page = await following(page.odata_next_link)
        items, pages = items + page.value, pages + 1
    return items, page.odata_delta_link, pages


def a_message(subject: str = "Demo for Acme Pest") -> Message:
    """A message as an app would write it: HTML, two recipients, a header and a mark of its own."""
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.importance import Importance
    from msgraph.generated.models.internet_message_header import InternetMessageHeader
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.message import Message
    from msgraph.generated.models.recipient import Recipient
    from msgraph.generated.models.single_value_legacy_extended_property import (
        SingleValueLegacyExtendedProperty,
    )

    return Message(
        subject=subject,
        body=ItemBody(content_type=BodyType.Html, content="<p>Can we meet?</p>"),
        importance=Importance.High,
        to_recipients=[Recipient(email_address=EmailAddress(address=JOHN, name="John Smith"))],
        cc_recipients=[Recipient(email_address=EmailAddress(address="mary@acmepest.example"))],
        internet_message_headers=[InternetMessageHeader(name="x-xforce-key", value="k-1")],
        single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=MARK, value="k-1")],
    )


def at(text: str, zone: str = EASTERN) -> DateTimeTimeZone:
    """A time on a clock of a zone."""
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone

    return DateTimeTimeZone(date_time=text, time_zone=zone)


def an_event(subject: str = "Demo", start: str = "2026-06-09T14:00:00", key: str = "t-1") -> Event:
    """An hour with John and, if she likes, Sarah, on Teams."""
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.attendee_type import AttendeeType
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType

    def who(address: str, name: str, kind: AttendeeType) -> Attendee:
        return Attendee(email_address=EmailAddress(address=address, name=name), type=kind)

    end = (datetime.fromisoformat(start) + timedelta(hours=1)).isoformat()
    return Event(
        subject=subject,
        body=ItemBody(content_type=BodyType.Html, content="<p>See you there</p>"),
        start=at(start),
        end=at(end),
        attendees=[
            who(JOHN, "John Smith", AttendeeType.Required),
            who(SARAH, "Sarah Chen", AttendeeType.Optional),
        ],
        is_online_meeting=True,
        online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
        transaction_id=key,
    )


def answers(sandbox: Sandbox, event_id: str, address: str, response: str, **more: Any) -> None:
    """Somebody answers the invitation."""
    controls = Controls(sandbox.world, sandbox.faults, sandbox.log, sandbox.sign_in)
    asked = {"event_id": event_id, "address": address, "response": response, **more}
    body = json.dumps(asked).encode()
    assert controls.answer("POST", "/sandbox/invite-response", body, {}).status == 200
