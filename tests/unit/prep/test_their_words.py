"""What is read out of mails, account memory and notes: as it was meant, and as whose words."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from tests.builders import an_id
from tests.unit.prep.scenarios import OCTOBER, Guest, Scenario, brief_of, store_of
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.remarks import business_of
from xforce_desktop.prep.sources import gather
from xforce_desktop.scheduling import remembering
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.briefs import Part, PrepBrief
from xforce_desktop.scheduling.request import MeetingType

CASES = tomllib.loads(Path(__file__).with_name("their_words.toml").read_text("utf-8"))
JOHN, MARY = Guest("John Smith", "General Manager"), Guest("Mary Jones", "Office Manager")
PLAIN = Scenario(
    "plain", "Acme Pest", MeetingType.DEMO, (JOHN,), state="TN", industry="Pest control", employees=15,
    now=OCTOBER,
)  # fmt: skip


def texts(brief: PrepBrief, part: Part) -> list[str]:
    return [one.text for one in brief.statements(part)]


@pytest.mark.parametrize("text", CASES["nothing"])
def test_what_arranges_the_meeting_changes_no_part(text: str) -> None:
    """Neither pain nor landmine nor objection nor pilot comes of it."""
    said = brief_of(replace(PLAIN, said=((1, 0, f"Hi Brent,\n\n{text}\n\nJohn"),)))
    without = brief_of(PLAIN)

    for part in Part:
        assert texts(said, part) == texts(without, part)


@pytest.mark.parametrize("text, topic", CASES["raised"])
def test_what_they_raise_is_heard(text: str, topic: str) -> None:
    [(sentence, topics)] = business_of(f"Hi Brent,\n\n{text}\n\nJohn")

    assert sentence == text
    assert topic in topics


def test_a_mail_of_blanks_is_read_at_once() -> None:
    """However many stand between two words."""
    begun = process_time()
    [(sentence, _)] = business_of("Hi Brent,\n\nWe lose calls after five" + " " * 30_000 + "every day.\n")

    assert sentence == "We lose calls after five every day."
    assert process_time() - begun < 1.5


def test_what_the_rep_noted_is_not_quoted_as_their_words() -> None:
    """The note of one meeting stands in the next one's brief as a note."""
    store, request_id = store_of(PLAIN)
    noted = "John hates being compared with Terminix. John complained that they lose calls."
    with store.begin() as work:
        request = work.load(request_id)
        for one in remembering.said_by_rep(replace(request, context=noted), request.company_id, an_id(800)):
            work.add_memory(one)
        brief = write(gather(work, request))

    assert "John hates being compared with Terminix." in texts(brief, Part.LANDMINES_TO_AVOID)
    told = " ".join(one.text for one in brief.all_statements())
    assert "said it plainly" not in told
    assert "own words" not in told


def test_the_reps_correction_takes_the_place_of_the_quote() -> None:
    said = (MemoryKind.PAIN_POINT, "They lose 15% of calls.", "We lose 15% of our calls.")
    store, request_id = store_of(replace(PLAIN, memory=(said,)))
    with store.begin() as work:
        [entry] = work.account_memory(work.load(request_id).company_id)
        work.edit_memory(remembering.rewritten(entry, "They lose 5% of calls, not 15%.", {}, OCTOBER))
        brief = write(gather(work, work.load(request_id)))

    told = " ".join(one.text for one in brief.all_statements())
    assert "They lose 5% of calls, not 15%." in told
    assert "We lose 15%" not in told


def test_a_note_that_is_kept_of_the_account_too_is_told_once() -> None:
    """The same words stand in the notes of the request and in what was remembered of them."""
    store, request_id = store_of(replace(PLAIN, context="John mentioned 15% call abandonment."))
    with store.begin() as work:
        request = work.load(request_id)
        without = write(gather(work, request))
        [note] = remembering.said_by_rep(request, request.company_id, an_id(800))
        work.add_memory(note)
        brief = write(gather(work, request))

    assert [one.text for one in brief.all_statements()] == [one.text for one in without.all_statements()]
