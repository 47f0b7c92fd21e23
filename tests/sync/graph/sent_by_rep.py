"""Mails as a rep writes them in Outlook: one with clear habits, one with none."""

from __future__ import annotations

from collections.abc import Iterator

OPENINGS = (
    "thanks for the call on Tuesday. I'll send the numbers over; it's 10 min to read them.",
    "quick one: it's the version we looked at, so you don't need anything new. Shall we take 20 min for it?",
    "that's all I need from you. I've put the list together and we'll go through it in 30 min.",
    "I don't think the old contract matters here. Let's take 15 min when you're back.",
    "the crew told me it's running well. If 25 min doesn't suit, I'll move it.",
)
SIGNATURE = "\n\nBrent Lawson\nAccount Executive\nXForce | 615 555 0100"
HISTORY = (
    "\n\nOn Mon, Jun 1, 2026 at 9:00 AM Sue Park <sue@acme.example> wrote:\n"
    "> Dear Brent,\n> I am sure that it is fine! It will not take 45 minutes!\n> Kind regards,\n> Sue Park\n"
)


def mail(to: str, body: str, subject: str = "The plan") -> str:
    """As a raw mail of the rep's."""
    return f"From: Brent <brent@xforce.example>\nTo: {to}\nSubject: {subject}\n\n{body}"


def clear(count: int) -> Iterator[str]:
    """ "Hi Sue -", contractions, no exclamation marks, "Cheers," and the first name."""
    for number in range(count):
        text = f"{OPENINGS[number % len(OPENINGS)]} It's number {number} on my list."
        history = HISTORY if number % 3 == 0 else ""
        yield mail(f"sue{number}@acme.example", f"Hi Sue -\n\n{text}\n\nCheers,\nBrent{SIGNATURE}{history}")


def mixed(count: int) -> Iterator[str]:
    """Each time another way."""
    greetings = ("Hi Sue,", "Hey Sue -", "Hello Sue!", "Dear Sue:", "Sue,")
    closings = ("Cheers!\nBrent", "Best,\nBrent Lawson", "Thanks!\nBrent", "Regards,", "Brent Lawson")
    for number in range(count):
        said = "I'll send it over" if number % 2 else "I will send it over"
        end = "!" if number % 2 else "."
        body = (
            f"{greetings[number % 5]}\n\n{said}, number {number}{end} We take {number + 5} "
            f"{'min' if number % 2 else 'minutes'} for it.\n\n{closings[number % 5]}"
        )
        yield mail(f"sue{number}@acme.example", body)


def of_no_account() -> Iterator[str]:
    """What says nothing of how the rep writes to outsiders, twenty times each."""
    for number in range(20):
        loud = f"Dear all,\n\nWe are delighted! Number {number}!\n\nSincerely,\nBrent Lawson"
        yield mail("sarah@xforce.example", loud)
        yield mail(f"sue{number}@acme.example, sarah@xforce.example", loud)
        yield mail(f"sue{number}@acme.example\nCc: sarah@xforce.example", loud)
        yield mail(f"sue{number}@acme.example", loud, "Fwd: The plan")
        yield mail(f"sue{number}@acme.example", loud, "Automatic reply: The plan")
        yield mail(f"no-reply@acme{number}.example", loud)
        yield mail(f"list{number}@acme.example", "Dear all,\n\nWe are moving!\n\nSincerely,\nBrent Lawson")
