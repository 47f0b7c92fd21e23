"""The form of eight parts that Claude fills for a prep brief, as it travels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from sync.anthropic.trouble import UnusableAnswer
from sync.anthropic.wire import Closed
from xforce_desktop.prep.model_brief import Proposed
from xforce_desktop.scheduling.briefs import Part

Text = Annotated[str, StringConstraints(max_length=1000)]
Numbers = Annotated[list[int], Field(max_length=30, description="the numbers of the facts it rests on")]


class Said(Closed):
    """One statement."""

    text: Text
    facts: Numbers


class Countered(Closed):
    """An objection and its answer."""

    objection: Text
    response: Text
    facts: Numbers


Several = Annotated[list[Said], Field(max_length=10)]


class BriefForm(Closed):
    """The eight parts."""

    executive_summary: Several
    meeting_objective: Several
    key_talking_points: Several
    questions_to_ask: Several
    landmines_to_avoid: Several
    objection_prep: Annotated[list[Countered], Field(max_length=10)]
    next_steps_to_propose: Several
    scheduling_insight: Several


def proposed_in(text: str) -> dict[Part, Sequence[Proposed]]:
    """What a model proposes for each part, not checked yet. Raises UnusableAnswer for another form."""
    try:
        form = BriefForm.model_validate_json(text)
    except ValidationError as error:
        raise UnusableAnswer("its answer was not the form") from error
    found: dict[Part, Sequence[Proposed]] = {}
    for part in Part:
        if part is Part.OBJECTION_PREP:
            found[part] = [Proposed(o.objection, tuple(o.facts), o.response) for o in form.objection_prep]
        else:
            found[part] = [Proposed(one.text, tuple(one.facts)) for one in getattr(form, part.value)]
    return found
