"""The sign-in page's sentences. Knows no Qt."""

from __future__ import annotations

from ui.formatting import count
from ui.welcome.pages import Heading, KeyringPage, Told
from xforce_desktop.errors import TRIED_AGAIN, KeyringError, NoKeyring, TemporaryError, XForceError

PITCH = "Arranges your meetings by email, from the first mail until they are held."
PRIVACY = (
    "Your mail and calendar stay with Microsoft, and this computer talks to Microsoft directly. "
    "Text messages go through Twilio, and only if you set up an account there. "
    "Only if you set a key for it, Claude at Anthropic reads the text of answers too, and words your "
    "messages without being told who gets them or when; for a prep brief it is told what is stored of the "
    "account, unless claude_briefs is off. "
    "Nothing else leaves this computer."
)
SANDBOX_NOTE = (
    "The sandbox plays Microsoft and a handful of prospects on this computer alone. "
    "No real mail is sent, and days can be skipped."
)
WAITING = "Sign in in the browser window that has opened. This page waits for you."
LOOKING_FOR_CONSENT = (
    "Looking whether your administrator has allowed X-FORCE Desktop by now. "
    "A browser window may open for a moment."
)
ASKING_FOR_CODE = "Asking Microsoft for a code…"
STOPPED = Told("The sign-in was stopped", "Sign in when you are ready.", "muted")
CODE_OVER = Told(
    "This code has expired", "It was not typed in time. Get a new one when you are ready.", "warning"
)
SIGN_OUT_TITLE = "Sign out of Microsoft?"
SIGN_OUT_TEXT = (
    "Your requests stay on this computer. Until you sign in again no answer is read and nothing is sent, so "
    "people who write to you wait."
)


def first_heading() -> Heading:
    return Heading("Welcome to X-FORCE", PITCH, is_first=True)


def signed_out_heading(owner: str) -> Heading:
    text = f"The requests of {owner} are all here. Nothing is read or sent until you sign in again."
    return Heading("You are signed out", text)


def again_heading(owner: str) -> Heading:
    who = f"as {owner}" if owner else "with your account"
    text = f"Sign in {who}. Nothing is lost: what is due is done as soon as you are in."
    return Heading("Sign in again", text, back="Back to your meetings")


def leave_sandbox_heading() -> Heading:
    text = "Your own mailbox and calendar take the sandbox’s place. The sandbox keeps its meetings."
    return Heading("Sign in with Microsoft", text, back="Back to the sandbox")


def told_of(error: XForceError) -> Told:
    """What happened and what to do; for what may pass by itself, that the rep can try again."""
    title = error.title.rstrip(".")
    if isinstance(error, TemporaryError):
        what, by_itself, _ = error.advice.partition(TRIED_AGAIN)  # here nothing is tried by itself
        then = "Try again in a while." if by_itself or not what else "Then try again."
        return Told(title.removesuffix(" yet"), f"{what.strip()} {then}".strip(), "warning")
    return Told(title, error.advice)


def keyring_page(error: KeyringError) -> KeyringPage:
    """None here, or one that does not open: only the first is a reason to go on without saving."""
    if isinstance(error, NoKeyring):
        return KeyringPage(
            "This computer has no safe place for your sign-in",
            "X-FORCE keeps the sign-in in the system’s keyring, and none is running here. It is never "
            "written to a plain file.\n\nYou can go on: the sign-in then holds until you quit, and you sign "
            "in again after each start. To keep it, ask IT for a keyring, such as GNOME Keyring or KWallet.",
            "Go on without saving the sign-in",
        )
    return KeyringPage(
        "Your keyring is locked",
        "X-FORCE keeps the sign-in in the system’s keyring, which did not open. Unlock it, or allow X-FORCE "
        "when the system asks, and try again.\n\nIf it cannot be opened now, you can go on: the sign-in then "
        "holds until you quit.",
        "Go on without saving the sign-in",
        is_locked=True,
    )


def time_left(left_s: float) -> str:
    """ "Good for another 14 minutes", by seconds in the last one."""
    if left_s > 60:
        return f"Good for another {count(round(left_s / 60), 'minute')}"
    return f"Good for another {count(max(1, round(left_s)), 'second')}"
