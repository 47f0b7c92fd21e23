"""Who helps us at a company, as the mails tell that were meant for them: machines of theirs and reports about
them say nothing of the people who are to meet."""

from __future__ import annotations

from collections.abc import Collection

from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import MailItem
from xforce_desktop.replies.analysis import ReplyAnalysis
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

ASKED = frozenset({LetterKind.CHAMPION_INTRO})
WRITTEN_TO = frozenset({LetterKind.CHAMPION_INTRO, LetterKind.CHAMPION_CC})


def is_helper(
    work: UnitOfWork, request_id: RequestId, address: str, kinds: Collection[LetterKind] = WRITTEN_TO
) -> bool:
    """Whether a mail of these kinds was made for that address, and they are not to be in the meeting."""
    if work.load(request_id).attendee_by_address(address) is not None:
        return False
    letters = (row.effect for row in work.outbox_of(request_id) if isinstance(row.effect, SendLetter))
    helpers = {one.champion.address.casefold() for one in letters if one.champion and one.kind in kinds}
    return address.casefold() in helpers


def unreached_helper(work: UnitOfWork, request_id: RequestId, item: MailItem, analysis: ReplyAnalysis) -> str:
    """The one helper that a delivery report is about; empty if it is about anybody else as well. Who is in
    copy by now is dropped from it like everybody there."""
    failure = analysis.failure
    named = failure.addresses if failure else ()
    failed = {address.casefold() for address in named or item.to}
    if not named and failure and failure.message_id:
        told = work.conversation(request_id)
        failed = {to.casefold() for one in told if one.message_id == failure.message_id for to in one.to}
    in_copy = {address.casefold() for address in work.load(request_id).also_write_to}
    if len(failed) != 1 or failed & in_copy:
        return ""
    (address,) = failed
    return address if is_helper(work, request_id, address) else ""
