"""Whatever the model writes: nothing wrong leaves under the rep's name, and what is right does."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sync.anthropic.commission import told_of
from tests.sync.anthropic.conftest import HERE, Writer
from tests.sync.anthropic.honest_letters import HONEST, honest
from tests.sync.anthropic.letter_lies import LETTER_LIES, is_no_lie
from tests.sync.anthropic.lying_model import BROKEN, Answerer, LyingModel, raw, with_text, writing
from tests.unit.messages.conftest import an_assignment
from xforce_desktop.messages.assignment import Assignment, LetterKind
from xforce_desktop.messages.limits import sign_off_for
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.model_letter import Frame, frame_for, letter_of
from xforce_desktop.messages.offline_writer import OfflineWriter

TITLES = ("Owner", "Operations Manager", "Regional Manager", "VP of Sales", "Technician", "Office Manager")
ZONES = ("America/Los_Angeles", "Asia/Tokyo")
KINDS = [kind.value for kind in LetterKind]


def framed(assignment: Assignment) -> Frame:
    return frame_for(assignment, OfflineWriter().write(assignment))


def every_assignment() -> Iterator[Assignment]:
    """All kinds and personas, several attempts and zones; many, one or no times to offer."""
    for kind, title, attempt, zone in itertools.product(KINDS, TITLES, (1, 4), ZONES):
        whole = an_assignment(kind, title=title, attempt=attempt, zone=zone)
        yield whole
        yield replace(whole, proposed_times=whole.proposed_times[:1])
        yield replace(whole, proposed_times=())


def test_honest_letters_leave_as_they_are() -> None:
    """For every kind and persona, many, one or no times, if they keep to the length that they were told."""
    refused, count = [], 0
    for assignment in every_assignment():
        frame = framed(assignment)
        for variant in range(2):
            letter = letter_of(tuple(honest(told_of(frame), variant)), frame)
            too_long = len(letter.checks) == 1 and "words" in letter.checks[0]
            count += 1
            refused += [] if too_long else letter.checks
            assert not too_long or len(letter.body.split()) > 45

    assert count > 2000
    assert refused == []


def test_natural_letters_are_not_refused() -> None:
    """Letters as a good writer words them, longer and freer than those above."""
    lines = (HERE / "natural_letters.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    frames = [framed(an_assignment(case["kind"], title=case["title"])) for case in cases]
    letters = [letter_of(tuple(case["paragraphs"]), frame) for case, frame in zip(cases, frames, strict=True)]

    assert len(cases) >= 40
    assert [letter for letter in letters if letter.checks] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_lie_passes(kind: str) -> None:
    """Each lie in a letter of each kind is found before anything is put together with it."""
    frame = framed(an_assignment(kind))
    told = told_of(frame)

    lies = {name: tuple(lie(told)) for name, lie in LETTER_LIES.items() if not is_no_lie(name, told)}

    assert len(lies) >= 100
    assert [name for name, paragraphs in lies.items() if not letter_of(paragraphs, frame).checks] == []


async def test_lies_over_the_wire_leave_the_offline_letter(model: LyingModel, writer: Writer) -> None:
    """Every lie, in letters of all kinds in turn. Asked once more, it lies again: then the offline letter
    stands, and says why."""
    asking, wrong = writer(), []
    for name, kind in zip(LETTER_LIES, itertools.cycle(KINDS), strict=False):
        assignment = an_assignment(kind)
        if is_no_lie(name, told_of(framed(assignment))):
            assignment = an_assignment("reminder" if name == "a denial" else "initial")
        model.words = writing(LETTER_LIES[name])

        letter = await asking.write(assignment)

        is_offline = replace(letter, why="") == OfflineWriter().write(assignment)
        if not (is_offline and letter.why.startswith("Worded without Claude: its ")):
            wrong.append((name, kind, letter))

    assert wrong == []
    assert len(model.written) > 1.8 * len(LETTER_LIES)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_honest_letter_leaves(model: LyingModel, writer: Writer, kind: str) -> None:
    """Over the wire: its words are in the mail, the rest is put in, and what it took is told."""
    assignment = an_assignment(kind)

    letter = await writer().write(assignment)

    assert (letter.writer, letter.checks, len(model.written)) == ("claude", (), 1)
    assert letter.why.startswith("Claude worded it (")
    assert "2,020 tokens, about $0.00" in letter.why
    assert letter.subject == OfflineWriter().write(assignment).subject
    last = HONEST[kind][0][-1]
    assert last.partition("{{")[0] in letter.body
    assert "{{" not in letter.body
    assert assignment.kind.is_text or letter.body.endswith("\n\n" + sign_off_for(assignment))
    assert check(letter, assignment) == ()


def test_the_times_are_those_that_were_approved() -> None:
    """In their zone, with ours beside it, each once, and nothing else that looks like a time."""
    frame = framed(an_assignment("initial"))

    letter = letter_of(tuple(honest(told_of(frame))), frame)

    assert [line for line in letter.body.splitlines() if line.startswith("•")] == [
        "• Tuesday, June 9 at 2:00 PM EDT (11:00 AM PDT for me)",
        "• Wednesday, June 10 at 11:30 AM EDT (8:30 AM PDT)",
        "• Thursday, June 11 at 3:00 PM EDT (12:00 PM PDT)",
    ]


def test_what_every_letter_has_to_say_is_put_in() -> None:
    """The question about their zone, the greeting of all, a custom title; the zone itself is not told."""
    note = "I've assumed Chicago time; tell me if that's off."
    meeting = {"meeting_type": "custom", "title": "Onboarding check", "company": "", "subject": "Onboarding"}
    assignment = an_assignment("follow_up", zone="America/Chicago", meeting=meeting, zone_note=note)
    frame = framed(replace(assignment, others=("Mary Johnson",)))

    prose = ("Still up for the Onboarding check? Would one of these suit you?", "{{offers}}")
    letter = letter_of(prose, frame)

    assert letter.checks == ()
    assert letter.body.startswith("Hey John and Mary,\n\nStill up")
    assert letter.body.endswith(f"\n\n{note}\n\nBrent")
    assert "Chicago" not in json.dumps(told_of(frame))


WRONG_FIRST = "Tomorrow at 3pm is fine as well, Sarah says."


async def test_faults_are_told_once_and_mended(model: LyingModel, writer: Writer) -> None:
    """The second question has the first text and what was found in it; the letter says that it took two."""

    def mends(told: dict[str, object]) -> list[str]:
        first, *rest = honest(told)
        return [first, *rest] if "again" in told else [f"{first} {WRONG_FIRST}", *rest]

    model.words = writing(mends)

    letter = await writer().write(an_assignment("initial"))

    second = model.written[1][1]["messages"][0]["content"]
    assert (letter.writer, letter.checks) == ("claude", ())
    assert letter.why.startswith("Claude worded it, at the second go (")
    assert WRONG_FIRST in second
    assert "a name that no slot stands for: 'Sarah'" in second
    assert model.written[0][1]["system"] == model.written[1][1]["system"]


LOST = (
    *(
        "refuses",
        "cut off",
        "context full",
        "calls a tool",
        "no content",
        "usage of nonsense",
        "no UTF-8",
        "a web page",
    ),
    *("status 400", "status 401", "status 402", "status 429", "status 500", "status 529", "a redirect"),
    *("slow", "drops the call", "drops the answer"),
)


@pytest.mark.parametrize("name", LOST)
async def test_a_broken_answer_leaves_the_offline_letter(
    model: LyingModel, writer: Writer, name: str
) -> None:
    """Cut off, foreign, refused, late or lost: the offline letter leaves, and the reason says so."""
    model.words = BROKEN[name]
    assignment = an_assignment("follow_up")

    letter = await writer(timeout_s=0.5 if name == "slow" else 20).write(assignment)

    assert replace(letter, why="") == OfflineWriter().write(assignment)
    assert letter.why.startswith("Worded without Claude: ")


LETTER = json.dumps({"paragraphs": ["Would one of these suit you?", "{{offers}}"]})
BROKEN_LETTERS: dict[str, tuple[Answerer, str]] = {
    "cut off": (with_text(LETTER[:30], "max_tokens"), "cut off"),
    "whole but cut off": (with_text(LETTER, "max_tokens"), "cut off"),
    "refused with a letter": (with_text(LETTER, "refusal"), "declined"),
    "fenced": (with_text(f"```json\n{LETTER}\n```"), "not the form"),
    "plain text": (with_text("Would one of these suit you?"), "not the form"),
    "a field more": (with_text('{"paragraphs": ["Hi"], "send_to": "thief@rival.example"}'), "not the form"),
    "a subject": (with_text('{"paragraphs": ["Hi"], "subject": "Free money"}'), "not the form"),
    "one text": (with_text('{"paragraphs": "Would one of these suit you?"}'), "not the form"),
    "numbers": (with_text('{"paragraphs": [1, 2]}'), "not the form"),
    "nested": (with_text('{"paragraphs": [["Hi"]]}'), "not the form"),
    "null": (with_text('{"paragraphs": null}'), "not the form"),
    "none": (with_text('{"paragraphs": []}'), "empty"),
    "half a surrogate pair": (with_text('{"paragraphs": ["\\ud83d"]}'), "not the form"),
    "an error in a success": (raw(b'{"type": "error", "error": {"type": "overloaded_error"}}'), "form"),
}


@pytest.mark.parametrize("name", BROKEN_LETTERS)
async def test_a_letter_that_is_none_is_not_sent(model: LyingModel, writer: Writer, name: str) -> None:
    model.words, reason = BROKEN_LETTERS[name]
    assignment = an_assignment("follow_up")

    letter = await writer().write(assignment)

    assert replace(letter, why="") == OfflineWriter().write(assignment)
    assert reason in letter.why


async def test_a_second_answer_that_breaks_leaves_the_offline_letter(
    model: LyingModel, writer: Writer
) -> None:
    async def once(request, told):  # type: ignore[no-untyped-def]
        answer = writing(LETTER_LIES["adds tomorrow"]) if len(model.written) == 1 else BROKEN["status 529"]
        return await answer(request, told)

    model.words = once

    letter = await writer().write(an_assignment("initial"))

    assert letter.writer == "offline"
    assert "not fit to be sent" in letter.why
    assert "busy or broken" in letter.why


async def test_both_questions_share_one_time_limit(model: LyingModel, writer: Writer) -> None:
    """A slow liar holds nothing up for longer than was set."""

    async def slowly(request, told):  # type: ignore[no-untyped-def]
        await asyncio.sleep(0.7)
        return await writing(LETTER_LIES["adds tomorrow"])(request, told)

    model.words = slowly
    loop = asyncio.get_running_loop()
    begun = loop.time()

    letter = await writer(timeout_s=1.0).write(an_assignment("initial"))

    assert letter.writer == "offline"
    assert loop.time() - begun < 3
    assert len(model.written) == 1
    assert "the time was up" in letter.why


async def test_what_nobody_can_write_goes_to_the_rep(model: LyingModel, writer: Writer) -> None:
    """The offline letter's own findings stay with it: then it does not leave."""
    late = replace(an_assignment("initial"), now=datetime(2026, 6, 20, tzinfo=UTC))

    letter = await writer().write(late)

    assert letter.writer == "offline"
    assert any("has passed" in finding for finding in letter.checks)


async def test_a_letter_that_cannot_be_handled_leaves_the_offline_one(
    model: LyingModel, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("sync.anthropic.writer.letter_of", fails)

    letter = await writer().write(an_assignment("initial"))

    assert letter.why == "Worded without Claude: its answer could not be handled"
