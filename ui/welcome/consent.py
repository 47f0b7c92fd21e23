"""What an administrator is asked for, in words, and the letter to them. Knows no Qt."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

from ui.formatting import clock
from ui.welcome.pages import ConsentPage, Told
from xforce_desktop.scheduling.sign_in_desk import ConsentWait

WHY = (
    "Your organisation lets people use a new program only after an administrator has allowed it. "
    "That is done once, on a page of Microsoft’s. X-FORCE acts as you and reaches nothing that you cannot "
    "reach yourself."
)
WANTS = {
    "User.Read": "see who you are",
    "User.ReadBasic.All": "find the names and addresses of colleagues",
    "Mail.ReadWrite": "read your mail and write drafts",
    "Mail.Send": "send mail as you",
    "Calendars.ReadWrite": "see and book meetings in your calendar",
    "MailboxSettings.Read": "see your working hours and time zone",
    "OnlineMeetings.Read": "find the Teams meetings that it has booked for you",
    "OnlineMeetingArtifact.Read.All": "see afterwards who was in those meetings",
    "Contacts.Read": "look up guests among your contacts",
}
SUBJECT = "Please allow X-FORCE Desktop for Microsoft 365"
STILL_WAITING = Told(
    "It is not allowed yet", "Try again when your administrator has told you that it is done.", "warning"
)
_GRAPH = "https://graph.microsoft.com/"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def consent_page(wait: ConsentWait, now: datetime, *, told: Told | None = None) -> ConsentPage:
    """The whole page for this wait."""
    return ConsentPage(
        WHY, wait.address, wants(wait.address), letter(wait.address), asked_in_words(wait, now), told
    )


def wants(address: str) -> tuple[str, ...]:
    """What the page at `address` asks for; a permission without words of ours is named as it is."""
    scopes = " ".join(parse_qs(urlsplit(address).query).get("scope", ())).split()
    names = [scope.removeprefix(_GRAPH) for scope in scopes]
    return tuple(WANTS.get(name, name) for name in names)


def letter(address: str) -> str:
    """A mailto address with subject and body."""
    listed = "\n".join(f"- {want}" for want in wants(address))
    body = (
        "Hello,\n\nI would like to use X-FORCE Desktop, which arranges my meetings by email. "
        "Microsoft lets me in only after an administrator has allowed it. "
        "Could you please open this page and agree?\n\n"
        f"{address}\n\n"
        "It asks for delegated permissions, with which it acts as me and reaches no more than I do:\n"
        f"{listed}\n\n"
        "The program runs on my computer and talks to Microsoft directly. Please tell me when it is done.\n\n"
        "Thank you"
    )
    return f"mailto:?subject={quote(SUBJECT)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"


def asked_in_words(wait: ConsentWait, now: datetime) -> str:
    """ "You asked on Monday 23 Nov"; empty before. Days are those of this computer."""
    if wait.asked_at is None:
        return ""
    asked, today = wait.asked_at.astimezone(), now.astimezone()
    if asked.date() == today.date():
        return f"You asked today at {clock(wait.asked_at, None)}"
    return f"You asked on {_DAYS[asked.weekday()]} {asked.day} {_MONTHS[asked.month - 1]}"
