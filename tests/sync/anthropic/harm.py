"""What must never come of a model's reading."""

from __future__ import annotations

from tests.sync.anthropic.conftest import Case
from xforce_desktop.replies.analysis import Intent, ReceivedText, ReplyAnalysis


def wrongs(offline: ReplyAnalysis, result: ReplyAnalysis, message: ReceivedText) -> list[str]:
    """What must never come of a model's reading."""
    text = offline.new_text.lower()
    inside = all(
        any(own.start <= window.start and window.end <= own.end for own in offline.windows)
        for window in result.windows
    )
    broken = {
        "another booking": result.selected_time not in (None, offline.selected_time),
        "a choice they did not leave": result.any_offered and not offline.any_offered,
        "times they did not name": not inside,
        "somebody who is not in the text": any(one.lower() not in text for one in result.new_attendees),
        "the writer as a newcomer": message.from_address in result.new_attendees,
        "another kind": result.message_kind is not offline.message_kind,
        "less care": offline.requires_human and not result.requires_human,
        "a no that is undone": offline.intent is Intent.DECLINE and result.intent is not Intent.DECLINE,
        "a wider group": result.speaks_for_all and not offline.speaks_for_all,
        "other constraints": result.constraints != offline.constraints,
        "a decline nobody looks at": result.intent is Intent.DECLINE
        and offline.intent is not Intent.DECLINE
        and not (result.ambiguous and result.requires_human),
    }
    return [name for name, is_so in broken.items() if is_so]


def booked_wrongly(case: Case, result: ReplyAnalysis) -> bool:
    """A time taken that the careful human scheduler of the case would not take."""
    expect = case["expect"]
    right = [expect["selected_time"], *(e.get("selected_time") for e in expect.get("any_of") or ())]
    taken = result.selected_time and result.selected_time.isoformat()
    return taken is not None and taken not in right
