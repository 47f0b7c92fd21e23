"""What goes wrong on the sandbox reaches Microsoft's own SDK as the service's trouble would."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sync.sandbox.server import Sandbox
from tests.sync.clients.conftest import Credential
from tests.sync.clients.sdk_calls import IMMUTABLE, a_message, asking
from tests.sync.sandbox.graph_walk import raw_mail

if TYPE_CHECKING:
    from msgraph import GraphServiceClient
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

INBOX = "GET /v1.0/me/mailFolders/*"


def trouble(sandbox: Sandbox, match: str, kind: str = "status", **more: Any) -> None:
    """Trouble ahead, once unless said otherwise."""
    sandbox.faults.add({"match": match, "kind": kind, "times": 1, **more})


def at_once(*preferences: str) -> Any:
    """A request that the SDK does not repeat by itself."""
    from kiota_http.middleware.options import RetryHandlerOption

    configuration = asking(*preferences)
    configuration.options = [RetryHandlerOption(max_retries=0, should_retry=False)]
    return configuration


async def refusal(asked: Any) -> ODataError:
    """The error that ends a call."""
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

    with pytest.raises(ODataError) as caught:
        await asked
    return caught.value


def attempts(sandbox: Sandbox, part: str) -> list[dict[str, Any]]:
    """The calls that were made of one address, oldest first."""
    return [entry for entry in sandbox.log.entries() if part in entry["path"]]


@pytest.mark.parametrize(
    "status, code",
    [(403, "ErrorAccessDenied"), (404, "ErrorItemNotFound"), (503, "ErrorServerBusy"), (504, "UnknownError")],
)
async def test_a_refusal_names_its_code_and_its_request(
    sandbox: Sandbox, sdk: GraphServiceClient, status: int, code: str
) -> None:
    """The SDK's own error, with the code to branch on and the id that support asks for."""
    trouble(sandbox, INBOX, status=status)

    error = await refusal(sdk.me.mail_folders.by_mail_folder_id("inbox").messages.get(at_once()))

    assert (error.response_status_code, error.error.code) == (status, code)
    (entry,) = attempts(sandbox, "/mailFolders/")
    assert error.error.inner_error.request_id == entry["response"]["headers"]["request-id"]
    assert error.error.inner_error.date is not None


async def test_an_unknown_id_is_not_found(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """404 for what is gone for good, 400 for what never was an id."""
    draft = await sdk.me.messages.post(a_message(), asking(IMMUTABLE))
    item = sdk.me.messages.by_message_id(draft.id)
    await item.delete()
    await item.delete()

    gone = await refusal(item.get())
    malformed = await refusal(sdk.me.messages.by_message_id("short").get())

    assert (gone.response_status_code, gone.error.code) == (404, "ErrorItemNotFound")
    assert (malformed.response_status_code, malformed.error.code) == (400, "ErrorInvalidIdMalformed")


async def test_retry_after_is_obeyed(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """The SDK waits as long as it was told, and comes again."""
    trouble(sandbox, INBOX, status=429, retry_after_s=1)
    began = time.monotonic()

    got = await sdk.me.mail_folders.by_mail_folder_id("inbox").messages.get()

    first, second = attempts(sandbox, "/mailFolders/")
    assert time.monotonic() - began >= 1
    assert got.value == []
    assert (first["response"]["status"], first["response"]["headers"]["Retry-After"]) == (429, "1")
    assert httpx.Headers(second["request"]["headers"])["Retry-Attempt"] == "1"


async def test_a_fifth_open_call_has_to_wait(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Six at once on one mailbox: some are throttled at first, all are answered in the end."""
    trouble(sandbox, "* /v1.0/*", "concurrency")
    await sdk.me.get()

    got = await asyncio.gather(*(sdk.me.messages.get() for _ in range(6)))

    statuses = [entry["response"]["status"] for entry in attempts(sandbox, "/me/messages")]
    assert (len(got), statuses.count(200)) == (6, 6)
    assert statuses.count(429) >= 1


async def test_a_claims_challenge_is_met_with_a_new_token(
    sandbox: Sandbox, sdk: GraphServiceClient, credential: Credential
) -> None:
    """401 with claims: handed to the credential, by the library to Entra, and the call succeeds."""
    trouble(sandbox, "GET /v1.0/me", status=401, claims=True)

    me = await sdk.me.get()

    (claims,) = credential.claims
    asked = attempts(sandbox, "/oauth2/v2.0/token")[-1]["request"]["body"]
    assert me.mail == "brent@xforce.example"
    assert json.loads(claims) == {"access_token": {"nbf": {"essential": True, "value": "1"}}}
    assert len(set(credential.tokens)) == 2
    assert "nbf" in str(asked)
    assert "CP1" in str(asked)


async def test_a_lost_place_in_the_stream_is_told(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """410 with the address at which to start over, as it was asked for at first."""
    from msgraph.generated.users.item.mail_folders.item.messages.delta.delta_request_builder import (
        DeltaRequestBuilder,
    )

    sandbox.world.deliver(raw_mail("x"))
    delta = sdk.me.mail_folders.by_mail_folder_id("inbox").messages.delta
    since = "receivedDateTime ge 2026-06-01T00:00:00Z"
    options = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters
    link = (await delta.get(asking(of=options, filter=since))).odata_delta_link
    trouble(sandbox, INBOX, "resync")

    error = await refusal(delta.with_url(link).get(at_once()))
    location = error.response_headers["Location"]
    again = await delta.with_url(location).get()

    assert (error.response_status_code, error.error.code) == (410, "SyncStateNotFound")
    assert len(again.value) == 1
    assert parse_qs(urlsplit(location).query) == {"$filter": [since]}


@pytest.mark.parametrize("kind, left", [("drop_after", 1), ("reset", 0)])
async def test_a_lost_answer_leaves_the_question_open(
    sandbox: Sandbox, sdk: GraphServiceClient, kind: str, left: int
) -> None:
    """The connection ends without an answer; whether the draft was sent shows only in the draft itself."""
    draft = await sdk.me.messages.post(a_message(), asking(IMMUTABLE))
    item = sdk.me.messages.by_message_id(draft.id)
    trouble(sandbox, "POST /v1.0/me/messages/*/send", kind)

    with pytest.raises(httpx.TransportError):
        await item.send.post(at_once())

    seen = await item.get(asking(IMMUTABLE))
    assert (len(sandbox.world.mailbox.sent()), seen.is_draft) == (left, not left)
