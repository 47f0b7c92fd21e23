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


class NowhereToKeep(credentials.MemorySecrets):
    """A computer without a keyring."""

    def set(self, name: str, secret: str) -> None:
        raise credentials.NoKeyring("This computer has no safe place for passwords", "Sign in again.")

    def delete(self, name: str) -> None:
        raise credentials.NoKeyring("This computer has no safe place for passwords", "Sign in again.")


def test_a_token_in_the_environment_outlives_the_keyrings(
    cli: Cli, secrets: credentials.MemorySecrets
) -> None:
    """Whoever forgets the token is told that the variable still lets texts leave."""
    secrets.set(credentials.TWILIO_TOKEN, "saved")

    said = cli("texts", "forget-token", **{credentials.TWILIO_TOKEN_VARIABLE: "from-it"})

    assert (said.status, secrets.get(credentials.TWILIO_TOKEN)) == (0, None)
    assert f"{credentials.TWILIO_TOKEN_VARIABLE} is set and still holds" in said.stdout
    assert "from-it" not in said.stdout


def test_without_a_keyring_there_is_nothing_to_forget(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saving is refused with the other way; forgetting has nothing to do and says so."""
    monkeypatch.setattr(credentials, "KeyringSecrets", NowhereToKeep)
    monkeypatch.delenv(credentials.TWILIO_TOKEN_VARIABLE, raising=False)

    saved = cli("texts", "save-token", stdin="a-secret\n")
    forgotten = cli("texts", "forget-token")

    assert (saved.status, credentials.TWILIO_TOKEN_VARIABLE in saved.one_line()) == (1, True)
    assert (forgotten.status, forgotten.stderr) == (0, "")
    assert "no keyring, so no token is kept" in forgotten.stdout


def test_a_running_app_has_to_be_started_again(cli: Cli, secrets: credentials.MemorySecrets) -> None:
    """The token is read at the start; help and both commands say so."""
    said = [
        cli("texts", "save-token", "--help"),
        cli("texts", "save-token", stdin="a-secret\n"),
        cli("texts", "forget-token"),
    ]

    assert all("has to be started again" in " ".join(one.stdout.split()) for one in said)


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
