"""The sign-in kept between starts: MSAL's cache in an encrypted file whose key is in the keyring.

The cache itself is too big for a keyring entry on Windows. The file holds a mark, the number of its key (16
bytes), a nonce of 12 bytes and AES-256-GCM of the cache, with mark and number as associated text. Nothing is
ever written in the clear.

Each file has a key of its own, so that a second data folder is not closed by forgetting the first. Files of
earlier versions have no number and share one key; they are read, and written anew with a key of their own.
"""

from __future__ import annotations

import base64
import binascii
import copy
import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import filelock

from sync.credentials import KeyringError, Secrets
from xforce_desktop.errors import TRIED_AGAIN, TemporaryError

log = logging.getLogger(__name__)

KEY_NAME = "token-cache-key"
_MARK = b"XFTC2\n"
_SHARED_MARK = b"XFTC1\n"  # of the files without a number
_NUMBER_BYTES = 16
_NONCE_BYTES = 12
_KEY_BYTES = 32
_LOCK_TIMEOUT_S = 5  # it is held while a small file is read and written


class TokenCache:
    """Loads and saves MSAL's cache; calls block. `path` None keeps it in memory only.

    Another process may save too: what it wrote is read before the next use, and what has come in here is put
    into that, not over it. A disk that refuses is for later: TemporaryError.
    """

    def __init__(self, path: Path | None, keys: Secrets) -> None:
        self._path = path
        self._left_behind: Path | None = None
        self._keys = keys
        self._cache: Any = None
        self._lock: filelock.BaseFileLock | None = None
        self._seen: tuple[int, int] | None = None
        self._came_in: list[dict[str, Any]] = []  # since the file was read or written last

    @property
    def is_saved(self) -> bool:
        """Whether the sign-in outlives the program."""
        return self._path is not None

    def opened(self) -> Any:
        """The `msal.SerializableTokenCache`, fresh from the file if that changed. Raises KeyringError."""
        if self._cache is None:
            self._cache = _noting_cache(self._came_in)
        with _disk("read"):
            self._renew()
        return self._cache

    def save(self) -> None:
        """Write the cache if it changed, in one step. Raises KeyringError; what could not be written is
        written with the next change or renewal."""
        if self._path is None:
            self._came_in.clear()
        if self._path is None or self._cache is None or not self._cache.has_state_changed:
            return
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        with self.alone():
            self._take_in()
            number = self._number() or os.urandom(_NUMBER_BYTES)
            sealing, head, nonce = AESGCM(self._key(number)), _MARK + number, os.urandom(_NONCE_BYTES)
            try:
                text = str(self._cache.serialize()).encode()  # takes the mark of a change away
                put_in_place(self._path, head + nonce + sealing.encrypt(nonce, text, head))
            except OSError:
                self._cache.has_state_changed = True
                raise
            self._seen = self._stamp()
            self._came_in.clear()

    def save_renewed(self) -> None:
        """The same after a renewal: what another process wrote meanwhile stands. It may have signed somebody
        out, and what was renewed is not needed to renew it once more."""
        with _disk("read"):
            is_another = self._path is not None and self._stamp() != self._seen
        if is_another:
            self.opened()
        else:
            self.save()

    def keep_in_memory(self) -> None:
        """Go on without saving, with what is signed in already: for a rep without a keyring who agrees.
        The file stays for a start with a keyring."""
        self._left_behind, self._path = self._path or self._left_behind, None

    @contextmanager
    def whole_or_not(self) -> Iterator[None]:
        """What is changed inside is saved by the end of it, or all is as before when that fails: nobody is
        signed out here who is still in the file."""
        cache, seen, came_in = self.opened(), self._seen, self._came_in
        was_changed, noted = cache.has_state_changed, list(came_in)
        text = str(cache.serialize())  # takes the mark of a change away
        cache.has_state_changed = was_changed
        try:
            yield
        except Exception:
            cache.deserialize(text)
            cache.has_state_changed = was_changed
            came_in[:] = noted
            self._cache, self._seen, self._came_in = cache, seen, came_in
            raise

    def forget_left_behind(self) -> None:
        """Delete the file that was left by going on without saving: nobody can be taken out of it."""
        if self._left_behind is not None:
            with _disk("delete"):
                self._left_behind.unlink(missing_ok=True)

    def forget(self) -> None:
        """Delete file and key; the next sign-in begins with new ones. A key that the keyring keeps opens
        nothing any more."""
        self._cache = None
        self._seen = None
        self._came_in = []
        if self._path is None:
            return
        with self.alone("delete"):
            number = self._number()
            self._path.unlink(missing_ok=True)
        if number:  # the shared key of an old file may be in use elsewhere
            try:
                self._keys.delete(_key_name(number))
            except KeyringError as error:
                log.warning("The key of the sign-in that was deleted stays in the keyring: %s", error)

    def _renew(self) -> None:
        """Read the file if it has changed."""
        if self._path is not None and (stamp := self._stamp()) != self._seen:
            self._cache.deserialize(self._read() or "{}")
            self._seen = stamp
            self._came_in.clear()

    def _take_in(self) -> None:
        """Put what has come in here into what another process wrote meanwhile, if it did."""
        if self._stamp() != self._seen:
            came_in = list(self._came_in)
            self._renew()
            for event in came_in:
                self._cache.add(event)

    @contextmanager
    def alone(self, doing: str = "keep") -> Iterator[None]:
        """No other process of ours writes meanwhile: to be held from reading to writing."""
        if self._path is None:
            yield
            return
        with _disk(doing):
            if self._lock is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = filelock.FileLock(f"{self._path}.lock", timeout=_LOCK_TIMEOUT_S)
            with self._lock:
                yield

    def _read(self) -> str | None:
        """The text in the file; None without one, or if it is damaged or not ours: the rep signs in again."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealed = self._sealed()
        if sealed is None:
            return None
        number = _number_in(sealed)
        head = _MARK + number if number else _SHARED_MARK
        nonce, body = sealed[len(head) : len(head) + _NONCE_BYTES], sealed[len(head) + _NONCE_BYTES :]
        key = _decoded(self._keys.get(_key_name(number)))
        try:
            if key is None or not sealed.startswith(head):
                raise InvalidTag
            return AESGCM(key).decrypt(nonce, body, head).decode()
        except (InvalidTag, ValueError):
            log.warning("The saved sign-in could not be opened; a new one is needed")
            return None

    def _sealed(self) -> bytes | None:
        assert self._path is not None
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    def _number(self) -> bytes:
        """Of the key of the file as it is now; empty for none."""
        return _number_in(self._sealed() or b"")

    def _key(self, number: bytes) -> bytes:
        """The key of this number, made at the first need."""
        key = _decoded(self._keys.get(_key_name(number)))
        if key is None:
            key = secrets.token_bytes(_KEY_BYTES)
            self._keys.set(_key_name(number), base64.b64encode(key).decode())
        return key

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = os.stat(self._path) if self._path is not None else None
        except FileNotFoundError:
            return None
        return (status.st_mtime_ns, status.st_size) if status else None


def _noting_cache(came_in: list[dict[str, Any]]) -> Any:
    """An `msal.SerializableTokenCache` that also notes in `came_in` what is put into it."""
    import msal

    class NotingCache(msal.SerializableTokenCache):  # type: ignore[misc]  # msal has no types
        def add(self, event: dict[str, Any], **more: Any) -> None:
            came_in.append(copy.deepcopy(event))
            super().add(event, **more)

    return NotingCache()


def remove_account(cache: Any, home_account_id: str) -> None:
    """Take everything of one account out of MSAL's cache; MSAL itself would ask the network for that."""
    kinds = cache.CredentialType
    removers = (
        (kinds.REFRESH_TOKEN, cache.remove_rt),
        (kinds.ACCESS_TOKEN, cache.remove_at),
        (kinds.ID_TOKEN, cache.remove_idt),
        (kinds.ACCOUNT, cache.remove_account),
    )
    for kind, remove in removers:
        for entry in list(cache.search(kind, query={"home_account_id": home_account_id})):
            remove(entry)


def _number_in(sealed: bytes) -> bytes:
    number = sealed.removeprefix(_MARK)[:_NUMBER_BYTES] if sealed.startswith(_MARK) else b""
    return number if len(number) == _NUMBER_BYTES else b""


def _key_name(number: bytes) -> str:
    """What the keyring calls a key: without a number, the one that old files share."""
    return f"{KEY_NAME}-{number.hex()}" if number else KEY_NAME


def _decoded(text: str | None) -> bytes | None:
    try:
        key = base64.b64decode(text or "", validate=True)
    except binascii.Error:
        return None
    return key if len(key) == _KEY_BYTES else None


@contextmanager
def _disk(doing: str) -> Iterator[None]:
    """A file that is held by another program, or a full disk, passes."""
    try:
        yield
    except OSError as error:
        advice = f"The disk refused it: {error.strerror or error}. {TRIED_AGAIN}"
        raise TemporaryError(f"Could not {doing} the saved sign-in", advice) from error


def put_in_place(path: Path, content: bytes) -> None:
    """Put a file in place in one step, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
