"""`account`: sign in to Microsoft, sign out, and which of several accounts is used; no screen is needed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from xforce_desktop.cli.secret import RESTART
from xforce_desktop.errors import BadInput, OtherAccount, XForceError
from xforce_desktop.paths import data_folder
from xforce_desktop.scheduling.folder_owner import check_owner, signs_in_as

if TYPE_CHECKING:
    from xforce_desktop.bootstrap.signing_in import MsalSignIn, SignedIn
    from xforce_desktop.ports import Account

Work = Callable[[argparse.Namespace, "MsalSignIn"], Awaitable[None]]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands."""
    account = subparsers.add_parser("account", help="sign in to Microsoft, sign out, choose", epilog=RESTART)
    inner = account.add_subparsers(dest="account_command", metavar="COMMAND", required=True)
    enter = inner.add_parser("sign-in", help="in the browser, or with a code on another device")
    enter.add_argument("--code", action="store_true", help="show a code to type on another device")
    enter.add_argument("--hint", metavar="ADDRESS", default="", help="the address to sign in with")
    enter.set_defaults(run=run, work=_sign_in)
    leave = inner.add_parser("sign-out", help="forget the account in use on this computer", epilog=RESTART)
    leave.set_defaults(run=run, work=_sign_out)
    show = inner.add_parser("list", help="who is signed in here, and who is in use")
    show.set_defaults(run=run, work=_list)
    use = inner.add_parser("use", help="use another of the accounts", epilog=RESTART)
    use.add_argument("address", metavar="ADDRESS")
    use.set_defaults(run=run, work=_use)


def run(args: argparse.Namespace) -> int:
    """Do one of them. Raises an XForceError that says what to do."""
    asyncio.run(_with_sign_in(args, args.work))
    return 0


async def _with_sign_in(args: argparse.Namespace, work: Work) -> None:
    from xforce_desktop.bootstrap.signing_in import command_sign_in

    sign_in = await asyncio.to_thread(command_sign_in, args, lambda address: _show(args, address))
    try:
        await work(args, sign_in)
    finally:
        sign_in.close()


async def _sign_in(args: argparse.Namespace, sign_in: MsalSignIn) -> None:
    """What has to be opened or typed is told on stderr, with --json on stdout; so is a pending consent.

    Raises OtherAccount for somebody to whom the data folder does not belong: all stays as it was.
    """
    from xforce_desktop.bootstrap.folders import owner_of

    owner = await asyncio.to_thread(owner_of, data_folder(args.data))
    try:
        if args.code:
            device = await sign_in.begin_device_code()
            _tell(args, {"url": device.url, "code": device.code}, device.message, is_aside=True)
            who = await sign_in.finish_device_code(device)
        else:
            who = await sign_in.sign_in(args.hint)
    except XForceError as error:
        if sign_in.is_pending and _is_evidently(owner, await sign_in.account()):
            await asyncio.to_thread(sign_in.choose, sign_in.account_id)
        if args.json and sign_in.is_pending:
            address = sign_in.admin_consent_address()
            _write(await _state(sign_in) | {"admin_consent": address, "advice": error.advice})
        raise
    if not _is_evidently(owner, who):
        await _check(args, sign_in, owner, who)
    await asyncio.to_thread(sign_in.choose, who.account_id)
    missing = sign_in.missing_functions()
    without = f" Not allowed, so it goes on without: {'; '.join(missing)}." if missing else ""
    _tell(args, await _state(sign_in), f"Signed in as {who.address}.{without}")


def _is_evidently(owner: Account | None, who: SignedIn | None) -> bool:
    """Whether nobody has to be asked: the folder is nobody's yet, or theirs by the account's own id."""
    return owner is None or (who is not None and signs_in_as(owner, who.account_id, who.address))


async def _check(args: argparse.Namespace, sign_in: MsalSignIn, owner: Account | None, who: SignedIn) -> None:
    """As in the window: with their own tokens. Raises OtherAccount and what `who_is` raises."""
    from xforce_desktop.bootstrap.signing_in import who_is

    try:
        check_owner(owner, await who_is(args, sign_in.tokens_for(who.account_id)))
    except OtherAccount:
        await asyncio.to_thread(sign_in.turn_away, who.account_id)
        raise


async def _sign_out(args: argparse.Namespace, sign_in: MsalSignIn) -> None:
    who = await sign_in.account()
    await sign_in.sign_out()
    words = f"{who.address} is signed out on this computer. {RESTART}" if who else "Nobody was signed in."
    _tell(args, {"signed_out": who.address if who else None}, words)


async def _list(args: argparse.Namespace, sign_in: MsalSignIn) -> None:
    accounts, chosen = await sign_in.accounts(), await sign_in.account()
    if args.json:
        told = [{"address": one.address, "id": one.account_id, "in_use": one == chosen} for one in accounts]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    lines = [f"{'*' if one == chosen else ' '} {one.address}\n" for one in accounts]
    sys.stdout.write("".join(lines) or "Nobody is signed in.\n")


async def _use(args: argparse.Namespace, sign_in: MsalSignIn) -> None:
    """Raises BadInput for somebody who has not signed in here."""
    accounts = await sign_in.accounts()
    found = next((one for one in accounts if one.address.casefold() == args.address.casefold()), None)
    if found is None:
        known = ", ".join(one.address for one in accounts) or "nobody"
        advice = f"Signed in: {known}. `account sign-in` adds one."
        raise BadInput(f"{args.address} has not signed in here.", advice)
    await asyncio.to_thread(sign_in.choose, found.account_id)
    _tell(args, await _state(sign_in), f"{found.address} is used from now on. {RESTART}")


async def _state(sign_in: MsalSignIn) -> dict[str, Any]:
    who = await sign_in.account()
    return {
        "address": who.address if who else None,
        "pending": sign_in.is_pending,
        "missing": list(sign_in.missing_functions()),
    }


def _show(args: argparse.Namespace, address: str) -> None:
    _tell(
        args, {"url": address}, f"Open this address in a browser on this computer: {address}", is_aside=True
    )


def _tell(args: argparse.Namespace, told: dict[str, Any], words: str, *, is_aside: bool = False) -> None:
    """A JSON line for programs, a sentence for people; asides leave stdout alone."""
    if args.json:
        _write(told)
        return
    stream = sys.stderr if is_aside else sys.stdout
    stream.write(f"{words}\n")
    stream.flush()


def _write(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
