"""What to leave alone, and what they may hold against it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from xforce_desktop.prep import words
from xforce_desktop.prep.known import Known
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.prep.remarks import Remark, quoted
from xforce_desktop.prep.talking import as_sentence
from xforce_desktop.replies.raised import PERSONAL
from xforce_desktop.scheduling.briefs import Objection, Statement

MOST_USUAL = 2
_GENTLY = "One warm sentence if they bring it up, no questions about it, and be ready to stop early."
# In the order in which a remark on several of them is taken.
ANSWERED = ("contract", "approval", "trust", "price", "timing", "security", "integration", "tech")


def landmines_to_avoid(known: Known) -> Iterator[Statement]:
    """Sore points of theirs as they were noted or said, then what the way to this date asks for."""
    found = list(islice(_landmines(known), playbook().limits.landmines))
    yield from found
    if not found:
        yield known.say(playbook().nothing_sensitive, ["missing.sensitive"], is_unknown=True)


def _landmines(known: Known) -> Iterator[Statement]:
    yield from _personal(known)
    for remark in known.about("sensitive"):
        known.tell(remark)
        if remark.is_theirs:
            who = words.first_of(remark.speaker)
            yield known.say(f"{who} said it plainly: {quoted(remark.text)}", [remark.fact])
        else:
            yield known.say(as_sentence(remark.text), [remark.fact])
    for line in playbook().fitting(playbook().landmines, known.flags):
        yield known.line(line)


def _personal(known: Known) -> Iterator[Statement]:
    """Trouble in somebody's own life, once for each of them: first of all, and with care."""
    told: set[str] = set()
    for remark in known.about(PERSONAL):
        known.tell(remark)
        if remark.is_theirs and remark.speaker not in told:
            told.add(remark.speaker)
            who, said = words.first_of(remark.speaker), quoted(remark.text)
            yield known.say(f"{who} is going through something hard: {said} {_GENTLY}", [remark.fact])
        elif not remark.is_theirs:
            yield known.say(as_sentence(remark.text), [remark.fact])


def objection_prep(known: Known) -> Iterator[Objection]:
    """What they have raised, each with an answer; then what such meetings usually bring."""
    raised: dict[str, Remark] = {}
    touched: set[str] = set()
    for remark in known.about("objection", *ANSWERED):
        topic = next((one for one in ANSWERED if one in remark.topics), "other")
        is_question = "question" in remark.topics and not remark.topics & {"price", "security", "integration"}
        is_wish = "request" in remark.topics
        if topic not in raised and remark.has_attitude and not is_question and not is_wish:
            raised[topic] = known.tell(remark)
            touched |= remark.topics
    own = [_theirs(known, topic, remark) for topic, remark in raised.items()]
    limit = playbook().limits.objections
    yield from own[:limit]
    yield from islice(_usual(known, touched), min(MOST_USUAL, max(limit - len(own), 0)))


def _theirs(known: Known, topic: str, remark: Remark) -> Objection:
    line = playbook().first(playbook().answers[topic], known.flags)
    assert line is not None, f"the playbook has a last answer on {topic}"
    who = f"{words.first_of(remark.speaker)}: " if remark.is_theirs else ""
    said = f"{who}{quoted(remark.text)}" if remark.is_theirs or remark.kinds else as_sentence(remark.text)
    answer = known.say(known.rendered(line.t), [remark.fact, "playbook"])
    return Objection(known.say(said, [remark.fact]), answer, is_theirs=True)


def _usual(known: Known, raised: set[str]) -> Iterator[Objection]:
    seen: set[str] = set()
    for line in playbook().fitting(playbook().usual[known.type], known.flags):
        if line.about not in raised and line.o not in seen:
            seen.add(line.o)
            yield Objection(known.say(line.o, line.cites), known.line(line), is_theirs=False)
