"""`texts`: the auth token goes into the keyring and nowhere else."""

from __future__ import annotations

import pytest

from sync import credentials
from tests.cli.conftest import Cli


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> credentials.MemorySecrets:
    """A keyring that forgets when the test ends."""
    kept = credentials.MemorySecrets()
    monkeypatch.setattr(credentials, "KeyringSecrets", lambda: kept)
    return kept


def test_a_token_is_saved_and_forgotten(cli: Cli, secrets: credentials.MemorySecrets) -> None:
    """It is piped in or typed, never given as an argument, and never shown."""
    saved = cli("texts", "save-token", stdin="a-secret\n")
    kept = credentials.twilio_token(secrets)
    forgotten = cli("texts", "forget-token")

    assert (saved.status, kept) == (0, "a-secret")
    assert "a-secret" not in saved.stdout + saved.stderr
    assert (forgotten.status, credentials.twilio_token(secrets)) == (0, "")


@pytest.mark.parametrize("typed", ["\n", "x" * 5000])
def test_what_is_no_token_is_refused(cli: Cli, secrets: credentials.MemorySecrets, typed: str) -> None:
    said = cli("texts", "save-token", stdin=typed)

    assert said.status == 2
    assert credentials.twilio_token(secrets) == ""


def test_the_environments_token_comes_first(
    monkeypatch: pytest.MonkeyPatch, secrets: credentials.MemorySecrets
) -> None:
    secrets.set(credentials.TWILIO_TOKEN, "saved")
    monkeypatch.setenv(credentials.TWILIO_TOKEN_VARIABLE, "from-it")

    assert credentials.twilio_token(secrets) == "from-it"
