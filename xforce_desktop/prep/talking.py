"""What to say and what to ask: their own words first, the playbook where those are few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from xforce_desktop.prep import words
from xforce_desktop.prep.facts import BY_THE_REP
from xforce_desktop.prep.known import Known, as_phrase
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.prep.remarks import Remark, quoted
from xforce_desktop.scheduling.briefs import Statement

FEWEST = 3
_NAMES_THE_MEETING = re.compile(
    r"(?:(?:joint|short|quick|first|second|our|the|a|an) )*"
    r"(?:demo|call|meeting|review|discovery|follow|intro|agree)",
    re.IGNORECASE,
)
MOST_QUOTES = 3


def key_talking_points(known: Known) -> Iterator[Statement]:
    """Three to five: what to lead with, what they care about, and how to talk to whom."""
    points = list(islice(_own_points(known), playbook().limits.talking_points))
    for statement in _playbook_points(known):
        if len(points) >= playbook().limits.talking_points:
            break
        points.append(statement)
    for statement in _fillers(known):
        if len(points) >= FEWEST:
            break
        points.append(statement)
    yield from points


def _own_points(known: Known) -> Iterator[Statement]:
    yield from _their_question(known)
    yield from _asked_for(known)
    yield from _lead(known)
    said = [one for one in known.about("goal", "number", "history", "decision") if is_free(one)]
    for remark in said[:MOST_QUOTES]:
        yield _quote(known, known.tell(remark))
    yield from _lately(known)
    yield from _other_notes(known)


# What belongs under landmines and objections.
_LEFT_FOR_LATER = frozenset(
    {"sensitive", "trust", "price", "contract", "timing", "approval", "tech", "security", "objection", "pain"}
)


def _their_question(known: Known) -> Iterator[Statement]:
    asked = [one for one in known.about("question") if one.is_theirs and len(one.topics) > 1]
    for remark in asked[:1]:
        who = words.first_of(remark.speaker)
        yield known.say(
            f"Answer {possessive(who)} question first: {quoted(remark.text)}", [known.tell(remark).fact]
        )


def is_free(remark: Remark) -> bool:
    """Whether it is neither landmine nor objection. A note on who decides is none."""
    held = remark.topics & _LEFT_FOR_LATER
    return not held or (not remark.is_theirs and "decision" in remark.topics and held == {"approval"})


def _asked_for(known: Known) -> Iterator[Statement]:
    """What they want to have or to see, all in one point for each of them."""
    by_whom: dict[str, list[Remark]] = {}
    for remark in known.about("request"):
        if remark.is_theirs and "sensitive" not in remark.topics:
            by_whom.setdefault(remark.speaker, []).append(known.tell(remark))
    for who, remarks in list(by_whom.items())[:1]:
        text = " ".join(quoted(one.text) for one in remarks[:2]).replace("” “", " ")
        yield known.say(
            f"Have ready what {words.first_of(who)} asked for: {text}", [one.fact for one in remarks[:2]]
        )


def _other_notes(known: Known) -> Iterator[Statement]:
    """What the rep noted beside, but for the sentence that only names the meeting."""
    for remark in known.remarks:
        is_note = not remark.is_theirs and not remark.kinds and not remark.topics
        if is_note and remark.fact not in known.used and not _NAMES_THE_MEETING.match(remark.text):
            yield known.say(f"From your notes: {as_sentence(remark.text)}", [known.tell(remark).fact])


def _lately(known: Known) -> Iterator[Statement]:
    """The newest thing that the rep noted outside the mails."""
    noted = [one for one in known.sources.activities if one.type in BY_THE_REP]
    if noted:
        newest = noted[-1]
        number = known.book.number(f"activity.{newest.key}")
        day = words.day_of(newest.happened_at, known.sources.zone)
        yield known.say(f"Fresh from {day}: {as_sentence(newest.summary)}", [number] if number else [])


def _lead(known: Known) -> Iterator[Statement]:
    """Their trouble in their own words, the one with a number before the others."""
    remarks = sorted(known.about("pain"), key=lambda one: ("number" not in one.topics, not one.is_theirs))
    remarks = [one for one in remarks if not one.topics & (_LEFT_FOR_LATER - {"pain"})]
    if remarks:
        first = known.tell(remarks[0])
        if phrase := as_phrase(first):
            yield known.say(f"Lead with {phrase}.", [first.fact])
        else:
            yield known.say(f"Lead with {_whose(first)}: {quoted(first.text)}", [first.fact])
        for second in remarks[1:2]:
            yield _quote(known, known.tell(second))
    elif "pain" in known.flags:
        it = "them" if "pain_is_plural" in known.flags else "it"
        text = f"Lead with {known.values['pain']}, and let {known.values['first']} describe {it} first."
        yield known.say(text, ["pain"])


def _quote(known: Known, remark: Remark) -> Statement:
    """What else they said or what the rep noted of them, as it stands."""
    if phrase := as_phrase(remark):
        return known.say(f"Come back to {phrase}.", [remark.fact])
    if remark.is_theirs:
        who = words.first_of(remark.speaker)
        return known.say(f"Build on what {who} wrote: {quoted(remark.text)}", [remark.fact])
    lead = "Know their story" if "history" in remark.topics else "Keep in mind"
    return known.say(f"{lead}: {as_sentence(remark.text)}", [remark.fact])


def as_sentence(text: str) -> str:
    """A note as it stands, with a full stop."""
    said = text.strip()
    return said if said[-1:] in ".!?”" else f"{said}."


def _whose(remark: Remark) -> str:
    if remark.is_theirs:
        return f"{possessive(words.first_of(remark.speaker))} own words"
    return "what is known of them" if remark.kinds else "what you noted"


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _playbook_points(known: Known) -> Iterator[Statement]:
    yield from _for_the_others(known)
    yield from map(known.line, playbook().fitting(playbook().points, known.flags))
    persona = known.sources.primary.persona
    line = playbook().first(playbook().persona[persona], known.flags) if persona else None
    if line is not None:
        yield known.line(line)


def _for_the_others(known: Known) -> Iterator[Statement]:
    """What those beside the first one care about, by their role."""
    primary = known.sources.primary
    roles: dict[str, list[str]] = {}
    cites: list[str | int] = []
    for person in known.sources.attending:
        if person.address != primary.address and person.persona and person.persona != primary.persona:
            roles.setdefault(playbook().others[person.persona], []).append(words.first_of(person.name))
            if (number := known.book.number(f"person.{person.address.casefold()}")) is not None:
                cites.append(number)
    if roles:
        said = "; ".join(f"{words.listed(names)} will look at {what}" for what, names in roles.items())
        yield known.say(f"{said}. Give each of them a minute.", [*cites, "playbook"])


def _fillers(known: Known) -> Iterator[Statement]:
    return map(known.line, playbook().fitting(playbook().basics[known.type], known.flags))


def questions_to_ask(known: Known) -> Iterator[Statement]:
    """Three to five, aimed at what is not on record, the most useful for this kind of meeting first."""
    gaps = [gap for gap in playbook().question_order[known.type] if not _is_known(known, gap)]
    asked = list(islice(filter(None, (_question(known, gap) for gap in gaps)), playbook().limits.questions))
    if len(asked) < FEWEST:
        asked += islice(_deeper(known, gaps), FEWEST - len(asked))
    yield from asked


_TOPICS_OF = {
    "current": ("current", "software", "contract"),
    "timeline": ("timeline",),
    "volume": ("volume",),
    "goal": ("goal",),
}


def _is_known(known: Known, gap: str) -> bool:
    if gap == "pain":
        return "pain" in known.flags
    if gap == "cost":
        return "number" in known.flags and "pain" in known.flags
    if gap == "decision":
        return bool(known.flags & {"someone_else_decides", "decider_told"})
    if gap == "budget":
        return any("budget" in one.text.casefold() for one in known.remarks)
    return known.knows(*_TOPICS_OF[gap]) if gap in _TOPICS_OF else False


def _question(known: Known, gap: str) -> Statement | None:
    pain = playbook().pains[known.pain_keys[0]] if known.pain_keys else None
    if pain and gap in {"current", "cost"}:
        return _asked(known, pain.ask if gap == "current" else pain.weigh, gap)
    line = playbook().first(playbook().questions[gap], known.flags)
    return _asked(known, known.rendered(line.t), gap) if line else None


def _asked(known: Known, text: str, gap: str) -> Statement:
    unknown = "decision_more" if gap == "decision" and "decider_here" in known.flags else gap
    said = f"“{text}” (Not known: {playbook().unknown[unknown]}.)"
    return known.say(said, [f"missing.{unknown}"], is_unknown=True)


def _deeper(known: Known, asked: Iterable[str]) -> Iterator[Statement]:
    """Where nearly everything is known: to the bottom of their trouble."""
    done = set(asked)
    for key in known.pain_keys:
        pain = playbook().pains[key]
        for gap, text in (("cost", pain.weigh), ("current", pain.ask)):
            if gap not in done:
                done.add(gap)
                yield known.say(f"“{text}”", ["pain", "playbook"])
    line = playbook().first(playbook().questions["measure"], known.flags)
    if line is not None and "measure" not in done:
        yield known.say(f"“{known.rendered(line.t)}”", ["playbook"])
