"""A rep's mailbox and calendar after years: tens of thousands of mails, some of today, thousands of events.

As a program it serves such a sandbox, so that its memory is not counted with the client's. Its first line
says where; it ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox
from sync.sandbox.state import Address, BusyEntry, Invitee, Mail
from sync.sandbox.world import World

START = datetime(2026, 6, 8, 13, tzinfo=UTC)  # a Monday, nine o'clock for the sandbox's rep
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHORT_BODY, LONG_BODY = 1_000, 40_000  # characters; a long one has its history below


@dataclass(frozen=True)
class Size:
    """How much there is. `today` of the mails came in the last day, each fourth of them long; a tenth of all
    was sent by the rep."""

    mails: int = 50_000
    today: int = 400
    events: int = 5_000
    apart: timedelta = HOUR / 3  # older mails


def fill(world: World, size: Size) -> None:
    """Years of mail, oldest first, and of events around now: a fifth of them meetings with others."""
    now, old = world.now, size.mails - size.today
    short, long = _page(SHORT_BODY), _page(LONG_BODY)
    for number in range(size.mails):
        if number < old:
            _mail(world, number, now - DAY - (old - number) * size.apart, short)
        else:
            at = now - (size.mails - number) * (20 * HOUR / size.today)
            _mail(world, number, at, short if number % 4 else long)
    for number in range(size.events):
        start_at = now + (number - size.events // 2) * 3 * HOUR + HOUR
        if number % 5 == 0:
            _meeting(world, number, start_at)
        else:
            entry = BusyEntry(f"{number:040x}", world.rep.address, start_at, start_at + HOUR / 2, "Round")
            world.state.busy.append(entry)


def _page(length: int) -> str:
    line = "<p>We talked about traps and their price.</p>"
    return "<html><body>" + line * (length // len(line)) + "</body></html>"


def _mail(world: World, number: int, at: datetime, html: str) -> Mail:
    rep = Address(world.rep.address, world.rep.name)
    other = Address(f"person{number % 997}@company{number % 301}.example", f"Person {number % 997}")
    is_sent = number % 10 == 9
    mail = world.mailbox.new("sentitems" if is_sent else "inbox")
    mail.received_at = mail.sent_at = mail.created_at = mail.modified_at = at
    mail.sender, mail.to = (rep, [other]) if is_sent else (other, [rep])
    mail.subject, mail.html, mail.text = f"Order {number}", html, "Thanks!"
    mail.conversation = f"conversation-{number // 3}"
    if not is_sent:
        mail.headers = [("Message-ID", mail.message_id), ("Received", "by mx.example")]
    return mail


def _meeting(world: World, number: int, start_at: datetime) -> None:
    rep = Address(world.rep.address, world.rep.name)
    meeting = world.meetings.new(f"Review {number}", start_at, start_at + HOUR / 2, rep)
    meeting.attendees = [Invitee(f"guest{n}@company{number % 301}.example", f"Guest {n}") for n in range(5)]
    meeting.html = "<html><body><p>Agenda</p></body></html>"


@contextmanager
def served() -> Iterator[str]:
    """The address of such a sandbox in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.sync.large_mailbox"]
    with subprocess.Popen(
        command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["url"])
        finally:
            process.stdin.close()
            process.wait(10)


async def serve(size: Size) -> None:
    async with Sandbox(SandboxOptions(seed=7, prospects=False, start_at=START)) as sandbox:
        fill(sandbox.world, size)
        sys.stdout.write(json.dumps({"url": sandbox.url}) + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Size()))
