"""What the rep's word has taught about addresses."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.scheduling.correspondents import mailbox_of
from xforce_desktop.scheduling.events import RepGaveBack, ReplyReceived
from xforce_desktop.scheduling.unit_of_work import JournalLine


def vouched_for(journal: Sequence[JournalLine]) -> dict[str, str]:
    """Other addresses of attendees, and whose they are: those from which somebody wrote who may be one, once
    the rep gave the request back after it, and those to which they themselves want answers.

    They count as the attendee's words from then on; nothing is ever sent there, unless the rep puts the
    address into the request.
    """
    in_doubt: dict[str, str] = {}
    known: dict[str, str] = {}
    for line in journal:
        if isinstance(line.event, ReplyReceived):
            said = line.event
            if said.is_certain and said.answers_to:
                known[mailbox_of(said.answers_to)] = said.sender
            elif not said.is_certain and said.likely:
                in_doubt[mailbox_of(said.sender)] = said.likely
        elif isinstance(line.event, RepGaveBack):
            known |= in_doubt
            in_doubt = {}
    return known
