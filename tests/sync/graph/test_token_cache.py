"""The sign-in is kept encrypted, or not at all."""

from __future__ import annotations

import json
import os
import stat

import pytest

from sync.credentials import MemorySecrets
from sync.graph.token_cache import KEY_NAME, TokenCache

SECRET = "refresh-token-that-must-not-show"


def filled(path, keys) -> TokenCache:
    """A cache with one account, saved."""
    cache = TokenCache(path, keys)
    store = cache.opened()
    content = {
        "RefreshToken": {"r": {"secret": SECRET}},
        "Account": {"a": {"home_account_id": "u.t", "username": "b"}},
    }
    store.deserialize(json.dumps(content))
    store.has_state_changed = True
    cache.save()
    return cache


def accounts(cache: TokenCache) -> list[str]:
    return [str(one["home_account_id"]) for one in cache.opened().search("Account")]


def test_the_sign_in_outlives_the_program(tmp_path):
    """File and key together open it again."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    filled(path, keys)

    assert accounts(TokenCache(path, keys)) == ["u.t"]


def test_nothing_can_be_read_from_the_file(tmp_path):
    """No token, no account, no key among its bytes, and only the owner may open it."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    filled(path, keys)

    content = path.read_bytes()

    for word in (SECRET, "RefreshToken", "home_account_id", keys.get(KEY_NAME) or "?"):
        assert word.encode() not in content
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["sign-in"]


def test_the_same_sign_in_never_looks_the_same(tmp_path):
    """A fresh nonce each time."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    filled(path, keys)
    first = path.read_bytes()
    filled(path, keys)

    assert path.read_bytes() != first


@pytest.mark.parametrize(
    "damage", ["empty", "cut", "bit", "foreign", "mark", "no key", "other key", "bad key"]
)
def test_a_damaged_file_means_signed_out(tmp_path, damage, caplog):
    """Whatever happened to file or key: a line in the log, a new sign-in, and no crash."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    filled(path, keys)
    content = path.read_bytes()
    key = keys.get(KEY_NAME) or ""
    changed = {
        "empty": b"",
        "cut": content[:40],
        "bit": content[:-1] + bytes([content[-1] ^ 1]),
        "foreign": b'{"RefreshToken": {}}',
        "mark": b"XFTC2\n" + content[6:],
    }
    path.write_bytes(changed.get(damage, content))
    keys.set(KEY_NAME, {"no key": "", "other key": key[::-1][1:] + "=", "bad key": "???"}.get(damage, key))

    cache = TokenCache(path, keys)

    assert accounts(cache) == []
    assert "could not be opened" in caplog.text
    assert SECRET not in caplog.text
    filled(path, keys)
    assert accounts(TokenCache(path, keys)) == ["u.t"]


def test_what_another_process_saved_is_seen(tmp_path):
    """The command line signs in, the open window knows."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    window = TokenCache(path, keys)
    assert accounts(window) == []

    filled(path, keys)

    assert accounts(window) == ["u.t"]


def test_in_memory_nothing_is_written(tmp_path, monkeypatch):
    """Going on without a keyring leaves no trace."""
    monkeypatch.chdir(tmp_path)
    keys = MemorySecrets()

    cache = filled(None, keys)

    assert accounts(cache) == ["u.t"]
    assert not cache.is_saved
    assert keys.get(KEY_NAME) is None
    assert list(tmp_path.iterdir()) == []


def test_forgetting_takes_file_and_key(tmp_path):
    """Nothing is left behind after the last sign-out."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    cache = filled(path, keys)

    cache.forget()

    assert not path.exists()
    assert keys.get(KEY_NAME) is None
    assert accounts(cache) == []


def test_an_unchanged_cache_is_not_written(tmp_path):
    """Reading tokens all day does not wear the disk."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    cache = filled(path, keys)
    before = path.stat().st_mtime_ns

    cache.save()

    assert path.stat().st_mtime_ns == before
