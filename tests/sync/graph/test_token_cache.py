"""The sign-in is kept encrypted, or not at all."""

from __future__ import annotations

import base64
import json
import logging
import os
import stat
import threading

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.credentials import KeyringError, MemorySecrets
from sync.graph import token_cache
from sync.graph.token_cache import KEY_NAME, TokenCache
from xforce_desktop.errors import TemporaryError, XForceError

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


def an_answer(user: str) -> dict[str, object]:
    """What MSAL puts into its cache when somebody has signed in."""
    told = {"preferred_username": user, "oid": user, "tid": "t"}
    return {
        "client_id": "app",
        "scope": ["User.Read"],
        "token_endpoint": "https://login.microsoftonline.com/t/oauth2/v2.0/token",
        "params": {},
        "response": {
            "access_token": "a",
            "refresh_token": "r",
            "expires_in": 3600,
            "client_info": as_base64({"uid": user, "utid": "t"}),
            "id_token": f"{as_base64({})}.{as_base64(told)}.s",
        },
    }


def as_base64(told: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


class NamedSecrets(MemorySecrets):
    """A keyring whose entries can be listed; while it `is_locked` it refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.is_locked = False

    def get(self, name: str) -> str | None:
        self._refuse_while_locked()
        return super().get(name)

    def delete(self, name: str) -> None:
        self._refuse_while_locked()
        super().delete(name)

    def _refuse_while_locked(self) -> None:
        if self.is_locked:
            raise KeyringError("Could not read a secret in the keyring", "Unlock it.")

    @property
    def names(self) -> list[str]:
        return sorted(self._secrets)

    @property
    def only(self) -> str:
        """The name of the only entry."""
        (name,) = self.names
        return name


def old_file(path, keys) -> None:
    """A file as an earlier version wrote it: no number, under the key that all folders shared."""
    key = base64.b64decode(keys.get(KEY_NAME) or base64.b64encode(os.urandom(32)))
    keys.set(KEY_NAME, base64.b64encode(key).decode())
    mark, nonce = b"XFTC1\n", os.urandom(12)
    text = json.dumps({"Account": {"a": {"home_account_id": "u.t", "username": "b"}}}).encode()
    path.write_bytes(mark + nonce + AESGCM(key).encrypt(nonce, text, mark))


def accounts(cache: TokenCache) -> list[str]:
    return sorted(str(one["home_account_id"]) for one in cache.opened().search("Account"))


def test_the_sign_in_outlives_the_program(tmp_path):
    """File and key together open it again."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    filled(path, keys)

    assert accounts(TokenCache(path, keys)) == ["u.t"]


def test_nothing_can_be_read_from_the_file(tmp_path):
    """No token, no account, no key among its bytes, and only the owner may open it."""
    keys, path = NamedSecrets(), tmp_path / "sign-in"
    filled(path, keys)

    content = path.read_bytes()

    for word in (SECRET, "RefreshToken", "home_account_id", keys.get(keys.only) or "?"):
        assert word.encode() not in content
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    others = [one for one in tmp_path.iterdir() if one != path]
    assert all(one.name == "sign-in.lock" and one.read_bytes() == b"" for one in others)


def test_the_same_sign_in_never_looks_the_same(tmp_path):
    """A fresh nonce each time."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    filled(path, keys)
    first = path.read_bytes()
    filled(path, keys)

    assert path.read_bytes() != first


@pytest.mark.parametrize(
    "damage", ["empty", "cut", "bit", "number", "foreign", "mark", "no key", "other key", "bad key"]
)
def test_a_damaged_file_means_signed_out(tmp_path, damage, caplog):
    """Whatever happened to file or key: a line in the log, a new sign-in, and no crash."""
    keys, path = NamedSecrets(), tmp_path / "sign-in"
    filled(path, keys)
    content = path.read_bytes()
    name = keys.only
    key = keys.get(name) or ""
    changed = {
        "empty": b"",
        "cut": content[:40],
        "bit": content[:-1] + bytes([content[-1] ^ 1]),
        "number": content[:6] + bytes([content[6] ^ 1]) + content[7:],
        "foreign": b'{"RefreshToken": {}}',
        "mark": b"XFTC3\n" + content[6:],
    }
    path.write_bytes(changed.get(damage, content))
    keys.set(name, {"no key": "", "other key": key[::-1][1:] + "=", "bad key": "???"}.get(damage, key))

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
    keys = NamedSecrets()

    cache = filled(None, keys)

    assert accounts(cache) == ["u.t"]
    assert not cache.is_saved
    assert keys.names == []
    assert list(tmp_path.iterdir()) == []


def test_forgetting_takes_file_and_key(tmp_path):
    """Nothing is left behind after the last sign-out."""
    keys, path = NamedSecrets(), tmp_path / "sign-in"
    cache = filled(path, keys)

    cache.forget()

    assert not path.exists()
    assert keys.names == []
    assert accounts(cache) == []


def test_two_folders_have_a_key_each(tmp_path):
    """Signing out in one leaves the sign-in of the other readable."""
    keys, here, there = NamedSecrets(), tmp_path / "here", tmp_path / "there"
    filled(here, keys)
    filled(there, keys)
    assert len(keys.names) == 2

    TokenCache(here, keys).forget()

    assert accounts(TokenCache(there, keys)) == ["u.t"]


def test_a_folder_can_be_moved(tmp_path):
    """The file names its key, wherever it lies."""
    keys = NamedSecrets()
    filled(tmp_path / "before", keys)
    (tmp_path / "before").rename(tmp_path / "after")

    assert accounts(TokenCache(tmp_path / "after", keys)) == ["u.t"]


def test_a_file_of_an_earlier_version_is_read_and_gets_a_key_of_its_own(tmp_path):
    """At the next change; the shared key stays for the folder that has not changed yet."""
    keys, here, there = NamedSecrets(), tmp_path / "here", tmp_path / "there"
    old_file(here, keys)
    old_file(there, keys)
    cache = TokenCache(here, keys)
    assert accounts(cache) == ["u.t"]

    cache.opened().has_state_changed = True
    cache.save()

    assert here.read_bytes().startswith(b"XFTC2\n")
    assert accounts(TokenCache(here, keys)) == ["u.t"]
    cache.forget()
    assert keys.names == [KEY_NAME]
    assert accounts(TokenCache(there, keys)) == ["u.t"]


def test_forgetting_an_old_file_leaves_the_key_that_others_share(tmp_path):
    """Another folder may still be under it."""
    keys, here, there = NamedSecrets(), tmp_path / "here", tmp_path / "there"
    old_file(here, keys)
    old_file(there, keys)

    TokenCache(here, keys).forget()

    assert not here.exists()
    assert accounts(TokenCache(there, keys)) == ["u.t"]


@pytest.mark.parametrize("by_them", ["forgotten", "signed in"])
def test_a_renewal_does_not_undo_what_another_process_wrote_meanwhile(tmp_path, by_them):
    """Who was signed out there does not come back, and who signed in there is not lost."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    window = filled(path, keys)
    window.opened().has_state_changed = True  # a token was renewed, while …
    other = TokenCache(path, keys)
    if by_them == "forgotten":
        other.forget()
    else:
        other.opened().deserialize(json.dumps({"Account": {"z": {"home_account_id": "v.t"}}}))
        other.opened().has_state_changed = True
        other.save()

    window.save_renewed()

    left = [] if by_them == "forgotten" else ["v.t"]
    assert accounts(window) == accounts(TokenCache(path, keys)) == left
    assert path.exists() is bool(left)


def test_an_unchanged_cache_is_not_written(tmp_path):
    """Reading tokens all day does not wear the disk."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    cache = filled(path, keys)
    before = path.stat().st_mtime_ns

    cache.save()

    assert path.stat().st_mtime_ns == before


def full_disk(path, content) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("by", ["keyring", "disk"])
def test_what_could_not_be_written_is_written_later(tmp_path, monkeypatch, by):
    """The keyring was locked, or the disk full: the change is not forgotten."""
    keys, path = NamedSecrets(), tmp_path / "sign-in"
    cache = filled(path, keys)
    cache.opened().add(an_answer("late"))
    with monkeypatch.context() as patched:
        keys.is_locked = by == "keyring"
        if by == "disk":
            patched.setattr(token_cache, "put_in_place", full_disk)
        with pytest.raises(XForceError):
            cache.save()
    keys.is_locked = False
    assert accounts(TokenCache(path, keys)) == ["u.t"]

    cache.save()

    assert accounts(TokenCache(path, keys)) == ["late.t", "u.t"]


def test_a_file_that_cannot_be_read_now_is_for_later(tmp_path):
    """Another program holds it, or it is no file: that is not signed out."""
    (tmp_path / "sign-in").mkdir()

    with pytest.raises(TemporaryError, match="read the saved sign-in"):
        TokenCache(tmp_path / "sign-in", MemorySecrets()).opened()


def test_forgetting_under_a_locked_keyring_deletes_the_file(tmp_path, caplog):
    """The key alone opens nothing; the log says that it is still there."""
    keys, path = NamedSecrets(), tmp_path / "sign-in"
    cache = filled(path, keys)
    keys.is_locked = True

    with caplog.at_level(logging.WARNING):
        cache.forget()

    assert not path.exists()
    assert "stays in the keyring" in caplog.text
    assert accounts(cache) == []


def test_who_came_in_there_stays_when_somebody_comes_in_here(tmp_path):
    """The window waits for a code to be typed; beside it the command signs another account in."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    window, command = TokenCache(path, keys), TokenCache(path, keys)
    store = window.opened()
    command.opened().add(an_answer("by-command"))
    command.save()

    store.add(an_answer("by-code"))
    window.save()

    assert accounts(window) == accounts(TokenCache(path, keys)) == ["by-code.t", "by-command.t"]
    assert accounts(command) == ["by-code.t", "by-command.t"]


def test_who_was_signed_out_there_does_not_come_back_with_somebody_here(tmp_path):
    """What came in is put into what the other process left, and nothing else."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    window = filled(path, keys)
    store = window.opened()
    TokenCache(path, keys).forget()

    store.add(an_answer("by-code"))
    window.save()

    assert accounts(window) == accounts(TokenCache(path, keys)) == ["by-code.t"]


def test_two_that_save_at_once_lose_nobody(tmp_path, monkeypatch):
    """One is about to put its file in place when the other has to save: they take turns."""
    keys, path = MemorySecrets(), tmp_path / "sign-in"
    window, command = TokenCache(path, keys), TokenCache(path, keys)
    window.opened().add(an_answer("by-code"))
    command.opened().add(an_answer("by-command"))
    put, beside = token_cache.put_in_place, threading.Thread(target=command.save)

    def put_while_another_begins(where, content):
        monkeypatch.setattr(token_cache, "put_in_place", put)
        beside.start()
        beside.join(0.3)
        put(where, content)

    monkeypatch.setattr(token_cache, "put_in_place", put_while_another_begins)
    window.save()
    beside.join(10)

    assert accounts(TokenCache(path, keys)) == ["by-code.t", "by-command.t"]
