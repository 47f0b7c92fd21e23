"""Whose tokens the running agent has: those of the account it was connected with, whoever signs in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest

from sync.graph.chosen_account import FILE_NAME as CHOICE
from tests.desktop.at_microsoft import Microsoft
from tests.desktop.real_app import desk_factory
from xforce_desktop.bootstrap.folders import SIGN_IN_FILE
from xforce_desktop.desktop import DesktopDesk
from xforce_desktop.errors import (
    AdminConsentNeeded,
    KeyringError,
    NoKeyring,
    OtherAccount,
    OutsideError,
    SignInNeeded,
    TemporaryError,
)
from xforce_desktop.scheduling.desk import SyncStatus

REP, DANA = "brent@xforce.example", "dana@xforce.example"
SLOW_S = 0.3


@pytest.fixture
def world(tmp_path) -> Iterator[Microsoft]:
    """Microsoft for this test, and a data folder that knows the application."""
    made = Microsoft(tmp_path)
    with made.reachable():
        yield made


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[DesktopDesk]:
    """The desk of one start, without screens."""
    desk: Any = await desk_factory(folder)()
    try:
        await desk.start()
        yield desk
    finally:
        await desk.close()


async def control(world: Microsoft, name: str, **body: Any) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        (await http.post(f"{world.sandbox.url}/sandbox/{name}", json=body)).raise_for_status()


async def by_code(desk: DesktopDesk) -> str:
    account = await desk.finish_code(await desk.begin_code())
    return account.address


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it has not come to that")


async def passes(desk: DesktopDesk) -> None:
    """Pass after pass, until cancelled."""
    while True:
        await desk.sync_now()
        await asyncio.sleep(0.01)


def chosen(folder: Path) -> str:
    return str(json.loads((folder / CHOICE).read_text())["address"])


async def kept(desk: DesktopDesk) -> list[str]:
    return sorted(one.address for one in await desk.known_accounts())


async def assert_the_rep_goes_on(desk: DesktopDesk, world: Microsoft, folder: Path) -> None:
    """As before: the choice, the loop, and whose tokens it has."""
    assert chosen(folder) == REP
    before = len(world.asked)
    await desk.sync_now()
    assert desk.sync_state().status is SyncStatus.FINE
    assert {who for _, who in world.asked[before:]} == {REP}


async def test_somebody_else_signs_in_and_no_call_is_made_with_their_token(tmp_path, world):
    """Passes go on meanwhile, in the rep's mailbox with the rep's token; the other one is put out again."""
    async with started(tmp_path) as desk:
        assert await by_code(desk) == REP
        await desk.sync_now()
        await control(world, "entra", account=DANA)
        world.identity.delay_s = SLOW_S
        passing = asyncio.create_task(passes(desk))

        with pytest.raises(OtherAccount):
            await by_code(desk)

        passing.cancel()
        await asyncio.gather(passing, return_exceptions=True)
        world.identity.delay_s = 0
        theirs = {path for path, who in world.asked if who == DANA}
        assert theirs <= {"/me", "/me/mailboxSettings"}
        assert "/me" in theirs
        assert await kept(desk) == [REP]
        await assert_the_rep_goes_on(desk, world, tmp_path)


@pytest.mark.parametrize("trouble", [{"status": 503, "times": 3}, {"status": 403, "times": 1}])
async def test_microsoft_does_not_say_who_it_is_and_all_stays_as_it_was(tmp_path, world, trouble):
    """Neither the choice nor the agent is touched by an account that could not be checked."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await control(world, "entra", account=DANA)
        await control(world, "faults", match="GET /v1.0/me", kind="status", **trouble)

        with pytest.raises(OutsideError, match="read your profile"):
            await by_code(desk)

        await control(world, "entra", account=REP)
        await assert_the_rep_goes_on(desk, world, tmp_path)
    async with started(tmp_path) as desk:
        await assert_the_rep_goes_on(desk, world, tmp_path)


async def test_somebody_else_waits_for_consent_and_the_rep_goes_on(tmp_path, world):
    """Not even then is their account the one in use. Looking again opens no page, and finds out who it is."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await control(world, "entra", account=DANA, consent="admin")

        with pytest.raises(AdminConsentNeeded):
            await by_code(desk)
        await assert_the_rep_goes_on(desk, world, tmp_path)
        assert await desk.consent_wait() is not None
        with pytest.raises(AdminConsentNeeded):
            await desk.look_again()

        await control(world, "entra", consent="given")
        codes = len(world.codes_asked)
        with pytest.raises(OtherAccount):
            await desk.look_again()
        assert len(world.codes_asked) == codes
        assert await kept(desk) == [REP]
        await assert_the_rep_goes_on(desk, world, tmp_path)


async def test_an_account_kept_here_is_not_signed_out_by_being_refused(tmp_path, world):
    """It came in by another way; the page only tried it, once by its button and once by signing in."""
    async with started(tmp_path) as desk:
        await by_code(desk)
    await _signed_in_beside(tmp_path, world, DANA)
    async with started(tmp_path) as desk:
        assert await kept(desk) == [REP, DANA]
        await desk.sync_now()
        dana = next(one for one in await desk.known_accounts() if one.address == DANA)

        with pytest.raises(OtherAccount):
            await desk.use_account(dana.account_id)
        await control(world, "entra", account=DANA)
        with pytest.raises(OtherAccount):
            await by_code(desk)

        assert await kept(desk) == [REP, DANA]
        await assert_the_rep_goes_on(desk, world, tmp_path)


async def test_signed_out_the_account_has_no_tokens_though_another_is_kept(tmp_path, world):
    """Its requests wait; the other account's mailbox is not touched, at the next start neither."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
    await _signed_in_beside(tmp_path, world, DANA)
    async with started(tmp_path) as desk:
        await desk.sync_now()
        await desk.sign_out()
        assert await kept(desk) == [DANA]
        assert not (tmp_path / CHOICE).exists()
    async with started(tmp_path) as desk:
        assert await desk.needs_welcome()
    assert {who for _, who in world.asked} == {REP}


async def test_the_command_chooses_another_and_the_running_agent_does_not_notice(tmp_path, world):
    """`account use` in another process: the file names them, the tokens are the rep's; so it is at the next
    start, because the folder is the rep's."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await _signed_in_beside(tmp_path, world, DANA)
        assert chosen(tmp_path) == DANA
        before = len(world.asked)
        await desk.sync_now()
    async with started(tmp_path) as desk:
        await desk.sync_now()
        assert desk.sync_state().status is SyncStatus.FINE
    assert {who for _, who in world.asked[before:]} == {REP}


@pytest.mark.parametrize("trouble", [KeyringError("Locked", "Unlock it."), OSError("no space left")])
async def test_who_cannot_be_put_out_is_put_out_by_the_next_try(tmp_path, world, monkeypatch, trouble):
    """What the rep is told is still that the folder is somebody else's."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await control(world, "entra", account=DANA)
        refused = mock.AsyncMock(side_effect=trouble)
        with monkeypatch.context() as patched:
            patched.setattr("sync.graph.auth.MsalSignIn.forget", refused)
            with pytest.raises(OtherAccount):
                await by_code(desk)
        refused.assert_awaited_once()
        assert await kept(desk) == [REP, DANA]
        await assert_the_rep_goes_on(desk, world, tmp_path)

        with pytest.raises(OtherAccount):
            await by_code(desk)
        assert await kept(desk) == [REP]


async def test_stopped_after_the_page_has_let_somebody_else_in(tmp_path, world):
    """Nothing changes; once it shows that they are not the owner, they are put out again."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await control(world, "entra", account=DANA)
        code = await desk.begin_code()
        world.identity.delay_s, world.identity.has_let_in = SLOW_S, False
        coming = asyncio.create_task(desk.finish_code(code))
        await until(lambda: world.identity.has_let_in)
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        world.identity.delay_s = 0
        assert coming.cancelled()
        await assert_the_rep_goes_on(desk, world, tmp_path)

        dana = next(one for one in await desk.known_accounts() if one.address == DANA)
        with pytest.raises(OtherAccount):
            await desk.use_account(dana.account_id)
        assert await kept(desk) == [REP]


async def test_stopped_while_the_agents_change_places(tmp_path, world, monkeypatch):
    """It comes too late: the rep is in, and the loop runs."""
    async with started(tmp_path) as desk:
        await desk.choose_sandbox()
        leaving, may_go = asyncio.Event(), asyncio.Event()
        disconnect = desk._disconnect

        async def slowly() -> None:
            leaving.set()
            await may_go.wait()
            await disconnect()

        with monkeypatch.context() as patched:
            patched.setattr(desk, "_disconnect", slowly)
            coming = asyncio.create_task(by_code(desk))
            await asyncio.wait_for(leaving.wait(), 30)
            coming.cancel()
            await asyncio.sleep(0.05)
            assert not coming.done()
            may_go.set()
            assert await coming == REP

        assert desk._loop_task is not None
        assert not desk._loop_task.done()
        await assert_the_rep_goes_on(desk, world, tmp_path)


async def test_signing_out_while_somebody_is_being_checked(tmp_path, world, monkeypatch):
    """Whatever comes of it, when signing out returns nobody is in and nothing is asked any more."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        checked, may_go = asyncio.Event(), asyncio.Event()
        check = desk._way_in.checked

        async def slowly(*asked: Any) -> Any:
            account = await check(*asked)
            checked.set()
            await may_go.wait()
            return account

        monkeypatch.setattr(desk._way_in, "checked", slowly)
        coming = asyncio.create_task(by_code(desk))
        await asyncio.wait_for(checked.wait(), 30)
        leaving = asyncio.create_task(desk.sign_out())
        await asyncio.sleep(0.3)
        may_go.set()
        await asyncio.gather(coming, leaving, return_exceptions=True)

        before = len(world.asked)
        await asyncio.sleep(0.3)
        assert await desk.needs_welcome()
        assert await kept(desk) == []
        assert not (tmp_path / CHOICE).exists()
        assert len(world.asked) == before


async def test_quit_while_a_sign_in_waits(tmp_path, world):
    """The program ends at once and begins with the rep again."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await control(world, "entra", account=DANA)
        await control(world, "tokens", device_approved=False)
        waiting = asyncio.create_task(by_code(desk))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with started(tmp_path) as desk:
        await assert_the_rep_goes_on(desk, world, tmp_path)


@pytest.mark.parametrize("while_renewing", [False, True])
async def test_the_command_forgets_the_account_while_the_program_runs(tmp_path, world, while_renewing):
    """Nothing is read any more, be it in the middle of a renewal, and the sign-in does not come back."""
    if while_renewing:
        await control(world, "tokens", lifetime_s=60)  # so short that it is renewed each time
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        if while_renewing:
            world.identity.delay_s = 0.5
        passing = asyncio.create_task(desk.sync_now())
        await asyncio.sleep(0.2 if while_renewing else 0)
        await asyncio.to_thread(_forgotten_beside, tmp_path, world)
        await asyncio.gather(passing, return_exceptions=True)
        world.identity.delay_s = 0
        with pytest.raises(SignInNeeded, match="signed out"):
            await desk.sync_now()
        assert desk.sync_state().status is SyncStatus.SIGN_IN_NEEDED
        assert await kept(desk) == []
    assert not (tmp_path / SIGN_IN_FILE).exists()


def _forgotten_beside(folder: Path, world: Microsoft) -> None:
    """`account sign-out` in a program of its own; needs no network."""
    from sync.graph.token_cache import TokenCache, remove_account

    cache = TokenCache(folder / SIGN_IN_FILE, world.keyring)
    for one in list(cache.opened().search("Account")):
        remove_account(cache.opened(), one["home_account_id"])
    cache.forget()


async def _signed_in_beside(folder: Path, world: Microsoft, address: str) -> None:
    """`account sign-in` of somebody, in a program of its own."""
    from xforce_desktop.bootstrap.signing_in import sign_in_of
    from xforce_desktop.settings import load_settings

    await control(world, "entra", account=address)
    sign_in = sign_in_of(folder, load_settings(folder))
    await sign_in.finish_device_code(await sign_in.begin_device_code())
    await control(world, "entra", account="")


async def _named_by_another_address(folder: Path, *, with_id: bool) -> None:
    """What the folder knows where the address for mail is not the name to sign in with."""
    from dataclasses import replace

    from xforce_desktop.clock import SystemClock
    from xforce_desktop.store.unit_of_work import open_store

    store = open_store(folder, SystemClock())
    with store.begin() as work:
        known = work.account()
        assert known is not None
        work.save_account(
            replace(known, address="b.smith@xforce.example", id=known.id if with_id else "", sign_in_name="")
        )
        work.commit()
    store.close()


@pytest.mark.parametrize("with_id", [True, False])
async def test_two_accounts_and_another_address_for_mail(tmp_path, world, with_id):
    """The start finds the rep's account, by what Microsoft calls it or by the choice, and asks nobody."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
    await _signed_in_beside(tmp_path, world, DANA)
    if not with_id:
        await _signed_in_beside(tmp_path, world, REP)  # chosen last
    await _named_by_another_address(tmp_path, with_id=with_id)

    async with started(tmp_path) as desk:
        assert not await desk.needs_welcome()
        assert desk._account_id.endswith("7a6f1e52-3c0d-4b58-9a41-0c5d2f8b9e10")
        if with_id:
            await desk.sync_now()
            assert (await desk.folder_owner()) == REP
    assert {who for path, who in world.asked if path != "/me"} <= {REP}


async def test_the_page_asks_for_the_name_to_sign_in_with(tmp_path, world):
    """The screens name the rep by the address for mail."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        assert await desk._way_in.name_for("someone@else.example") == "someone@else.example"
        assert await desk._way_in.name_for(REP.upper()) == REP
        assert await desk._way_in.name_for("") == ""


async def test_several_could_be_meant_and_the_rep_is_asked(tmp_path, world):
    """A folder of nobody, two accounts and no choice: none of them is taken because it is the first."""
    await _signed_in_beside(tmp_path, world, DANA)
    await _signed_in_beside(tmp_path, world, REP)
    (tmp_path / CHOICE).unlink()

    async with started(tmp_path) as desk:
        assert await desk.needs_welcome()
        dana = next(one for one in await desk.known_accounts() if one.address == DANA)
        await desk.use_account(dana.account_id)
        assert chosen(tmp_path) == DANA
        await desk.sync_now()
    assert {who for _, who in world.asked} == {DANA}


async def test_the_keyring_is_locked_at_the_start_and_then_opened(tmp_path, world):
    """The loop goes on as soon as it is open, with the account that was chosen."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
    await _signed_in_beside(tmp_path, world, DANA)
    await _signed_in_beside(tmp_path, world, REP)
    world.keyring.trouble = KeyringError("Could not read a secret in the keyring", "Unlock the keyring.")
    async with started(tmp_path) as desk:
        with pytest.raises(KeyringError):
            await desk.sync_now()
        world.keyring.trouble = None
        await assert_the_rep_goes_on(desk, world, tmp_path)


@pytest.mark.parametrize("beside", [(), (DANA,)])
async def test_locked_and_nobody_chosen(tmp_path, world, beside):
    """The only one is meant; of several none is guessed."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
    for address in beside:
        await _signed_in_beside(tmp_path, world, address)
    (tmp_path / CHOICE).unlink()
    world.keyring.trouble = KeyringError("Could not read a secret in the keyring", "Unlock the keyring.")
    async with started(tmp_path) as desk:
        world.keyring.trouble = None
        if not beside:
            await desk.sync_now()
            return
        with pytest.raises(SignInNeeded, match="Several accounts"):
            await desk.sync_now()
        await by_code(desk)
        await assert_the_rep_goes_on(desk, world, tmp_path)


async def test_it_has_taken_the_application_away(tmp_path, world):
    """The program starts all the same; what is wrong comes out as soon as accounts are asked for."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
    (tmp_path / "settings.toml").write_text("")

    async with started(tmp_path) as desk:
        assert await desk.needs_welcome()
        assert await desk.folder_owner() == REP
        with pytest.raises(SignInNeeded, match="No Microsoft application"):
            await desk.known_accounts()
    assert (tmp_path / SIGN_IN_FILE).exists()


async def test_a_disk_that_refuses_does_not_hide_that_an_administrator_is_needed(tmp_path, world):
    """The note is for the next start; what to do now is said in any case."""
    (tmp_path / "consent.new").mkdir()
    await control(world, "entra", consent="admin")
    async with started(tmp_path) as desk:
        with pytest.raises(AdminConsentNeeded):
            await by_code(desk)
        assert await desk.consent_wait() is None


async def test_first_in_without_an_answer_can_go_on_by_the_account_that_is_kept(tmp_path, world):
    """Signed in, and then Microsoft does not say who it is: no choice is kept, and a press leads in later."""
    async with started(tmp_path) as desk:
        await control(world, "faults", match="GET /v1.0/me", kind="status", status=503, times=3)
        with pytest.raises(TemporaryError):
            await by_code(desk)
        assert await desk.needs_welcome()
        assert not (tmp_path / CHOICE).exists()

        (known,) = await desk.known_accounts()
        await desk.use_account(known.account_id)
        await assert_the_rep_goes_on(desk, world, tmp_path)


async def test_signing_out_under_a_locked_keyring_lets_the_rep_in_again(tmp_path, world):
    """The file is gone at once; the key that stays opens nothing, and the next sign-in is kept."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        world.keyring.trouble = KeyringError("Could not delete a secret in the keyring", "Unlock it.")
        await desk.sign_out()
        assert not (tmp_path / SIGN_IN_FILE).exists()
        world.keyring.trouble = None

        assert await by_code(desk) == REP

        await desk.sync_now()
    async with started(tmp_path) as desk:
        await assert_the_rep_goes_on(desk, world, tmp_path)


@pytest.mark.parametrize("is_read", [False, True])
async def test_signing_out_under_a_locked_keyring_when_the_file_has_changed(tmp_path, world, is_read):
    """Somebody else came in by the command, so that the file has to be read (or was): signing out says that
    it could not, and once the keyring is open it is the rep who goes, not the one whom the command chose."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
        await _signed_in_beside(tmp_path, world, DANA)
        if is_read:
            assert await kept(desk) == [REP, DANA]
        world.keyring.trouble = KeyringError("Could not read a secret in the keyring", "Unlock it.")
        before = (tmp_path / SIGN_IN_FILE).read_bytes()

        with pytest.raises(KeyringError):
            await desk.sign_out()

        assert await desk.needs_welcome()
        assert (tmp_path / SIGN_IN_FILE).read_bytes() == before
        world.keyring.trouble = None
        assert await kept(desk) == [REP, DANA]
        await desk.sign_out()
        assert await kept(desk) == [DANA]


async def test_signing_out_after_going_on_without_saving(tmp_path, world):
    """The sign-in that was kept while there was a keyring goes too: with it the rep would be in again."""
    async with started(tmp_path) as desk:
        await by_code(desk)
        await desk.sync_now()
    world.keyring.trouble = NoKeyring("This computer has no safe place for passwords")
    async with started(tmp_path) as desk:
        await desk.go_on_without_saving()
        assert await by_code(desk) == REP
        assert (tmp_path / SIGN_IN_FILE).exists()
        await desk.sign_out()
        assert await kept(desk) == []
    world.keyring.trouble = None
    async with started(tmp_path) as desk:
        assert await desk.needs_welcome()
        assert await kept(desk) == []
