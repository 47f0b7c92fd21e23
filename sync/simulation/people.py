"""Nastier prospects than the sandbox's, and the sandbox's own, in a world that writes down what they said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.ids import chance
from sync.sandbox.mime import IncomingMail, unquoted
from sync.sandbox.offers import offered_times
from sync.sandbox.office_hours import in_office
from sync.sandbox.people import Person, stranger
from sync.sandbox.prospects import Prospects
from sync.sandbox.state import Address, AgendaEntry, Mail, SentMail
from sync.sandbox.temperaments import Answer, Situation
from sync.sandbox.world import World
from sync.sandbox.written_mail import WrittenMail
from sync.simulation.answers import OPT_OUTS, decide_in_simulation
from sync.simulation.invitees import CastMeetings
from sync.simulation.said import Said
from sync.simulation.texters import BY_TEXT, Texters

REPLY_MINUTES = {
    "late_reply": (3 * 24 * 60, 6 * 24 * 60),
    "crosses": (24 * 60 - 5, 24 * 60 + 15),  # just when a follow-up is due
    "a_day_later": (25 * 60, 34 * 60),
}
_SUCCESSOR, _AGAIN, _OPT_OUT = "successor", "again", "opts_out_now"


class CastPeople(Prospects):
    """The listener of a simulated world."""

    def __init__(
        self, world: World, people: Sequence[Person], receive: Callable[[IncomingMail], Mail]
    ) -> None:
        super().__init__(world)
        self.people = people
        self._by_phone = {person.phone: person for person in people}
        self._by_address = {person.address: person for person in people}
        self._by_address |= {p.assistant_address: p for p in people if p.assistant_address}
        self._meetings = CastMeetings(world, self.person, self.memory, self._write_move)
        self._texters = Texters(world, self.memory, self._plan, self._remember)
        self._receive = receive
        self.said: list[Said] = []
        self.said_by_key: dict[str, Said] = {}

    # --- what reaches them ----------------------------------------------------------------------------------

    def _receives(self, one: Address, sent: SentMail) -> None:
        if not self._world.calendars.knows(one.address):
            person = self.person(one.address, one.name)
            if person.temperament == "bounces":
                self._plan(self._world.now + timedelta(seconds=40), "bounce", person)
                return
        super()._receives(one, sent)

    def _delay_minutes(self, person: Person) -> tuple[int, int]:
        return REPLY_MINUTES.get(person.temperament) or super()._delay_minutes(person)

    def agenda_due(self, entry: AgendaEntry) -> None:
        """Somebody's moment has come."""
        own = {
            "bounce": self._bounce,
            _SUCCESSOR: self._successor,
            _AGAIN: self._repeat,
            _OPT_OUT: self._opt_out,
        }
        if entry.kind == "prospect":
            act, person = entry.details["act"], self.person(entry.details["address"])
            if act in own:
                own[act](person)
                return
            if self._texters.due(act, person):
                return
        super().agenda_due(entry)

    def text_left(self, recipient: str, body: str) -> None:
        """A text makes some answer by text, and others look at the mail that waits."""
        person = self._by_phone.get(recipient)
        if person is not None and person.temperament in BY_TEXT:
            self._texters.text_left(person)
        else:
            super().text_left(recipient, body)

    # --- answering ------------------------------------------------------------------------------------------

    def _decide(self, situation: Situation) -> Answer | None:
        return decide_in_simulation(situation)

    def _unread(self, person: Person) -> list[SentMail]:
        """Who answers late answers the oldest mail, whatever has come since."""
        mails = super()._unread(person)
        return mails[:1] if person.temperament == "late_reply" else mails

    def _afterwards(self, person: Person, answer: Answer, rng: object) -> None:
        super()._afterwards(person, answer, chance(self._world.state.seed, "after", person.address))
        now, zone = self._world.now, ZoneInfo(person.timezone)
        draw = chance(self._world.state.seed, "own after", person.address, len(self.said))
        if "handed_over" in answer.notes:
            at = in_office(now + timedelta(hours=draw.randint(2, 30)), zone, draw)
            self._plan(at, _SUCCESSOR, person)
        notes = self.memory(person).notes
        if person.temperament == "repeats" and answer.picked is not None and "repeated" not in notes:
            notes["repeated"] = "yes"
            self._plan(now + timedelta(minutes=draw.randint(1, 9)), _AGAIN, person)
        if person.temperament == "opts_out_later" and "will_opt_out" not in notes:
            notes["will_opt_out"] = "yes"
            at = in_office(now + timedelta(hours=draw.randint(1, 60)), zone, draw)
            self._plan(at, _OPT_OUT, person)

    def _repeat(self, person: Person) -> None:
        """The same answer once more, as mail programs do after a failure."""
        memory, original = self.memory(person), self._latest(person)
        if original is None or memory.picked_at is None:
            return
        found = offered_times(unquoted(original.text), original.sent_at, ZoneInfo(person.timezone))
        chosen = next((one for one in found if one.at == memory.picked_at), None)
        if chosen is not None:
            self._say(person, Answer(f"{chosen.local:%A at %-I:%M %p} works for me.", chosen), original)

    def _successor(self, person: Person) -> None:
        """The colleague who takes over answers in the same thread."""
        original = self._latest(person)
        if original is None:
            return
        colleague = self._colleague(person)
        zone = ZoneInfo(person.timezone)
        found = offered_times(unquoted(original.text), original.sent_at, zone)
        coming = [one for one in found if one.at > self._world.now + timedelta(minutes=30)]
        words = "What times do you have next week?"
        if coming:
            words = (
                f"{coming[0].local:%A, %B} {coming[0].local.day} at {coming[0].local:%-I:%M %p} works for me."
            )
        text = f"Hi {self._world.rep.given_name},\n\n{words}\n\nThanks,\n{colleague.first_name}"
        writer = Address(colleague.address, colleague.name)
        self._post(WrittenMail(colleague, writer, f"Re: {original.subject}", text, original))

    def _colleague(self, person: Person) -> Person:
        address = f"dana.{person.address}"
        if address not in self._by_address:
            found = stranger(self._world.state.seed, address, "Dana Fox")
            self._by_address[address] = Person(
                "Dana Fox",
                address,
                "Manager",
                found.phone,
                person.timezone,
                person.company,
                "prompt",
                "gmail",
            )
        return self._by_address[address]

    def _opt_out(self, person: Person) -> None:
        """Out of the blue, in the thread."""
        original = self._latest(person)
        if original is not None and "opted_out" not in self.memory(person).notes:
            words = chance(self._world.state.seed, "opt out", person.address).choice(OPT_OUTS)
            self._say(person, Answer(words, notes={"opted_out": "yes"}), original)

    def _bounce(self, person: Person) -> None:
        """The mail could not be delivered."""
        original = next(
            (m for m in reversed(self._world.mailbox.sent()) if person.address in _reached(m)), None
        )
        if original is None:
            return
        text = (
            f"Delivery has failed to these recipients: {person.address}\n\n"
            "550 5.1.1 user unknown. The address does not exist.\n"
        )
        robot = Address("mailer-daemon@mx.example", "Mail Delivery Subsystem")
        headers = [("Auto-Submitted", "auto-replied"), ("Content-Type", "multipart/report")]
        mail = self._receive(
            IncomingMail(
                robot, [Address(person.address)], [], [], f"Undeliverable: {original.subject}", text, "",
                headers, f"<{self._world.ids.key('bounce')}@mx.example>", original.message_id,
                [original.message_id], self._world.now,
            )
        )  # fmt: skip
        self._note(person.address, "bounce", mail)

    def _post(self, mail: WrittenMail) -> None:
        """The same mail as the sandbox delivers, without the way over RFC 822."""
        original = mail.original
        received = self._receive(
            IncomingMail(
                mail.writer, [original.sender], mail.copies, [], mail.subject, mail.text, "",
                list(mail.headers.items()),
                f"<{self._world.ids.key('message-id')}@{mail.person.company.domain}>",
                original.message_id, mail.references, self._world.now,
            )
        )  # fmt: skip
        self._note(mail.writer.address, self._kind(mail), received)

    def _kind(self, mail: WrittenMail) -> str:
        notes = self.memory(mail.person).notes
        if mail.is_by_machine:
            return "auto"
        if "opted_out" in notes:
            return "opt_out"
        return "decline" if "declined" in notes else "reply"

    def _note(self, address: str, kind: str, mail: Mail) -> None:
        self._remember(Said(self._world.now, address, kind, mail.key))

    def _remember(self, said: Said) -> None:
        self.said.append(said)
        self.said_by_key[said.mail_key] = said


def _reached(mail: SentMail) -> set[str]:
    return {one.address.lower() for one in [*mail.to, *mail.cc]}
