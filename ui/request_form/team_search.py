"""Looks colleagues up for a list to tick: from memory at once, then from the directory. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from ui.formatting import day_in_words
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.remembered import FoundPeople

Show = Callable[[tuple[Person, ...], str], None]
ASKING = "From memory; the directory is being asked…"
MORE = "There are more: type more of the name."
NOBODY = "No colleague’s name or address begins like that."


async def search(desk: RepDesk, text: str, zone: tzinfo | None, show: Show) -> None:
    """Show what is remembered, and then what the directory says; a note says which of the two it is."""
    wanted = text.strip()
    remembered = await desk.remembered_colleagues(wanted)
    if remembered.people:
        show(remembered.people, ASKING)
    found = await desk.colleagues(wanted)
    show(found.people, note_on(found, desk, zone))


def note_on(found: FoundPeople, desk: RepDesk, zone: tzinfo | None) -> str:
    """What is to be known of a list of colleagues; empty if nothing is."""
    if found.trouble and not found.people:
        return f"{found.trouble} Nobody like that is remembered."
    if found.remembered_at is not None:
        read_on = day_in_words(found.remembered_at, desk.now(), zone)
        return f"{found.trouble} These are from memory, last read {read_on}.".strip()
    if not found.people:
        return NOBODY
    return MORE if found.has_more else ""
