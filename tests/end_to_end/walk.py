"""One meeting on a sandbox, driven as a script would: command lines for the product, HTTP for the world."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.end_to_end.commands import Commands, Finished

REP = "brent@xforce.example"
SARAH = "sarah@xforce.example"
JOHN = "john@acmepest.example"
THEIR_ZONE = ZoneInfo("America/Chicago")
UNDO_S = 120
MINUTE = timedelta(minutes=1)

Json = dict[str, Any]


def a_form(approval: str = "review_first", **changes: Any) -> Json:
    """What `request new` takes: a demo with John, who lives an hour west of us; Sarah has to be there."""
    return {
        "meeting_type": "demo",
        "duration_minutes": 60,
        "context": "Saw your call report last week",
        "platform": "teams",
        "company": {"name": "Acme Pest", "state": "TN"},
        "internal": [{"address": SARAH, "name": "Sarah Chen", "required": True}],
        "external": [{"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"}],
        "preferences": {"timezone": "America/New_York"},
        "approval": approval,
    } | changes


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox's controls."""

    url: str
    http: httpx.Client

    def get(self, name: str, **query: str) -> Any:
        return self.http.get(f"{self.url}/sandbox/{name}", params=query).raise_for_status().json()

    def post(self, name: str, body: Json) -> Any:
        return self.http.post(f"{self.url}/sandbox/{name}", json=body).raise_for_status().json()

    def now(self) -> datetime:
        return datetime.fromisoformat(self.get("clock")["now"])

    def begin_at(self, moment: datetime) -> None:
        """Set the clock, before anything has happened."""
        self.post("clock", {"now": moment.isoformat()})

    def advance(self, by: timedelta) -> None:
        self.post("clock", {"advance_s": by.total_seconds()})

    def advance_to(self, moment: datetime) -> None:
        """Never back."""
        self.advance(max(moment - self.now(), timedelta(0)))

    def receive(self, mail: Message) -> None:
        """Raw RFC 822 into the rep's inbox."""
        headers = {"Content-Type": "message/rfc822"}
        self.http.post(
            f"{self.url}/sandbox/mail", content=mail.as_bytes(), headers=headers
        ).raise_for_status()

    def sent(self) -> list[Json]:
        """Every mail that left, oldest first."""
        return list(self.get("sent"))

    def events(self) -> list[Json]:
        """Events that stand."""
        return [event for event in self.get("events") if not event["cancelled"]]

    def busy(self, address: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """What getSchedule says, asked by the test itself."""
        answer = self.http.post(
            f"{self.url}/v1.0/me/calendar/getSchedule",
            headers={"Authorization": "Bearer sandbox-rep"},
            json={"schedules": [address], "startTime": _in_utc(start), "endTime": _in_utc(end)},
        ).raise_for_status()
        items = answer.json()["value"][0]["scheduleItems"]
        taken = [item for item in items if item["status"] not in {"free", "workingElsewhere"}]
        return [(_from_utc(item["start"]), _from_utc(item["end"])) for item in taken]


def _in_utc(moment: datetime) -> Json:
    return {"dateTime": f"{moment.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _from_utc(given: Json) -> datetime:
    return datetime.fromisoformat(given["dateTime"][:19]).replace(tzinfo=ZoneInfo("UTC"))


class Walk:
    """One data folder on one sandbox. `id` is the newest request in it, the one that is meant by default."""

    def __init__(
        self, commands: Commands, sandbox: Sandbox, folder: Path, looking: Commands | None = None
    ) -> None:
        self.commands = commands
        self.looking = looking or commands
        self.sandbox = sandbox
        self.folder = folder
        self.id = ""
        self.ids: list[str] = []
        self.seen: Json = {}  # what the last pass left
        self.approval = ""

    # --- the product ----------------------------------------------------------------------------------------

    def run(self, *argv: str, stdin: str = "", **how: Any) -> Finished:
        """A command with its status unchecked; `how` goes to the runner."""
        return self.commands.run(*argv, stdin=stdin, **self._environment(), **how)

    def _environment(self) -> dict[str, str]:
        return {"XFORCE_SANDBOX_URL": self.sandbox.url, "XFORCE_DATA": str(self.folder)}

    def do(self, *argv: str, stdin: str = "", says: str = "") -> Any:
        """A command that is to succeed; on stderr it says only that."""
        done = self.run(*argv, stdin=stdin)
        assert (done.status, done.stderr) == (0, says), done
        return done.json()

    def create(self, form: Json, says: str = "") -> str:
        self.approval = form["approval"]
        self.id = self.do("request", "new", "-", stdin=json.dumps(form), says=says)["id"]
        self.ids.append(self.id)
        return self.id

    def show(self, request_id: str = "") -> Json:
        shown: Json = self.looking.run("request", "show", request_id or self.id, **self._environment()).json()
        return shown

    def tick(self) -> Json:
        """One pass; checks that `due_next` is what an only request says, and that nothing was due before."""
        report: Json = self.do("tick")
        due_next = report["due_next"] and datetime.fromisoformat(report["due_next"])
        self.seen = self.show()
        if len(self.ids) == 1:
            assert due_next == self._due_by(self.seen)
        assert due_next is None or due_next > self.sandbox.now()
        return report

    @staticmethod
    def _due_by(shown: Json) -> datetime | None:
        """What `request show` promises: the queued things, else the next action while nothing is queued; and
        what is prepared around the meeting, and calls that come back."""
        due = [row["not_before"] for row in shown["outbox"] if row["status"] in {"pending", "recalled"}]
        if not due and shown["next_action"]:
            due = [shown["next_action"]["at"]]
        due += [job["run_at"] for job in shown["jobs"] if job["status"] in {"pending", "running"}]
        cards = [one for one in shown["leverage_moments"] if not (one["done_at"] or one["dismissed_at"])]
        due += [card["snoozed_until"] for card in cards if card["snoozed_until"]]
        return min(map(datetime.fromisoformat, due), default=None)

    def settle(self) -> datetime | None:
        """Tick; on autopilot let the undo time of what follows pass as well. Tells when something is due."""
        report = self.tick()
        while self.approval == "autopilot" and self._is_in_undo_time():
            self.sandbox.advance(timedelta(seconds=UNDO_S))
            report = self.tick()
        return datetime.fromisoformat(report["due_next"]) if report["due_next"] else None

    def pass_until(self, moment: datetime) -> None:
        """Nobody does anything: from each due moment to the next up to `moment`, a pass at each."""
        due = self.settle()
        while due is not None and due <= moment:
            self.sandbox.advance_to(due)
            due = self.settle()
        self.sandbox.advance_to(moment)

    def pass_time(self, by: timedelta) -> None:
        self.pass_until(self.sandbox.now() + by)

    def pass_to_next_action(self) -> Json:
        """To the moment that `request show` announces, and what is shown after it."""
        self.sandbox.advance_to(datetime.fromisoformat(self.seen["next_action"]["at"]))
        self.settle()
        return self.seen

    def start(self, form: Json) -> Json:
        """The request of this form with its first mail sent."""
        self.create(form)
        return self.send_first_mail()

    def say(self, words: str, **who: str) -> Json:
        """They answer our newest mail; what is shown after the pass."""
        self.reply(words, to=self.sandbox.sent()[-1], **who)
        self.settle()
        return self.seen

    def _is_in_undo_time(self) -> bool:
        return any(row["status"] == "pending" for row in self.seen["outbox"])

    def send_first_mail(self) -> Json:
        """Tick, approve where the rep reviews the first mail, tick: the mail that left."""
        self.tick()
        if self.approval == "review_first":
            assert self.sandbox.sent() == []
            assert self.show()["waiting"]
            self.do("request", "approve", self.id)
        else:
            assert self.sandbox.sent() == [], "autopilot leaves two minutes to undo"
            self.sandbox.advance(timedelta(seconds=UNDO_S))
        self.tick()
        sent = self.sandbox.sent()
        assert len(sent) == 1
        return sent[0]

    # --- the world ------------------------------------------------------------------------------------------

    def reply(self, words: str, to: Json, sender: str = f"John Smith <{JOHN}>") -> None:
        """A hand-written mail above the quoted original."""
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, REP
        mail["Subject"] = to["subject"] if to["subject"].startswith("Re:") else f"Re: {to['subject']}"
        mail["In-Reply-To"] = mail["References"] = to["message_id"]
        quoted = "\n".join(f"> {line}".rstrip() for line in to["body"].splitlines())
        written = datetime.fromisoformat(to["sent_at"]).astimezone(THEIR_ZONE)
        above = f"On {written:%a, %b %d, %Y at %I:%M %p} Brent Lawson <{REP}> wrote:"
        mail.set_content(f"{words}\n\n{sender.split()[0]}\n\n{above}\n{quoted}\n")
        self.sandbox.receive(mail)

    def answer_invitation(self, response: str, address: str = JOHN, **more: str) -> None:
        body = {"event_id": self.event()["id"], "address": address, "response": response}
        self.sandbox.post("invite-response", body | more)

    def event(self) -> Json:
        """The one event that stands."""
        events = self.sandbox.events()
        assert len(events) == 1
        return events[0]

    def attended(self, event: Json, *present: str) -> None:
        self.sandbox.post("attendance", {"event_id": event["id"], "present": list(present)})

    def check_one_conversation(self) -> None:
        """Every mail is in the first one's conversation and answers something before it."""
        first, *later = self.sandbox.sent()
        for mail in later:
            assert mail["conversation_id"] == first["conversation_id"]
            assert mail["in_reply_to"]
            assert first["message_id"] in mail["references"]


HISTORY = re.compile(r"^(?:_{10,}|From:\s|On .{5,200}wrote:)", re.MULTILINE)
OFFER = re.compile(
    r"(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri)day, \w+ \d+)(?:,? at|,) (?P<clock>\d+:\d\d [AP]M) [CE][DS]T"
)


def new_text(mail: Json) -> str:
    """What a mail of ours says itself, above the history that the service quotes."""
    return HISTORY.split(mail["body"], maxsplit=1)[0]


def says_minutes(mail: Json, minutes: int) -> bool:
    """Whether a mail of ours names that length: "15 minutes", "a 15-minute call"."""
    return re.search(rf"\b{minutes}[ -]minute", new_text(mail)) is not None


def offered_in(mail: Json, zone: ZoneInfo = THEIR_ZONE) -> list[datetime]:
    """The times a mail names in the prospect's zone, in the order of the text."""
    year = mail["sent_at"][:4]
    return [
        datetime.strptime(f"{found['day']} {year} {found['clock']}", "%A, %B %d %Y %I:%M %p").replace(
            tzinfo=zone
        )
        for found in OFFER.finditer(new_text(mail))
    ]


def agree_late_and_stay_away(walk: Walk, form: Json) -> None:
    """They take the last time after five hours, and then are not there; two hours have passed since."""
    first = walk.start(form)
    walk.sandbox.advance(timedelta(hours=5))
    walk.reply(f"{as_they_say(offered_in(first)[-1])} works.", to=first)
    walk.settle()
    event = walk.event()
    walk.attended(event)
    walk.pass_until(datetime.fromisoformat(event["end"]) + timedelta(hours=2))


def as_they_say(moment: datetime) -> str:
    """ "Tuesday at 2", or with the minutes if there are any."""
    local = moment.astimezone(THEIR_ZONE)
    clock = f"{local.hour % 12 or 12}" + (f":{local.minute:02}" if local.minute else "")
    return f"{local:%A} at {clock}"


def is_free(sandbox: Sandbox, address: str, start: datetime, minutes: int = 60) -> bool:
    """Whether nothing on this calendar overlaps [start, start + minutes)."""
    end = start + timedelta(minutes=minutes)
    return not any(begins < end and ends > start for begins, ends in sandbox.busy(address, start, end))


def action_types(shown: Json) -> Sequence[str]:
    return [action["action_type"] for action in shown["actions"]]
