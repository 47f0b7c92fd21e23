"""In whose clock the times are said, and why, in words. Knows no Qt."""

from __future__ import annotations

from xforce_desktop.scheduling.desk import Story
from xforce_desktop.scheduling.zone_ledger import IN_WORDS, ZoneEvidence, ZoneSource, zone_name


def zone_line(story: Story) -> str:
    """ "Times in Central time", with a word where nobody has said so; empty before the ledger knows them."""
    request = story.summary.request
    if not request.primary.zone:
        return ""
    doubt = "" if request.primary.zone_is_sure else " (assumed)"
    return f"Times in {zone_name(request.recipient_timezone)}{doubt}"


def zone_reasons(story: Story) -> str:
    """A line for each thing that speaks for a zone, the weightiest first, with what it says."""
    if story.zone is None or not story.summary.request.primary.zone:
        return ""
    known = [one for one in story.zone.evidence if one.weight > 0 and one.source in IN_WORDS]
    known.sort(key=lambda one: -one.weight)
    lines = [f"{zone_name(one.zone)}: {IN_WORDS[one.source]}{_quoted(one)}" for one in known]
    if story.summary.request.zone_asked:
        lines.append("They were asked whether it is right.")
    return "\n".join(lines)


def _quoted(one: ZoneEvidence) -> str:
    return "" if one.source is ZoneSource.DEFAULT else f" ({one.words})"
