"""Which permissions a call of Graph needs: a token that opens less is refused.

Source: microsoftgraph/microsoft-graph-devx-content, permissions.json; a work account's delegated permissions.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from sync.sandbox.errors import GraphError

_READ_MAIL = {"Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"}
_READ_CALENDAR = {"Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite"}
_SHARED = {"Calendars.Read.Shared", "Calendars.ReadWrite.Shared"}
_PROFILE = {"User.Read", "User.ReadBasic.All", "User.Read.All", "User.ReadWrite"}
_MEETINGS = {"OnlineMeetings.Read", "OnlineMeetings.ReadWrite"}
_MINE = r"me/(?:calendar/|calendars/[^/]+/)?"
# The first that fits counts.
_NEEDS: tuple[tuple[str, str, AbstractSet[str]], ...] = (
    ("GET", r"me", _PROFILE),
    ("GET", r"users(/.*)?", _PROFILE - {"User.Read", "User.ReadWrite"}),
    ("GET", r"me/mailboxSettings", {"MailboxSettings.Read", "MailboxSettings.ReadWrite"}),
    ("GET", r"me/contacts", {"Contacts.Read", "Contacts.ReadWrite"}),
    ("GET", r"me/people", {"People.Read", "People.Read.All"}),
    ("GET", r"me/outlook/.*", {"User.Read"}),
    ("POST", r"me/(messages/.*/send|sendMail)", {"Mail.Send"}),
    ("GET", r"me/messages/.*/attachments(/.*)?", _READ_MAIL - {"Mail.ReadBasic"}),
    ("GET", r"me/(messages|mailFolders)(/.*)?", _READ_MAIL),
    ("*", r"me/(messages|mailFolders)(/.*)?", {"Mail.ReadWrite"}),
    ("POST", r"me/findMeetingTimes", _SHARED),
    ("POST", r"me/calendar/getSchedule", _READ_CALENDAR),
    ("GET", rf"{_MINE}calendarView/delta.*", _READ_CALENDAR - {"Calendars.ReadBasic"}),
    ("GET", rf"{_MINE}(events|calendarView)(/.*)?", _READ_CALENDAR),
    ("GET", r"me/calendars?(/.*)?", _READ_CALENDAR),
    ("*", rf"{_MINE}events(/.*)?", {"Calendars.ReadWrite"}),
    ("GET", r"me/onlineMeetings/.*", {"OnlineMeetingArtifact.Read.All"}),
    ("GET", r"me/onlineMeetings", _MEETINGS),
)
_COMPILED = tuple((verb, re.compile(path, re.IGNORECASE), enough) for verb, path, enough in _NEEDS)


def enough_for(method: str, path: str) -> AbstractSet[str]:
    """The permissions of which any one opens this call; none for a call that is not served."""
    for verb, pattern, enough in _COMPILED:
        if verb in ("*", method) and pattern.fullmatch(path):
            return enough
    return frozenset()


def check_scopes(method: str, path: str, given: AbstractSet[str]) -> None:
    """Raises GraphError 403 if a token for `given` does not open this call."""
    enough = enough_for(method, path)
    if not enough or enough & given:
        return
    if path.lower().startswith(("me/onlinemeetings", "users")) or path.lower() == "me":
        words = (
            f"Missing scope permissions on the request. API requires one of '{', '.join(sorted(enough))}'."
        )
        code = "Forbidden" if "onlinemeetings" in path.lower() else "Authorization_RequestDenied"
        raise GraphError(403, code, words)
    raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
