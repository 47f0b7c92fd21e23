"""The first two parts of a brief: where things stand, and what the meeting is for."""

from __future__ import annotations

from collections.abc import Iterator

from xforce_desktop.messages import when
from xforce_desktop.messages.names import full_name
from xforce_desktop.prep import words
from xforce_desktop.prep.known import Known
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.scheduling.briefs import Statement
from xforce_desktop.scheduling.request import MeetingType

MOST_NAMED = 3


def executive_summary(known: Known) -> Iterator[Statement]:
    """Who they are, whom you meet and what came before, and what is at stake: one sentence each."""
    yield _who(known)
    yield _meeting(known)
    yield _stake(known)


def _who(known: Known) -> Statement:
    sources, book = known.sources, known.book
    name, record = sources.company_name, sources.company
    if not name:
        return known.say("Their company is not on record.", ["people"], is_unknown=True)
    industry = record.industry if record else ""
    ownership = words.ownership_word(record.ownership_type) if record and record.ownership_type else ""
    state = (record.state if record else "") or sources.request.company_state
    size = record.employee_count if record else None
    if not (industry or ownership or size):
        where = f" in {words.state_name(state)}" if state else ""
        text = f"{name}{where}: neither trade, size nor ownership is on record."
        return known.say(text, ["company"], is_unknown=True)
    noun = " ".join(word for word in (ownership, words.company_noun(industry)) if word)
    said = f"{name} is {words.article(noun)}"
    said += f" in {words.state_name(state)}" if state else ""
    said += f" with {words.employees(size)}" if size else ""
    if not size:
        said += "; its size is not on record"
    cites = [
        n for key in ("industry", "ownership", "state", "employees") if (n := book.number(f"company.{key}"))
    ]
    return known.say(f"{said}.", cites)


def _meeting(known: Known) -> Statement:
    sources, request, book = known.sources, known.sources.request, known.book
    people = sorted(sources.attending, key=lambda one: not one.is_required)
    named = [words.person_in_full(one.name, one.title) for one in people[:MOST_NAMED]]
    if (more := len(people) - MOST_NAMED) > 0:
        named.append("one other" if more == 1 else f"{more} others")
    length = when.length_adjective(request.duration_minutes)
    said = f"You meet {words.listed(named)} for {words.article(f'{length} {_kind(known)}')}"
    cites: list[str | int] = ["people", "meeting"]
    if "last_held" in known.flags:
        said += f"; it follows the {known.values['last_noun']} of {known.values['last_day']}"
        cites.append("last_held")
    elif "held_with_others" in known.flags:
        last = f"the {known.values['last_noun']} of {known.values['last_day']}"
        said += f"; {last} was with others at {sources.company_name or 'their company'}"
        cites.append("held_with_others")
    elif "no_show" in known.flags:
        said += f", after {known.values['no_shows']} that they missed"
        cites.append("no_shows")
    elif "met_before" not in known.flags:
        said += "; no earlier meeting with them is on record"
    if declined := [one for one in sources.people if one.has_declined]:
        said += f". {words.listed([full_name(one.name) or one.name for one in declined])} "
        said += "has declined" if len(declined) == 1 else "have declined"
        numbers = (book.number(f"person.{one.address.casefold()}") for one in declined)
        cites += [number for number in numbers if number]
    return known.say(f"{said}.", cites)


def _kind(known: Known) -> str:
    """ "demo"; a meeting with a title of its own is a meeting, whatever the title is."""
    if known.type is not MeetingType.CUSTOM:
        return known.values["noun"]
    return f"meeting ({known.values['matter']})" if "matter" in known.flags else "meeting"


def _stake(known: Known) -> Statement:
    deal, pain = known.sources.deal, known.values.get("pain", "")
    if deal is None and known.sources.has_several_deals:
        about = f"; what it is about for them: {pain}" if pain else "; what hurts them is not on record"
        text = f"They have several deals, and which one this is about is not said{about}."
        return known.say(text, ["pain"] if pain else ["missing.deal"], is_unknown=True)
    if deal is None:
        if not pain:
            text = "Neither a deal nor a problem of theirs is on record: this meeting has to find both."
            return known.say(text, ["missing.pain"], is_unknown=True)
        return known.say(f"No deal is on record yet; what it is about for them: {pain}.", ["pain"])
    cites: list[str | int] = [*known.book.numbers("deal.name"), "value", "stage"]
    if words.stage_bucket(deal.stage) == "won":
        worth = f", valued at {deal.estimated_value:,.0f}," if deal.estimated_value else ""
        return known.say(f"The deal “{deal.name}”{worth} is won: they are a customer.", cites)
    bits = []
    if deal.estimated_value:
        bits.append(f"valued at {deal.estimated_value:,.0f}")
    bits.append(_stage_words(deal.stage))
    said = f"At stake: “{deal.name}”, {words.listed(bits)}"
    if pain:
        said += f"; for them it is about {pain}"
        cites.append("pain")
    else:
        said += "; what hurts them is not on record"
        cites.append("missing.pain")
    return known.say(f"{said}.", cites)


def _stage_words(stage: str) -> str:
    if not stage:
        return "at a stage that is not on record"
    if words.stage_bucket(stage) == "lost":
        return "marked as lost"
    name = words.stage_name(stage)
    return f"at the stage “{stage}”" if " " in name else f"at the {name} stage"


def meeting_objective(known: Known) -> Iterator[Statement]:
    """The goal, and how success shows."""
    for lines in (playbook().objective[known.type], playbook().success[known.type]):
        line = playbook().first(lines, known.flags)
        assert line is not None, f"the playbook has a last line for {known.type}"
        yield known.line(line)
