"""Signing in through the real window: by code, waiting for an administrator, without a keyring, revoked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.desktop.at_microsoft import CONSENT_MISSING, Microsoft
from tests.desktop.live import REP, Live
from tests.desktop.test_heartbeat_live import Heartbeat
from xforce_desktop.bootstrap.folders import SIGN_IN_FILE
from xforce_desktop.errors import KeyringError, NoKeyring
from xforce_desktop.scheduling.desk import SyncStatus

SLOW_S = 1.0
LONGEST_WORK_S = 0.25
MISSING = {"error": "invalid_grant", "error_description": CONSENT_MISSING}


@pytest.fixture
def world(tmp_path) -> Iterator[Microsoft]:
    """Microsoft for this test, and a data folder that knows the application."""
    made = Microsoft(tmp_path)
    with made.reachable():
        yield made


def is_in(app: Live) -> bool:
    return bool(app.shows("No meetings yet.") and REP in app.words(app.window.strip))


def test_without_a_browser_a_code_lets_the_rep_in_and_the_loop_beats(tmp_path, world):
    """The browser is tried first; the code is large, waits for the other device and then goes on."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        await app.control("tokens", {"device_approved": False})
        world.identity.delay_s = SLOW_S
        with Heartbeat() as beat:
            app.press("sign_in")
            await app.until(lambda: app.shows("Type this code there", "Good for another 15 minutes"))
            app.press("copy_code")
            code = QGuiApplication.clipboard().text()
            assert len(code) == 8
            assert app.shows(code, "microsoft.com/devicelogin")
            await app.control("tokens", {"device_approved": True})
            await app.until(lambda: is_in(app))
        assert max(beat.work_s) < LONGEST_WORK_S, beat.words()
        assert len(beat.gaps_s) > 200, "the Qt loop stood while the sign-in server was slow"
        assert (tmp_path / SIGN_IN_FILE).exists()

    assert world.live(tmp_path, story) == 0


def test_a_code_can_be_stopped_and_asked_for_again(tmp_path, world):
    """Stop leads back to the ways in, and the next code is another one."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        await app.control("tokens", {"device_approved": False})
        app.press("use_code")
        await app.until(lambda: app.shows("Type this code there"))
        first = app.window.welcome.code._code.text()
        app.press("stop_code")
        await app.until(lambda: app.shows("The sign-in was stopped"))
        app.press("use_code")
        await app.until(lambda: app.shows("Type this code there"))
        assert app.window.welcome.code._code.text() != first
        app.press("stop_code")
        await app.until(lambda: app.shows("The sign-in was stopped"))

    assert world.live(tmp_path, story) == 0


def test_a_consent_is_asked_for_remembered_and_found_given(tmp_path, world, monkeypatch):
    """Refused; the letter to IT; the next start tries by itself, and the one after it is let in."""
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)

    async def refused(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        world.identity.refusal = MISSING
        app.press("use_code")
        await app.until(lambda: app.shows("Ask your administrator", "send mail as you"))
        address = app.find(QLineEdit, "consent_address").text()
        assert "/adminconsent?client_id=" in address
        app.press("copy_consent")
        assert QGuiApplication.clipboard().text() == address
        app.press("write_to_it")
        await app.until(lambda: app.shows("You asked today at"))
        assert opened[0].startswith("mailto:?subject=")

    async def still_refused(app: Live) -> None:
        world.identity.refusal = MISSING
        await app.until(lambda: app.shows("It is not allowed yet", "You asked today at"))
        world.identity.refusal = {}
        app.press("try_consent")
        await app.until(lambda: is_in(app))

    assert world.live(tmp_path, refused) == 0
    assert world.live(tmp_path, still_refused) == 0
    assert not (tmp_path / "consent.json").exists()


def test_a_consent_that_was_given_needs_no_page(tmp_path, world):
    """The rep is signed in and only waits: another try asks Microsoft, and no code or browser comes."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        await app.control("entra", {"consent": "admin"})
        app.press("use_code")
        await app.until(lambda: app.shows("Ask your administrator", "send mail as you"))
        app.press("copy_consent")
        await app.until(lambda: app.shows("You asked today at"))
        codes = len(world.codes_asked)
        app.press("try_consent")
        await app.until(lambda: app.shows("It is not allowed yet"))
        await app.control("entra", {"consent": "given"})
        app.press("try_consent")
        await app.until(lambda: is_in(app))
        assert len(world.codes_asked) == codes

    assert world.live(tmp_path, story) == 0
    assert not (tmp_path / "consent.json").exists()


def test_somebody_else_over_the_meetings_leads_back_to_them(tmp_path, world):
    """It is said whose folder it is, and the loop went on all the while, though the server was slow."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("use_code")
        await app.until(lambda: is_in(app))
        request_id = await app.create()
        await app.control("entra", {"account": "dana@xforce.example"})
        world.identity.delay_s = SLOW_S
        with Heartbeat() as beat:
            app.window.menus.sign_in.trigger()
            await app.until(lambda: app.find(QPushButton, "use_code"))
            app.press("use_code")
            await app.until(lambda: app.shows(f"This data folder belongs to {REP}"))
        assert max(beat.own_gaps_s) < SLOW_S / 2, beat.words()
        assert not app.shows("Go on as dana@xforce.example")
        await app.desk.sync_now()
        assert app.desk.sync_state().status is SyncStatus.FINE
        app.press("leave_sign_in")
        await app.until(lambda: "Acme Pest" in app.card(request_id))

    assert world.live(tmp_path, story) == 0


def test_another_account_is_tried_while_the_sign_in_is_being_renewed(tmp_path, world):
    """What holds MSAL for a second holds nothing of the window."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        await app.control("tokens", {"lifetime_s": 1})
        app.press("use_code")
        await app.until(lambda: is_in(app))
        (known,) = await app.desk.known_accounts()
        world.identity.delay_s = SLOW_S
        with Heartbeat() as beat:
            renewing = asyncio.create_task(app.desk.sync_now())
            await asyncio.sleep(SLOW_S / 10)
            await app.desk.use_account(known.account_id)
            await renewing
        assert max(beat.own_gaps_s) < SLOW_S / 2, beat.words()
        assert len(beat.gaps_s) > 100

    assert world.live(tmp_path, story) == 0


def test_an_application_that_was_taken_away_is_told_by_the_welcome_page(tmp_path, world):
    """The program starts, says whose requests wait, and what IT has to do."""

    async def first(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("use_code")
        await app.until(lambda: is_in(app))

    async def second(app: Live) -> None:
        await app.until(lambda: app.shows("You are signed out", REP, "No Microsoft application is set up"))

    assert world.live(tmp_path, first) == 0
    (tmp_path / "settings.toml").write_text("")
    assert world.live(tmp_path, second) == 0


def test_without_a_keyring_nothing_is_written_unless_the_rep_goes_on_and_then_neither(tmp_path, world):
    """The page says so before anything is asked of Microsoft; the sign-in holds until the program ends."""
    world.keyring.trouble = NoKeyring("This computer has no safe place for passwords")

    async def first(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("use_code")
        await app.until(lambda: app.shows("no safe place for your sign-in", "never written"))
        assert world.identity.asked == []
        app.press("go_on_unsaved")
        await app.until(lambda: is_in(app))
        await app.desk.sync_now()

    async def second(app: Live) -> None:
        await app.until(lambda: app.shows("You are signed out", REP))

    assert world.live(tmp_path, first) == 0
    assert _sign_in_files(tmp_path) == []
    assert world.live(tmp_path, second) == 0


def test_a_locked_keyring_is_unlocked_and_tried_again(tmp_path, world):
    """It is told apart from none, and then the sign-in is kept."""
    world.keyring.trouble = KeyringError("Could not read a secret in the keyring", "Unlock the keyring.")

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("use_code")
        await app.until(lambda: app.shows("Your keyring is locked"))
        world.keyring.trouble = None
        app.press("retry_keyring")
        await app.until(lambda: is_in(app))

    assert world.live(tmp_path, story) == 0
    assert len(_sign_in_files(tmp_path)) == 1


def test_locked_while_it_runs_the_window_says_so_and_goes_on(tmp_path, world):
    """Not "Offline": what is locked and what to do, until it is open."""

    async def first(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("use_code")
        await app.until(lambda: is_in(app))
        await app.desk.sync_now()

    async def second(app: Live) -> None:
        await app.until(lambda: app.shows("Your keyring is locked"))
        await app.until(lambda: app.shows("Keyring locked since"))
        assert app.shows("Unlock it, or allow X-FORCE when the system asks")
        assert not app.shows("Offline")
        world.keyring.trouble = None
        app.press("banner_act")
        await app.until(lambda: app.shows("Up to date"))
        await app.until(lambda: not app.shows("Your keyring is locked"))

    assert world.live(tmp_path, first) == 0
    world.keyring.trouble = KeyringError("Could not read a secret in the keyring", "Unlock the keyring.")
    assert world.live(tmp_path, second) == 0


def test_a_revoked_sign_in_is_renewed_and_nothing_is_lost(tmp_path, world):
    """The banner comes, the meetings stay, the same account goes on; signing out leaves them, too."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("use_code")
        await app.until(lambda: is_in(app))
        request_id = await app.create()
        await app.control("tokens", {"revoke": True})
        app.press("sync_now")
        await app.until(lambda: app.shows("Microsoft wants you to sign in again"))
        assert app.desk.sync_state().status is SyncStatus.SIGN_IN_NEEDED

        app.press("banner_act")
        await app.until(lambda: app.shows(f"Sign in as {REP}"))
        await app.until(lambda: app.find(QPushButton, "use_code"))
        app.press("use_code")
        await app.until(lambda: "Acme Pest" in app.card(request_id))
        await app.until(lambda: app.desk.sync_state().status is SyncStatus.FINE)
        await app.until(lambda: not app.shows("Microsoft wants you to sign in again"))

        app.window.menus.sign_out.trigger()
        await app.answer()
        await app.until(lambda: app.shows("You are signed out", f"The requests of {REP}"))
        assert not (tmp_path / SIGN_IN_FILE).exists()
        await app.until(lambda: app.find(QPushButton, "use_code"))
        app.press("use_code")
        await app.until(lambda: "Acme Pest" in app.card(request_id))

    assert world.live(tmp_path, story) == 0


def _sign_in_files(folder: Path) -> list[Path]:
    """Also what a writing that was cut off leaves; the empty lock is none."""
    found = [path for path in folder.rglob("*") if path.name.startswith(SIGN_IN_FILE)]
    return [path for path in found if path.suffix != ".lock"]
