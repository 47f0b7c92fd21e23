"""The sandbox's own controls under /sandbox: JSON in, JSON out, one sentence when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sync.sandbox.entra_api import ACCESS_LIFE_S, DEVICE_LIFE_S, SignIn
from sync.sandbox.errors import BadControl
from sync.sandbox.faults import Faults
from sync.sandbox.graph_call import Json, Reply
from sync.sandbox.html_text import to_text
from sync.sandbox.ids import immutable_id
from sync.sandbox.log import WireLog
from sync.sandbox.mailbox import sent_id
from sync.sandbox.office import change_colleagues, change_contacts, change_mailbox
from sync.sandbox.state import Mail, Meeting, MeetingAnswer, SentMail, Text
from sync.sandbox.world import Guest, World

_ANSWERS: dict[str, MeetingAnswer] = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentativelyAccepted",
    "tentativelyaccepted": "tentativelyAccepted",
}
_BUSY = ("busy", "tentative", "oof", "workingElsewhere", "free")
_LONGEST_STEP = timedelta(days=3660)


@dataclass(frozen=True)
class Controls:
    """The controls of one running sandbox."""

    world: World
    faults: Faults
    log: WireLog
    sign_in: SignIn

    def answer(self, method: str, path: str, body: bytes, query: dict[str, str]) -> Reply:
        """Do what a control asks. Raises BadControl."""
        table: dict[str, Callable[[], Reply]] = {
            "GET clock": self._clock,
            "POST clock": lambda: self._move_clock(_json(body)),
            "POST mail": lambda: _received(self.world.deliver(body)),
            "POST mail/sent-by-rep": lambda: _received(self.world.sent_by_rep(body)),
            "GET sent": lambda: _many([sent_json(one) for one in self.world.mailbox.sent()]),
            "GET events": lambda: _many([meeting_json(one) for one in self.world.meetings.all()]),
            "GET busy": lambda: self._busy_of(query),
            "POST busy": lambda: self._add_busy(_json(body)),
            "POST invite-response": lambda: self._invite_response(_json(body)),
            "POST attendance": lambda: self._attendance(_json(body)),
            "GET sms": lambda: _many([text_json(one) for one in self.world.texts.all()]),
            "POST sms": lambda: self._text(_json(body)),
            "GET faults": lambda: _many([asdict(fault) for fault in self.faults.waiting()]),
            "POST faults": lambda: Reply(200, asdict(self.faults.add(_json(body)))),
            "DELETE faults": self._clear_faults,
            "POST tokens": lambda: self._change_tokens(_json(body)),
            "POST colleagues": lambda: Reply(200, change_colleagues(self.world.state, _json(body))),
            "POST contacts": lambda: Reply(200, change_contacts(self.world.state, _json(body))),
            "POST mailbox-settings": lambda: Reply(200, change_mailbox(self.world.state, _json(body))),
            "GET entra": lambda: Reply(200, self.sign_in.tenant.shown()),
            "POST entra": lambda: self._change_tenant(_json(body)),
            "GET people": lambda: _many([asdict(person) for person in self.world.people]),
            "GET log": lambda: _many(self.log.entries()),
        }
        name = path.removeprefix("/sandbox/").strip("/")
        control = table.get(f"{method} {name}")
        if control is None:
            others = [key.partition(" ")[0] for key in table if key.partition(" ")[2] == name]
            if others:
                raise BadControl(f"/sandbox/{name} takes {' and '.join(others)}, not {method}.", 405)
            raise BadControl(f"There is no control /sandbox/{name}.", 404)
        return control()

    def _clock(self) -> Reply:
        clock = self.world.clock
        return Reply(200, {"now": local(self.world.now, self.world), "mode": clock.mode, "rate": clock.rate})

    def _move_clock(self, asked: Json) -> Reply:
        if ("advance_s" in asked) == ("now" in asked):
            raise BadControl('Send either {"advance_s": seconds} or {"now": an ISO time with offset}.')
        if "now" in asked:
            self.world.advance_to(_instant(asked, "now"))
        else:
            seconds = asked["advance_s"]
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
                raise BadControl("advance_s is a number of seconds, 0 or more.")
            if seconds > _LONGEST_STEP.total_seconds():
                raise BadControl("advance_s is more than ten years.")
            self.world.advance(seconds)
        return self._clock()

    def _busy_of(self, query: dict[str, str]) -> Reply:
        address = query.get("address", "").lower()
        entries = [entry for entry in self.world.state.busy if address in ("", entry.address)]
        return _many(
            [
                {
                    "address": e.address,
                    "start": local(e.start_at, self.world),
                    "end": local(e.end_at, self.world),
                    "title": e.title,
                    "status": e.status,
                }
                for e in entries
            ]
        )

    def _add_busy(self, asked: Json) -> Reply:
        start_at, end_at = _instant(asked, "start"), _instant(asked, "end")
        if end_at <= start_at:
            raise BadControl("end must be after start.")
        status = asked.get("status", "busy")
        if status not in _BUSY:
            raise BadControl(f"status is one of {', '.join(_BUSY)}.")
        title = str(asked.get("title") or "Busy")
        entry = self.world.add_busy(
            _address(asked, "address"),
            start_at,
            end_at,
            title,
            status,
            is_private=asked.get("private") is True,
        )
        return Reply(200, {"id": entry.key, "address": entry.address, "title": entry.title})

    def _invite_response(self, asked: Json) -> Reply:
        meeting = self._meeting(asked)
        if meeting.removed:
            raise BadControl("This event was cancelled; nobody can answer it.")
        response = _ANSWERS.get(str(asked.get("response", "")).lower())
        if response is None:
            raise BadControl("response is accepted, declined or tentative.")
        proposed = _instant(asked, "proposed_start") if asked.get("proposed_start") else None
        if proposed is not None and response == "accepted":
            raise BadControl("A new time is proposed with declined or tentative, not with accepted.")
        comment = str(asked.get("comment") or "")
        address = _address(asked, "address")
        arrives = asked.get("arrives", "both")
        if arrives not in ("both", "mail", "calendar"):
            raise BadControl("arrives is both, mail or calendar.")
        mail = self.world.answer_invite(meeting, address, response, proposed, comment, arrives=arrives)
        return _received(mail)

    def _attendance(self, asked: Json) -> Reply:
        meeting, present = self._meeting(asked), asked.get("present")
        if not isinstance(present, list):
            raise BadControl("present is a list of addresses; it may be empty.")
        if not meeting.is_online:
            raise BadControl("This event has no online meeting, so nobody can have joined it.")
        during = (_instant(asked, "start"), _instant(asked, "end")) if "start" in asked else None
        delay_s, hidden = float(asked.get("delay_s") or 0), int(asked.get("hidden") or 0)
        people = [_participant(one) for one in present]
        self.world.record_attendance(meeting, people, delay_s, during=during, hidden=hidden)
        report = meeting.reports[-1]
        return Reply(200, {"event_id": asked["event_id"], "visible_at": local(report.visible_at, self.world)})

    def _meeting(self, asked: Json) -> Meeting:
        meeting = self.world.meetings.any_with_id(str(asked.get("event_id", "")))
        if meeting is None:
            raise BadControl("event_id names no event; take the id that GET /sandbox/events gives.", 404)
        return meeting

    def _text(self, asked: Json) -> Reply:
        """A text comes; with `sid` and `error_code` one of ours turns out not to have arrived."""
        if "sid" in asked:
            return self._fail_text(asked["sid"], asked.get("error_code"))
        sender, body = asked.get("from"), asked.get("body")
        if not isinstance(sender, str) or not sender.lstrip("+").isdigit():
            raise BadControl("from is a phone number like +16155550118.")
        if not isinstance(body, str):
            raise BadControl("body is the words of the text.")
        return Reply(200, text_json(self.world.texts.receive(sender, body)))

    def _fail_text(self, sid: object, error_code: object) -> Reply:
        text = self.world.texts.find(sid) if isinstance(sid, str) else None
        if text is None or text.direction == "inbound":
            raise BadControl("sid is that of a text that left; see GET /sandbox/sms.")
        if isinstance(error_code, bool) or not isinstance(error_code, int):
            raise BadControl("error_code is one of Twilio's, like 30005.")
        self.world.texts.fail(text, error_code)
        return Reply(200, text_json(text))

    def _change_tokens(self, asked: Json) -> Reply:
        life_s = asked.get("lifetime_s", ACCESS_LIFE_S)
        if isinstance(life_s, bool) or not isinstance(life_s, int | float) or life_s < 0:
            raise BadControl("lifetime_s is a number of seconds.")
        device_life_s = asked.get("device_lifetime_s", DEVICE_LIFE_S)
        if isinstance(device_life_s, bool) or not isinstance(device_life_s, int | float) or device_life_s < 0:
            raise BadControl("device_lifetime_s is a number of seconds.")
        self.sign_in.life_s, self.sign_in.device_life_s = life_s, device_life_s
        self.sign_in.device_approved = bool(asked.get("device_approved", True))
        self.sign_in.device_declined = bool(asked.get("device_declined", False))
        if asked.get("revoke"):
            self.sign_in.revoke_all()
        return Reply(200, {"lifetime_s": life_s})

    def _change_tenant(self, asked: Json) -> Reply:
        self.sign_in.tenant.change(asked)
        if asked.get("revoke"):
            self.sign_in.revoke_all()
        return Reply(200, self.sign_in.tenant.shown())

    def _clear_faults(self) -> Reply:
        self.faults.clear()
        return Reply(204)


def local(moment: datetime, world: World) -> str:
    """ISO with the offset of the rep's zone."""
    return moment.astimezone(world.zone).isoformat()


def sent_json(sent: SentMail) -> Json:
    """A mail that left, as /sandbox/sent shows it. `body` is its text, `body_html` the page."""
    return {
        "id": sent_id(sent),
        "message_id": sent.message_id,
        "from": sent.sender.address,
        "to": [one.address for one in sent.to],
        "cc": [one.address for one in sent.cc],
        "bcc": [one.address for one in sent.bcc],
        "subject": sent.subject,
        "body": sent.text or to_text(sent.html),
        "body_html": sent.html,
        "headers": sent.headers,
        "in_reply_to": sent.in_reply_to or None,
        "references": sent.references,
        "conversation_id": sent.conversation,
        "sent_at": sent.sent_at.isoformat(),
        "sent_by": sent.by,
    }


def meeting_json(meeting: Meeting) -> Json:
    """An event as /sandbox/events shows it."""
    return {
        "id": immutable_id(meeting.key),
        "subject": meeting.subject,
        "start": meeting.start_at.isoformat(),
        "end": meeting.end_at.isoformat(),
        "organizer": meeting.organizer.address,
        "attendees": [
            {
                "address": one.address,
                "name": one.name,
                "type": one.type,
                "response": one.response,
                "proposed_start": one.proposed_start_at.isoformat() if one.proposed_start_at else None,
            }
            for one in meeting.attendees
        ],
        "is_online_meeting": meeting.is_online,
        "join_url": meeting.join_url or None,
        "location": meeting.location,
        "cancelled": meeting.cancelled,
        "cancel_comment": meeting.cancel_comment,
        "show_as": meeting.show_as,
        "body": to_text(meeting.html),
        "body_html": meeting.html,
        "transaction_id": meeting.transaction_id or None,
        "uid": meeting.uid,
        "told": [{"at": one.at.isoformat(), "what": one.what, "to": one.to} for one in meeting.told],
        "created_at": meeting.created_at.isoformat(),
    }


def text_json(text: Text) -> Json:
    """A text as /sandbox/sms shows it."""
    return {
        "sid": text.sid,
        "direction": "inbound" if text.direction == "inbound" else "outbound",
        "from": text.sender,
        "to": text.recipient,
        "body": text.body,
        "status": text.status,
        "at": text.created_at.isoformat(),
    }


def _received(mail: Mail) -> Reply:
    identity = {"id": immutable_id(mail.key), "message_id": mail.message_id}
    return Reply(200, identity | {"conversation_id": mail.conversation})


def _many(items: list[Any]) -> Reply:
    return Reply(200, items)


def _json(body: bytes) -> Json:
    try:
        asked = json.loads(body.decode("utf-8") or "null")
    except ValueError as error:
        raise BadControl("The body is not JSON.") from error
    if not isinstance(asked, dict):
        raise BadControl("The body is not a JSON object.")
    return asked


def _instant(asked: Json, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(asked.get(name)))
    except ValueError as error:
        raise BadControl(f"{name} is not an ISO 8601 time with offset.") from error
    if moment.tzinfo is None:
        raise BadControl(f"{name} has no offset; write it like 2026-06-09T14:00:00-04:00.")
    return moment


def _address(asked: Json, name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value.strip().partition("@")[2]:
        raise BadControl(f"{name} is a mail address.")
    return value.strip()


def _participant(one: Any) -> str | Guest:
    if isinstance(one, str) and "@" in one:
        return one
    if isinstance(one, dict) and isinstance(one.get("name"), str):
        return Guest(one["name"])
    raise BadControl('present holds addresses, or {"name": …} for a guest without one.')
