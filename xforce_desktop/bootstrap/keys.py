"""What is kept in the keyring for Twilio and Claude."""

from __future__ import annotations

from xforce_desktop.errors import XForceError


def save_twilio_token(token: str) -> None:
    """Keep Twilio's auth token in the keyring. Raises an XForceError without one."""
    from sync.credentials import TWILIO_TOKEN, TWILIO_TOKEN_VARIABLE, KeyringSecrets, keep

    keep(KeyringSecrets(), TWILIO_TOKEN, token, TWILIO_TOKEN_VARIABLE)


def forget_twilio_token() -> str:
    """Delete it there; says what was done and what still holds. Raises an XForceError if it is refused."""
    from sync.credentials import TWILIO_TOKEN, TWILIO_TOKEN_VARIABLE, KeyringSecrets, forget

    return forget(KeyringSecrets(), TWILIO_TOKEN, "token", (TWILIO_TOKEN_VARIABLE,), "texts go on")


def save_model_key(key: str) -> None:
    """Keep the key for Claude in the keyring. Raises an XForceError without one."""
    from sync.credentials import MODEL_KEY, MODEL_KEY_VARIABLES, KeyringSecrets, keep

    keep(KeyringSecrets(), MODEL_KEY, key, MODEL_KEY_VARIABLES[0])


def forget_model_key() -> str:
    """Delete it there; says what was done and what still holds. Raises an XForceError if it is refused."""
    from sync.credentials import MODEL_KEY, MODEL_KEY_VARIABLES, KeyringSecrets, forget

    goes_on = "mail text goes on to the model"
    return forget(KeyringSecrets(), MODEL_KEY, "key", MODEL_KEY_VARIABLES, goes_on)


def is_of_keyring(error: XForceError) -> bool:
    """Whether it is the keyring that refused: none, locked, or denied by the rep."""
    from sync.credentials import KeyringError

    return isinstance(error, KeyringError)


def has_keyring() -> bool:
    """Whether secrets can be kept on this computer. Raises an XForceError if its keyring is locked."""
    from sync.credentials import KeyringSecrets

    return KeyringSecrets().is_available()
