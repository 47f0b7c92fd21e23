"""Text messages: one segment, one time, casual."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, Assignment
from xforce_desktop.messages.facts import facts_of, offers_of, persona_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import SMS_SEPTETS, septets, to_gsm
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.phrasebook import phrases_for
from xforce_desktop.messages.stages import TEXTS_OF_BOOKED, stage_of_text


def write_text_message(assignment: Assignment) -> Letter:
    """The first draft that fits one segment and is clean, else the shortest with its findings."""
    drafts = [Letter("sms", "", text) for text in _drafts(assignment)]
    for letter in drafts:
        if (septets(letter.body) or SMS_SEPTETS + 1) <= SMS_SEPTETS and not check(letter, assignment):
            return letter
    shortest = min(drafts, key=lambda letter: len(letter.body))
    return replace(shortest, checks=check(shortest, assignment))


def _drafts(assignment: Assignment) -> Iterator[str]:
    facts = facts_of(assignment)
    facts["who"] = to_gsm(str(facts["first"])).strip() or "there"
    facts["length"] = str(facts["min"]).replace("minutes", "min")
    name = "text" if _offers(assignment) else "text_none"
    stage = stage_of_text(assignment)
    suits = [
        part for part in phrases_for("sms").places[name] if part.suits(persona_of(assignment), stage, facts)
    ]
    own = [part for part in suits if len(part.stages) == 1]
    random.Random(f"{assignment.seed}|{assignment.recipient.address}|{assignment.attempt}|sms").shuffle(own)
    softer = (assignment.soft_line, "") if assignment.soft_line else ("",)  # plain words before none at all
    for soft in softer:
        for parts in (own, [part for part in suits if part not in own]):
            for said in _times(assignment, stage):
                texts = (to_gsm(part.render({**facts, **said})).strip() for part in parts)
                yield from (with_soft_line(text, soft, str(facts["sender"])) for text in texts)


def with_soft_line(text: str, soft_line: str, sender: str = "") -> str:
    """The text with the sentence that takes the pressure out, before a name that signs it."""
    if not soft_line:
        return text
    name = to_gsm(sender).strip()
    asked = text.removesuffix(f" {name}") if name else text
    signed = f" {name}" if asked != text else ""
    return f"{asked} {to_gsm(soft_line)}{signed}"


def times_in_text(assignment: Assignment) -> Iterator[str]:
    """The first offer or the booked time in words, from the fullest form to the shortest; empty if none."""
    stage = stage_of_text(assignment)
    name = "when" if stage in TEXTS_OF_BOOKED else "time"
    yield from (said[name] for said in _times(assignment, stage))


def _offers(assignment: Assignment) -> tuple[datetime, ...]:
    """What it may offer: about a booked meeting nothing."""
    return () if assignment.kind in TEXTS_OF_MEETING else offers_of(assignment)


def _times(assignment: Assignment, stage: str) -> Iterator[dict[str, str]]:
    """The first offer, or the booked time as `when`, from the fullest form to the shortest."""
    offers, meeting = _offers(assignment), assignment.meeting
    instant = offers[0] if offers else meeting.scheduled_time if stage in TEXTS_OF_BOOKED else None
    if instant is None:
        yield {"time": "", "when": ""}
        return
    zone, ours = assignment.recipient.timezone, assignment.sender.timezone
    day = when.relative_day(instant, assignment.now, zone)
    near = f"{day} at {when.clock(instant, zone)}" if day in ("today", "tomorrow") else ""
    full, plain = when.format_time(instant, zone, ours), when.spoken(instant, zone)
    yield {"time": full, "when": near + when.beside(instant, zone, ours) if near else full}
    yield {"time": plain, "when": near or plain}
    yield {"time": when.spoken_short(instant, zone), "when": near or when.spoken_short(instant, zone)}
