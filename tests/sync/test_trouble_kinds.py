"""Each trouble of a pass has a name of its own, so that the screens can say what it is."""

from __future__ import annotations

import ssl

import httpx
import pytest

from sync.answers import translated
from sync.clock_guard import ClockWrong
from sync.graph.refusals import refused
from sync.trouble_kinds import trouble_of
from tests.fakes import FakeWorld
from xforce_desktop.errors import (
    CursorExpired,
    KeyringError,
    NoKeyring,
    OtherAccount,
    SignInNeeded,
    StoreBusy,
    StoreTooNew,
    TemporaryError,
    XForceError,
)
from xforce_desktop.scheduling.desk import SyncStatus, SyncTrouble

PAGE = "https://login.microsoftonline.com/organizations/v2.0/adminconsent"
HTML = httpx.Response(200, html="<html>Sign in to the guest network</html>")


def untrusted() -> httpx.ConnectError:
    """What httpx raises for a certificate that nobody vouches for."""
    error = httpx.ConnectError("certificate verify failed")
    cause = ssl.SSLCertVerificationError("certificate verify failed")
    cause.verify_code, cause.verify_message = 20, "unable to get local issuer certificate"
    error.__cause__ = cause
    return error


def what_comes_of(answer: httpx.Response | Exception) -> XForceError:
    """The error that a read of Graph ends with."""

    def serve(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with httpx.Client(transport=httpx.MockTransport(serve)) as client, pytest.raises(XForceError) as caught:
        read(client)
    return caught.value


@translated("read the mail")
def read(client: httpx.Client) -> None:
    """As the adapters do; a page is no answer of Graph."""
    response = client.get("https://graph.microsoft.com/v1.0/me/messages")
    response.raise_for_status()
    raise httpx.HTTPStatusError("a page", request=response.request, response=response)


@pytest.mark.parametrize(
    "answer, trouble",
    [
        (httpx.ConnectError("down"), SyncTrouble.NETWORK),
        (httpx.ReadTimeout("slow"), SyncTrouble.NETWORK),
        (httpx.ProxyError("407 Proxy Authentication Required"), SyncTrouble.IN_THE_WAY),
        (httpx.ProxyError("403 Forbidden"), SyncTrouble.IN_THE_WAY),
        (HTML, SyncTrouble.IN_THE_WAY),
        (httpx.Response(511), SyncTrouble.IN_THE_WAY),
        (untrusted(), SyncTrouble.CERTIFICATE),
        (httpx.Response(429, headers={"Retry-After": "300"}), SyncTrouble.THROTTLED),
        (httpx.Response(503), SyncTrouble.SERVICE_DOWN),
        (httpx.Response(500), SyncTrouble.SERVICE_DOWN),
        (httpx.Response(403), SyncTrouble.REFUSED),
        (httpx.Response(401), SyncTrouble.SIGN_IN),
    ],
)
def test_what_graph_or_the_way_to_it_answers(answer, trouble):
    """By what was heard, not by its words."""
    assert trouble_of(what_comes_of(answer)) is trouble


@pytest.mark.parametrize(
    "answer, trouble",
    [
        ({"error": "interaction_required", "error_codes": [53003]}, SyncTrouble.NOT_LET_IN),
        (
            {"error": "access_denied", "error_description": "AADSTS50105: no role"},
            SyncTrouble.NOT_LET_IN,
        ),
        ({"error": "invalid_grant", "error_codes": [65001]}, SyncTrouble.CONSENT),
        ({"error": "invalid_grant", "error_codes": [50173]}, SyncTrouble.SIGN_IN),
        ({"error": "temporarily_unavailable"}, SyncTrouble.SERVICE_DOWN),
    ],
)
def test_what_microsofts_sign_in_answers(answer, trouble):
    """A refusal that signing in again cannot mend is no call to sign in."""
    assert trouble_of(refused(answer, PAGE)) is trouble


@pytest.mark.parametrize(
    "error, trouble",
    [
        (NoKeyring("none"), SyncTrouble.NO_KEYRING),
        (KeyringError("locked"), SyncTrouble.KEYRING_LOCKED),
        (StoreBusy("held"), SyncTrouble.OTHER_PROGRAM),
        (ClockWrong("3 hours ahead"), SyncTrouble.CLOCK),
        (OtherAccount("hers"), SyncTrouble.OTHER_ACCOUNT),
        (SignInNeeded("signed out"), SyncTrouble.SIGN_IN),
        (CursorExpired("gone"), SyncTrouble.REFUSED),
        (TemporaryError("later"), SyncTrouble.LATER),
        (StoreTooNew("newer"), SyncTrouble.UNEXPECTED),
    ],
)
def test_what_is_wrong_here(error, trouble):
    """The narrower kind counts."""
    assert trouble_of(error) is trouble


async def test_the_loop_names_it_and_forgets_it(world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is and what to do, until a pass goes well."""
    with monkeypatch.context() as patched:
        locked = KeyringError("Could not read a secret in the keyring", "Unlock the keyring and try again.")
        patched.setattr(world.directory, "me", lambda: _raised(locked))
        with pytest.raises(KeyringError):
            await world.tick()
    runner = world.runner
    assert (runner.status, runner.trouble) == (SyncStatus.OFFLINE, SyncTrouble.KEYRING_LOCKED)
    assert runner.advice == "Unlock the keyring and try again."

    await world.tick()

    assert (runner.status, runner.trouble, runner.advice) == (SyncStatus.FINE, None, "")


async def _raised(error: Exception) -> None:
    raise error
