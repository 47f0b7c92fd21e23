"""Prep briefs on the sample desk: one that is ready, one to come; rated in memory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from ui import samples
from ui.sample_base import SampleBase
from ui.wording import title_of
from xforce_desktop.crm.records import Company, Deal
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.persona import detect_persona
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.sources import BriefSources, EarlierMeeting, PersonKnown
from xforce_desktop.prep.versions import opened_at, versions_of
from xforce_desktop.scheduling.briefs import BriefLine, BriefPage, StoredBrief
from xforce_desktop.scheduling.jobs import meeting_to_prepare
from xforce_desktop.scheduling.request import MeetingRequest, MeetingType, Outcome
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

CONTEXT = (
    "Demo of our AI receptionist for after-hours calls. John mentioned 15% call abandonment in the discovery "
    "call. Don't push “AI” terminology: he prefers “smart answering”. Avoid comparisons to competitors: bad "
    "experience with one. Third-generation family business. They use FieldRoutes."
)
SAID = "We lose a lot of calls after 5pm. Does it work with FieldRoutes?"


class SampleBriefs(SampleBase):
    """A part of the sample desk."""

    def __init__(self) -> None:
        self.briefs: dict[RequestId, StoredBrief] = {}  # those that count
        self.older_briefs: dict[RequestId, tuple[StoredBrief, ...]] = {}

    async def upcoming_briefs(self) -> Sequence[BriefLine]:
        booked = [one.request for one in self.summaries.values() if meeting_to_prepare(one.request)]
        ahead = [one for one in booked if one.scheduled_time and one.scheduled_time > samples.NOW]
        return [
            _line(one, _ready(self, one))
            for one in sorted(ahead, key=lambda one: one.scheduled_time or samples.NOW)
        ]

    async def read_brief(self, request_id: RequestId, version: int | None = None) -> BriefPage:
        request = self.summaries[request_id].request
        if meeting_to_prepare(request) is None:
            raise BadInput(
                "No meeting is booked here.", "A brief can be made once it stands on the calendar."
            )
        stored = _ready(self, request)
        if stored is not None and stored.viewed_at is None:
            stored = self.briefs[request_id] = replace(stored, viewed_at=samples.NOW)
        page = _page(self, request, stored)
        return opened_at(page, version) if version is not None else page

    async def make_brief(self, request_id: RequestId) -> BriefPage:
        request = self.summaries[request_id].request
        older, before = self.older_briefs.get(request_id, ()), self.briefs.get(request_id)
        self.older_briefs[request_id] = older = (*older, before) if before else older
        self.briefs[request_id] = made = _brief_of(
            request, ("John Smith wrote: “Does it work with FieldRoutes?”",), number=len(older)
        )
        return _page(self, request, made)

    async def rate_brief(
        self, request_id: RequestId, rating: int, notes: str, brief_id: uuid.UUID | None = None
    ) -> None:
        newest, older = self.briefs[request_id], self.older_briefs.get(request_id, ())
        if brief_id not in {one.id for one in older}:
            self.briefs[request_id] = newest.rated(rating, notes)
            return
        self.older_briefs[request_id] = tuple(
            one.rated(rating, notes) if one.id == brief_id else one for one in older
        )


def _ready(desk: SampleBriefs, request: MeetingRequest) -> StoredBrief | None:
    """Made for meetings within a day."""
    at = request.scheduled_time
    if request.id not in desk.briefs and at is not None and at - samples.NOW <= timedelta(hours=30):
        desk.briefs[request.id] = _brief_of(request)
    return desk.briefs.get(request.id)


def _page(desk: SampleBriefs, request: MeetingRequest, stored: StoredBrief | None) -> BriefPage:
    kept = (*desk.older_briefs.get(request.id, ()), *((stored,) if stored else ()))
    line, versions = _line(request, stored), versions_of(kept, stored)
    return BriefPage(line, request.company_id, request.join_url, versions=versions)


def _line(request: MeetingRequest, stored: StoredBrief | None) -> BriefLine:
    at = request.scheduled_time
    assert at is not None, "it is booked"
    return BriefLine(
        request.id,
        stored.brief.title if stored else title_of(request),
        ", ".join(person.called for person in request.external),
        at,
        request.duration_minutes,
        request.preferences.timezone,
        stored,
        None if stored else at - timedelta(hours=24),
    )


def _brief_of(request: MeetingRequest, changes: tuple[str, ...] = (), number: int = 0) -> StoredBrief:
    brief = write(_sources(request))
    made_at = samples.NOW - timedelta(minutes=0 if number else 40)
    key = uuid.uuid5(request.id, f"brief {number}")
    return StoredBrief(key, request.id, brief, "", made_at, changes=changes)


def _sources(request: MeetingRequest) -> BriefSources:
    at = request.scheduled_time
    assert at is not None, "it is booked"
    company_id, deal_id = uuid.uuid5(request.id, "company"), uuid.uuid5(request.id, "deal")
    who = request.primary
    deal = Deal(
        deal_id, f"{request.company_name} 2027", company_id, "demo", 24000.0,
        ("missed_calls", "after_hours"), ("ai_receptionist",),
    )  # fmt: skip
    said = ConversationMessage(
        Direction.IN, "theirs", "<theirs@sample>", "c", who.name, who.email, (samples.REP.address,), (),
        "Re: Demo", SAID, SAID, samples.NOW - timedelta(hours=20), reading={"message_kind": "reply"},
    )  # fmt: skip
    return BriefSources(
        request=replace(request, context=CONTEXT),
        meeting_at=at,
        people=tuple(
            PersonKnown(one.called, one.email, one.title, detect_persona(one.title) if one.title else None)
            for one in request.external
        ),
        company=Company(
            company_id, request.company_name, request.company_state, "Pest control", 15, "family"
        ),
        deal=deal,
        messages=(said,),
        earlier=(
            EarlierMeeting(
                "Discovery", MeetingType.DISCOVERY, Outcome.HELD, samples.NOW - timedelta(days=12)
            ),
        ),
    )
