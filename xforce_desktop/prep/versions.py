"""The briefs of one meeting as numbered versions: which one counts, and why each was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.errors import BadInput
from xforce_desktop.messages import when
from xforce_desktop.scheduling.briefs import BriefPage, BriefVersion, StoredBrief

FIRST = "the first one"
NOTHING_NEW = "you asked for it; nothing was new"
LITTLE_NEW = "only small things were new"


def versions_of(kept: Sequence[StoredBrief], current: StoredBrief | None) -> tuple[BriefVersion, ...]:
    """The newest first; `kept` comes oldest first. Numbers stay as they are when another is made."""
    made = [
        BriefVersion(number, one, current is not None and one.id == current.id, _why(kept[: number - 1], one))
        for number, one in enumerate(kept, start=1)
    ]
    return tuple(reversed(made))


def _why(before: Sequence[StoredBrief], made: StoredBrief) -> str:
    if not before:
        return FIRST
    brief, said = made.brief, list(made.changes)
    if before[-1].brief.meeting_at != brief.meeting_at:
        said.insert(0, f"the meeting was moved to {when.spoken(brief.meeting_at, brief.zone)}")
    if said:
        return "; ".join(said)
    return NOTHING_NEW if before[-1].fingerprint == made.fingerprint else LITTLE_NEW


def opened_at(page: BriefPage, number: int) -> BriefPage:
    """The page with that version on it, for the time it was made for. Raises BadInput if it is not kept."""
    found = next((one for one in page.versions if one.number == number), None)
    if found is None:
        raise BadInput(f"There is no version {number} of this brief.", _which(page.versions))
    brief = found.stored.brief
    line = replace(
        page.line,
        brief=found.stored,
        title=brief.title,
        meeting_at=brief.meeting_at,
        minutes=brief.minutes,
    )
    return replace(page, line=line)


def _which(versions: Sequence[BriefVersion]) -> str:
    if not versions:
        return "None was made yet."
    return "Only version 1 is kept." if len(versions) == 1 else f"Versions 1 to {len(versions)} are kept."


def out_of_date(page: BriefPage) -> str:
    """What to say over a version that does not count any more; empty for the one that does."""
    shown, current = page.shown, page.current
    if shown is None or shown.is_current:
        return ""
    said = f"Out of date: version {shown.number} of {len(page.versions)}."
    if current is None:
        return f"{said} The meeting has another time now, and its brief is not made yet."
    made, zone = current.stored.created_at, current.stored.brief.zone
    return f"{said} The one that counts is version {current.number}, made {when.spoken(made, zone)}."
