"""Pictures of the sign-in page in each of its states, for `ui.screenshots`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from ui import samples
from ui.main_window import MainWindow
from ui.sample_sign_in import CODE, CONSENT_PAGE
from ui.welcome.consent import STILL_WAITING, consent_page
from ui.welcome.pages import Choice, Told
from ui.welcome.words import (
    CODE_OVER,
    LOOKING_FOR_CONSENT,
    STOPPED,
    WAITING,
    again_heading,
    first_heading,
    keyring_page,
    leave_sandbox_heading,
    signed_out_heading,
    time_left,
    told_of,
)
from xforce_desktop.errors import KeyringError, NoKeyring, TemporaryError
from xforce_desktop.scheduling.sign_in_desk import ConsentWait, KnownAccount

Shoot = Callable[[str], Awaitable[None]]

OWNER = samples.REP.address
TROUBLES = {
    "offline": told_of(
        TemporaryError("Could not sign in to Microsoft yet", "You seem to be offline: check the network.")
    ),
    "blocked": Told(
        "Your organisation does not let this computer or account in",
        "Tell your administrator: AADSTS53003.",
    ),
}


async def sign_in_states(window: MainWindow, shoot: Shoot) -> None:
    """Every page of it, on a window that shows the welcome."""
    page = window.welcome
    page.show_waiting(WAITING, offers_code=True)
    await shoot("sign-in-waiting")
    page.show_code(CODE)
    page.show_time_left(time_left(CODE.good_for_s))
    await shoot("sign-in-code")
    page.show_code_over(CODE_OVER)
    await shoot("sign-in-code-over")
    wait = ConsentWait(CONSENT_PAGE)
    page.show_consent(consent_page(wait, samples.NOW))
    await shoot("sign-in-consent")
    page.show_waiting(LOOKING_FOR_CONSENT, offers_code=True)
    await shoot("sign-in-consent-looking")
    page.show_heading(signed_out_heading(OWNER))
    asked = ConsentWait(CONSENT_PAGE, samples.NOW - timedelta(days=1))
    page.show_consent(consent_page(asked, samples.NOW, told=STILL_WAITING))
    await shoot("sign-in-consent-asked")
    page.show_choice(Choice())
    await shoot("sign-in-signed-out")
    page.show_heading(leave_sandbox_heading())
    page.show_choice(Choice())
    await shoot("sign-in-from-sandbox")
    page.show_heading(again_heading(OWNER))
    page.show_choice(Choice(STOPPED))
    await shoot("sign-in-again")
    page.show_heading(first_heading())
    page.show_keyring(keyring_page(NoKeyring("none")))
    await shoot("sign-in-no-keyring")
    page.show_keyring(keyring_page(KeyringError("locked")))
    await shoot("sign-in-locked-keyring")
    for name, told in TROUBLES.items():
        page.show_choice(Choice(told))
        await shoot(f"sign-in-{name}")
    accounts = (KnownAccount("a", "brent@xforce.example"), KnownAccount("b", "brent.lawson@other.example"))
    page.show_choice(Choice(None, accounts))
    await shoot("sign-in-accounts")
