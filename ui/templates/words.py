"""The page's names and sentences. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from ui.formatting import short_date
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.wording_desk import StoredTemplate, TemplatePreview

KIND_NAMES = {
    LetterKind.INITIAL: "First mail",
    LetterKind.FOLLOW_UP: "Follow-up after silence",
    LetterKind.COUNTER: "Other times than theirs",
    LetterKind.CONSTRAINT: "Times within their wishes",
    LetterKind.CLARIFY: "Question what they meant",
    LetterKind.CONFIRMATION: "Confirmation",
    LetterKind.REMINDER: "Reminder",
    LetterKind.RUNNING_LATE: "Waiting in the meeting",
    LetterKind.NO_SHOW: "After a missed meeting",
    LetterKind.DE_ESCALATE: "Offer of a shorter meeting",
    LetterKind.PAUSE_ACK: "Pause",
    LetterKind.CANCELLATION: "Cancellation",
    LetterKind.ASK_SILENT: "Question to who has not said",
    LetterKind.SOCIAL_PROOF: "Follow-up with a proof",
    LetterKind.CHAMPION_CC: "Champion copied in",
    LetterKind.CHAMPION_INTRO: "Request for an introduction",
}
TYPE_NAMES = {
    "": "Any meeting",
    "discovery": "Discovery call",
    "demo": "Demo",
    "follow_up": "Follow-up",
    "exec_review": "Executive review",
    "negotiation": "Negotiation",
    "custom": "Custom",
}
OURS = "This is our wording with placeholders. Until you save your own, we vary ours from mail to mail."
YOURS = "Your wording. Mails of this kind go out like this, once in a conversation."
UNSAVED = "Changed, not saved yet."
ADDED = (
    "Greeting and sign-off are added for each recipient. "
    "{% if company %} … {% endif %} keeps words for where the company is known."
)
SAVED = "Saved. The next mail of this kind is worded like this."
RESET = "Ours again. Nothing of your own is kept for this kind of mail."
SIGNATURE_HINT = (
    "It goes below the sign-off of every mail, never into a text message. Plain lines, or simple HTML: "
    "bold, italic, links and line breaks stay, everything else goes."
)


def sent_to(address: str) -> str:
    return f"A test is on its way to {address}, and to nobody else."


def refusal(stored: StoredTemplate | None, zone: tzinfo | None) -> str:
    """That our own text went out the last time, and why; empty if it did not."""
    if stored is None or not stored.refused or stored.refused_at is None:
        return ""
    on = short_date(stored.refused_at, zone)
    return f"On {on} our own text went out instead, as yours broke a rule: {'; '.join(stored.refused)}."


def warning(preview: TemplatePreview) -> str:
    """For whom our own text would go out instead, and why; empty where it is the rep's for everybody."""
    if preview.findings:
        why = (
            f"Our own text would go out instead, as here yours breaks a rule: {'; '.join(preview.findings)}."
        )
        return f"{why} The same goes for: {', '.join(preview.others)}." if preview.others else why
    if preview.others:
        return f"For some our own text would go out instead: {_listed(preview.others)}."
    return ""


def _listed(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
