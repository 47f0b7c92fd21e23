"""What the app asks of Microsoft, what each permission is for, and what does not work without it."""

from __future__ import annotations

from collections.abc import Iterable

# A rep can allow this alone, everywhere but in the strictest organisations: so it is asked for first.
FIRST = ("User.Read",)
# Without any of these no meeting can be arranged.
ESSENTIAL = ("Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite")
_NOT_WITHOUT = {
    "User.ReadBasic.All": "finding colleagues by name",
    "Mail.ReadWrite": "reading answers and writing drafts",
    "Mail.Send": "sending mail",
    "Calendars.ReadWrite": "free and busy times, and invites",
    "MailboxSettings.Read": "your time zone and working hours from Outlook",
    "OnlineMeetings.Read": "finding the Teams meeting of an invite",
    "OnlineMeetingArtifact.Read.All": "attendance reports",
    "Contacts.Read": "names and phone numbers from your contacts",
}
# MSAL adds openid, profile and offline_access itself and refuses them here.
SCOPES = (*FIRST, *_NOT_WITHOUT)
_GRAPH = "https://graph.microsoft.com/"


def granted_by(scope: str) -> frozenset[str]:
    """The permissions of ours that a token's `scope` opens, in our spelling."""
    told = {one.removeprefix(_GRAPH).lower() for one in scope.split()}
    return frozenset(one for one in SCOPES if one.lower() in told)


def is_enough(granted: Iterable[str]) -> bool:
    """Whether meetings can be arranged with these."""
    return set(ESSENTIAL) <= set(granted)


def functions_without(missing: Iterable[str]) -> tuple[str, ...]:
    """What does not work, in words."""
    lacking = set(missing)
    return tuple(words for name, words in _NOT_WITHOUT.items() if name in lacking)
