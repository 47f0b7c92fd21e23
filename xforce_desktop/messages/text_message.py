"""Text messages: one segment, one time, casual."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.facts import facts_of, offers_of, persona_of
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import SMS_SEPTETS, septets, to_gsm
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.phrasebook import phrases_for


def write_text_message(assignment: Assignment) -> Letter:
    """The first draft that fits one segment and is clean, else the shortest with its findings."""
    drafts = [Letter("sms", "", text) for text in _drafts(assignment)]
    for letter in drafts:
        if (septets(letter.body) or SMS_SEPTETS + 1) <= SMS_SEPTETS and not check(letter, assignment):
            return letter
    shortest = min(drafts, key=lambda letter: len(letter.body))
    return replace(shortest, checks=check(shortest, assignment))


def stage_of_text(assignment: Assignment) -> str:
    """opening, light or last by the attempt; missed after a no-show."""
    meeting = assignment.meeting
    if (
        meeting.no_show_count
        and meeting.scheduled_time is not None
        and meeting.scheduled_time < assignment.now
    ):
        return "missed"
    if assignment.attempt <= 1:
        return "opening"
    return "light" if assignment.attempt <= 3 else "last"


def _drafts(assignment: Assignment) -> Iterator[str]:
    facts = facts_of(assignment)
    facts["who"] = to_gsm(str(facts["first"])).strip() or "there"
    facts["length"] = str(facts["min"]).replace("minutes", "min")
    name = "text" if offers_of(assignment) else "text_none"
    stage = stage_of_text(assignment)
    suits = [
        part for part in phrases_for("sms").places[name] if part.suits(persona_of(assignment), stage, facts)
    ]
    own = [part for part in suits if len(part.stages) == 1]
    random.Random(f"{assignment.seed}|{assignment.recipient.address}|{assignment.attempt}|sms").shuffle(own)
    for parts in (own, [part for part in suits if part not in own]):
        for time in times_in_text(assignment):
            yield from (to_gsm(part.render({**facts, "time": time})).strip() for part in parts)


def times_in_text(assignment: Assignment) -> Iterator[str]:
    """The first offer, from the fullest form to the shortest."""
    offers = offers_of(assignment)
    if not offers:
        yield ""
        return
    zone, ours = assignment.recipient.timezone, assignment.sender.timezone
    yield when.format_time(offers[0], zone, ours)
    yield when.spoken(offers[0], zone)
    yield when.spoken_short(offers[0], zone)
