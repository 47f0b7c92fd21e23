"""What the rep's word has taught about addresses."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.scheduling.correspondents import mailbox_of
from xforce_desktop.scheduling.events import RepGaveBack, ReplyReceived
from xforce_desktop.scheduling.unit_of_work import JournalLine


def vouched_for(journal: Sequence[JournalLine]) -> dict[str, str]:
    """Addresses from which somebody wrote who may be an attendee, and the attendee's, once the rep gave the
    request back after it.

    They count as the attendee's words from then on; nothing is ever sent there, unless the rep puts the
    address into the request.
    """
    in_doubt: dict[str, str] = {}
    known: dict[str, str] = {}
    for line in journal:
        if isinstance(line.event, ReplyReceived) and not line.event.is_certain and line.event.likely:
            in_doubt[mailbox_of(line.event.sender)] = line.event.likely
        elif isinstance(line.event, RepGaveBack):
            known |= in_doubt
            in_doubt = {}
    return known
