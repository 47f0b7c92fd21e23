"""Assignments of every sort from a seed: kinds, personas, zones, clock changes, names, notes, offers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xforce_desktop.messages.assignment import (
    MEETING_TYPES,
    TEXTS_OF_MEETING,
    Assignment,
    LetterKind,
    Meeting,
    Person,
    Proof,
    Reading,
    Recipient,
    Sender,
)
from xforce_desktop.scheduling.composing import ASKS_ZONE
from xforce_desktop.scheduling.zone_ledger import zone_name

TITLES = ("Owner", "Operations Manager", "Regional Manager", "VP Sales", "Lead Technician", "Office Manager")
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Pacific/Honolulu",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Etc/GMT+5",
)
OUR_ZONES = ("America/New_York", "America/New_York", "America/Chicago", "America/Los_Angeles", "Asia/Kolkata")
# A plain week, a full season, a year's end, and weeks in which clocks change in America, Europe, Australia.
DAYS = (
    date(2026, 6, 5),
    date(2026, 8, 12),
    date(2026, 12, 28),
    date(2026, 3, 5),
    date(2026, 3, 26),
    date(2026, 4, 2),
    date(2026, 10, 1),
    date(2026, 10, 23),
    date(2026, 10, 29),
)
NAMES = (
    "John Smith",
    "Sarah Lee",
    "José Ángel Núñez",
    "Ludwig van Beethoven",
    "von der Leyen, Ursula",
    "Jean-Luc de la Croix",
    "Madonna",
    "O'Brien, Siobhán",
    "Dr. Wei Chen",
    "April May",
    "Jan Kowalski",
    "ANNE MARIE DUPONT",
    "Nguyễn Văn An",
    "Søren Ægir",
    "Mr. Brown",
    "王小明",
    "",
    "office@acme.example",
)
COLLEAGUES = ("Mary Johnson", "Émile Zátopek", "Susan Vance", "June Carter", "Bo", "Ana de Souza")
COMPANIES = (
    "Acme Pest",
    "Bluestem Pest & Lawn",
    "The Greater Northern Colorado Termite, Pest and Wildlife Control Company of Fort Collins, LLC",
    "24/7 Termite",
    "A1 Exterminators",
    "Sunday's Best Pest Co.",
    "Müller & Söhne Schädlingsbekämpfung",
    "PestPros.com",
    "",
)
CONTEXTS = (
    "",
    "Demo of AI receptionist for after-hours calls. John mentioned 15% call abandonment in discovery call.",
    "Discuss renewal and rollout plan.",
    "John wants to see pricing. Budget is weak.",
    "Intro call about missed calls",
    "Tire kicker, low budget. Push before quarter end, he is difficult.",
    "Walk through the mobile app for technicians. Sarah asked about the CRM integration.",
    "John wants online scheduling; referral from Bob at Terminix",
    "Show them how routing works across branches. Mary is the champion, owner skeptical.",
    "Review the onboarding plan and training for the office team. 40 trucks, uses DeskBell today.",
    "Madonna brought up hold times during peak season on the discovery call. Competitor quote at $499.",
)
PROOFS = (
    Proof("stat", "78% of customers choose the first company that answers", "PCT Magazine 2024"),
    Proof("stat", "34% of pest control calls come after business hours", "Industry benchmark data"),
    Proof(
        "case_study",
        "Family-owned company with 12 trucks reduced missed calls from 18% to 3%",
        "",
        "https://x.example/a",
    ),
    Proof("case_study", "Multi-location operator automated scheduling across 8 branches"),
    Proof("testimonial", "We stopped losing weekend calls within a month.", "Dana Reyes"),
    Proof("resource", "2-minute calculator shows your annual revenue at risk", "", "https://x.example/roi"),
    Proof("industry_insight", "Homeowners now expect an answer within the hour, also on Sundays"),
)
CONSTRAINTS = (
    "Only afternoons",
    "Never Mondays",
    "after 3pm",
    "not before 10am, busy in swarm season",
    "we are slammed with swarms",
    "",
)
SUBJECTS = ("Demo for Acme Pest", "RE: AW: Tuesday or Thursday?", "Quick question", "")
SEASON_LINES = (
    "",
    "",
    "I know swarm season is hitting hard right now.",
    "I know summer is your busiest time.",
    "Perfect time to get set up before spring hits.",
)


def many(seed: int, count: int, kinds: Sequence[LetterKind] = tuple(LetterKind)) -> list[Assignment]:
    """`count` assignments; every kind meets every persona in turn."""
    return [one(f"{seed}:{number}", number, kinds) for number in range(count)]


def one(seed: str, number: int, kinds: Sequence[LetterKind] = tuple(LetterKind)) -> Assignment:
    """The assignment of one number: its kind and title by turns, all else by chance."""
    chance = random.Random(seed)
    kind, title = kinds[number % len(kinds)], TITLES[number // len(kinds) % len(TITLES)]
    zone, ours = chance.choice(ZONES), chance.choice(OUR_ZONES)
    now = _now(chance, zone)
    plain = Assignment(
        kind=kind,
        meeting=_meeting(chance),
        recipient=Recipient(chance.choice(NAMES), "john@acme.example", title, zone, "+15555550123"),
        sender=Sender(chance.choice(("Brent Miller", "Zoë Fox")), "brent@maker.example", "", ours),
        now=now,
        attempt=chance.randint(1, 5),
        seed=chance.randrange(2**40),
        proposed_times=_times(chance, now, zone, chance.choice((0, 1, 1, 2, 3, 3, 3, 4))),
        season_line=chance.choice(SEASON_LINES),
        zone_note=_zone_note(chance, kind, zone),
    )
    return _completed(plain, chance)


def _zone_note(chance: random.Random, kind: LetterKind, zone: str) -> str:
    if kind not in ASKS_ZONE or chance.random() < 0.6:
        return ""
    return f"I've assumed {zone_name(zone)}; tell me if that's off."


def _now(chance: random.Random, zone: str) -> datetime:
    """An hour of a working day there."""
    day = chance.choice(DAYS)
    return datetime(day.year, day.month, day.day, chance.randint(8, 17), tzinfo=ZoneInfo(zone)).astimezone(
        UTC
    )


def _times(chance: random.Random, now: datetime, zone: str, count: int) -> tuple[datetime, ...]:
    """Half and quarter hours of the next ten days there, in any order."""
    there = now.astimezone(ZoneInfo(zone))
    times: set[datetime] = set()
    while len(times) < count:
        day = there.date() + timedelta(days=chance.randint(1, 10))
        clock = time(chance.randint(8, 17), chance.choice((0, 0, 15, 30)))
        times.add(datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC))
    return tuple(chance.sample(sorted(times), count))


def _meeting(chance: random.Random) -> Meeting:
    return Meeting(
        meeting_type=chance.choice(MEETING_TYPES),
        duration_minutes=chance.choice((15, 20, 30, 30, 45, 60, 90)),
        title=chance.choice(("Kickoff workshop", "", "Pricing push", "Demo")),
        context=chance.choice(CONTEXTS),
        company=chance.choice(COMPANIES),
        subject=chance.choice(SUBJECTS),
        platform=chance.choice(("teams", "zoom", "phone", "in_person", "")),
    )


def _completed(plain: Assignment, chance: random.Random) -> Assignment:
    """With what its kind cannot do without."""
    kind, zone, now = plain.kind, plain.recipient.timezone, plain.now
    ahead = _times(chance, now, zone, 2)
    meeting = plain.meeting
    if kind in (LetterKind.CONFIRMATION, LetterKind.REMINDER, LetterKind.CANCELLATION):
        link = chance.choice(("", "https://teams.example/l/abc"))
        at = ahead[0] if kind is not LetterKind.REMINDER else now + timedelta(hours=chance.choice((3, 5, 17)))
        meeting = replace(meeting, scheduled_time=at, join_url=link)
    if kind is LetterKind.INITIAL:
        meeting = replace(meeting, subject="")
    if kind is LetterKind.RUNNING_LATE:
        meeting = replace(meeting, scheduled_time=now - timedelta(minutes=3))
    if kind is LetterKind.NO_SHOW:
        gone = now - timedelta(hours=chance.choice((1, 20, 70)))
        meeting = replace(meeting, scheduled_time=gone, no_show_count=chance.randint(1, 4))
    if kind is LetterKind.DE_ESCALATE:
        meeting = replace(meeting, duration_minutes=chance.choice((30, 60)), new_duration_minutes=15)
    if kind is LetterKind.SMS:
        return _texted(plain, chance)
    if kind in TEXTS_OF_MEETING:
        away = chance.choice(
            {"sms_confirmed": (90, 4000), "sms_today": (15, 60), "sms_late": (-3, -20)}[kind]
        )
        return replace(plain, meeting=replace(meeting, scheduled_time=now + timedelta(minutes=away)))
    return replace(plain, meeting=meeting, **_beside(kind, ahead, now, chance))


def _texted(plain: Assignment, chance: random.Random) -> Assignment:
    """A text that opens or chases, answers a time of theirs, or is about a booked or a missed meeting."""
    sort = chance.choice(("chase", "chase", "chase", "missed", "counter", "confirmed", "today", "late"))
    if sort == "chase":
        return plain
    if sort == "counter":
        return replace(plain, their_times=_times(chance, plain.now, plain.recipient.timezone, 1))
    away = {"missed": -60, "late": -3, "today": chance.choice((90, 600, 1300)), "confirmed": 4000}[sort]
    offered = plain.proposed_times if sort == "missed" else ()
    meeting = replace(
        plain.meeting,
        scheduled_time=plain.now + timedelta(minutes=away),
        no_show_count=1 if sort == "missed" else 0,
    )
    return replace(plain, meeting=meeting, proposed_times=offered)


def _beside(
    kind: LetterKind, ahead: tuple[datetime, ...], now: datetime, chance: random.Random
) -> dict[str, object]:
    colleague = chance.choice(COLLEAGUES)
    if kind is LetterKind.CONSTRAINT:
        return {"constraint": chance.choice(CONSTRAINTS)}
    if kind is LetterKind.COUNTER:
        window = Reading(ahead[0], ahead[0] + timedelta(hours=3))
        return {"their_times": chance.choice(((ahead[0],), ahead, (window,), ()))}
    if kind is LetterKind.CLARIFY:
        readings = (ahead[0], ahead[0] + timedelta(days=7))
        return {"readings": chance.choice((readings, readings[:1], ahead)), "proposed_times": ()}
    if kind is LetterKind.PAUSE_ACK:
        return {"until": chance.choice((None, (now + timedelta(days=chance.randint(5, 60))).date()))}
    if kind is LetterKind.ASK_SILENT:
        return {"silent": chance.choice(((), (colleague,))), "others": (colleague,)}
    if kind is LetterKind.CHAMPION_CC:
        return {"champion": Person(colleague, "mary@acme.example")}
    if kind is LetterKind.CHAMPION_INTRO:
        return {"target": Person(colleague, "", "CEO")}
    if kind is LetterKind.SOCIAL_PROOF:
        return {"proof": chance.choice(PROOFS)}
    if kind in (LetterKind.INITIAL, LetterKind.FOLLOW_UP) and chance.random() < 0.2:
        return {"others": (colleague,)}
    return {}
