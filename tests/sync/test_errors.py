"""Outside errors become ours, and nothing that may have been done is called undone."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from sync.answers import REPEATABLE, claims_challenge, retry_after_s, translated
from sync.errors import ClaimsNeeded, NoNetwork, RefusedByGraph, ServiceDown, Throttled, UnreadableAnswer
from xforce_desktop.errors import (
    AnswerLost,
    CursorExpired,
    NotFound,
    Rejected,
    SignInNeeded,
    TemporaryError,
    XForceError,
)

URL = "https://graph.example/v1.0/me/messages"


def an_answer(status: int, *, code: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
    """An answer of Graph with its error body."""
    body = {"error": {"code": code or "SomeCode", "message": "some words"}}
    return httpx.Response(status, json=body, headers=headers)


def what_comes_of(
    answer: httpx.Response | Exception, method: str = "GET", *, repeatable: bool | None = None
) -> XForceError:
    """The error of ours that a call ends with."""

    def serve(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.RequestError):
            answer.request = request
        if isinstance(answer, Exception):
            raise answer
        return answer

    said = {} if repeatable is None else {REPEATABLE: repeatable}
    client = httpx.Client(transport=httpx.MockTransport(serve))
    with client, pytest.raises(XForceError) as caught, translated("read the mail"):
        client.request(method, URL, extensions=said).raise_for_status()
    return caught.value


@pytest.mark.parametrize(
    "answer,error",
    [
        (an_answer(401), SignInNeeded),
        (an_answer(403, code="ErrorAccessDenied"), Rejected),
        (an_answer(404, code="ErrorItemNotFound"), NotFound),
        (an_answer(410, code="SyncStateNotFound"), CursorExpired),
        (an_answer(404, code="syncStateNotFound"), CursorExpired),
        (an_answer(400, code="resyncRequired"), CursorExpired),
        (an_answer(400), Rejected),
        (an_answer(409), Rejected),
        (an_answer(413), Rejected),
        (an_answer(408), ServiceDown),
        (an_answer(429), Throttled),
        (an_answer(500), ServiceDown),
        (an_answer(503), ServiceDown),
        (an_answer(504), ServiceDown),
        (an_answer(509), ServiceDown),
        (httpx.ConnectError("down"), NoNetwork),
        (httpx.ReadTimeout("slow"), NoNetwork),
        (httpx.InvalidURL("odd"), Rejected),
    ],
)
def test_errors_are_translated(answer, error):
    """Whatever the service answers to a read, the core meets one of its own errors."""
    assert type(what_comes_of(answer)) in (error, RefusedByGraph if error is Rejected else error)


@pytest.mark.parametrize(
    "answer,error",
    [
        (httpx.ReadTimeout("slow"), AnswerLost),
        (httpx.WriteTimeout("slow"), AnswerLost),
        (httpx.ReadError("reset"), AnswerLost),
        (httpx.RemoteProtocolError("dropped"), AnswerLost),
        (an_answer(500), AnswerLost),
        (an_answer(502), AnswerLost),
        (an_answer(504), AnswerLost),
        (httpx.ConnectError("down"), NoNetwork),
        (httpx.ConnectTimeout("down"), NoNetwork),
        (httpx.PoolTimeout("full"), TemporaryError),
        (an_answer(429), Throttled),
        (an_answer(503), ServiceDown),
    ],
)
def test_a_post_without_an_answer_may_have_been_done(answer, error):
    """Only what never reached the service, or was turned away there, may be repeated without looking."""
    assert type(what_comes_of(answer, "POST")) is error


def test_a_change_that_must_not_be_repeated_may_have_been_done_as_well():
    """A change loses nothing unless somebody is written to each time."""
    assert type(what_comes_of(httpx.ReadTimeout("slow"), "PATCH", repeatable=False)) is AnswerLost
    assert type(what_comes_of(httpx.ReadTimeout("slow"), "PATCH")) is NoNetwork


def test_a_post_that_only_reads_loses_nothing():
    """A query by POST can simply be asked again."""
    assert type(what_comes_of(httpx.ReadTimeout("slow"), "POST", repeatable=True)) is NoNetwork


@pytest.mark.parametrize(
    "headers,wait_s",
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Mon, 08 Jun 2026 13:00:30 GMT", "Date": "Mon, 08 Jun 2026 13:00:00 GMT"}, 30.0),
        ({"Retry-After": "Mon, 08 Jun 2026 13:00:30 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wish_to_wait_is_kept(headers, wait_s):
    """Retry-After comes as seconds or as a date, which counts from the service's clock, not ours."""
    error = what_comes_of(an_answer(429, headers=headers))

    assert isinstance(error, TemporaryError)
    assert error.retry_after_s == wait_s
    assert retry_after_s(an_answer(503, headers=headers)) == wait_s


def test_a_claims_challenge_is_kept():
    """A token refused for new conditions says which, so that the next one can meet them."""
    wanted = {"access_token": {"nbf": {"essential": True, "value": "1"}}}
    encoded = base64.urlsafe_b64encode(json.dumps(wanted).encode()).decode().rstrip("=")
    header = f'Bearer realm="", error="insufficient_claims", claims="{encoded}"'

    error = what_comes_of(an_answer(401, headers={"WWW-Authenticate": header}))

    assert isinstance(error, ClaimsNeeded)
    assert json.loads(error.claims) == wanted


@pytest.mark.parametrize(
    "header", ['Bearer error="insufficient_claims", claims="%%%"', 'Bearer error="invalid_token"']
)
def test_a_broken_challenge_is_none(header):
    """What cannot be decoded is not passed on."""
    assert claims_challenge(an_answer(401, headers={"WWW-Authenticate": header})) == ""


def test_the_services_own_word_is_kept():
    """Code and status stay with a refusal, and its code is compared without regard to case."""
    error = what_comes_of(an_answer(400, code="ErrorInvalidRecipients"))

    assert isinstance(error, RefusedByGraph)
    assert (error.code, error.status) == ("ErrorInvalidRecipients", 400)
    assert error.is_code("errorinvalidRECIPIENTS")
    assert "ErrorInvalidRecipients" in error.advice


def test_a_missing_permission_names_the_administrator():
    """403 is nothing that the rep can repeat away."""
    assert "administrator" in what_comes_of(an_answer(403, code="ErrorAccessDenied")).advice


def test_an_error_without_a_body_is_one_too():
    """A gateway's HTML page does not hide the status."""
    page = httpx.Response(404, text="<html>nginx</html>")

    assert isinstance(what_comes_of(page), NotFound)


def test_an_unreadable_answer_is_for_later():
    """What lacks what it must have is no reason to give up."""
    assert isinstance(UnreadableAnswer("an item without id"), TemporaryError)


def test_the_request_id_is_logged(caplog):
    """Microsoft's support asks for it."""
    caplog.set_level("INFO", "sync.answers")

    what_comes_of(an_answer(400, headers={"request-id": "abc-1"}))

    assert [record.request_id for record in caplog.records] == ["abc-1"]
