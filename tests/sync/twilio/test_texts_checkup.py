"""What `doctor` says of texts: whether they can leave, and if not, for which cause."""

from __future__ import annotations

from contextlib import AsyncExitStack, nullcontext
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from sync import credentials
from sync.sandbox.server import Sandbox
from sync.sandbox.texts import REP_NUMBER
from sync.twilio.sms import TwilioAccount, TwilioTexting
from tests.sync.twilio.conftest import Phone
from xforce_desktop import checkup
from xforce_desktop.bootstrap import agents, connections
from xforce_desktop.errors import Rejected, XForceError
from xforce_desktop.settings import Settings

SETTINGS = Settings(twilio_account_sid="AC" + "0" * 32, twilio_number="+16155550142")


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
        texting = await agents.texting_for(connections.Connection(Path()), SETTINGS, stack)
        agent = replace(phone.agent, settings=SETTINGS, texting=texting, sandbox=None)

        with pytest.raises(XForceError, match=cause):
            await checkup.texts(agent)


async def asked(sandbox: Sandbox, phone: Phone, number: str) -> str:
    """What `doctor` says of this number, over Twilio's library."""
    account = TwilioAccount(SETTINGS.twilio_account_sid, "a-secret-token", number)
    texting = TwilioTexting(account, base_url=sandbox.url)
    try:
        return await checkup.texts(replace(phone.agent, texting=texting))
    finally:
        await texting.close()


async def test_the_number_is_looked_for_in_the_account(sandbox: Sandbox, phone: Phone) -> None:
    """One digit wrong, and every text would be refused: that is said before the first one."""
    told = await asked(sandbox, phone, REP_NUMBER)
    assert REP_NUMBER in told
    assert "A2P 10DLC" in told

    for wrong in ("+15550107701", REP_NUMBER[:-1]):
        with pytest.raises(Rejected, match=f"\\{wrong} is no number of this .* Check twilio_number"):
            await asked(sandbox, phone, wrong)


async def test_credentials_that_do_not_fit(sandbox: Sandbox, phone: Phone) -> None:
    await phone.fault("GET /2010-04-01/*", "status", status=401, code="20003")

    with pytest.raises(Rejected, match="save the auth token anew"):
        await asked(sandbox, phone, REP_NUMBER)


@pytest.mark.parametrize(
    "told, can", [({"sms": True}, True), ({"sms": False}, False), ({}, True), ("", True)]
)
async def test_a_number_without_texts(told: object, can: bool) -> None:
    """A number for calls only takes no texts; what Twilio does not say is not held against it."""
    listed = [{"phone_number": REP_NUMBER, "capabilities": told}]
    answer = httpx.Response(200, json={"incoming_phone_numbers": listed, "next_page_uri": None})
    texting = TwilioTexting(
        TwilioAccount(SETTINGS.twilio_account_sid, "a-secret-token", REP_NUMBER),
        base_url="https://twilio.example",
        transport=httpx.MockTransport(lambda request: answer),
    )

    with nullcontext() if can else pytest.raises(Rejected, match="cannot send texts"):
        await texting.check_number()
    await texting.close()
