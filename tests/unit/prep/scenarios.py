# ruff: noqa: E501  # mails and notes as they are typed
"""Meetings of every kind with what is stored of them, for reading and for testing briefs.

Each is put into a store and gathered from there, as the program does it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tests.builders import DAY, HOUR, NOW, a_booked_request, a_rep, an_account, an_id
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.records import Company, ContactRecord, Deal
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.sources import BriefSources, gather
from xforce_desktop.replies.analysis import (
    Constraint,
    ConstraintKind,
    Mark,
    MessageKind,
    ReplyAnalysis,
)
from xforce_desktop.scheduling.account_memory import Activity, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.briefs import PrepBrief, StoredBrief
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.request import (
    Attendee,
    HistoryEntry,
    MeetingRequest,
    MeetingType,
    Outcome,
    Platform,
    Side,
    State,
)
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    Direction,
    JournalLine,
    Store,
    UnitOfWork,
)
from xforce_desktop.store.memory import MemoryStore

COMPANY_ID = an_id(100)
DEAL_ID = an_id(101)
BOOKED_AT = NOW


@dataclass(frozen=True)
class Guest:
    """Somebody on their side."""

    name: str
    title: str = ""
    address: str = ""
    is_owner: bool = False
    is_champion: bool = False
    attends: bool = True

    @property
    def email(self) -> str:
        return self.address or f"{self.name.split()[0].lower()}@their.example"


@dataclass(frozen=True)
class Scenario:
    """One meeting. `said` are (days before the booking, guest, text); `asked` our asks and how long each took
    to be answered in hours, None for no answer."""

    name: str
    company: str
    type: MeetingType
    guests: tuple[Guest, ...]
    context: str = ""
    minutes: int = 30
    state: str = ""
    industry: str = ""
    employees: int | None = None
    ownership: str = ""
    deal: dict[str, Any] = field(default_factory=dict)
    said: tuple[tuple[float, int, str], ...] = ()
    asked: tuple[float | None, ...] = (3.0,)
    memory: tuple[tuple[MemoryKind, str, str], ...] = ()  # kind, text, quote
    activities: tuple[tuple[str, str], ...] = ()
    held_before: tuple[tuple[MeetingType, int], ...] = ()  # type, days ago
    no_shows: int = 0
    tone: str = ""
    signals: tuple[str, ...] = ()
    delays: int = 0
    proposed: bool = False
    minutes_before: int = 0
    constraints: tuple[Constraint, ...] = ()
    platform: Platform = Platform.TEAMS
    meeting_in: timedelta = 2 * DAY + 4 * HOUR
    trade: str = "pest_control"
    now: datetime = NOW
    title: str = ""


def store_of(one: Scenario, store: Store | None = None) -> tuple[Store, RequestId]:
    """The scenario in a store."""
    store = store or MemoryStore(ManualClock(one.now), SeededIds(7))
    with store.begin() as work:
        request_id = put(one, work)
        work.commit()
    return store, request_id


def sources_of(one: Scenario) -> BriefSources:
    store, request_id = store_of(one)
    with store.begin() as work:
        return gather(work, work.load(request_id))


def brief_of(one: Scenario) -> PrepBrief:
    return write(sources_of(one))


def stored_of(one: Scenario) -> StoredBrief:
    sources = sources_of(one)
    return StoredBrief(an_id(500), sources.request.id, write(sources), "", one.now)


def put(one: Scenario, work: UnitOfWork) -> RequestId:
    user_id = work.save_account(an_account())
    if one.company:
        work.save_records(
            [Company(COMPANY_ID, one.company, one.state, one.industry, one.employees, one.ownership)]
        )
    company_id = COMPANY_ID if one.company else None
    people = [
        ContactRecord(
            an_id(200 + n),
            g.email,
            company_id,
            g.name,
            g.title,
            is_champion=g.is_champion,
            is_owner=g.is_owner,
        )
        for n, g in enumerate(one.guests)
    ]
    work.save_records(people)
    if one.deal:
        work.save_records([Deal(DEAL_ID, company_id=company_id, **one.deal)])
    for number, (type_, days) in enumerate(one.held_before):
        work.add(_earlier(one, number, type_, days, user_id))
    request = _request(one, user_id)
    work.add(request)
    for number, (days, guest, text) in enumerate(one.said):
        take(work, request.id, _message(one, number, days, guest, text))
    for number, (kind, text, quote) in enumerate(one.memory):
        work.add_memory(_memory(one, number, kind, text, quote))
    for number, (type_, summary) in enumerate(one.activities):
        at = one.now - (number + 1) * 3 * DAY
        work.add_activity(Activity(COMPANY_ID, f"act-{number}", type_, summary, "noted by you", at))
    return request.id


def _request(one: Scenario, user_id: uuid.UUID) -> MeetingRequest:
    begun = one.now - timedelta(days=len(one.asked) * 1.2)
    return a_booked_request(
        id=RequestId(an_id(1)),
        created_by=user_id,
        created_at=begun,
        booked_at=one.now,
        meeting_type=one.type,
        duration_minutes=one.minutes,
        title=one.title or f"Meeting with {one.company or one.guests[0].name}",
        context=one.context,
        platform=one.platform,
        attendees=(a_rep(), *(_guest(n, g) for n, g in enumerate(one.guests) if g.attends)),
        company_id=COMPANY_ID if one.company else None,
        company_name=one.company,
        company_state=one.state,
        deal_id=DEAL_ID if one.deal else None,
        deal_value=one.deal.get("estimated_value"),
        trade=one.trade,
        attempt_count=len(one.asked),
        no_show_count=one.no_shows,
        history=tuple(_history(one, begun)),
        constraints=one.constraints,
        scheduled_time=one.now + one.meeting_in,
        state=State.CONFIRMED,
    )


def _guest(number: int, guest: Guest) -> Attendee:
    return Attendee(
        an_id(300 + number),
        Side.EXTERNAL,
        guest.name,
        guest.email,
        title=guest.title,
        timezone="America/Chicago",
    )


def _history(one: Scenario, begun: datetime) -> Sequence[HistoryEntry]:
    turns: list[HistoryEntry] = []
    answers = [n for n, wait in enumerate(one.asked) if wait is not None]
    for number, wait in enumerate(one.asked):
        at = begun + number * 1.2 * DAY
        minutes = one.minutes_before if number == 0 and one.minutes_before else one.minutes
        turns.append(HistoryEntry("initial_sent" if number == 0 else "follow_up_sent", at, minutes=minutes))
        if wait is None:
            continue
        is_last = number == answers[-1]
        kind = "prospect_delayed" if number < one.delays else "prospect_replied"
        kind = "prospect_proposed_times" if one.proposed and is_last else kind
        tone, signals = (one.tone, one.signals) if is_last else ("neutral", ())
        turns.append(HistoryEntry(kind, at + wait * HOUR, "", (), tone or "neutral", signals, by="*"))
    return turns


def _message(one: Scenario, number: int, days: float, guest: int, text: str) -> ConversationMessage:
    who = one.guests[guest]
    return ConversationMessage(
        Direction.IN, f"their-{number}", f"<{number}@their.example>", "conversation-1", who.name, who.email,
        ("brent@xforce.example",), (), "Re: Demo", text, text, one.now - days * DAY,
        reading={"message_kind": "reply"},
    )  # fmt: skip


def take(
    work: UnitOfWork,
    request_id: RequestId,
    message: ConversationMessage,
    *,
    is_certain: bool = True,
    marks: tuple[Mark, ...] = (),
) -> None:
    """Put it in the conversation, and what was heard in the journal, as the program does."""
    analysis = ReplyAnalysis(MessageKind.REPLY, None, new_text=message.new_text, marks=marks)
    event = ReplyReceived(
        message.provider_id,
        message.from_address,
        message.from_name,
        message.at,
        analysis,
        "It answers our mail.",
        is_certain=is_certain,
    )
    state = work.load(request_id).state
    work.add_message(request_id, message)
    work.append_journal(
        request_id, JournalLine(work.next_journal_number(request_id), message.at, event, state, state)
    )


def _memory(one: Scenario, number: int, kind: MemoryKind, text: str, quote: str) -> MemoryEntry:
    at = one.now - timedelta(days=60 + number)
    who = one.guests[0]
    return MemoryEntry(
        an_id(400 + number), COMPANY_ID, kind, text, f"mail from {who.name}" if quote else "noted by you", at,
        who.email, who.name, content={"quote": quote, "message_id": f"m{number}"} if quote else {}, key=f"k{number}",
    )  # fmt: skip


def _earlier(one: Scenario, number: int, type_: MeetingType, days: int, user_id: uuid.UUID) -> MeetingRequest:
    at = one.now - timedelta(days=days)
    made = _request(replace(one, no_shows=0, constraints=()), user_id)
    people = tuple(replace(p, id=an_id(600 + 10 * number + n)) for n, p in enumerate(made.attendees))
    return replace(
        made, id=RequestId(an_id(50 + number)), meeting_type=type_, title=f"{type_.value.replace('_', ' ').capitalize()} with {one.company}",
        scheduled_time=at, state=State.COMPLETED, outcome=Outcome.HELD, created_at=at - 5 * DAY,
        completed_at=at, next_action=None, attendees=people, calendar_event_id=f"event-{number}-old",
    )  # fmt: skip


JANUARY = datetime(2027, 1, 12, 15, 0, tzinfo=NOW.tzinfo)
APRIL = datetime(2027, 4, 6, 14, 0, tzinfo=NOW.tzinfo)
OCTOBER = datetime(2026, 10, 13, 14, 0, tzinfo=NOW.tzinfo)

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "owner, demo, much known", "Acme Pest", MeetingType.DEMO,
        (Guest("John Smith", "Owner", is_owner=True),),
        context="Demo of our AI receptionist for after-hours calls. John mentioned 15% call abandonment in the "
        "discovery call. Don't push “AI” terminology: he prefers “smart answering”. Bad experience with one "
        "competitor, avoid comparisons. Third-generation family business. They use FieldRoutes.",
        state="TN", industry="Pest control", employees=15, ownership="family",
        deal={"name": "Acme 2026", "stage": "demo", "estimated_value": 24000.0,
              "identified_pain_points": ("missed_calls", "after_hours"), "products": ("ai_receptionist",)},
        said=((2, 0, "Hi Brent,\n\nTuesday works. We lose a lot of calls after 5pm, my wife takes them on her cell. "
                     "Does it work with FieldRoutes?\n\nJohn"),),
        asked=(None, None, 5.0), held_before=((MeetingType.DISCOVERY, 20),), now=OCTOBER,
    ),
    Scenario(
        "nearly nothing known", "Bluebird Services", MeetingType.DISCOVERY, (Guest("Dana Wells"),),
        context="", asked=(1.5,), now=OCTOBER, trade="",
    ),
    Scenario(
        "CFO, executive review", "Garden State Pest", MeetingType.EXEC_REVIEW,
        (Guest("Priya Raman", "CFO"), Guest("Tom Reilly", "Owner", is_owner=True, attends=False)),
        context="Review of the numbers from the pilot proposal. Tom decides, Priya has to approve the budget.",
        state="NJ", industry="Pest control", employees=140, ownership="pe_backed",
        deal={"name": "Garden State rollout", "stage": "proposal", "estimated_value": 96000.0,
              "identified_pain_points": ("call_abandonment",), "products": ("ai_receptionist", "call_tracking")},
        said=((3, 0, "Send me the pricing beforehand. I need to know what it costs per month and where our call data "
                     "is stored."),),
        asked=(None, 30.0, 26.0), now=OCTOBER,
    ),
    Scenario(
        "operations manager, demo after two no-shows", "Delta Pest", MeetingType.DEMO,
        (Guest("Rosa Gomez", "Operations Manager"),), state="LA", industry="Pest control", employees=38,
        deal={"name": "Delta dispatch", "stage": "qualified", "identified_pain_points": ("dispatch",)},
        no_shows=2, asked=(None, 20.0, None, 60.0, None), delays=1, tone="frustrated", now=APRIL,
        said=((1, 0, "Look, it is swarm season and I have three techs out sick. Fine, Thursday. But please don't send "
                     "me any more follow-ups, we are swamped."),),
    ),
    Scenario(
        "technician, discovery", "Nighthawk Exterminators", MeetingType.DISCOVERY,
        (Guest("Luis Ortega", "Lead Technician"),), state="TX", industry="pest control",
        context="Met Luis at the trade show. He complained about driving to customers who are not home.",
        asked=(0.4,), signals=("eager",), now=JANUARY, minutes=15, minutes_before=30,
    ),
    Scenario(
        "champion present, several attendees", "Bayshore Group", MeetingType.DEMO,
        (Guest("Karen Holt", "Regional Manager"), Guest("Mike Duarte", "Operations Manager", is_champion=True),
         Guest("Sue Park", "Office Manager"), Guest("Al Reyes", "IT Director")),
        context="Joint demo for the Florida branches. Mike wants to replace the answering service before spring.",
        state="FL", industry="Pest control", employees=210, ownership="corporate", minutes=60,
        deal={"name": "Bayshore Florida", "stage": "evaluation", "estimated_value": 180000.0,
              "identified_pain_points": ("staffing", "missed_calls"), "products": ("ai_receptionist",)},
        said=((4, 1, "Karen will want to see how it runs in more than one branch. We get about 400 calls a day across "
                     "6 locations and about 60 of them go unanswered."),
              (2, 3, "How does it integrate with RingCentral? And who can see the recordings?")),
        asked=(2.0, 6.0), signals=("loop_in_others", "eager"), proposed=True, now=JANUARY,
    ),
    Scenario(
        "follow-up, late stage, frustrated", "Evergreen Lawn & Pest", MeetingType.FOLLOW_UP,
        (Guest("Hank Moore", "President"),), state="GA", industry="Lawn care", employees=55, trade="",
        deal={"name": "Evergreen 2027", "stage": "Proposal sent", "estimated_value": 31500.0},
        said=((1, 0, "This is more than I wanted to spend, and we are under contract with Ruby until March. My brother "
                     "has to sign too."),),
        asked=(50.0, 40.0, 30.0, 70.0), tone="negative", signals=("next_quarter",), delays=2,
        held_before=((MeetingType.DISCOVERY, 60), (MeetingType.DEMO, 25)), now=JANUARY,
    ),
    Scenario(
        "negotiation with a lawyerly owner", "Summit Pest Solutions", MeetingType.NEGOTIATION,
        (Guest("Ellen Brandt", "CEO"),), state="CO", industry="Pest control", employees=72, ownership="independent",
        deal={"name": "Summit annual plan", "stage": "negotiation", "estimated_value": 58000.0,
              "identified_pain_points": ("slow_response",), "products": ("ai_receptionist",)},
        context="Ellen wants a month-to-month start. She is worried about data protection.",
        memory=((MemoryKind.SENSITIVITY, "Ellen does not like being called by her first name in front of her team.", ""),
                (MemoryKind.COMMITMENT, "Ellen will send the call log.", "I'll send you last month's call log.")),
        asked=(4.0,), held_before=((MeetingType.DEMO, 14),), now=OCTOBER,
        constraints=(Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0),),
    ),
    Scenario(
        "custom, other trade", "Brightline Dental", MeetingType.CUSTOM,
        (Guest("Dr. Wei Chen", "Practice owner", is_owner=True), Guest("Amy Fox", "Office Manager")),
        title="Onboarding plan", state="OR", industry="Dental practice", employees=12, trade="",
        context="Agree on the onboarding plan. Amy does the phones alone on Fridays.",
        deal={"name": "Brightline", "stage": "closed won", "estimated_value": 9000.0},
        asked=(0.7,), proposed=True, now=OCTOBER, platform=Platform.ZOOM,
    ),
    Scenario(
        "no company on record", "", MeetingType.DISCOVERY, (Guest("Sam Ito", address="sam@ito.example"),),
        context="Sam asked about missed calls at the conference.", asked=(20.0,), now=OCTOBER, trade="",
    ),
    Scenario(
        "office manager, demo, memory rich", "Cedar Creek Pest", MeetingType.DEMO,
        (Guest("Nora Lind", "Office Manager", is_champion=True),
         Guest("Bill Cedar", "Owner", is_owner=True, attends=False)),
        state="SC", industry="Pest control", employees=22, ownership="family",
        deal={"name": "Cedar Creek", "stage": "discovery", "products": ("ai_receptionist",)},
        memory=((MemoryKind.PAIN_POINT, "They lose calls while the office is at lunch.",
                 "We miss maybe ten calls every lunch break."),
                (MemoryKind.OBJECTION, "Customers want a real person.", "Our customers want to talk to a real person."),
                (MemoryKind.FACT, "They use PestPac.", "We're on PestPac."),
                (MemoryKind.PREFERENCE, "Nora prefers texts.", "Text me, I never see mail.")),
        activities=(("call", "Nora called: Bill read the brochure and liked the price"),),
        asked=(0.5, 2.0), signals=("eager",), now=APRIL,
    ),
    Scenario(
        "silent start, hardly any interest", "Ironwood Pest", MeetingType.DISCOVERY,
        (Guest("Pat O'Neil", "General Manager"),), state="AZ", industry="Pest control",
        context="Saw the job ad for two receptionists.",
        asked=(None, None, None, 70.0), delays=0, signals=("next_quarter",), no_shows=1, now=JANUARY,
    ),
    Scenario(
        "VP, regional rollout, everything known", "Terra Guard", MeetingType.FOLLOW_UP,
        (Guest("Grace Liu", "VP Operations"), Guest("Omar Haddad", "Director of IT")),
        state="CA", industry="Pest control", employees=420, ownership="private_equity",
        deal={"name": "Terra Guard pilot", "stage": "pilot", "estimated_value": 240000.0,
              "identified_pain_points": ("peak_season", "manual_entry"), "products": ("AI receptionist", "Routing Suite")},
        context="Pilot ran for two weeks in Fresno. Grace decides with Omar. They want to start before spring. Budget "
        "is set aside for 2027.",
        said=((2, 0, "We took 1,200 calls in the pilot and 90% were handled without anyone touching them. Omar has "
                     "questions about privacy."),),
        asked=(1.0,), signals=("eager",), held_before=((MeetingType.DEMO, 40),), now=JANUARY,
    ),
    Scenario(
        "partner meeting, phone, one-person firm", "Otis Wildlife Control", MeetingType.DISCOVERY,
        (Guest("Otis Green", "Owner/Operator", is_owner=True),), state="KY", industry="Wildlife control", employees=1,
        context="Otis answers every call himself, also on the roof. He is skeptical of robots on the phone.",
        asked=(9.0,), platform=Platform.PHONE, minutes=15, now=OCTOBER, trade="",
    ),
)  # fmt: skip


def by_name(words: str) -> Scenario:
    return next(one for one in SCENARIOS if words in one.name)


Maker = Callable[[Scenario], PrepBrief]
