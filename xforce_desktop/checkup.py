"""What `doctor` looks at. A check returns what it saw in words, or raises one of our errors with advice."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Collection
from datetime import timedelta

from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap import agents, connections, folders, keys, models, signing_in
from xforce_desktop.clock import MOST_CLOCK_ERROR, SystemClock
from xforce_desktop.errors import SignInNeeded, StoreError, TemporaryError, XForceError
from xforce_desktop.paths import data_folder
from xforce_desktop.ports import Folder
from xforce_desktop.scheduling import own_time
from xforce_desktop.scheduling.phones import registration_hint
from xforce_desktop.settings import Settings, load_settings

LEAST_FREE_BYTES = 200 * 1024 * 1024


def settings(args: argparse.Namespace) -> str:
    load_settings(data_folder(args.data))
    return "The settings can be read."


def store(args: argparse.Namespace) -> str:
    with folders.open_local_store(args) as opened, opened.begin() as work:
        count = len(work.requests(include_ended=False))
    free = shutil.disk_usage(data_folder(args.data)).free
    if free < LEAST_FREE_BYTES:
        raise StoreError("There is little room left on the disk.", "Free at least 200 MB.")
    return f"The store can be read; {count} requests are open."


def keyring(args: argparse.Namespace) -> str:
    """The sandbox needs none: then a missing or locked one is said, and is no trouble."""
    is_needed = not args.sandbox and folders.is_signed_in(data_folder(args.data))
    try:
        if keys.has_keyring():
            return "The keyring of this computer can be used."
    except XForceError:
        if is_needed:
            raise
        return "The keyring of this computer is locked; the sandbox works without."
    remedy = "Install one (on Linux gnome-keyring or KWallet)"
    if not is_needed:
        return f"This computer has none; the sandbox works without. {remedy} before you sign in to Microsoft."
    raise XForceError("This computer has no keyring, so the saved sign-in cannot be read.", f"{remedy}.")


def notifications(args: argparse.Namespace) -> str:
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return "No screen here: notices are shown inside the app and in `request show`."
    return "Notices are shown in the tray."


LOCAL: dict[str, Callable[[argparse.Namespace], str]] = {
    "settings": settings,
    "store": store,
    "keyring": keyring,
    "notifications": notifications,
}
OUTSIDE = ("network", "account", "absence", "permissions", "clock", "texts", "model", "style")
NEEDED_OUTSIDE = ("settings", "store")  # nothing outside can be asked without them


async def outside(args: argparse.Namespace) -> AsyncIterator[tuple[str, str | XForceError]]:
    """Account, permissions, network, clock, texts and model, asked of the outside itself in turn.

    A trouble that leaves more to look at is told as it is; one that does not is raised.
    """
    sign_in = signing_in.sign_in_in_use(args)
    if sign_in is not None:
        if not args.sandbox:
            yield "clock", await _clock_or_trouble(load_settings(data_folder(args.data)))
            yield "network", "The service answers."
        try:
            async for part, seen in account(sign_in):
                yield part, seen
        finally:
            sign_in.close()
    async with agents.open_agent(args, alone=not folders.shares_folder(args)) as agent:
        rep = await agent.runner.learn_account()
        kind = "the sandbox" if agent.sandbox else "Microsoft 365"
        yield "network", "The service answers."
        yield "account", f"{rep.name} <{rep.address}> at {kind}."
        now = agent.clock.now()
        if replies := own_time.in_words(rep.away, now, rep.timezone or own_time.FALLBACK_ZONE):
            yield "absence", f"Your automatic replies are {replies}."
        busy = await agent.calendar.busy([rep.address], now, now + timedelta(days=1))
        if busy.get(rep.address) is None:
            raise XForceError(
                "Your own calendar cannot be read.", "Ask your administrator for Calendars.ReadWrite."
            )
        await agent.mail.news(Folder.INBOX, "", now)
        if sign_in is None or not sign_in.missing_functions():
            yield "permissions", "Mail and calendar can be read."
        if agent.sandbox is not None:
            yield "clock", f"{now.isoformat(timespec='seconds')} (UTC)."
        yield "texts", await texts(agent)
        yield "model", await models.model_in_words(args)
        yield "style", await style(agent)


async def account(sign_in: signing_in.MsalSignIn) -> AsyncIterator[tuple[str, str | XForceError]]:
    """Who is signed in, and what is allowed. Raises an XForceError where nothing can be read without it."""
    who = await sign_in.account()
    if who is None:
        raise SignInNeeded(
            "Nobody is signed in to Microsoft.", "Sign in in the app, or with `account sign-in`."
        )
    is_enough = await sign_in.look_again()
    yield "account", f"{who.address} is signed in."
    page, missing = sign_in.admin_consent_address(), sign_in.missing_functions()
    if not is_enough:
        raise _Trouble(
            "permissions",
            "Your organisation has not allowed X-FORCE Desktop yet, so no meeting can be arranged.",
            f"Ask your administrator to open {page} ; it goes on by itself afterwards.",
        )
    if missing:
        yield (
            "permissions",
            XForceError(
                f"Mail and calendar can be read; not allowed is: {'; '.join(missing)}.",
                f"The rest works without. For these, ask your administrator to open {page} .",
            ),
        )


class _Trouble(XForceError):
    """One whose part is known."""

    def __init__(self, part: str, title: str, advice: str) -> None:
        super().__init__(title, advice)
        self.part = part


def part_of(error: XForceError, seen: Collection[str]) -> str:
    """Which part a trouble belongs to that ended the looking, after those `seen` already."""
    if isinstance(error, _Trouble):
        return error.part
    if isinstance(error, SignInNeeded):
        return "account"
    if isinstance(error, TemporaryError) and "account" not in seen:
        return "network"
    if keys.is_of_keyring(error):
        return "account"
    return next((part for part in OUTSIDE if part not in seen and part != "absence"), OUTSIDE[-1])


async def _clock_or_trouble(settings: Settings) -> str | XForceError:
    """By Microsoft's clock, which needs no account. Raises TemporaryError without a network."""
    try:
        await _check_clock(settings)
    except TemporaryError:
        raise
    except XForceError as error:
        return error
    return f"{SystemClock().now().isoformat(timespec='seconds')} (UTC)."


async def texts(agent: Agent) -> str:
    """Whether anybody can be texted; who does not want that has nothing to set up."""
    if agent.texting is not None:
        await agent.texting.news(agent.clock.now())
        await agent.texting.check_number()
        kind = "the sandbox" if agent.sandbox else "Twilio"
        told = f"Text messages leave from {agent.texting.number} through {kind}."
        return f"{told} {registration_hint(agent.texting.number)}".strip()
    needed = ("twilio_account_sid", "twilio_number")
    missing = [name for name in needed if not getattr(agent.settings, name)]
    if len(missing) == len(needed):
        return "No Twilio account is set up, so nobody is texted; mail does it all."
    if missing:
        raise XForceError("Text messages are only half set up.", f"Add {missing[0]} to settings.toml.")
    raise XForceError(
        "The Twilio auth token is missing, so nobody is texted.",
        "Save it with `xforce-desktop texts save-token`.",
    )


async def style(agent: Agent) -> str:
    """Whether the rep's own style is learned, and what is known of it."""
    if not agent.settings.learn_style:
        return "Your sent mail is not read for your style (learn_style is off)."
    known = await agent.desk.learned_style()
    return known.words if known else "Nothing was learned of your style yet."


async def _check_clock(settings: Settings) -> None:
    seen = await connections.microsoft_time(settings)
    if seen is not None and abs(seen - SystemClock().now()) > MOST_CLOCK_ERROR:
        raise XForceError("This computer's clock is wrong.", "Set it by the network; meetings depend on it.")
