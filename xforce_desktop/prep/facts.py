"""The sources as numbered facts: what every statement of a brief points at, and what is compared later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from xforce_desktop.messages import when
from xforce_desktop.messages.names import full_name
from xforce_desktop.prep import words
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.prep.remarks import (
    Remark,
    business_of,
    last_named,
    sentences,
    shortened,
    topics_of,
    topics_said,
)
from xforce_desktop.prep.sources import BriefSources, PersonKnown
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.briefs import Fact, SourceKind
from xforce_desktop.scheduling.intent import intent_of
from xforce_desktop.scheduling.reputation import RiskLevel, assess
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.scheduling.unit_of_work import ConversationMessage

HOUR = timedelta(hours=1)
MOST_SENTENCES = 40  # of mails, the newest ones
RECORD = "X-FORCE’s record of this request"
NOTES = "Your notes for this meeting"
_ENDS = {
    Outcome.HELD: "was held",
    Outcome.NO_SHOW: "ended after a no-show",
    Outcome.CANCELLED_BY_THEM: "was cancelled by them",
    Outcome.CANCELLED_BY_US: "was cancelled by us",
    Outcome.GAVE_UP: "never came about: no answer",
    Outcome.RESCHEDULED: "was moved to another request",
}
BY_THE_REP = frozenset({"note", "call", "called", "rep_called", "visit"})
_ASKED = frozenset({"question", "request"})
_ASKED_ABOUT = frozenset({"price", "security", "integration", "tech", "contract", "decision"})
_KNOWN_ELSEWHERE = frozenset({MemoryKind.SCHEDULING})


class FactBook:
    """Facts in the order in which they were added, numbered from 1."""

    def __init__(self, sources: BriefSources) -> None:
        self.sources = sources
        self.facts: list[Fact] = []
        self.remarks: list[Remark] = []
        self._numbers: dict[str, int] = {}
        self._fill()

    def number(self, key: str) -> int | None:
        return self._numbers.get(key)

    def numbers(self, prefix: str) -> tuple[int, ...]:
        """Of all facts whose key begins so, in order."""
        return tuple(number for key, number in self._numbers.items() if key.startswith(prefix))

    def add(
        self,
        key: str,
        kind: SourceKind,
        text: str,
        where: str,
        at: datetime | None = None,
        *,
        important: bool = False,
    ) -> int:
        """Its number; the number that it has where the key is there already."""
        if key in self._numbers:
            return self._numbers[key]
        number = len(self.facts) + 1
        self.facts.append(Fact(number, key, kind, text, where, at, important))
        self._numbers[key] = number
        return number

    # filling

    def _fill(self) -> None:
        self._meeting()
        self._company()
        for person in self.sources.people:
            self._person(person)
        self._deal()
        self._notes()
        self._messages()
        self._memory()
        self._scheduling()
        self._past()
        self._season()

    def _meeting(self) -> None:
        sources, request = self.sources, self.sources.request
        said = when.spoken(sources.meeting_at, sources.zone)
        text = (
            f"{request.duration_minutes}-minute {words.noun_of(request)} on {said}, {words.place_of(request)}"
        )
        self.add("meeting", SourceKind.MEETING, text, "Your calendar", important=True)

    def _company(self) -> None:
        sources, request = self.sources, self.sources.request
        known, name = sources.company, sources.company_name
        if not name:
            return
        where = f"Company record of {name}" if known else RECORD
        industry = known.industry if known else ""
        state = (known.state if known else "") or request.company_state
        employees = known.employee_count if known else None
        ownership = known.ownership_type if known else ""
        for key, value, text in (
            ("industry", industry, f"Their trade: {industry}"),
            ("state", state, f"{name} is in {words.state_name(state)}"),
            ("employees", employees, f"{name} has {words.employees(employees or 0)}"),
            ("ownership", ownership, f"{name} is {words.ownership_word(ownership)}"),
        ):
            if value:
                self.add(f"company.{key}", SourceKind.COMPANY, text, where)
        self.add("company.name", SourceKind.COMPANY, f"The company is called {name}", where)

    def _person(self, person: PersonKnown) -> None:
        said = words.person_in_full(person.name, person.title)
        roles = [
            word for word, holds in (("owner", person.is_owner), ("champion", person.is_champion)) if holds
        ]
        role = f", known as {' and '.join(roles)}" if roles else ""
        comes = "is to be there" if person.attends else "is not invited"
        comes = "has declined" if person.has_declined else comes
        self.add(
            f"person.{person.address.casefold()}",
            SourceKind.CONTACT,
            f"{said}{role}, {comes}",
            f"Contact record of {full_name(person.name) or person.name}",
            important=person.attends,
        )

    def _deal(self) -> None:
        deal = self.sources.deal
        if deal is None:
            return
        where = f"Deal “{deal.name}”"
        self.add("deal.name", SourceKind.DEAL, f"There is a deal called {deal.name}", where)
        if deal.stage:
            text = f"The deal is at the stage {words.stage_name(deal.stage)}"
            self.add("deal.stage", SourceKind.DEAL, text, where, important=True)
        if deal.estimated_value:
            text = f"The deal is valued at {deal.estimated_value:,.0f}"
            self.add("deal.value", SourceKind.DEAL, text, where, important=True)
        for pain in deal.identified_pain_points:
            text = f"Pain point noted with the deal: {words.pain_name(pain)}"
            self.add(f"deal.pain.{pain}", SourceKind.DEAL, text, where)
        for product in deal.products:
            text = f"Product in the deal: {words.product_name(product)}"
            self.add(f"deal.product.{product}", SourceKind.DEAL, text, where)

    def _notes(self) -> None:
        names, before = [words.first_of(one.name) for one in self.sources.people], ""
        for place, sentence in enumerate(sentences(self.sources.request.context), start=1):
            number = self.add(f"notes.{place}", SourceKind.NOTES, sentence, NOTES)
            self.remarks.append(Remark(sentence, "", False, topics_of(sentence), number, before=before))
            before = last_named(sentence, names)

    def _messages(self) -> None:
        """What they asked before the rep wrote to them by hand stays a fact, and is no point any more."""
        for message, key, sentence, topics in islice(self._said(), MOST_SENTENCES):
            who = full_name(message.from_name) or message.from_address
            fact = self.add(
                key,
                SourceKind.MESSAGE,
                f"{who} wrote: “{sentence}”",
                f"Message from {who}",
                message.at,
                important=True,
            )
            if topics & _ASKED and self.sources.was_answered(message):
                topics = topics - _ASKED - _ASKED_ABOUT
            if topics:
                self.remarks.append(Remark(sentence, who, True, topics, fact))
        for message in self.sources.by_the_rep:
            for place, (sentence, _) in enumerate(business_of(message.new_text), start=1):
                key = f"own.{message.provider_id}.{place}"
                self.add(key, SourceKind.ACTIVITY, f"You wrote: “{sentence}”", "Your own mail", message.at)

    def _said(self) -> Iterator[tuple[ConversationMessage, str, str, frozenset[str]]]:
        """The newest message first, its sentences in order."""
        for message in reversed(self.sources.messages):
            for place, (sentence, topics) in enumerate(business_of(message.new_text), start=1):
                yield message, f"message.{message.provider_id}.{place}", sentence, topics

    def _memory(self) -> None:
        """What is kept of the account. What stands in this conversation or in the notes is not told twice."""
        said = {_plain(remark.text) for remark in self.remarks}
        for entry in self.sources.memory:
            quote = entry.their_words
            if entry.kind in _KNOWN_ELSEWHERE or _plain(quote or entry.text) in said:
                continue
            number = self.add(f"memory.{entry.id}", SourceKind.MEMORY, entry.text, entry.source, entry.at)
            who = entry.contact_name or entry.contact
            said_of = topics_said(quote) if quote else topics_of(entry.text)
            of_dates = entry.kind in {MemoryKind.CONSTRAINT, MemoryKind.PREFERENCE}
            topics = {_TOPIC_OF[entry.kind]} | (set() if of_dates else said_of)
            remark = Remark(
                quote or entry.text, who if quote else "", bool(quote and who), frozenset(topics), number
            )
            self.remarks.append(replace(remark, kinds=frozenset({entry.kind.value})))
        for fact in self.sources.intelligence:
            self.add(f"known.{fact.topic}", SourceKind.INTELLIGENCE, fact.text, fact.source)

    def _scheduling(self) -> None:
        request, add = self.sources.request, self._of_scheduling
        if request.attempt_count:
            add("asks", f"{words.counted(request.attempt_count, 'ask').capitalize()} sent to get this date")
        if moves := self.sources.moves:
            add("moves", f"The meeting was moved {words.times(moves)} after it was booked", important=True)
        if (wait := turns.average_wait(request)) is not None:
            often = words.times(len(turns.answer_times(request)))
            add("answers", f"They answered after {wait / HOUR:.1f} hours on average, {often} in all")
        if request.no_show_count:
            missed = f"They missed {words.counted(request.no_show_count, 'meeting')} of this request"
            add("no_shows", missed, important=True)
        intent = intent_of(request)
        signs = "; ".join(signal.evidence for signal in intent.signals) or "no signal yet"
        add("intent", f"Intent is {intent.level} ({signs})")
        risk = assess(request)
        if risk.level is not RiskLevel.LOW:
            add("reputation", f"Risk for your good name is {risk.level} ({'; '.join(risk.drivers)})")
        last = turns.last_reply(request)
        if last is not None and last.sentiment in {"negative", "frustrated"}:
            add("tone", f"The tone of their last message was {last.sentiment}", last.at, important=True)
        before = max((turn.minutes for turn in request.history), default=0)
        if before > request.duration_minutes:
            add("shortened", f"First asked for {before} minutes, booked for {request.duration_minutes}")
        if request.conflict is not None:
            add(
                "conflict",
                f"In the way: {shortened(request.conflict.description)}",
                request.conflict.noted_at,
            )

    def _of_scheduling(
        self, key: str, text: str, at: datetime | None = None, *, important: bool = False
    ) -> None:
        self.add(f"scheduling.{key}", SourceKind.SCHEDULING, text, RECORD, at, important=important)

    def _past(self) -> None:
        for place, one in enumerate(self.sources.earlier, start=1):
            ended = _ENDS.get(one.outcome, "has ended") if one.outcome else "has ended"
            others = "" if self.sources.was_with_them(one) else ", with others there"
            text = f"{one.title} {ended}{others}"
            self.add(
                f"earlier.{place}", SourceKind.EARLIER_MEETING, text, "Earlier meetings with them", one.at
            )
        for activity in self.sources.activities:
            if activity.request_id == self.sources.request.id and activity.type not in BY_THE_REP:
                continue  # the conversation itself tells it
            self.add(
                f"activity.{activity.key}",
                SourceKind.ACTIVITY,
                activity.summary,
                activity.source,
                activity.happened_at,
            )

    def _season(self) -> None:
        said = playbook().season_words.get(self.sources.season.type)
        if said:
            text = f"{said[:1].upper()}{said[1:]} for their trade at the time of the meeting"
            self.add("season", SourceKind.SEASON, text, "Seasons of their trade")


_TOPIC_OF = {
    MemoryKind.CONSTRAINT: "constraint",
    MemoryKind.PREFERENCE: "preference",
    MemoryKind.FACT: "fact",
    MemoryKind.PAIN_POINT: "pain",
    MemoryKind.SENSITIVITY: "sensitive",
    MemoryKind.OBJECTION: "objection",
    MemoryKind.COMMITMENT: "commitment",
    MemoryKind.SCHEDULING: "scheduling",
}


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
