"""Signing in and out of the sample desk: everybody is let in at once."""

from __future__ import annotations

from collections.abc import Sequence

from ui import samples
from ui.sample_base import SampleBase
from ui.welcome.consent import WANTS
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.sign_in_desk import CodeToType, ConsentWait, KnownAccount

CODE = CodeToType("GX7K2RTPQ", "https://microsoft.com/devicelogin", 900)
CONSENT_PAGE = (
    "https://login.microsoftonline.com/organizations/v2.0/adminconsent"
    "?client_id=11111111-2222-3333-4444-555555555555&scope="
    + "+".join(f"https%3A%2F%2Fgraph.microsoft.com%2F{name}" for name in WANTS)
)


class SampleSignIn(SampleBase):
    """The base of the sample desk that lets the rep in and out."""

    def __init__(self, *, needs_welcome: bool) -> None:
        self._needs_welcome = needs_welcome
        self._account: Account | None = None if needs_welcome else samples.REP
        self._is_sandbox = True
        self.owner = ""
        self.accounts: tuple[KnownAccount, ...] = ()
        self.wait: ConsentWait | None = None
        self.saves_sign_in = True
        self.is_signed_in = False  # as far as Microsoft is concerned, while consent is awaited

    async def account(self) -> Account | None:
        return self._account

    async def needs_welcome(self) -> bool:
        return self._needs_welcome

    async def choose_sandbox(self) -> None:
        self._needs_welcome = False
        self._account = samples.REP
        self._tell()

    async def sign_in(self, login_hint: str = "") -> Account:
        await self.choose_sandbox()
        self._is_sandbox = False
        self.owner = samples.REP.address
        self.wait = None
        return samples.REP

    async def begin_code(self) -> CodeToType:
        return CODE

    async def finish_code(self, code: CodeToType) -> Account:
        return await SampleSignIn.sign_in(self)

    async def look_again(self) -> Account | None:
        return await SampleSignIn.sign_in(self) if self.is_signed_in else None

    async def known_accounts(self) -> Sequence[KnownAccount]:
        return self.accounts

    async def use_account(self, account_id: str) -> Account:
        return await SampleSignIn.sign_in(self)

    async def go_on_without_saving(self) -> None:
        self.saves_sign_in = False

    async def sign_out(self) -> None:
        self._needs_welcome, self._account = True, None
        self._tell()

    async def folder_owner(self) -> str:
        return self.owner

    async def consent_wait(self) -> ConsentWait | None:
        return self.wait

    async def note_consent_asked(self, address: str) -> ConsentWait:
        self.wait = ConsentWait(address, self.now())
        return self.wait
