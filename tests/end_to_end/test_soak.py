"""The background loop killed (-9) at random moments while everything outside goes wrong now and then.

Simulated prospects answer, accept, move, miss and attend, some of them may be texted, and offered times stand
in the rep's calendar as tentative events; the clock is moved by the test. Afterwards the
program runs on undisturbed until every request has ended, and what left is held against its books.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from sync.graph.mail import KEY_PROPERTY
from sync.sandbox.people import Person, stranger
from tests.end_to_end.commands import Finished, ForkedCommands, running_sandbox
from tests.end_to_end.walk import MINUTE, REP, Json, Sandbox, new_text
from xforce_desktop.bootstrap.sandboxes import sandbox_requests
from xforce_desktop.clock import ManualClock
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.events import MeetingBooked
from xforce_desktop.scheduling.request import ActionType, Handler, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    Direction,
    HoldEvent,
    OutboxRow,
    OutboxStatus,
)
from xforce_desktop.store.unit_of_work import FILE_NAME, open_store

SEED = int(os.environ.get("XFORCE_SOAK_SEED", "41"))
REQUESTS = 11
TEXTED = 3  # of the requests
CONSENT = {"on": "2026-05-01", "source": "asked on the phone"}
FEWEST_TEXTS = 3
HOLD = "Hold: "  # begins the subject of a tentative event
FEWEST_KILLS = 60
FEWEST_INSIDE = 25  # kills while a pass was under way
MOST_LIVES = 250
REP_LOOKS_EVERY = 8  # lives
LONGEST_LIFE_IN_PASSES = 1.7  # a life is drawn from 0 to so many times a quiet pass with its start-up
LONG_LIFE = 3  # times as long, so that some lives reach what is done last in a pass
SHARE_OF_ANY_MOMENT = 0.4  # the other lives end shortly after something outside began to change
LONGEST_AFTER_CHANGE_S = 0.05
LONGEST = timedelta(days=60)
SIGKILL = -9
REP_ZONE = ZoneInfo("America/New_York")

CALLS = (
    "POST /v1.0/me/messages",
    "POST /v1.0/me/messages/*/createReplyAll",
    "PATCH /v1.0/me/messages/*",
    "POST /v1.0/me/messages/*/send",
    "POST /v1.0/me/events",
    "PATCH /v1.0/me/events/*",
    "POST /v1.0/me/events/*/cancel",
    "POST /v1.0/me/calendar/getSchedule",
    "GET /v1.0/me/messages/*",
    "GET /v1.0/me/events/*",
    "DELETE /v1.0/me/events/*",
    "GET /v1.0/*",
    "POST /2010-04-01/*/Messages.json",
    "GET /2010-04-01/*",
)
DELTA = "GET /v1.0/me/mailFolders/*/messages/delta"
TROUBLES: tuple[Json, ...] = (
    {"kind": "drop_after"},
    {"kind": "drop_after"},
    {"kind": "reset"},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 429, "retry_after_s": 45},
)
ODDITIES: tuple[Json, ...] = (
    {"match": DELTA, "kind": "resync"},
    {"match": DELTA, "kind": "repeat"},
    {"match": DELTA, "kind": "status", "status": 410},
    {"match": "POST /v1.0/me/messages/*/send", "kind": "late_copy"},
)
MOST_FAULTS = 4  # that wait at the same time
OUTGOING_LINES = frozenset(
    {"email_sent", "follow_up_sent", "reminder_sent", "rescheduling_started", "de_escalated"}
)


@dataclass
class Books:
    """What the store believes once the program has ended."""

    requests: list[MeetingRequest]
    actions: dict[str, list[ActionEntry]]
    rows: list[OutboxRow]
    messages: list[ConversationMessage]
    booked: list[str]  # ids of the events that bookings led to
    holds: list[HoldEvent]

    def ours(self, channel: str) -> list[ConversationMessage]:
        """What left in that channel, as the conversations have it."""
        return [m for m in self.messages if m.direction is Direction.OUT and m.channel == channel]

    def theirs(self, channel: str) -> list[ConversationMessage]:
        return [m for m in self.messages if m.direction is Direction.IN and m.channel == channel]


@dataclass
class Soak:
    """One data folder on one sandbox with prospects."""

    commands: ForkedCommands
    sandbox: Sandbox
    folder: Path
    chance: random.Random
    longest_life_s: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    given_back: Counter[str] = field(default_factory=Counter)
    texted_back: set[str] = field(default_factory=set)
    tentative: set[str] = field(default_factory=set)  # ids of events that stood at some time

    # --- the program ----------------------------------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        return {"XFORCE_SANDBOX_URL": self.sandbox.url, "XFORCE_DATA": str(self.folder)}

    def run(self, *argv: str, stdin: str = "") -> Finished:
        """A command that is left in peace and succeeds."""
        done = self.commands.run(*argv, stdin=stdin, **self._environment())
        assert (done.status, done.stderr) == (0, ""), done
        return done

    def measure(self) -> None:
        """How long this machine takes for a pass of a program of its own; lives are drawn by it."""
        begun_s = time.monotonic()
        self.run("tick")
        self.longest_life_s = LONGEST_LIFE_IN_PASSES * (time.monotonic() - begun_s)

    def live_until_killed(self) -> None:
        """One life of the loop; half of the time the world moves on meanwhile."""
        self._let_time_pass()
        self.somebody_texts_back()
        self._arm()
        life_s = self.longest_life_s * self.chance.random() * self.chance.choice((1, 1, 1, LONG_LIFE))
        ended = self.commands.start("run", "--headless", **self._death(life_s), **self._environment())
        if self.chance.random() < 0.5:
            time.sleep(life_s * self.chance.random())
            self.sandbox.advance(self.chance.randint(0, 10) * MINUTE)
            self._arm()
        done = ended()
        self.note_tentative()
        assert done.status == SIGKILL, done
        assert "Traceback" not in done.stderr, done.stderr
        self.kills[done.place or "start-up"] += 1

    def _death(self, life_s: float) -> Json:
        """At any moment, or, more often than chance would have it, while something is on its way outside."""
        if self.chance.random() < SHARE_OF_ANY_MOMENT:
            return {"kill_after_s": life_s}
        soon_s, which = self.chance.uniform(0, LONGEST_AFTER_CHANGE_S), self.chance.randint(1, 4)
        return {"kill_after_s": soon_s, "in_change": which, "longest_s": self.longest_life_s}

    def inside(self) -> int:
        """How many kills struck while a pass was under way."""
        return self.kills.total() - self.kills["rest"] - self.kills["start-up"]

    def rep_acts(self) -> bool:
        """The rep gives back what waits for them, and after three times ends it."""
        waiting = [request for request in self.open_requests() if _waits_for_rep(request)]
        for request in waiting:
            its_id = str(request.id)
            if request.ends_at and request.ends_at <= self.sandbox.now():
                self.run("request", "outcome", its_id, "held")
                continue
            self.given_back[its_id] += 1
            self.run("request", "give-back" if self.given_back[its_id] <= 3 else "cancel", its_id)
        return bool(waiting)

    # --- the world ------------------------------------------------------------------------------------------

    def _let_time_pass(self) -> None:
        minutes = self.chance.choice((0, self.chance.randint(1, 5), self.chance.randint(10, 60), 195, 300))
        self.sandbox.advance(minutes * MINUTE)
        self.sleep_at_night()

    def sleep_at_night(self) -> None:
        """From six in the evening, and over weekends, on to the next morning."""
        now = self.sandbox.now().astimezone(REP_ZONE)
        if now.hour >= 19 or now.weekday() >= 5:
            morning = now.replace(hour=8, minute=0) + timedelta(days=1)
            while morning.weekday() >= 5:
                morning += timedelta(days=1)
            self.sandbox.advance_to(morning)

    def tentative_events(self) -> list[Json]:
        """Those that stand."""
        return [event for event in self.sandbox.events() if event["subject"].startswith(HOLD)]

    def note_tentative(self) -> None:
        self.tentative |= {one["id"] for one in self.tentative_events()}

    def somebody_texts_back(self) -> None:
        """All but the last one who may be texted say yes, once."""
        texted = {one["to"] for one in self.sandbox.get("sms") if one["direction"] == "outbound"}
        for person in silent_people()[:-1]:
            if person.phone in texted - self.texted_back:
                self.texted_back.add(person.phone)
                self.sandbox.post("sms", {"from": person.phone, "body": "Yes, that works"})

    def _arm(self) -> None:
        """One or two more faults, unless enough are waiting."""
        if len(self.sandbox.get("faults")) >= MOST_FAULTS:
            self.calm()
        for _ in range(self.chance.randint(0, 2)):
            if self.chance.random() < 0.3:
                fault = dict(self.chance.choice(ODDITIES))
            else:
                fault = {"match": self.chance.choice(CALLS), **self.chance.choice(TROUBLES)}
            self.sandbox.post("faults", {"times": 1} | fault)

    def calm(self) -> None:
        """No more faults."""
        self.sandbox.http.delete(f"{self.sandbox.url}/sandbox/faults").raise_for_status()

    def in_folder(self, name: str) -> list[Json]:
        """Everything in one of the rep's mail folders, with our keys, as Graph tells it."""
        items: list[Json] = []
        link = f"{self.sandbox.url}/v1.0/me/mailFolders/{name}/messages"
        query: Json | None = {
            "$top": "100",
            "$expand": f"singleValueExtendedProperties($filter=id eq '{KEY_PROPERTY}')",
        }
        headers = {"Authorization": "Bearer sandbox-rep", "Prefer": 'IdType="ImmutableId"'}
        while link:
            answer = self.sandbox.http.get(link, params=query, headers=headers).raise_for_status().json()
            items += answer["value"]
            link, query = answer.get("@odata.nextLink", ""), None
        return items

    # --- the books ------------------------------------------------------------------------------------------

    def open_requests(self) -> list[MeetingRequest]:
        """To be asked only after the program has opened the store itself since the last kill."""
        store = open_store(self.folder, ManualClock(self.sandbox.now()))
        with closing(store), store.begin() as work:
            return list(work.requests(include_ended=False))

    def books(self) -> Books:
        with (
            closing(open_store(self.folder, ManualClock(self.sandbox.now()))) as store,
            store.begin() as work,
        ):
            requests = list(work.requests())
            return Books(
                requests,
                {str(r.id): list(work.actions(r.id)) for r in requests},
                [row for r in requests for row in work.outbox_of(r.id)],
                [message for r in requests for message in work.conversation(r.id)],
                [
                    line.event.event_id
                    for r in requests
                    for line in work.journal(r.id)
                    if isinstance(line.event, MeetingBooked)
                ],
                list(work.hold_events()),
            )


def requests_to_make(now: datetime) -> list[Json]:
    """In the form of `request new`: people of many kinds, and some who answer no mail and may be texted."""
    return [*sandbox_requests(SEED, REQUESTS - TEXTED, now), *(_to_be_texted(one) for one in silent_people())]


def silent_people() -> list[Person]:
    """People of whom the sandbox's seed makes somebody who never says anything by mail."""
    everybody = (stranger(SEED, f"pat@quiet{number}.example", "Pat Quiet") for number in itertools.count())
    return list(itertools.islice((one for one in everybody if one.temperament == "silent"), TEXTED))


def _to_be_texted(person: Person) -> Json:
    them = {"address": person.address, "name": person.name, "timezone": person.timezone}
    return {
        "meeting_type": "follow_up",
        "title": f"Follow-up for {person.company.name}",
        "external": [them | {"phone": person.phone, "sms_consent": CONSENT}],
        "preferences": {"timezone": str(REP_ZONE)},
        "approval": "autopilot",
    }


def _waits_for_rep(request: MeetingRequest) -> bool:
    """Not one that the agent tries on by itself."""
    tries = request.next_action is not None and request.next_action.type is ActionType.SEND_OPTIONS
    return (request.requires_human_review or request.handled_by is Handler.REP) and not tries


@pytest.fixture
def soak(http: httpx.Client, forked: ForkedCommands, tmp_path: Path) -> Iterator[Soak]:
    folder = tmp_path / "store"
    folder.mkdir()
    settings = "undo_s = 0\npass_interval_s = 5\ntentative_holds = true\n"
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    with running_sandbox("--seed", str(SEED), prospects=True) as first_line:
        yield Soak(forked, Sandbox(first_line["url"], http), folder, random.Random(SEED))


@pytest.mark.slow
def test_killed_at_random_moments_nothing_leaves_twice_and_nothing_is_lost(soak: Soak) -> None:
    """Dozens of kills and as many faults later, mailbox, calendars and books agree."""
    print(f"to repeat: XFORCE_SOAK_SEED={SEED} pytest {Path(__file__).name}")
    begun_s = time.monotonic()
    soak.measure()
    for form in requests_to_make(soak.sandbox.now()):
        soak.run("request", "new", "-", stdin=json.dumps(form))
    _kill_again_and_again(soak)
    killed_s = time.monotonic() - begun_s
    passes = _run_to_the_end(soak)

    books = soak.books()
    sent = soak.sandbox.sent()
    texts = soak.sandbox.get("sms")
    events = [event for event in soak.sandbox.get("events") if not event["subject"].startswith(HOLD)]
    ends = dict(Counter(str(request.outcome or request.state) for request in books.requests))
    peace_s = time.monotonic() - begun_s - killed_s
    again = sum(row.attempts > 1 for row in books.rows)
    print(f"{soak.kills.total()} kills {dict(soak.kills)} in {killed_s:.0f} s; {passes} passes in peace")
    left = f"{len(sent)} mails, {len(texts)} texts, {len(events)} meetings"
    print(f"in {peace_s:.0f} s; {left}, {ends}, {again} begun again")
    _nothing_left_twice(soak, sent)
    _log_and_mailbox_agree(soak, books, sent)
    _texts_are_right(books, texts)
    _no_tentative_event_is_left(soak, books)
    _meetings_are_right(books, events, soak.sandbox.now())
    _nothing_is_left_lying_about(soak, books)
    _store_is_sound(soak)
    assert len(sent) >= REQUESTS
    assert events


def _kill_again_and_again(soak: Soak) -> None:
    for life in range(1, MOST_LIVES + 1):
        soak.live_until_killed()
        if life % REP_LOOKS_EVERY == 0:
            soak.run("request", "list")
            soak.rep_acts()
        if soak.kills.total() >= FEWEST_KILLS and soak.inside() >= FEWEST_INSIDE:
            break
    assert soak.kills.total() >= FEWEST_KILLS, soak.kills
    assert soak.inside() >= FEWEST_INSIDE, soak.kills


def _run_to_the_end(soak: Soak) -> int:
    """Passes without faults and kills, some hours apart, until every request has ended."""
    soak.calm()
    ends_at = soak.sandbox.now() + LONGEST
    passes = 0
    while soak.sandbox.now() < ends_at:
        due_next = soak.run("tick").json()["due_next"]
        passes += 1
        soak.note_tentative()
        soak.somebody_texts_back()
        if soak.rep_acts():
            continue
        if due_next is None and not soak.open_requests():
            return passes
        step = soak.sandbox.now() + timedelta(hours=5)
        soak.sandbox.advance_to(min(step, datetime.fromisoformat(due_next)) if due_next else step)
        soak.sleep_at_night()
    raise AssertionError(f"still open: {soak.open_requests()}")


def _nothing_left_twice(soak: Soak, sent: list[Json]) -> None:
    """No two mails under one key, and no two that say the same to the same people."""
    keys = _keys_of(soak.in_folder("sentitems"))
    assert len(keys) == len(sent)
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    said = Counter((*mail["to"], *mail["cc"], mail["subject"], new_text(mail)) for mail in sent)
    assert [words for words, count in said.items() if count > 1] == []


def _keys_of(items: list[Json]) -> list[str]:
    """Our keys on mails that carry one; invitations and the rep's own mails do not."""
    return [
        item["singleValueExtendedProperties"][0]["value"]
        for item in items
        if item.get("singleValueExtendedProperties")
    ]


def _log_and_mailbox_agree(soak: Soak, books: Books, sent: list[Json]) -> None:
    """What the log, the conversations and the queue hold for sent is what left, no more and no less."""
    logged = [
        line.email_id
        for lines in books.actions.values()
        for line in lines
        if line.type in OUTGOING_LINES and line.email_id
    ]
    assert sorted(logged) == sorted(mail["id"] for mail in sent)
    kept = [message.message_id for message in books.ours("email")]
    assert sorted(kept) == sorted(mail["message_id"] for mail in sent)
    done = [row for row in books.rows if isinstance(row.effect, SendLetter) and _has_left(row)]
    assert sorted(str(row.key) for row in done) == sorted(_keys_of(soak.in_folder("sentitems")))


def _texts_are_right(books: Books, texts: list[Json]) -> None:
    """Some left, none twice, each is in the log and in its conversation; theirs are read once each."""
    ours = [one for one in texts if one["direction"] == "outbound"]
    assert len(ours) >= FEWEST_TEXTS
    said = Counter((one["to"], one["body"]) for one in ours)
    assert [words for words, count in said.items() if count > 1] == []
    logged = [line for lines in books.actions.values() for line in lines if line.type == "sms_sent"]
    left = sorted(one["sid"] for one in ours)
    assert sorted(str(line.email_id) for line in logged) == left
    assert sorted(message.provider_id for message in books.ours("sms")) == left
    came = sorted(one["sid"] for one in texts if one["direction"] == "inbound")
    assert sorted(message.provider_id for message in books.theirs("sms")) == came != []


def _no_tentative_event_is_left(soak: Soak, books: Books) -> None:
    """Every offer is over: nothing of it stands in the calendar or in the store."""
    assert len(soak.tentative) >= REQUESTS
    assert soak.tentative_events() == []
    assert books.holds == []


def _has_left(row: OutboxRow) -> bool:
    """A row that found its times taken is done as well, but has no draft."""
    return row.status is OutboxStatus.DONE and bool(row.provider_id)


def _meetings_are_right(books: Books, events: list[Json], now: datetime) -> None:
    """Each event was made by one booking that the journal knows; of each meeting only one stands."""
    assert sorted(books.booked) == sorted(event["id"] for event in events)
    assert [one for one, count in Counter(e["transaction_id"] for e in events).items() if count > 1] == []
    standing = {event["id"]: event for event in events if not event["cancelled"]}
    same_place = Counter((event["subject"], event["start"]) for event in standing.values())
    assert [one for one, count in same_place.items() if count > 1] == []
    for request in books.requests:
        if request.calendar_event_id:
            assert request.scheduled_time is not None
            event = standing[request.calendar_event_id]
            assert datetime.fromisoformat(event["start"]) == request.scheduled_time
    wanted = {request.calendar_event_id for request in books.requests}
    ahead = [event for event in standing.values() if datetime.fromisoformat(event["end"]) > now]
    assert [event["subject"] for event in ahead if event["id"] not in wanted] == []


def _nothing_is_left_lying_about(soak: Soak, books: Books) -> None:
    """No draft, nothing queued; each request has ended or knows what comes next; each mail was read once."""
    assert [draft["subject"] for draft in soak.in_folder("drafts")] == []
    assert [row for row in books.rows if row.status in {OutboxStatus.PENDING, OutboxStatus.RECALLED}] == []
    for request in books.requests:
        assert request.has_ended or request.next_action is not None, request
    read = Counter(message.provider_id for message in books.theirs("email"))
    assert [one for one, count in read.items() if count > 1] == []
    written = [item for item in soak.in_folder("inbox") if _is_theirs(item, books)]
    assert {item["id"] for item in written} == set(read)


def _is_theirs(item: Json, books: Books) -> bool:
    """A mail of words in one of our conversations; answers to invitations are read as such."""
    conversations = {message.conversation_id for message in books.messages}
    is_answer = "eventMessage" in item.get("@odata.type", "")
    return (
        not is_answer
        and item["conversationId"] in conversations
        and item["from"]["emailAddress"]["address"] != REP
    )


def _store_is_sound(soak: Soak) -> None:
    with closing(sqlite3.connect(soak.folder / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
