"""Secrets live in the keyring, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from sync.credentials import KeyringError, KeyringSecrets, MemorySecrets, NoKeyring


class MemoryKeyring(KeyringBackend):
    """A keyring that lasts as long as the test."""

    priority = 1  # type: ignore[assignment]  # the library declares a class property

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not found")


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner said no."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("denied")


@pytest.fixture
def use_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    """Puts a keyring in place for one test; afterwards there is none, never the computer's own."""
    yield keyring.set_keyring
    keyring.set_keyring(fail.Keyring())


@pytest.mark.parametrize("kind", ["keyring", "memory"])
def test_a_secret_is_kept_and_forgotten(kind, use_keyring):
    """Both keepers do the same."""
    use_keyring(MemoryKeyring())
    secrets = KeyringSecrets() if kind == "keyring" else MemorySecrets()

    assert secrets.get("twilio") is None
    secrets.set("twilio", "t0ken")
    assert secrets.get("twilio") == "t0ken"
    secrets.delete("twilio")
    secrets.delete("twilio")
    assert secrets.get("twilio") is None


def test_secrets_carry_the_programs_name(use_keyring):
    """The rep finds them in the system's own list."""
    ring = MemoryKeyring()
    use_keyring(ring)

    KeyringSecrets().set("anthropic", "key")

    assert list(ring.entries) == [("X-FORCE Desktop", "anthropic")]


def test_without_a_keyring_we_say_so(use_keyring):
    """No file takes its place; the app may offer to go on without saving."""
    use_keyring(fail.Keyring())

    with pytest.raises(NoKeyring, match="sign in again after each start"):
        KeyringSecrets().set("twilio", "t0ken")
    assert not KeyringSecrets().is_available()


def test_a_locked_keyring_is_another_matter(use_keyring):
    """There is a keyring: unlocking helps, going on without does not have to be offered."""
    use_keyring(LockedKeyring())

    with pytest.raises(KeyringError, match="Unlock") as caught:
        KeyringSecrets().get("twilio")
    assert not isinstance(caught.value, NoKeyring)
    with pytest.raises(KeyringError, match="Unlock"):
        KeyringSecrets().is_available()


def test_what_does_not_fit_on_windows_is_refused_everywhere(use_keyring):
    """The limit of one system shows on the developer's too."""
    use_keyring(MemoryKeyring())

    with pytest.raises(ValueError, match="does not fit"):
        KeyringSecrets().set("cache", "x" * 1281)
