"""Text messages in and out of the rep's number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sync.sandbox.agenda import Agenda
from sync.sandbox.errors import TwilioError
from sync.sandbox.ids import IdMaker
from sync.sandbox.state import Text, WorldState

REP_NUMBER = "+15550107700"
_STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
_START = {"start", "yes", "unstop"}
_SENT_AFTER = timedelta(seconds=2)
_DELIVERED_AFTER = timedelta(seconds=6)


class Texts:
    """Works on the texts of a `WorldState`. Numbers are E.164."""

    def __init__(self, state: WorldState, ids: IdMaker, agenda: Agenda, now: Callable[[], datetime]) -> None:
        self._state, self._ids, self._agenda, self._now = state, ids, agenda, now

    def all(self) -> list[Text]:
        """Every text, oldest first."""
        return self._state.texts

    def find(self, sid: str) -> Text | None:
        """The text with this sid."""
        return next((text for text in self._state.texts if text.sid == sid), None)

    def send(self, sender: str, recipient: str, body: str, service_sid: str = "") -> Text:
        """A text leaves. Raises TwilioError 21610 if the recipient has opted out."""
        if recipient in self._state.opted_out:
            raise TwilioError(400, 21610, "Attempt to send to unsubscribed recipient")
        now = self._now()
        text = Text(self._ids.sid("SM"), "outbound-api", sender, recipient, body, now, "queued", service_sid)
        self._keep(text)
        self._agenda.add(now + _SENT_AFTER, "text_status", sid=text.sid, status="sent")
        self._agenda.add(now + _DELIVERED_AFTER, "text_status", sid=text.sid, status="delivered")
        return text

    def receive(self, sender: str, body: str, recipient: str = REP_NUMBER) -> Text:
        """A text arrives; STOP and its kin block the way back, START opens it."""
        text = Text(self._ids.sid("SM"), "inbound", sender, recipient, body, self._now(), "received")
        self._keep(text)
        word = body.strip().strip(".!").lower()
        if word in _STOP and sender not in self._state.opted_out:
            self._state.opted_out.append(sender)
        elif word in _START and sender in self._state.opted_out:
            self._state.opted_out.remove(sender)
        return text

    def progress(self, sid: str, status: str) -> None:
        """A text reaches its next status, unless it has failed."""
        text = self.find(sid)
        if text is not None and text.error_code is None:
            text.status = status

    def fail(self, text: Text, error_code: int) -> None:
        """It turns out, however late, that a text has not arrived."""
        text.status, text.error_code = "undelivered", error_code
        self._state.happened = True

    def _keep(self, text: Text) -> None:
        self._state.texts.append(text)
        self._state.happened = True
