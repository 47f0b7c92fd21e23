"""Secrets in the system's own keyring; never in a file. Calls may block."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from xforce_desktop.errors import KeyringError as KeyringError
from xforce_desktop.errors import NoKeyring as NoKeyring
from xforce_desktop.errors import XForceError

log = logging.getLogger(__name__)

TWILIO_TOKEN = "twilio-token"
TWILIO_TOKEN_VARIABLE = "XFORCE_TWILIO_TOKEN"  # a name, no secret
MODEL_KEY = "anthropic-key"
MODEL_KEY_VARIABLES = ("XFORCE_ANTHROPIC_KEY", "ANTHROPIC_API_KEY")
SERVICE = "X-FORCE Desktop"
# Windows keeps at most 1,280 characters in an entry: github.com/jaraco/keyring/issues/540
LONGEST = 1280


class Secrets(Protocol):
    """Small secrets by name. Raises KeyringError, or NoKeyring if there is no place at all."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, secret: str) -> None: ...

    def delete(self, name: str) -> None:
        """Fine if it is not there."""
        ...


class KeyringSecrets:
    """Secrets in Windows Credential Manager, macOS Keychain, Secret Service or KWallet."""

    def __init__(self, service: str = SERVICE) -> None:
        self._service = service

    def get(self, name: str) -> str | None:
        import keyring

        with _translated("read"):
            return keyring.get_password(self._service, name)

    def set(self, name: str, secret: str) -> None:
        """Raises ValueError for a secret that does not fit everywhere."""
        import keyring

        if len(secret) > LONGEST:
            raise ValueError(f"a secret of {len(secret)} characters does not fit into every keyring")
        with _translated("save"):
            keyring.set_password(self._service, name, secret)

    def delete(self, name: str) -> None:
        import keyring
        from keyring.errors import PasswordDeleteError

        with _translated("delete"):
            try:
                keyring.delete_password(self._service, name)
            except PasswordDeleteError:
                log.debug("Nothing to delete in the keyring")

    def is_available(self) -> bool:
        """Whether this computer has a keyring. Raises KeyringError if it has one that does not answer."""
        try:
            self.get("availability")
        except NoKeyring:
            return False
        return True


def twilio_token(secrets: Secrets) -> str:
    """Twilio's auth token: the environment's, else the keyring's; empty if there is none. May block."""
    return os.environ.get(TWILIO_TOKEN_VARIABLE, "").strip() or secrets.get(TWILIO_TOKEN) or ""


def keep(secrets: Secrets, name: str, secret: str, variable: str) -> None:
    """Save a secret. Raises an XForceError that names `variable` where there is no keyring."""
    try:
        secrets.set(name, secret)
    except NoKeyring as error:
        raise XForceError(error.title, f"Set {variable} instead.") from error


def forget(secrets: Secrets, name: str, thing: str, variables: Sequence[str], what_goes_on: str) -> str:
    """Delete a secret; says what was done, and which of `variables` still holds, so that something goes on.

    Raises KeyringError if the keyring refuses.
    """
    try:
        secrets.delete(name)
        done = f"The keyring holds no {thing} any more."
    except NoKeyring:
        done = f"This computer has no keyring, so no {thing} is kept in one."
    still = next((variable for variable in variables if os.environ.get(variable, "").strip()), "")
    return f"{done} {still} is set and still holds: remove it too, or {what_goes_on}." if still else done


class MemorySecrets:
    """Secrets until the program ends, for a rep who goes on without saving."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        self._secrets.pop(name, None)


@contextmanager
def _translated(doing: str) -> Iterator[None]:
    from keyring.errors import KeyringError as TheirError
    from keyring.errors import NoKeyringError

    try:
        yield
    except NoKeyringError as error:
        raise NoKeyring(
            "This computer has no safe place for passwords",
            "You can go on, but you will have to sign in again after each start.",
        ) from error
    except TheirError as error:
        raise KeyringError(
            f"Could not {doing} a secret in the keyring", "Unlock the keyring and try again."
        ) from error
