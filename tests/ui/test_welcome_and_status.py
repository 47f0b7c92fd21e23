"""The first start and the status strip, without Qt."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fake_desk import FakeDesk
from welcome_door import Door

from ui import samples
from ui.status import BACK_TITLE, OFFLINE_TITLE, SyncTeller, answer_in_words, status_line
from ui.welcome.pages import Told
from ui.welcome.presenter import WelcomePresenter
from ui.welcome.words import PRIVACY, STOPPED, WAITING
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.scheduling.desk import SyncAnswer, SyncState, SyncStatus

HOUR = timedelta(hours=1)


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
    order = (
        "Microsoft",
        "Twilio, and only if",
        "Claude at Anthropic reads",
        "words your messages",
        "Nothing else",
    )
    assert [PRIVACY.index(words) for words in order] == sorted(PRIVACY.index(words) for words in order)
    assert PRIVACY.index("Only if you set a key for it") < PRIVACY.index("Claude at Anthropic")


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


@pytest.mark.parametrize(
    "received, sent, words",
    [(0, 0, "Nothing new"), (3, 1, "3 new, 1 sent"), (2, 0, "2 new"), (0, 4, "4 sent")],
)
def test_sync_now_says_what_came_of_it(received, sent, words):
    """In a few words, also if it is nothing."""
    assert answer_in_words(SyncAnswer(received, sent)) == words


def test_the_strip_says_since_when_something_is_wrong():
    """And the tip when all was well last."""
    now = samples.NOW
    state = SyncState(
        SyncStatus.OFFLINE, "You seem to be offline.", now - 2 * HOUR, False, now - timedelta(minutes=65)
    )

    line = status_line(state, samples.REP, now)

    assert line.sync == "Offline since 9:00 AM: You seem to be offline."
    assert line.tip == "You seem to be offline. Last synced today at 8:05 AM."


def test_out_of_reach_is_told_once_and_back_once():
    """Not for a lift, not again at each pass, and the return only if the trouble was told."""
    teller, start = SyncTeller(), samples.NOW

    def told(minutes: int, status: SyncStatus, since: int | None) -> str:
        now = start + timedelta(minutes=minutes)
        began = None if since is None else start + timedelta(minutes=since)
        message = teller.message(SyncState(status, "why", None, False, began), now)
        return message.title if message else ""

    heard = [
        told(0, SyncStatus.FINE, None),
        told(1, SyncStatus.OFFLINE, 1),
        told(2, SyncStatus.FINE, None),
        *(told(minute, SyncStatus.OFFLINE, 3) for minute in range(3, 60)),
        *(told(minute, SyncStatus.FINE, None) for minute in range(60, 65)),
        told(66, SyncStatus.SIGN_IN_NEEDED, 66),
        told(67, SyncStatus.SIGN_IN_NEEDED, 66),
    ]

    assert [title for title in heard if title] == [
        OFFLINE_TITLE, BACK_TITLE, "Microsoft wants you to sign in again",
    ]  # fmt: skip


def test_what_a_notice_tells_is_not_told_twice():
    """Out of reach for hours: a notice said so, and another one says that it is over; then it is as ever."""
    teller, start = SyncTeller(), samples.NOW

    def told(minutes: int, status: SyncStatus, *, is_noted: bool = False) -> str:
        now = start + timedelta(minutes=minutes)
        state = SyncState(status, "why", None, False, start, is_noted=is_noted)
        message = teller.message(state, now)
        return message.title if message else ""

    heard = [
        told(10, SyncStatus.OFFLINE),
        told(130, SyncStatus.OFFLINE, is_noted=True),
        told(140, SyncStatus.FINE),
        told(150, SyncStatus.OFFLINE, is_noted=True),
        told(151, SyncStatus.SIGN_IN_NEEDED, is_noted=True),
        told(152, SyncStatus.FINE),
        told(160, SyncStatus.OFFLINE),
        told(161, SyncStatus.FINE),
    ]

    again = "Microsoft wants you to sign in again"
    assert heard == [OFFLINE_TITLE, "", "", "", again, "", OFFLINE_TITLE, BACK_TITLE]


def test_a_long_trouble_does_not_widen_the_window():
    """The strip is cut at a word, the tip has it all."""
    advice = "Ask IT for the certificate of your network's proxy and name the file in settings.toml. " * 3

    line = status_line(SyncState(SyncStatus.OFFLINE, advice, None, False), samples.REP, samples.NOW)

    assert line.sync.endswith("…")
    assert len(line.sync) <= 91
    assert line.tip == advice
