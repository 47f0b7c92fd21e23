"""Trouble with the service that gives tokens: for later, never a sign-in that the rep has to repeat."""

from __future__ import annotations

import httpx
import pytest

from sync.credentials import MemorySecrets
from sync.graph import identity_http, token_cache
from sync.graph.http import FixedToken, GraphClient
from sync.graph.token_cache import TokenCache
from tests.sync.graph.conftest import WHO, no_sleep
from tests.sync.graph.test_graph_auth import a_sign_in, by_code
from xforce_desktop.errors import TemporaryError

TOKEN = "POST /*/oauth2/v2.0/token"
FAULTS = {
    "overloaded": {"kind": "status", "status": 503},
    "throttled": {"kind": "status", "status": 429, "retry_after_s": 5},
    "cut": {"kind": "reset"},
    "answer lost": {"kind": "drop_after"},
    "no answer": {"kind": "timeout"},
    "breaks off": {"kind": "truncated"},
    "no JSON": {"kind": "garbage"},
    "a page of the network": {"kind": "html", "status": 200},
    "sent elsewhere": {"kind": "redirect"},
}


@pytest.mark.parametrize("how", FAULTS.values(), ids=FAULTS)
async def test_a_renewal_that_fails_is_tried_again(sandbox, controls, monkeypatch, how):
    """The token has expired; the rep stays signed in, and a later try renews it. (A new library: an old one
    gives the same refusal for a minute, without asking.)"""
    monkeypatch.setattr(identity_http, "TIMEOUT", httpx.Timeout(0.5))
    await controls.ask("tokens", {"lifetime_s": 1})
    cache = TokenCache(None, MemorySecrets())
    sign_in = a_sign_in(sandbox, cache)
    await by_code(sign_in)
    await controls.ask("tokens", {"lifetime_s": 3600})
    await controls.ask("faults", {"match": TOKEN, "times": 1} | how)

    with pytest.raises(TemporaryError):
        await sign_in.token()
    token = await a_sign_in(sandbox, cache).token()

    graph = GraphClient(FixedToken(token), base_url=f"{sandbox.url}/v1.0", sleep=no_sleep)
    assert (await graph.get("read it", "/me", WHO))["mail"] == "brent@xforce.example"
    await graph.close()


def held(path, content) -> None:
    """What Windows says while a virus scanner looks at the file."""
    raise PermissionError(13, "Access is denied")


async def test_a_renewed_token_that_cannot_be_kept_is_used_all_the_same(
    sandbox, controls, monkeypatch, tmp_path, caplog
):
    """It has come; that the disk refuses is a line in the log, and it is kept with the next change."""
    await controls.ask("tokens", {"lifetime_s": 1})
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    sign_in = a_sign_in(sandbox, TokenCache(path, keys))
    await by_code(sign_in)
    await controls.ask("tokens", {"lifetime_s": 3600})
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(token_cache, "put_in_place", held)
        assert await sign_in.token()
    assert "could not be kept" in caplog.text
    assert path.read_bytes() == before

    assert await sign_in.token()

    assert path.read_bytes() != before
