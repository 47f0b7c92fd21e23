"""Manners in a thread, over HTTP: whom we answer, where, with whom in copy, and when we fall silent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.end_to_end.fault_world import FaultWorld, a_fault_world
from tests.end_to_end.walk import JOHN, REP, as_they_say, offered_in

MARY, PAM = "mary@acmepest.example", "pam@acmepest.example"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[FaultWorld]:
    """A request whose first mail has left."""
    async with a_fault_world(tmp_path / "world") as made:
        await made.create()
        await made.at_rest()
        assert len(await made.sent()) == 1
        yield made


async def write(
    world: FaultWorld,
    words: str,
    sender: str = f"John Smith <{JOHN}>",
    copied: str = "",
    **headers: str,
) -> None:
    """An answer to our newest mail."""
    to = (await world.sent())[-1]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, REP, f"Re: {to['subject']}"
    if copied:
        mail["Cc"] = copied
    mail["In-Reply-To"] = mail["References"] = to["message_id"]
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{words}\n")
    raw = {"Content-Type": "message/rfc822"}
    (await world.http.post("/sandbox/mail", content=mail.as_bytes(), headers=raw)).raise_for_status()


async def passes(world: FaultWorld, number: int = 5) -> None:
    """Minutes, not days: nothing is due by itself."""
    for _ in range(number):
        await world.advance(MINUTE)
        await world.tick()


@pytest.mark.parametrize(
    "sender, headers",
    [
        ("Acme Pest <noreply@acmepest.example>", {}),
        ("Acme Pest <no-reply@acmepest.example>", {}),
        ("Acme Pest <donotreply@acmepest.example>", {}),
        ("Acme Pest <notifications@acmepest.example>", {}),
        ("Acme Staff <staff@acmepest.example>", {"List_Id": "<staff.acmepest.example>"}),
        (
            "Acme News <news@acmepest.example>",
            {"Precedence": "bulk", "List_Unsubscribe": "<mailto:x@y.example>"},
        ),
        (f"John Smith <{JOHN}>", {"Auto_Submitted": "auto-replied"}),
        (f"John Smith <{JOHN}>", {"X_Auto_Response_Suppress": "All", "Auto_Submitted": "auto-generated"}),
    ],
)
async def test_who_takes_no_answers_gets_none(
    world: FaultWorld, sender: str, headers: dict[str, str]
) -> None:
    """Whatever it says: no mail leaves, and nobody is invited."""
    await write(
        world, "Thank you for your message. Please choose another time for your request.", sender, **headers
    )

    await passes(world)

    assert len(await world.sent()) == 1
    assert await world.events() == []


async def test_an_answer_stays_in_the_thread_and_keeps_everybody(world: FaultWorld) -> None:
    """John copies Mary, a colleague: what follows has her in copy, in the same conversation."""
    first = (await world.sent())[0]
    chosen = offered_in(first)[1]
    await write(world, f"{as_they_say(chosen)} works, thanks\n\nJohn", copied=f"Mary Jones <{MARY}>")

    await passes(world)

    confirmation = (await world.sent())[-1]
    assert confirmation["to"] == [JOHN]
    assert MARY in confirmation["cc"]
    assert confirmation["conversation_id"] == first["conversation_id"]
    assert confirmation["in_reply_to"]


async def test_an_assistant_is_kept_in_copy_and_not_invited(world: FaultWorld) -> None:
    """Pam speaks for John: the meeting is his, and she stays in copy."""
    chosen = offered_in((await world.sent())[0])[1]
    words = f"I handle John's calendar. {as_they_say(chosen)} works for John.\n\nPam Reed, for John Smith"
    await write(world, words, f"Pam Reed <{PAM}>", copied=JOHN)

    await passes(world)

    (event,) = await world.events()
    assert JOHN in [one["address"] for one in event["attendees"]]
    assert PAM not in [one["address"] for one in event["attendees"]]
    confirmation = (await world.sent())[-1]
    assert confirmation["to"] == [JOHN]
    assert PAM in confirmation["cc"]
    assert thanks_to(confirmation["body"]) == 1
    assert confirmation["body"].startswith(("Hi John", "Hey John"))


async def test_an_assistant_is_thanked_once(world: FaultWorld) -> None:
    """Pam answers twice: only the first of our mails that follow thanks her."""
    none = "I manage John's calendar. None of those works for John. Do you have something later next week?"
    await write(world, f"{none}\n\nPam Reed, for John Smith", f"Pam Reed <{PAM}>", copied=JOHN)
    await passes(world)
    offer = (await world.sent())[-1]
    chosen = offered_in(offer)[0]
    words = f"I handle John's calendar. {as_they_say(chosen)} works for John.\n\nPam Reed, for John Smith"
    await write(world, words, f"Pam Reed <{PAM}>", copied=JOHN)

    await passes(world)

    first, second, third = await world.sent()
    assert [thanks_to(mail["body"]) for mail in (first, second, third)] == [0, 1, 0]
    assert all(PAM in mail["cc"] for mail in (second, third))
    (event,) = await world.events()
    assert PAM not in [one["address"] for one in event["attendees"]]


async def test_a_colleague_who_only_writes_is_not_thanked(world: FaultWorld) -> None:
    """Mary answers for nobody but herself."""
    chosen = offered_in((await world.sent())[0])[1]
    await write(world, f"{as_they_say(chosen)} works\n\nMary", f"Mary Jones <{MARY}>", copied=JOHN)

    await passes(world)

    assert [thanks_to(mail["body"], "Mary") for mail in await world.sent()] == [0, 0]


def thanks_to(body: str, name: str = "Pam") -> int:
    """How many lines of a mail thank this person."""
    return sum(name in line and "thank" in line.lower() for line in body.splitlines())


async def test_two_robots_stop_after_two_turns(world: FaultWorld) -> None:
    """The same words come back to each of our answers: we fall silent, and the rep is asked to look."""
    words = "None of these times works for us. Please choose another time in our calendar at any time."
    for _ in range(6):
        await write(world, words)
        await passes(world, 3)

    assert len(await world.sent()) <= 3
    assert world.shown()["requires_human_review"]
    assert await world.events() == []
