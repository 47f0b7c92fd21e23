"""Sample meetings for screenshots and for trying the screens without any service behind them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from xforce_desktop.availability.spans import Span
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.habits import Habit, LearnedStyle
from xforce_desktop.ports import Account, Person
from xforce_desktop.scheduling import leverage
from xforce_desktop.scheduling.composing import template_for
from xforce_desktop.scheduling.desk import Group, RepCommand, Summary
from xforce_desktop.scheduling.effects import LeverageTrigger, SendLetter
from xforce_desktop.scheduling.proofs import NewProof, Relevance, StoredProof
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    Approval,
    Attendee,
    EntryType,
    Handler,
    HistoryEntry,
    InviteStatus,
    MeetingRequest,
    MeetingType,
    NextAction,
    Outcome,
    Platform,
    Preferences,
    Side,
    State,
)
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    Direction,
    OptOut,
    OutboxRow,
    OutboxStatus,
)

NOW = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)  # Tuesday, 10:05 AM in New York
ZONE = "America/New_York"
REP = Account("Brent Carter", "brent@xforce.example", "Account Executive", ZONE)
SIGNATURE = (
    '<b>Brent Carter</b><br>Account Executive, X-FORCE<br><a href="https://xforce.example">xforce.example</a>'
)
TEAM = (
    Person("Sarah Lopez", "sarah@xforce.example", "Sales Engineer"),
    Person("Mike Chen", "mike@xforce.example", "VP Sales"),
    Person("Priya Nair", "priya@xforce.example", "Solutions Consultant"),
    Person("Tom Whitfield", "tom@xforce.example", "Customer Success"),
)


HANK, HANKS_NUMBER = "hank@oldmill.example", "+16155550177"


def learned_style() -> LearnedStyle:
    """Two clear habits and one that is none."""
    habits = (
        Habit("greeting", "hi", 52, 60),
        Habit("sign_off", "cheers", 41, 60),
        Habit("contractions", "used", 20, 38),
    )
    return LearnedStyle(NOW - timedelta(days=2), 60, habits)


def opt_outs() -> list[OptOut]:
    """One who asked by text, one by mail, and one who came back."""
    return [
        OptOut(HANKS_NUMBER, NOW - timedelta(days=1), "They asked by text not to be written to."),
        OptOut(HANK, NOW - timedelta(days=9), "They asked not to be written to."),
        OptOut(
            "rita@bluebird.example",
            NOW - timedelta(days=40),
            "They asked not to be written to.",
            NOW - timedelta(days=3),
            "She called on Friday and asked for a demo",
        ),
    ]


CONTACT = Remembered(
    Origin.CONTACT,
    "rita@bluebird.example",
    "Rita Gomez",
    NOW - timedelta(hours=6),
    "Operations Manager",
    "Bluebird Pest",
    "+1 615 555 0142",
)
_SPACE = uuid.UUID("6f1a9a10-5d0c-4f0e-9f3b-1d1f6a7b2c3d")
_PAUSE, _RESUME, _CANCEL = RepCommand.PAUSE, RepCommand.RESUME, RepCommand.CANCEL


def sample_id(name: str) -> RequestId:
    """The id of the sample whose company is `name`."""
    return RequestId(uuid.uuid5(_SPACE, name))


def prospect(name: str, address: str, title: str = "", phone: str = "", zone: str = ZONE) -> Attendee:
    return Attendee(
        uuid.uuid5(_SPACE, address), Side.EXTERNAL, name, address, title=title, phone=phone, timezone=zone
    )


def request(
    company: str, meeting: MeetingType, minutes: int, who: Attendee, **changes: object
) -> MeetingRequest:
    """A sample request that awaits a response since an hour; `changes` replace its fields."""
    rep = Attendee(uuid.uuid5(_SPACE, REP.address), Side.INTERNAL, REP.name, REP.address, is_organizer=True)
    made = MeetingRequest(
        id=sample_id(company),
        created_by=uuid.uuid5(_SPACE, "rep"),
        meeting_type=meeting,
        duration_minutes=minutes,
        title="",
        context="After-hours call handling; 15 % of their calls are abandoned.",
        platform=Platform.TEAMS,
        preferences=Preferences(Span(NOW, NOW + timedelta(days=14)), ZONE),
        attendees=(rep, who),
        created_at=NOW - timedelta(hours=1),
        company_name=company,
        approval=Approval.REVIEW_FIRST,
        is_approved=True,
        state=State.AWAITING_RESPONSE,
        attempt_count=1,
        asks_since_reply=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the samples below name real fields


def entry(kind: EntryType, ago: timedelta, why: str, actor: Actor = Actor.AI, **more: object) -> ActionEntry:
    return ActionEntry(kind, actor, why, NOW - ago, **more)  # type: ignore[arg-type]  # see `request`


def draft(request_id: RequestId, kind: LetterKind, subject: str, body: str, why: str) -> OutboxRow:
    """A mail that waits for the rep's word."""
    return OutboxRow(
        key=EffectKey(f"{request_id}:2:0"),
        request_id=request_id,
        effect=SendLetter(kind),
        status=OutboxStatus.WAITING,
        not_before=NOW,
        created_at=NOW - timedelta(minutes=5),
        why=why,
        subject=subject,
        body=body,
        writer="offline",
    )


def _summary(made: MeetingRequest, group: Group, last: ActionEntry, *commands: RepCommand) -> Summary:
    return Summary(made, group, last, (), (), commands)


def _offers() -> tuple[datetime, ...]:
    start = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    return (start, start + timedelta(days=1, hours=5), start + timedelta(days=5, hours=1))


def pending() -> list[Summary]:
    """Requests in which somebody is being asked, paused, or about to be."""
    john = prospect("John Smith", "john@acmepest.example", "Owner", "+1 404 555 0142")
    mary = prospect("Mary Johnson", "mary@gulfcoast.example", "Operations Manager", zone="America/Chicago")
    acme = request(
        "Acme Pest",
        MeetingType.DEMO,
        60,
        john,
        created_at=NOW - timedelta(days=2, hours=1),
        offered_times=_offers(),
        email_thread_id="sample",
        subject="Demo of the AI receptionist",
        next_action=NextAction(
            ActionType.FOLLOW_UP,
            NOW + timedelta(hours=23, minutes=55),
            "John usually answers in the morning; a day of silence is long enough to ask again.",
        ),
    )
    sent = entry(
        EntryType.TIMES_PROPOSED,
        timedelta(hours=19, minutes=50),
        "Three times on three days, all free for you and Sarah.",
        times_proposed=_offers(),
    )
    gulf = request(
        "Gulf Coast",
        MeetingType.DISCOVERY,
        30,
        mary,
        created_at=NOW - timedelta(hours=4, minutes=20),
        state=State.NEGOTIATING,
        asks_since_reply=0,
        next_action=NextAction(
            ActionType.SEND_OPTIONS, NOW + timedelta(minutes=5), "She cannot do mornings."
        ),
    )
    answered = entry(
        EntryType.EMAIL_RECEIVED, timedelta(minutes=12), "She can only do afternoons.", Actor.PROSPECT
    )
    return [
        _summary(acme, Group.PENDING, sent, _PAUSE, _CANCEL, RepCommand.TAKE_OVER),
        _summary(gulf, Group.PENDING, answered, _PAUSE, _CANCEL, RepCommand.TAKE_OVER),
        _sunshine(),
        _paused(),
        _waiting(),
    ]


def _sunshine() -> Summary:
    bob = prospect("Bob Wilson", "bob@sunshinepest.example", "General Manager")
    made = request(
        "Sunshine Pest",
        MeetingType.FOLLOW_UP,
        30,
        bob,
        created_at=NOW - timedelta(minutes=11),
        next_action=NextAction(
            ActionType.FOLLOW_UP, NOW + timedelta(hours=24), "A day to answer the first mail."
        ),
    )
    first = entry(EntryType.EMAIL_SENT, timedelta(minutes=10), "The first mail of this conversation.")
    return _summary(made, Group.PENDING, first, _PAUSE, _CANCEL, RepCommand.TAKE_OVER)


def _paused() -> Summary:
    dana = prospect("Dana Whitmore", "dana@lakeside.example", "CFO")
    made = request(
        "Lakeside Services",
        MeetingType.NEGOTIATION,
        30,
        dana,
        created_at=NOW - timedelta(days=6),
        state=State.PAUSED,
        next_action=NextAction(
            ActionType.RESUME, NOW + timedelta(days=7), "She is back from vacation on Monday."
        ),
    )
    away = entry(
        EntryType.PAUSED, timedelta(days=1, hours=2), "Her automatic reply says she is away until Nov 30."
    )
    return _summary(made, Group.PENDING, away, _RESUME, _CANCEL, RepCommand.TAKE_OVER)


def _waiting() -> Summary:
    ellen = prospect("Ellen Park", "ellen@harborhome.example", "Head of Sales", zone="America/Los_Angeles")
    made = request(
        "Harbor Home",
        MeetingType.DEMO,
        60,
        ellen,
        created_at=NOW - timedelta(minutes=6),
        state=State.PROPOSING,
        is_approved=False,
        attempt_count=0,
        asks_since_reply=0,
        offered_times=_offers(),
    )
    body = (
        "Hi Ellen,\n\nthank you for the good talk last week. I would like to show you how the AI "
        "receptionist answers the calls that come in after hours. Would one of these suit you?\n\n"
        "  • Wednesday, Nov 25, 6:00 AM\n  • Thursday, Nov 26, 11:00 AM\n  • Monday, Nov 30, 7:00 AM\n\n"
        "It takes an hour. If none fits, tell me what would.\n\nBest,\nBrent"
    )
    row = draft(
        made.id, LetterKind.INITIAL, "Demo for Harbor Home", body, "You review the first mail of each."
    )
    started = entry(EntryType.CREATED, timedelta(minutes=6), "You started it.", Actor.USER)
    commands = (RepCommand.APPROVE, _PAUSE, _CANCEL, RepCommand.TAKE_OVER)
    return Summary(made, Group.PENDING, started, (row,), (), commands)


def confirmed() -> list[Summary]:
    """Meetings on the calendar."""
    tomorrow = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
    abc = _booked(
        "ABC Exterminators",
        MeetingType.DEMO,
        prospect("John Doe", "jdoe@abcext.example", "Owner"),
        tomorrow,
        NextAction(ActionType.SEND_REMINDER, tomorrow - timedelta(hours=5), "The morning of the meeting."),
    )
    thursday = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    premier = _booked(
        "Premier Pest",
        MeetingType.DISCOVERY,
        prospect("Sarah Miller", "sarah@premierpest.example"),
        thursday,
        NextAction(
            ActionType.SEND_REMINDER, thursday - timedelta(hours=18, minutes=30), "It is before noon."
        ),
    )
    accepted = entry(EntryType.INVITE_ACCEPTED, timedelta(hours=3), "Accepted in Outlook.", Actor.PROSPECT)
    commands = (RepCommand.RESCHEDULE, _CANCEL, RepCommand.TAKE_OVER)
    return [_summary(made, Group.CONFIRMED, accepted, *commands) for made in (abc, premier)]


def _booked(
    company: str, meeting: MeetingType, who: Attendee, start: datetime, step: NextAction
) -> MeetingRequest:
    return request(
        company,
        meeting,
        30,
        replace(who, invite_status=InviteStatus.ACCEPTED),
        created_at=NOW - timedelta(days=3),
        state=State.CONFIRMED,
        scheduled_time=start,
        calendar_event_id=f"event-{company}",
        join_url="https://teams.example/meet/1",
        invite_accepted=True,
        next_action=step,
    )


def needs_attention() -> list[Summary]:
    """Requests that cannot go on without the rep."""
    return [_delta(), _to_call(), _outcome_asked(), _rep_has_it()]


def _to_call() -> Summary:
    rosa = prospect("Rosa Klein", "rosa@gardenstate.example", "Owner", "+1 201 555 0164")
    made = request(
        "Garden State Pest",
        MeetingType.DEMO,
        30,
        rosa,
        created_at=NOW - timedelta(days=6),
        attempt_count=3,
        asks_since_reply=3,
        history=tuple(HistoryEntry("options_sent", NOW - timedelta(days=days)) for days in (6, 4, 1)),
        next_action=NextAction(ActionType.FOLLOW_UP, NOW + timedelta(days=2), "Two days to call."),
    )
    moment = leverage.moment_for(made, LeverageTrigger.PERSISTENT_NON_RESPONSE, NOW)
    card = leverage.LeverageCard(
        sample_id("card"),
        moment.trigger,
        moment.urgency,
        moment.title,
        NOW - timedelta(minutes=9),
        moment.brief,
    )
    suggested = entry(EntryType.CALL_SUGGESTED, timedelta(minutes=9), "Three mails have not been answered.")
    commands = (RepCommand.TAKE_OVER, _PAUSE, _CANCEL)
    return replace(_summary(made, Group.NEEDS_ATTENTION, suggested, *commands), cards=(card,))


def _delta() -> Summary:
    tom = prospect("Tom Brown", "tom@deltapest.example", "Owner", "+1 305 555 0177")
    made = request(
        "Delta Pest",
        MeetingType.DEMO,
        60,
        tom,
        created_at=NOW - timedelta(days=9),
        state=State.PROPOSING,
        no_show_count=1,
        scheduled_time=NOW - timedelta(hours=1, minutes=5),
        requires_human_review=True,
        review_reason="Didn’t join, and no answer to “running late?”. A mail with new times is ready.",
    )
    body = (
        "Hi Tom,\n\nwe seem to have missed each other this morning, no problem at all. "
        "Was the link broken?\n\n"
        "I can do today at 3:00 PM or tomorrow at 10:30 AM.\n\nBest,\nBrent"
    )
    row = draft(made.id, LetterKind.NO_SHOW, "Re: Demo for Delta Pest", body, "Nobody of theirs joined.")
    seen = entry(EntryType.NO_SHOW_DETECTED, timedelta(minutes=2), "The attendance report names you alone.")
    return Summary(
        made, Group.NEEDS_ATTENTION, seen, (row,), (), (RepCommand.APPROVE, RepCommand.TAKE_OVER, _CANCEL)
    )


def _outcome_asked() -> Summary:
    nina = prospect("Nina Alvarez", "nina@bayshore.example", "COO", "+1 813 555 0110")
    made = request(
        "Bayshore Group",
        MeetingType.EXEC_REVIEW,
        30,
        nina,
        created_at=NOW - timedelta(days=5),
        state=State.REMINDER_SENT,
        scheduled_time=NOW - timedelta(hours=18, minutes=5),
        calendar_event_id="event-bayshore",
        requires_human_review=True,
        review_reason="There is no attendance report, so only you can say what became of it.",
    )
    made = replace(made, followup_template=template_for(made, REP, NOW))
    asked = entry(EntryType.WAITING, timedelta(hours=17), "No evidence either way.")
    return _summary(made, Group.NEEDS_ATTENTION, asked, RepCommand.TAKE_OVER, _CANCEL)


def _rep_has_it() -> Summary:
    omar = prospect("Omar Haddad", "omar@summitfield.example", "VP Operations")
    made = request(
        "Summit Field",
        MeetingType.DISCOVERY,
        30,
        omar,
        created_at=NOW - timedelta(days=1, hours=3),
        handled_by=Handler.REP,
        review_reason="You wrote in this conversation yourself, so the agent keeps still",
    )
    handed = entry(
        EntryType.HANDED_TO_REP, timedelta(hours=2), "A mail of yours was found in the conversation."
    )
    return _summary(made, Group.NEEDS_ATTENTION, handed, RepCommand.GIVE_BACK, _CANCEL)


def _held_after_two_asks() -> dict[str, object]:
    """What a request has by then: two asks, and an answer a few hours after the second."""
    began = NOW - timedelta(days=8)
    asked_at, again_at = began + timedelta(hours=1), began + timedelta(days=1, hours=2)
    return {
        "attempt_count": 2,
        "history": (
            HistoryEntry("initial_sent", asked_at, channel="email"),
            HistoryEntry("follow_up_sent", again_at, channel="email"),
            HistoryEntry("prospect_replied", again_at + timedelta(hours=3), channel="email"),
        ),
        "booked_at": again_at + timedelta(hours=3),
        "scheduled_time": NOW - timedelta(hours=3),
    }


def completed() -> list[Summary]:
    """Requests that ended this week."""
    rows = [
        ("Northwind Homes", "Ida Berg", Outcome.HELD, ""),
        ("Clearwater", "Luis Ortega", Outcome.HELD, ""),
        ("Redwood Pest", "Kim Tran", Outcome.CANCELLED_BY_THEM, "budget is frozen until spring"),
    ]
    ended = []
    for number, (company, name, outcome, notes) in enumerate(rows):
        who = prospect(name, f"{name.split()[0].lower()}@{company.split()[0].lower()}.example")
        made = request(
            company,
            MeetingType.DISCOVERY,
            30,
            who,
            created_at=NOW - timedelta(days=8),
            state=State.COMPLETED if outcome is Outcome.HELD else State.CANCELLED,
            completed_at=NOW - timedelta(hours=2 + 9 * number),
            outcome=outcome,
            outcome_notes=notes,
            **(_held_after_two_asks() if not number else {}),
        )
        kind = EntryType.COMPLETED if outcome is Outcome.HELD else EntryType.CANCELLED
        ended.append(_summary(made, Group.COMPLETED, entry(kind, timedelta(hours=2), "It is done.")))
    return ended


def conversation(made: MeetingRequest) -> tuple[ConversationMessage, ...]:
    """Our mail and, unless they are silent, their answer with its reading."""
    him, first = made.primary, made.primary.name.split()[0]
    offer = (
        f"Hi {first},\n\nthank you for the good talk last week. I would like to show you how the AI "
        "receptionist answers the calls that come in after hours. Would one of these suit you?\n\n"
        "  • Wednesday, Nov 25, 9:00 AM\n  • Thursday, Nov 26, 2:00 PM\n  • Monday, Nov 30, 10:00 AM\n\n"
        "Best,\nBrent"
    )
    answer = "Thursday at 2 works, thanks. Can you send the link to my office address?"
    quoted = "\n".join(f"> {text}" for text in offer.splitlines())
    sent_at = NOW - timedelta(hours=19, minutes=50)
    ours = ConversationMessage(
        Direction.OUT,
        "m1",
        "<m1@xforce.example>",
        "sample",
        REP.name,
        REP.address,
        (him.email,),
        (),
        "Demo of the AI receptionist",
        offer,
        offer,
        sent_at,
    )
    theirs = replace(
        ours,
        direction=Direction.IN,
        provider_id="m2",
        message_id="<m2@their.example>",
        from_name=him.name,
        from_address=him.email,
        to=(REP.address,),
        subject="Re: Demo of the AI receptionist",
        body=f"{answer}\n\nOn Monday, Brent wrote:\n{quoted}",
        new_text=answer,
        at=NOW - timedelta(minutes=14),
        reading={
            "message_kind": "reply",
            "intent": "accept_time",
            "selected_time": "2026-11-26T14:00:00-05:00",
            "why": ["“Thursday at 2” is the second of the offered times.", "“works” says yes to it."],
            "marks": [
                {
                    "start": 0,
                    "end": 13,
                    "role": "accepted_time",
                    "text": "Thursday at 2",
                    "windows": [
                        {"start": "2026-11-26T14:00:00-05:00", "end": "2026-11-26T14:30:00-05:00"},
                    ],
                },
                {"start": 14, "end": 19, "role": "agrees", "text": "works"},
            ],
        },
    )
    return (ours,) if made.asks_since_reply > 1 else (ours, theirs)


def actions(summary: Summary) -> tuple[ActionEntry, ...]:
    """The log of one sample, oldest first."""
    started = ActionEntry(EntryType.CREATED, Actor.USER, "You started it.", summary.request.created_at)
    looked = replace(
        started,
        type=EntryType.NOTED,
        actor=Actor.AI,
        at=started.at + timedelta(seconds=20),
        why="Read the calendars of you and Sarah: 41 free times in the next two weeks.",
    )
    last = () if summary.last is None or summary.last.type is EntryType.CREATED else (summary.last,)
    return (started, looked, *last)


def proofs() -> list[StoredProof]:
    """Two that were sent, one of them retired."""
    case = NewProof(
        type="case_study",
        content="A family-owned company with 12 trucks cut its missed calls from 18% to 3%",
        relevant_for=Relevance(industries=("pest control",), ownership=("family",), most_employees=50),
    )
    number = NewProof(
        type="stat", content="34% of their calls come after business hours", source="Our call report, May"
    )
    return [
        StoredProof(sample_id("case"), case, NOW, True, 8, 5, 3),
        StoredProof(sample_id("number"), number, NOW, False, 1, 0, 0),
    ]
