"""The first start and the status strip, without Qt."""

from __future__ import annotations

import asyncio

import pytest
from fake_desk import FakeDesk
from welcome_door import Door

from ui import samples
from ui.status import status_line
from ui.welcome.pages import Told
from ui.welcome.presenter import WelcomePresenter
from ui.welcome.words import PRIVACY, STOPPED, WAITING
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.scheduling.desk import SyncState, SyncStatus


def a_welcome():
    desk, door, ready = FakeDesk(needs_welcome=True), Door(), []
    return desk, door, ready, WelcomePresenter(desk, door, on_ready=ready.append)


async def test_signing_in_shows_that_it_runs_and_goes_on():
    """Waiting, then the account."""
    _, door, ready, presenter = a_welcome()

    await presenter.sign_in()

    assert door.shown == [("waiting", WAITING)]
    assert ready == [samples.REP]


async def test_a_sign_in_can_be_stopped():
    """It ends in words, and nobody goes on."""
    desk, door, ready, presenter = a_welcome()
    desk.hold("sign_in")
    signing_in = asyncio.create_task(presenter.sign_in())
    await asyncio.sleep(0)
    signing_in.cancel()

    with pytest.raises(asyncio.CancelledError):
        await signing_in

    assert door.last("choice").told == STOPPED
    assert ready == []


async def test_a_refused_sign_in_says_what_to_do():
    """The advice stands on the page; both ways stay open."""
    desk, door, ready, presenter = a_welcome()
    desk.failures["sign_in"] = SignInNeeded("Microsoft did not let you in.", "Ask your IT for consent.")

    await presenter.sign_in()

    assert door.last("choice").told == Told(
        "Microsoft did not let you in", "Ask your IT for consent.", "grave"
    )
    assert ready == []


async def test_the_sandbox_needs_no_account():
    """One click and it begins."""
    desk, _, ready, presenter = a_welcome()

    await presenter.explore()

    assert ready == [samples.REP]
    assert not await desk.needs_welcome()


def test_the_first_page_names_whoever_gets_anything():
    """Microsoft always, Twilio where texts are set up; only then may it say that nothing else leaves."""
    assert PRIVACY.index("Microsoft") < PRIVACY.index("Twilio, and only if") < PRIVACY.index("Nothing else")


@pytest.mark.parametrize(
    "status, detail, words, tone",
    [
        (SyncStatus.STARTING, "", "Starting…", "muted"),
        (SyncStatus.FINE, "", "Up to date, checked just now", "good"),
        (
            SyncStatus.OFFLINE,
            "it is tried again in a minute",
            "Offline: it is tried again in a minute",
            "warning",
        ),
        (SyncStatus.SIGN_IN_NEEDED, "sign in again", "Sign-in needed", "grave"),
    ],
)
def test_the_strip_says_how_the_sync_is(status, detail, words, tone):
    """Words and a tone for each state."""
    line = status_line(SyncState(status, detail, samples.NOW, True), samples.REP, samples.NOW)

    assert (line.sync, line.tone) == (words, tone)
    assert line.sandbox == "Sandbox  •  Tue, Nov 24, 10:05 AM"


def test_a_real_account_has_no_sandbox_badge():
    """The badge and its clock are the sandbox's alone."""
    line = status_line(SyncState(SyncStatus.FINE, "", None, False), None, samples.NOW)

    assert (line.sandbox, line.account, line.sync) == ("", "Nobody is signed in", "Up to date")
