"""Seeded people who answer: they read what leaves the rep's mailbox and write back in their own time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.ids import chance
from sync.sandbox.mime import build_mail, unquoted
from sync.sandbox.offers import Offered, offered_times
from sync.sandbox.office_hours import days_later, in_office
from sync.sandbox.people import Person, seeded_people, stranger
from sync.sandbox.prose import Words, letter, with_quote
from sync.sandbox.prospect_meetings import ProspectMeetings
from sync.sandbox.state import Address, AgendaEntry, Meeting, PersonMemory, SentMail
from sync.sandbox.temperaments import Answer, Situation, asks_for_a_yes, decide, reply_minutes
from sync.sandbox.world import World
from sync.sandbox.written_mail import WrittenMail

_REPLY, _AUTO, _AFTERTHOUGHT, _FOLLOW = "reply", "auto_reply", "afterthought", "follow_partner"
_TOO_SHORT = timedelta(minutes=30)


class Prospects:
    """The listener of a world with prospects. What they remember lies in the world's state."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.people: Sequence[Person] = seeded_people(world.state.seed)
        self._by_address = {person.address: person for person in self.people}
        self._by_address |= {p.assistant_address: p for p in self.people if p.assistant_address}
        self._meetings = ProspectMeetings(world, self.person, self.memory, self._write_move)

    # --- who ------------------------------------------------------------------------------------------------

    def person(self, address: str, name: str = "") -> Person:
        """The prospect behind an address; an assistant's address leads to the boss."""
        wanted = address.lower()
        if wanted not in self._by_address:
            self._by_address[wanted] = stranger(self._world.state.seed, wanted, name)
        return self._by_address[wanted]

    def memory(self, person: Person) -> PersonMemory:
        """What this person remembers."""
        return self._world.state.memories.setdefault(person.address, PersonMemory())

    def _rng(self, person: Person, *parts: object) -> random.Random:
        memory = self.memory(person)
        return chance(self._world.state.seed, person.address, memory.mails_read, memory.replies_sent, *parts)

    # --- what reaches them ----------------------------------------------------------------------------------

    def mail_left(self, sent: SentMail) -> None:
        """Each prospect among the recipients will read it; those in copy only if they are a partner."""
        for one in sent.to:
            self._receives(one, sent)
        for one in sent.cc:
            if not self._world.calendars.knows(one.address) and self._speaks_in_copy(one):
                self._receives(one, sent)

    def _speaks_in_copy(self, one: Address) -> bool:
        return self.person(one.address, one.name).temperament in ("partner", "two_must_agree")

    def _receives(self, one: Address, sent: SentMail) -> None:
        if self._world.calendars.knows(one.address):
            return
        person = self.person(one.address, one.name)
        memory = self.memory(person)
        if sent.message_id in memory.unread:
            return
        memory.mails_read += 1
        memory.unread.append(sent.message_id)
        rng = self._rng(person, "delay")
        zone = ZoneInfo(person.timezone)
        if person.temperament == "out_of_office" and self._is_away(person, rng):
            self._away(person, rng)
            return
        low, high = self._delay_minutes(person)
        at = in_office(self._world.now + timedelta(minutes=rng.randint(low, high)), zone, rng)
        self._plan(at, _REPLY, person)

    def _delay_minutes(self, person: Person) -> tuple[int, int]:
        """Shortest and longest time before this person answers."""
        return reply_minutes(person.temperament)

    def text_left(self, recipient: str, body: str) -> None:
        """A text makes somebody look at the mail that waits."""
        for person in self.people:
            if person.phone == recipient and self.memory(person).unread:
                rng = self._rng(person, "text")
                at = self._world.now + timedelta(minutes=rng.randint(5, 30))
                self._plan(in_office(at, ZoneInfo(person.timezone), rng), _REPLY, person)

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        """Invitations, updates and cancellations."""
        self._meetings.changed(meeting, change)

    def agenda_due(self, entry: AgendaEntry) -> None:
        """Somebody's moment has come."""
        if entry.kind != "prospect":
            self._meetings.due(entry)
            return
        person = self.person(entry.details["address"])
        acts = {
            _REPLY: self._reply,
            _AUTO: self._auto_reply,
            _AFTERTHOUGHT: self._afterthought,
            _FOLLOW: self._follow_partner,
        }
        acts[entry.details["act"]](person)

    def _plan(self, at: datetime, act: str, person: Person) -> None:
        self._world.agenda.add(max(at, self._world.now), "prospect", act=act, address=person.address)

    # --- out of office --------------------------------------------------------------------------------------

    def _is_away(self, person: Person, rng: random.Random) -> bool:
        notes = self.memory(person).notes
        if "back_on" not in notes:
            here = self._world.now.astimezone(ZoneInfo(person.timezone)).date()
            notes["back_on"] = days_later(here, rng.randint(3, 6)).isoformat()
        back_on = date.fromisoformat(notes["back_on"])
        return self._world.now.astimezone(ZoneInfo(person.timezone)).date() < back_on

    def _away(self, person: Person, rng: random.Random) -> None:
        notes, zone = self.memory(person).notes, ZoneInfo(person.timezone)
        if "auto_said" not in notes:
            notes["auto_said"] = "yes"
            self._plan(self._world.now + timedelta(seconds=45), _AUTO, person)
        back = datetime.combine(date.fromisoformat(notes["back_on"]), datetime.min.time(), zone)
        self._plan((back + timedelta(hours=9, minutes=rng.randint(10, 200))).astimezone(UTC), _REPLY, person)

    def _auto_reply(self, person: Person) -> None:
        original = self._latest(person)
        if original is None:
            return
        back_on = date.fromisoformat(self.memory(person).notes["back_on"])
        text = f"{Words(self._rng(person, 'auto')).away(back_on)}\n\n{person.name}\n{person.company.name}"
        headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "bulk"}
        subject = f"Automatic reply: {original.subject}"
        writer = Address(person.address, person.name)
        self._post(WrittenMail(person, writer, subject, text, original, more_headers=headers))

    # --- answering ------------------------------------------------------------------------------------------

    def _reply(self, person: Person) -> None:
        memory, mails = self.memory(person), self._unread(person)
        if not mails:
            return
        memory.unread.clear()
        offers, passed = self._read(person, mails)
        if offers or passed:
            memory.offered = [(one.at, str(one.zone)) for one in offers]
        if self._is_settled(memory, offers):
            self._say_yes(person, offers, mails[-1])
            return
        answer = self._decide(self._situation(person, offers, passed, mails[-1]))
        if answer is not None:
            self._say(person, answer, mails[-1])

    def _decide(self, situation: Situation) -> Answer | None:
        """What is answered now; None for nothing."""
        return decide(situation)

    def _is_settled(self, memory: PersonMemory, offers: list[Offered]) -> bool:
        """Whether a mail only repeats what is agreed; one time in the span they asked for agrees to it."""
        if memory.picked_at is not None:
            return all(one.at == memory.picked_at for one in offers)
        if len(offers) != 1 or memory.own_from_at is None or memory.own_to_at is None:
            return False
        agreed = memory.own_from_at <= offers[0].at < memory.own_to_at
        if agreed:
            memory.picked_at = offers[0].at
        return agreed

    def _say_yes(self, person: Person, offers: list[Offered], mail: SentMail) -> None:
        """Asked outright about the very time they agreed to, they say so again, twice at most."""
        memory = self.memory(person)
        said = int(memory.notes.get("said_yes", "0"))
        partner = person.partner_name.partition(" ")[0]
        text = unquoted(mail.text)
        if not offers or said >= 2 or not asks_for_a_yes(text, person.first_name, partner):
            return
        if self._meetings.has_accepted(person, offers[0].at):
            return
        words = Words(self._rng(person, "yes")).yes(offers[0])
        self._say(person, Answer(words, offers[0], notes={"said_yes": str(said + 1)}), mail)

    def _read(self, person: Person, mails: list[SentMail]) -> tuple[list[Offered], bool]:
        """Offers still to come in the latest mail that has any, and whether there were others."""
        zone = ZoneInfo(person.timezone)
        for mail in reversed(mails):
            found = offered_times(unquoted(mail.text), mail.sent_at, zone)
            if found:
                coming = [one for one in found if one.at > self._world.now + _TOO_SHORT]
                return coming, len(coming) < len(found)
        if person.temperament == "asks_a_question":
            kept = [Offered(at, ZoneInfo(name)) for at, name in self.memory(person).offered]
            return [one for one in kept if one.at > self._world.now + _TOO_SHORT], False
        return [], False

    def _situation(
        self, person: Person, offers: list[Offered], passed: bool, mail: SentMail | None
    ) -> Situation:
        partner_pick_at = None
        if person.partner_address:
            partner_pick_at = self.memory(self.person(person.partner_address)).picked_at
        asks = mail is not None and "?" in unquoted(mail.text)
        rng = self._rng(person, "answer")
        memory = self.memory(person)
        return Situation(person, memory, self._world.now, tuple(offers), passed, asks, rng, partner_pick_at)

    def _say(self, person: Person, answer: Answer, original: SentMail) -> None:
        memory = self.memory(person)
        memory.notes |= answer.notes
        memory.replies_sent += 1
        memory.picked_at = answer.picked.at if answer.picked else None
        memory.own_from_at, memory.own_to_at = answer.own or (None, None)
        writer = Address(person.address, person.name)
        if person.assistant_address and answer.picked is not None:
            writer = Address(person.assistant_address, person.assistant_name)
        rng = self._rng(person, "letter")
        text = letter(person, writer.name, self._world.rep.given_name, answer.text, rng)
        text, html = with_quote(text, original, person.client, ZoneInfo(person.timezone))
        self._post(WrittenMail(person, writer, _answered(original.subject), text, original, html))
        self._afterwards(person, answer, rng)

    def _afterwards(self, person: Person, answer: Answer, rng: random.Random) -> None:
        zone = ZoneInfo(person.timezone)
        if "asked" in answer.notes:
            self._plan(in_office(self._world.now + timedelta(days=2), zone, rng), _AFTERTHOUGHT, person)
        if "objected" in answer.notes:
            at = self._world.now + timedelta(minutes=rng.randint(20, 60))
            self._plan(in_office(at, zone, rng), _FOLLOW, self.person(person.partner_address))

    def _afterthought(self, person: Person) -> None:
        """Nobody answered the question: they pick all the same."""
        memory, original = self.memory(person), self._latest(person)
        if memory.picked_at is not None or original is None:
            return
        offers = [Offered(at, ZoneInfo(name)) for at, name in memory.offered]
        coming = [one for one in offers if one.at > self._world.now + _TOO_SHORT]
        answer = self._decide(self._situation(person, coming, not coming, original))
        if answer is not None:
            self._say(person, answer, original)

    def _follow_partner(self, person: Person) -> None:
        """The partner wanted another time, and that is fine."""
        memory, original = self.memory(person), self._latest(person)
        theirs = self.memory(self.person(person.partner_address)).picked_at
        if original is None or memory.unread or theirs in (None, memory.picked_at):
            return
        assert theirs is not None
        chosen = Offered(theirs, ZoneInfo(person.timezone))
        words = Words(self._rng(person, "follow")).pick(chosen, (chosen,))
        self._say(person, Answer(words, chosen), original)

    def _write_move(self, person: Person, start_at: datetime, length: timedelta) -> None:
        """They ask to move an agreed meeting."""
        original = self._latest(person)
        if original is None:
            return
        local = start_at.astimezone(ZoneInfo(person.timezone))
        words = Words(self._rng(person, "move")).move(local)
        self._say(person, Answer(words, own=(start_at, start_at + timedelta(minutes=1))), original)

    # --- the post -------------------------------------------------------------------------------------------

    def _unread(self, person: Person) -> list[SentMail]:
        wanted = set(self.memory(person).unread)
        return [mail for mail in self._world.mailbox.sent() if mail.message_id in wanted]

    def _latest(self, person: Person) -> SentMail | None:
        """The last mail that reached this person."""
        own = {person.address, person.assistant_address}
        for mail in reversed(self._world.mailbox.sent()):
            if any(one.address.lower() in own for one in [*mail.to, *mail.cc]):
                return mail
        return None

    def _post(self, mail: WrittenMail) -> None:
        key = self._world.ids.key("message-id")
        headers = mail.headers
        if mail.copies:
            headers["Cc"] = ", ".join(f'"{one.name}" <{one.address}>' for one in mail.copies)
        message_id = _message_id(mail.person, key)
        sent_at = self._world.now.astimezone(ZoneInfo(mail.person.timezone))
        to = [mail.original.sender]
        raw = build_mail(mail.writer, to, mail.subject, mail.text, message_id, sent_at, headers, mail.html)
        self._world.deliver(raw)


def _answered(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _message_id(person: Person, key: str) -> str:
    if person.client == "gmail":
        return f"<CA+{key}@mail.gmail.com>"
    if person.client == "outlook":
        return f"<{key.upper()}@BN8PR12MB3108.namprd12.prod.outlook.com>"
    return f"<{key.upper()}@{person.company.domain}>"
