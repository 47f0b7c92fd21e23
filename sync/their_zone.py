"""What a message says of its writer's zone is kept, and what the ledger makes of it happens before the answer
to the message does."""

from __future__ import annotations

from xforce_desktop.ids import RequestId
from xforce_desktop.ports import MailItem, TextItem
from xforce_desktop.replies.analysis import MessageKind, ReplyAnalysis
from xforce_desktop.scheduling import zone_desk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import ZoneDoubt
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence, ZoneSource
from xforce_desktop.scheduling.zone_reading import Seen, ZoneHeard, heard_in_mail, heard_in_text


def of_mail(
    engine: Engine,
    work: UnitOfWork,
    request_id: RequestId,
    item: MailItem,
    sender: str,
    analysis: ReplyAnalysis,
) -> ZoneDoubt:
    """Why the clock times of this mail may not be those of the zone in which ours stood.

    `sender`: whose words they are, by address.
    """
    if analysis.message_kind is not MessageKind.REPLY:
        return ZoneDoubt.NONE
    heard = heard_in_mail(item, _seen(work.load(request_id), analysis))
    return _learn(engine, work, request_id, sender, item, heard)


def of_text(
    engine: Engine,
    work: UnitOfWork,
    request_id: RequestId,
    item: TextItem,
    sender: str,
    analysis: ReplyAnalysis,
) -> ZoneDoubt:
    """The same of a text message, which has words only."""
    if analysis.message_kind is not MessageKind.REPLY:
        return ZoneDoubt.NONE
    heard = heard_in_text(item.body, item.at, _seen(work.load(request_id), analysis))
    return _learn(engine, work, request_id, sender, item, heard)


def _seen(request: MeetingRequest, analysis: ReplyAnalysis) -> Seen:
    has_times = bool(analysis.selected_time or analysis.windows or analysis.readings)
    return Seen(request.answered_timezone, request.preferences.timezone, has_times)


def _learn(
    engine: Engine,
    work: UnitOfWork,
    request_id: RequestId,
    sender: str,
    item: MailItem | TextItem,
    heard: ZoneHeard,
) -> ZoneDoubt:
    request, now = work.load(request_id), engine.clock.now()
    person = request.attendee_by_address(sender)
    if person is None or person not in request.external:
        return ZoneDoubt.NONE
    evidence = heard.evidence
    if request.zone_asked and not heard.said and not heard.is_travelling and person.id == request.primary.id:
        shown, words = request.answered_timezone, "They were asked, and answered without a word about it."
        evidence += (ZoneEvidence(ZoneSource.ACCEPTED, words, shown, item.at),)
    work.add_zone_evidence(person.email, item.provider_id, evidence)
    doubt = zone_desk.doubt_of(request, person, heard, now)
    news = zone_desk.learned(work, request, person, heard, now)
    if news and not request.has_ended:
        engine.apply(work, request_id, news)
    return doubt
