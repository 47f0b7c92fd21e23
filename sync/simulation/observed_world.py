"""A world of the sandbox that writes down what happens in it, and in which mail may come late."""

from __future__ import annotations

from datetime import datetime

from sync.sandbox.mime import IncomingMail
from sync.sandbox.state import Mail, Meeting, MeetingAnswer
from sync.sandbox.world import World
from sync.simulation.journal import Journal
from sync.simulation.weather import Weather


class ObservedWorld(World):
    """`journal` and `weather` are given to it before anything happens."""

    journal: Journal
    weather: Weather

    def receive(self, incoming: IncomingMail) -> Mail:
        """A mail arrives without the way over RFC 822."""
        mail = self._filed(incoming, "inbox")
        self.journal.add(
            self.now, "mail in", mail=mail.key, sender=incoming.sender.address, text=incoming.text[:160]
        )
        self._put_off(mail)
        return mail

    def answer_invite(
        self,
        meeting: Meeting,
        address: str,
        response: MeetingAnswer,
        proposed_start_at: datetime | None = None,
        comment: str = "",
        *,
        arrives: str = "both",
    ) -> Mail:
        """An attendee answers from their calendar."""
        mail = super().answer_invite(meeting, address, response, proposed_start_at, comment, arrives=arrives)
        self.journal.add(
            self.now, "answer", meeting=meeting.key, who=address, answer=response, proposed=proposed_start_at
        )
        self._put_off(mail)
        return mail

    def _put_off(self, mail: Mail) -> None:
        if delay := self.weather.mail_delay():
            mail.visible_at = self.now + delay
            self.agenda.add(mail.visible_at, "copy_appears", key=mail.key)
