"""Signing in by code, waiting for an administrator, and a missing keyring, without Qt."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fake_desk import FakeDesk
from welcome_door import Door

from sync.graph.auth import SCOPES
from ui import samples
from ui.sample_sign_in import CODE, CONSENT_PAGE
from ui.sync_trouble import banner_of
from ui.welcome.consent import STILL_WAITING, WANTS, asked_in_words, letter, wants
from ui.welcome.pages import Told
from ui.welcome.presenter import WelcomePresenter
from ui.welcome.words import CODE_OVER, LOOKING_FOR_CONSENT, STOPPED, told_of
from xforce_desktop.errors import (
    AdminConsentNeeded,
    KeyringError,
    NoBrowser,
    NoKeyring,
    SignInNeeded,
    TemporaryError,
)
from xforce_desktop.scheduling.desk import SyncState, SyncStatus
from xforce_desktop.scheduling.sign_in_desk import CodeToType, ConsentWait, KnownAccount

NO_APPLICATION = SignInNeeded("No Microsoft application is set up for X-FORCE.", "Ask IT.")
CONSENT = AdminConsentNeeded("Your organisation has to allow it", "Ask.", address=CONSENT_PAGE)


def a_page():
    desk, door, ready = FakeDesk(needs_welcome=True), Door(), []
    return desk, door, ready, WelcomePresenter(desk, door, on_ready=ready.append)


async def soon(condition):
    """Until it is true, for a second at most."""
    for _ in range(100):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to this")


# a code


async def test_a_code_lets_the_rep_in():
    """It is shown with its time left, and the page goes on by itself when it was typed."""
    desk, door, ready, presenter = a_page()
    typed = desk.hold("finish_code")
    using = asyncio.create_task(presenter.use_code())
    await soon(lambda: ("time left", "Good for another 15 minutes") in door.shown)

    assert door.last("code") == CODE
    assert ready == []
    typed.set()
    await using

    assert ready == [samples.REP]


async def test_without_a_browser_the_code_is_the_way():
    """Nobody has to find the other button."""
    desk, door, ready, presenter = a_page()
    desk.failures["sign_in"] = NoBrowser("No browser could be opened", "Sign in with a code.")

    await presenter.sign_in()

    assert "code" in door.names()
    assert ready == [samples.REP]


async def test_an_expired_code_is_followed_by_another():
    """It says so, and the next one is a press away."""
    desk, door, ready, presenter = a_page()
    desk.code = CodeToType("OLD", "https://microsoft.com/devicelogin", 0)
    desk.failures["finish_code"] = SignInNeeded("The code was not used in time", "Sign in again.")

    await presenter.use_code()
    assert door.last("code over") == CODE_OVER

    desk.code = None
    del desk.failures["finish_code"]
    await presenter.try_again()
    assert door.last("code") == CODE
    assert ready == [samples.REP]


async def test_a_code_can_be_stopped():
    """The ways in are there again, and the time does not go on."""
    desk, door, ready, presenter = a_page()
    desk.hold("finish_code")
    using = asyncio.create_task(presenter.use_code())
    await soon(lambda: "code" in door.names())

    using.cancel()
    with pytest.raises(asyncio.CancelledError):
        await using

    assert door.last("choice").told == STOPPED
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert ready == []


async def test_the_page_stays_with_the_newer_way():
    """Asking for a code while the browser is waited for: the end of the first does not hide the code."""
    desk, door, _, presenter = a_page()
    desk.hold("sign_in")
    desk.hold("finish_code")
    first = asyncio.create_task(presenter.sign_in())
    await asyncio.sleep(0)
    second = asyncio.create_task(presenter.use_code())
    await soon(lambda: "code" in door.names())

    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first

    assert door.last("code") == CODE
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)


# an administrator


async def test_a_consent_that_is_needed_has_its_own_page():
    """Why, what for, and the page to pass on."""
    desk, door, ready, presenter = a_page()
    desk.failures["sign_in"] = CONSENT

    await presenter.sign_in()

    page = door.last("consent")
    assert page.address == CONSENT_PAGE
    assert "send mail as you" in page.wants
    assert (page.asked, page.told, ready) == ("", None, [])


async def test_asking_is_remembered_and_tried_again():
    """Passed on today; not yet allowed; then it is."""
    desk, door, ready, presenter = a_page()
    desk.failures["sign_in"] = CONSENT
    await presenter.sign_in()

    await presenter.note_asked(CONSENT_PAGE)
    assert door.last("consent").asked.startswith("You asked today at ")

    await presenter.try_consent()
    assert door.last("consent").told == STILL_WAITING

    del desk.failures["sign_in"]
    await presenter.try_consent()
    assert ready == [samples.REP]


async def test_a_start_tries_an_awaited_consent_once_by_itself():
    """And falls back to the page where it is still awaited."""
    desk, door, ready, presenter = a_page()
    desk.wait = ConsentWait(CONSENT_PAGE, samples.NOW - timedelta(days=1))
    desk.failures["sign_in"] = CONSENT

    await presenter.begin()

    assert ("waiting", LOOKING_FOR_CONSENT) in door.shown
    assert len(desk.called("sign_in")) == 1
    assert door.last("consent").asked.startswith("You asked on Monday 23 Nov")
    assert ready == []


@pytest.mark.parametrize("way", ["begin", "try_consent"])
async def test_whoever_is_signed_in_needs_no_page_to_look_again(way):
    """Not allowed yet; then it is: neither time a browser is opened."""
    desk, door, ready, presenter = a_page()
    desk.wait = ConsentWait(CONSENT_PAGE, samples.NOW - timedelta(days=1))
    desk.failures["look_again"] = CONSENT
    await presenter.begin()
    assert door.last("consent").told == STILL_WAITING

    del desk.failures["look_again"]
    desk.is_signed_in = True
    await getattr(presenter, way)()

    assert ready == [samples.REP]
    assert desk.called("sign_in") == []


async def test_offline_while_looking_again_opens_no_browser():
    """It would not help."""
    desk, door, _, presenter = a_page()
    desk.failures["sign_in"] = CONSENT
    await presenter.sign_in()
    desk.failures["look_again"] = TemporaryError("Could not renew the sign-in yet", "You seem to be offline.")

    await presenter.try_consent()

    assert door.last("choice").told.title == "Could not renew the sign-in"
    assert len(desk.called("sign_in")) == 1


async def test_looking_again_can_be_stopped():
    """Back to the page as it was."""
    desk, door, _, presenter = a_page()
    desk.wait = ConsentWait(CONSENT_PAGE, samples.NOW)
    desk.hold("look_again")
    looking = asyncio.create_task(presenter.begin())
    await soon(lambda: desk.called("look_again"))

    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking

    assert door.names()[-1] == "consent"


async def test_an_application_that_was_taken_away_is_told_at_once():
    """Where somebody's requests wait; a first start looks around without it."""
    for owner, told in (("", None), ("brent@xforce.example", told_of(NO_APPLICATION))):
        desk, door, _, presenter = a_page()
        desk.owner = owner
        desk.failures["known_accounts"] = NO_APPLICATION

        await presenter.begin()

        assert door.last("choice").told == told


async def test_a_consent_nobody_was_asked_for_opens_no_browser():
    """The page comes back as it was left."""
    desk, door, _, presenter = a_page()
    desk.wait = ConsentWait(CONSENT_PAGE)

    await presenter.begin()

    assert door.last("consent").asked == ""
    assert desk.called("sign_in") == []


def test_every_permission_is_asked_for_in_words():
    """None is left in Microsoft's language."""
    assert set(WANTS) == set(SCOPES)
    assert wants(CONSENT_PAGE) == tuple(WANTS[name] for name in SCOPES)


def test_the_letter_to_it_holds_the_address_whole():
    """Subject and body survive the way through a mail program."""
    fields = parse_qs(urlsplit(letter(CONSENT_PAGE)).query)

    assert fields["subject"] == ["Please allow X-FORCE Desktop for Microsoft 365"]
    assert CONSENT_PAGE in fields["body"][0].split("\r\n")
    assert "- send mail as you" in fields["body"][0]


def test_the_day_of_asking_is_told():
    """By its weekday and date, on this computer's calendar."""
    monday = datetime(2026, 11, 23, 12, tzinfo=UTC)

    words = asked_in_words(ConsentWait(CONSENT_PAGE, monday), monday + timedelta(days=2))

    assert words == "You asked on Monday 23 Nov"


# the keyring


@pytest.mark.parametrize(
    "error, title",
    [
        (NoKeyring("None"), "This computer has no safe place for your sign-in"),
        (KeyringError("Locked"), "Your keyring is locked"),
    ],
)
@pytest.mark.parametrize("way, asked", [("sign_in", "sign_in"), ("use_code", "begin_code")])
async def test_a_sign_in_that_cannot_be_kept_goes_on_only_if_the_rep_agrees(error, title, way, asked):
    """The page says so; going on takes the same way again, in memory only."""
    desk, door, ready, presenter = a_page()
    desk.failures[asked] = error
    await getattr(presenter, way)()

    assert door.last("keyring").title == title
    assert desk.saves_sign_in
    assert ready == []

    del desk.failures[asked]
    await presenter.go_on_without_saving()
    assert not desk.saves_sign_in
    assert len(desk.called(asked)) == 2
    assert ready == [samples.REP]


# who


async def test_a_folder_of_somebody_is_signed_into_as_them():
    """Signed out: the page says whose it is, and Microsoft is asked for the same account."""
    desk, door, _, presenter = a_page()
    desk.owner = "brent@xforce.example"

    await presenter.begin()
    assert "brent@xforce.example" in door.shown[0][1].text
    await presenter.sign_in()

    assert desk.called("sign_in") == [("brent@xforce.example",)]


async def test_accounts_of_this_computer_are_offered():
    """One press goes on with the one that is meant."""
    desk, door, ready, presenter = a_page()
    desk.accounts = (KnownAccount("a", "ann@one.example"), KnownAccount("b", "ann@two.example"))

    await presenter.begin()
    assert door.last("choice").accounts == desk.accounts
    await presenter.use_account("b")

    assert desk.called("use_account") == [("b",)]
    assert ready == [samples.REP]


@pytest.mark.parametrize(
    "error, told",
    [
        (
            TemporaryError(
                "Could not sign in to Microsoft yet", "You seem to be offline: check the network."
            ),
            Told(
                "Could not sign in to Microsoft",
                "You seem to be offline: check the network. Then try again.",
                "warning",
            ),
        ),
        (SignInNeeded("Blocked.", "Tell your administrator."), Told("Blocked", "Tell your administrator.")),
    ],
)
def test_a_trouble_is_told_with_what_to_do(error, told):
    """What may pass by itself is no alarm."""
    assert told_of(error) == told


# while it runs


@pytest.mark.parametrize(
    "status, consent, act",
    [
        (SyncStatus.FINE, "", None),
        (SyncStatus.OFFLINE, "", None),
        (SyncStatus.SIGN_IN_NEEDED, "", "Sign in again"),
        (SyncStatus.SIGN_IN_NEEDED, CONSENT_PAGE, "Ask your administrator"),
    ],
)
def test_the_banner_stands_while_the_account_needs_the_rep(status, consent, act):
    """One way on, and that nothing is lost."""
    banner = banner_of(SyncState(status, "It was revoked.", None, False, None, consent))

    assert (banner.act if banner else None) == act
    assert banner is None or "Nothing is lost" in banner.text
