"""Each trouble of the sync has its own honest line, and says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.errors import CertificateRefused, NoNetwork, NotLetIn, ProxyRefused, ServiceDown, Throttled
from ui import samples
from ui.status import SyncTeller, status_line
from ui.sync_trouble import LeadsTo, banner_of
from ui.trouble_pictures import STATES
from ui.welcome.words import told_of
from xforce_desktop.errors import TRIED_AGAIN
from xforce_desktop.scheduling.desk import SyncState, SyncStatus, SyncTrouble

STATE = {state.trouble: state for state in STATES.values()}


@pytest.mark.parametrize(
    "trouble, strip, title, to_do, leads_to",
    [
        (SyncTrouble.KEYRING_LOCKED, "Keyring locked", "keyring is locked", "Unlock it", LeadsTo.SYNC),
        (SyncTrouble.NO_KEYRING, "No keyring", "not running", "Start it", LeadsTo.SIGN_IN),
        (SyncTrouble.CLOCK, "Clock wrong", "clock is wrong", "Set it by the network", LeadsTo.SYNC),
        (SyncTrouble.IN_THE_WAY, "Held up by your network", "does not let", "Ask IT to allow", LeadsTo.SYNC),
        (SyncTrouble.CERTIFICATE, "Connection not trusted", "not trusted", "ca_file", LeadsTo.SYNC),
        (SyncTrouble.OTHER_PROGRAM, "At work elsewhere", "Another X-FORCE", "End it there", LeadsTo.SYNC),
        (SyncTrouble.NOT_LET_IN, "Not let in", "does not let", "Tell your administrator", LeadsTo.SIGN_IN),
        (SyncTrouble.SIGN_IN, "Sign-in needed", "sign in again", "Sign in", LeadsTo.SIGN_IN),
        (SyncTrouble.CONSENT, "Consent needed", "has to allow", "an administrator allows", LeadsTo.SIGN_IN),
        (SyncTrouble.OTHER_ACCOUNT, "Another account", "another account", "Sign in as", LeadsTo.SIGN_IN),
    ],
)
def test_where_the_rep_is_needed_a_banner_says_what_for(trouble, strip, title, to_do, leads_to):
    """The strip names it and never says "Offline"; the banner has what to do and one way on."""
    state = STATE[trouble]

    line, banner = status_line(state, samples.REP, samples.NOW), banner_of(state)

    assert line.sync == f"{strip} since 9:56 AM"
    assert banner is not None
    assert title in banner.title
    assert to_do in banner.text
    assert banner.text.endswith("Nothing is lost.")
    assert banner.leads_to is leads_to


@pytest.mark.parametrize(
    "trouble, said",
    [
        (SyncTrouble.NETWORK, "Offline since 9:56 AM: You seem to be offline: check the network."),
        (
            SyncTrouble.THROTTLED,
            "Microsoft is busy since 9:56 AM: The service asks us to wait for 5 minutes.",
        ),
        (SyncTrouble.SERVICE_DOWN, "Microsoft has trouble since 9:56 AM: X-FORCE goes on by itself."),
    ],
)
def test_what_passes_by_itself_has_no_banner(trouble, said):
    """The strip says it whole, and the tip what could not be done."""
    state = STATE[trouble]

    line = status_line(state, samples.REP, samples.NOW)

    assert line.sync == said
    assert banner_of(state) is None
    assert state.detail in line.tip


def test_every_trouble_has_words():
    """None is shown as another one, and none as nothing at all."""
    lines = set()
    for trouble in SyncTrouble:
        state = SyncState(SyncStatus.OFFLINE, "why", None, False, None, trouble=trouble)
        lines.add(status_line(state, samples.REP, samples.NOW).sync.partition(":")[0])
    assert len(lines) == len(SyncTrouble)
    assert "" not in lines


@pytest.mark.parametrize("trouble", SyncTrouble)
@pytest.mark.parametrize("status", [SyncStatus.OFFLINE, SyncStatus.SIGN_IN_NEEDED])
def test_in_the_sandbox_nothing_is_said_of_microsoft(trouble, status):
    """It plays Microsoft; strip, tip, banner and message say who it is, in the errors' own words too."""
    detail = "Could not look for news. Microsoft asks us to wait. Sign in to Microsoft again."
    real = SyncState(status, detail, None, False, samples.NOW, trouble=trouble, advice="Ask Microsoft.")

    def said(state: SyncState) -> str:
        line, banner = status_line(state, samples.REP, samples.NOW), banner_of(state)
        message = SyncTeller().message(state, samples.NOW + timedelta(hours=1))
        assert message is not None
        words = [line.sync, line.tip, message.title, message.text]
        return " | ".join([*words, banner.title, banner.text] if banner else words)

    in_sandbox = said(replace(real, is_sandbox=True))

    assert "Microsoft" in said(real)
    assert "Microsoft" not in in_sandbox
    assert "news. The sandbox asks us to wait. Sign in to the sandbox again." in in_sandbox


def test_another_trouble_is_told_anew():
    """Offline is not the keyring's lock; the message has the banner's words."""
    teller, now = SyncTeller(), samples.NOW + timedelta(hours=1)

    told = [teller.message(STATE[one], now) for one in (SyncTrouble.NETWORK, SyncTrouble.KEYRING_LOCKED)]
    again = teller.message(STATE[SyncTrouble.KEYRING_LOCKED], now)

    assert [one.title if one else "" for one in told] == [
        "X-FORCE cannot reach its services", "Your keyring is locked",
    ]  # fmt: skip
    assert again is None


@pytest.mark.parametrize(
    "error, title, advice",
    [
        (NoNetwork("Could not sign in yet", "Check the network."), "", "Check the network. Then try again."),
        (
            ProxyRefused("Could not sign in yet", "Ask IT to allow it.", needs_sign_in=False),
            "",
            "Ask IT to allow it. Then try again.",
        ),
        (
            CertificateRefused("Could not sign in yet", "Ask IT.", host="h", is_of_time=True),
            "",
            "Ask IT. Then try again.",
        ),
        (
            Throttled("Could not sign in yet", f"The service asks us to wait a little. {TRIED_AGAIN}"),
            "",
            "The service asks us to wait a little. Try again in a while.",
        ),
        (ServiceDown("Could not sign in yet", TRIED_AGAIN), "", "Try again in a while."),
        (NotLetIn("You are not let in", "Tell IT: 53003."), "You are not let in", "Tell IT: 53003."),
    ],
)
def test_the_sign_in_page_promises_nothing_that_it_does_not_do(error, title, advice):
    """There nothing is tried again by itself."""
    told = told_of(error)

    assert (told.title, told.advice) == (title or "Could not sign in", advice)
