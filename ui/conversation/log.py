"""The log beside a conversation as a story: oldest first, one time over what happened then. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ui.formatting import capitalised, clock, past_moment, short_date, whole
from ui.wording import CHOICE, entry_in_words, reason_in_words
from xforce_desktop.scheduling.request import Actor, EntryType
from xforce_desktop.scheduling.unit_of_work import ActionEntry

_SENTENCE_ENDS = re.compile(r"(?<=[.!?]) (?=[A-Z])")


@dataclass(frozen=True)
class LogLine:
    """One thing that happened. `when` is empty where the line before has the same; a minor one is small."""

    text: str
    when: str
    why: str
    is_minor: bool = False


def log_lines(actions: Sequence[ActionEntry], now: datetime, zone: tzinfo | None) -> tuple[LogLine, ...]:
    """`actions`, oldest first, in words with times in `zone`."""
    lines: list[LogLine] = []
    said = ""
    for entry in actions:
        if _is_told_by_a_mail(entry, actions):
            continue
        when = capitalised(past_moment(entry.at, now, zone))
        lines.append(
            LogLine(
                text=entry_in_words(entry),
                when="" if when == said else when,
                why=_why(entry, zone),
                is_minor=entry.type is EntryType.NOTED and entry.actor is Actor.AI,
            )
        )
        said = when
    return tuple(lines)


def _is_told_by_a_mail(entry: ActionEntry, actions: Sequence[ActionEntry]) -> bool:
    """Whether the line of a mail that left at that moment names the same times."""
    if entry.type is not EntryType.TIMES_PROPOSED or entry.actor is Actor.PROSPECT:
        return False
    return any(
        other.email_id and other.at == entry.at and other.times_proposed == entry.times_proposed
        for other in actions
        if other.type is not EntryType.TIMES_PROPOSED
    )


def _why(entry: ActionEntry, zone: tzinfo | None) -> str:
    words = "\n".join(reasons(reason_in_words(entry)))
    if entry.type is EntryType.NOTED:
        return words
    times = [f"• {short_date(start, zone)}, {clock(start, zone)}" for start in entry.times_proposed]
    if entry.time_selected is not None:
        times.append(f"• {short_date(entry.time_selected, zone)}, {clock(entry.time_selected, zone)}")
    return "\n".join([*([words] if words else []), *times])


def reasons(why: str) -> list[str]:
    """The sentences of a reason; what several choices have in common is said once, above them."""
    sentences = [whole(sentence) for sentence in _SENTENCE_ENDS.split(why.strip()) if sentence]
    choices = [match for sentence in sentences if (match := CHOICE.match(sentence))]
    if len(choices) < 2 or len({match["always"] for match in choices}) > 1:
        return [" ".join(sentences)] if sentences else []
    others = [sentence for sentence in sentences if not CHOICE.match(sentence)]
    return [
        whole(choices[0]["always"]),
        *(f"• {match['which']}: {match['rest'].rstrip('.')}" for match in choices),
        *others,
    ]
