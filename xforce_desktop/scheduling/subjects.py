"""Subjects compared: without the marks that mail programs, calendars and ticket systems put around them."""

from __future__ import annotations

import re

from xforce_desktop.replies.plain import fold

_ANSWER = (
    r"re|aw|antw|antwort|sv|vs|rv|res|rif|odp|ynt|tr|fw|fwd|wg|enc|doorst|"
    r"automatic reply|auto(?:matic)?(?: ?-)?(?:reply|response)|out of (?:the )?office|"
    r"automatische antwort|abwesenheitsnotiz|respuesta automatica|reponse automatique|resposta automatica|"
    r"risposta automatica"
)
_INVITE = (
    r"accepted|declined|tentative(?:ly accepted)?|new time proposed|proposed new time|"
    r"meeting (?:accepted|declined)|zugesagt|abgelehnt|mit vorbehalt|neue zeit vorgeschlagen|"
    r"aceptad[oa]|rechazad[oa]|provisional(?:mente)?|nueva hora propuesta|accepte|refuse|provisoire|"
    r"aceit[oa]|recusad[oa]|provisorio"
)
_MARK = re.compile(rf"^\s*(?:(?P<answer>{_ANSWER})|(?P<invite>{_INVITE}))(?:\s?\[\d+\]|\s?\(\d+\))?\s?:\s*")
_TAG = re.compile(r"^\s*(?:\[[^\]]{1,40}\]|\((?:ext|external|secure)\))\s*")
_TAIL = re.compile(
    r"\s*(?:[\[(](?:ticket|case|ref|id|#)[^\])]{0,40}[\])]|[-–]?\s*(?:ticket|case)\s?#\s?\w+)\s*$"
)
_CALENDAR_TAIL = re.compile(r"\s@ \w{3,}.{4,120}$")  # Google's "Accepted: Demo @ Tue Jun 9, 2026 2pm - 3pm"


def plain_subject(subject: str) -> str:
    """The subject as it was first written, folded: "RE: [EXT] AW: Demo" is "demo"."""
    return _taken_apart(subject)[0]


def is_answer(subject: str) -> bool:
    """Whether it has a mark of an answer, of a forward or of an automatic answer."""
    return _taken_apart(subject)[1]


def is_invite_answer(subject: str) -> bool:
    """Whether it has a calendar's mark, as in "Accepted: Demo"."""
    return _taken_apart(subject)[2]


def _taken_apart(subject: str) -> tuple[str, bool, bool]:
    rest, answers, invites = fold(" ".join(subject.split()))[:500], False, False
    while True:
        if tag := _TAG.match(rest):
            rest = rest[tag.end() :]
        elif mark := _MARK.match(rest):
            answers, invites = answers or bool(mark["answer"]), invites or bool(mark["invite"])
            rest = rest[mark.end() :]
        else:
            break
    rest = _TAIL.sub("", rest)
    return (_CALENDAR_TAIL.sub("", rest) if invites else rest).strip(), answers, invites
