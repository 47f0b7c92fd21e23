"""What is looked up now and then: each has its turn, whatever becomes of the others."""

from __future__ import annotations

import pytest

from sync.renewals import NOT_UP_TO_DATE, Renewals
from tests.fakes import FakeWorld
from xforce_desktop.errors import SignInNeeded, StoreBusy
from xforce_desktop.scheduling.desk import SyncStatus


class Renewal:
    """Counts its turns, and fails while it has an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.turns = 0

    async def renew(self) -> None:
        self.turns += 1
        if self.error is not None:
            raise self.error


async def test_one_that_breaks_ends_neither_the_pass_nor_the_others(
    world: FakeWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """It is shown and logged once, until it works again."""
    broken, other = Renewal(KeyError("a broken promise")), Renewal()
    world.renew_by(broken.renew, other.renew)

    for _ in range(2):
        await world.tick()

    assert (world.runner.status, world.runner.detail) == (SyncStatus.FINE, NOT_UP_TO_DATE)
    assert [one.message for one in caplog.records] == ["a renewal failed"]
    assert (broken.turns, other.turns) == (2, 2)
    broken.error = None
    await world.tick()
    assert world.runner.detail == ""


async def test_a_sign_in_that_is_needed_is_told_when_all_have_had_their_turn() -> None:
    """It ends the pass, as it does anywhere else."""
    signed_out, other = Renewal(SignInNeeded("Sign in again")), Renewal()
    renewals = Renewals([signed_out.renew, other.renew])

    with pytest.raises(SignInNeeded):
        await renewals.run()

    assert (other.turns, renewals.trouble) == (1, "")


async def test_a_busy_store_ends_it_at_once() -> None:
    """Another program works with it."""
    busy, other = Renewal(StoreBusy("Another program holds it")), Renewal()

    with pytest.raises(StoreBusy):
        await Renewals([busy.renew, other.renew]).run()

    assert other.turns == 0
