"""What `doctor` says of texts: whether they can leave, and if not, for which cause."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from sync import credentials
from tests.sync.twilio.conftest import Phone
from xforce_desktop import bootstrap, checkup
from xforce_desktop.errors import XForceError
from xforce_desktop.settings import Settings

ACCOUNT = Settings(twilio_account_sid="AC" + "0" * 32, twilio_number="+16155550142")


class LockedKeyring(credentials.MemorySecrets):
    """A keyring whose owner has not signed in to the computer."""

    def get(self, name: str) -> str | None:
        raise credentials.KeyringError("Could not read a secret in the keyring", "Unlock the keyring.")


@pytest.mark.parametrize(
    "keyring, cause",
    [(LockedKeyring, "Unlock the keyring, or save the token"), (credentials.MemorySecrets, "is missing")],
)
async def test_a_locked_keyring_is_not_taken_for_a_missing_token(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, keyring: type[credentials.Secrets], cause: str
) -> None:
    """The account is set up and the token may be there: it is the keyring that has to be opened."""
    monkeypatch.setattr(credentials, "KeyringSecrets", keyring)
    monkeypatch.delenv(credentials.TWILIO_TOKEN_VARIABLE, raising=False)
    async with AsyncExitStack() as stack:
        texting = await bootstrap.texting_for(bootstrap.Connection(Path()), ACCOUNT, stack)
        agent = replace(phone.agent, settings=ACCOUNT, texting=texting, sandbox=None)

        with pytest.raises(XForceError, match=cause):
            await checkup.texts(agent)
