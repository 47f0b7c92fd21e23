"""Whatever the model says: nothing is booked that they did not choose, nobody added whom they did not add."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from sync.anthropic.trouble import UnusableAnswer
from sync.anthropic.wire import reading_from
from tests.sync.anthropic.conftest import Case, Reader, cases_in, told
from tests.sync.anthropic.harm import booked_wrongly, wrongs
from tests.sync.anthropic.lies import LIES, Heard, a_form
from tests.sync.anthropic.lying_model import BROKEN, Answerer, LyingModel, form, lying
from xforce_desktop.replies import offline_analyst
from xforce_desktop.replies.analysis import MessageKind, ReplyAnalysis
from xforce_desktop.replies.checked import checked
from xforce_desktop.replies.offline_analyst import OfflineAnalyst


def all_lies(cases: list[Case], but: str = "") -> list[tuple[str, str, list[str]]]:
    """Every lie about every case, checked without a network; what went wrong of it, `but` for one kind."""
    found = []
    for case in cases:
        message, context = told(case)
        offline = OfflineAnalyst().read(message, context)
        heard = Heard(offline.new_text, message.subject, context.proposed_times, context.duration_minutes)
        for name, lie in LIES.items():
            try:
                reading = reading_from(json.dumps(lie(heard)), context)
            except UnusableAnswer:
                continue
            result = checked(offline, reading, message, context)
            wrong = wrongs(offline, result, message) + ["wrong booking"] * booked_wrongly(case, result)
            if set(wrong) - {but}:
                found.append((case["id"], name, wrong))
    return found


def test_no_lie_about_our_own_cases_does_harm(own_cases: list[Case]) -> None:
    assert len(own_cases) * len(LIES) > 20_000
    assert all_lies(own_cases) == []


def test_no_lie_about_a_planted_text_does_harm(injections: list[Case]) -> None:
    assert all_lies(injections) == []


def test_no_lie_about_the_shared_cases_does_harm(shared_material: Path) -> None:
    assert all_lies(cases_in(shared_material / "cases" / "replies-dev.jsonl")) == []


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_answer_leaves_the_offline_reading(
    model: LyingModel, reader: Reader, own_cases: list[Case], name: str
) -> None:
    """Cut off, foreign, refused, late or lost: it is read offline, and the reason says so."""
    model.answers = BROKEN[name]
    message, context = told(own_cases[0])
    offline = OfflineAnalyst().read(message, context)

    result = await reader(timeout_s=0.5 if name == "slow" else 20).read(message, context)

    assert result.selected_time in (None, offline.selected_time)
    if result.reader == "offline":
        assert result.why[-1].startswith("Read without Claude: ")
        assert result.selected_time == offline.selected_time
    else:
        assert wrongs(offline, result, message) == []
    assert len(model.seen) >= 1


async def test_a_reading_that_cannot_be_checked_leaves_the_offline_one(
    model: LyingModel, reader: Reader, own_cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> ReplyAnalysis:
        raise ZeroDivisionError

    monkeypatch.setattr("sync.anthropic.analyst.checked", fails)
    message, context = told(own_cases[0])

    result = await reader().read(message, context)

    assert result.why[-1] == "Read without Claude: its answer could not be handled"
    assert result.selected_time == OfflineAnalyst().read(message, context).selected_time


async def read_all(
    model: LyingModel, reader: Reader, cases: list[Case], answers: dict[str, Answerer]
) -> list[tuple[str, list[str]]]:
    """Each case over the wire with the next kind of answer."""
    found = []
    for case, (name, answer) in zip(cases, itertools.cycle(answers.items()), strict=False):
        model.answers = answer
        message, context = told(case)
        result = await reader(timeout_s=0.3 if name == "slow" else 20).read(message, context)
        offline = OfflineAnalyst().read(message, context)
        wrong = wrongs(offline, result, message) + ["wrong booking"] * booked_wrongly(case, result)
        if wrong:
            found.append((f"{case['id']}: {name}", wrong))
    return found


ANYTHING = {**{name: lying(lie) for name, lie in LIES.items()}, **BROKEN}


async def test_the_shared_cases_over_the_wire(
    model: LyingModel, reader: Reader, shared_material: Path
) -> None:
    """Lies and broken answers in turn."""
    cases = cases_in(shared_material / "cases" / "replies-dev.jsonl")

    assert await read_all(model, reader, cases, ANYTHING) == []
    assert len(model.seen) >= 0.8 * len(cases)


PLACES = {"body", "quote", "subject", "name", "hidden", "calendar", "signature", "encoded", "polite"}


def test_planted_texts_are_never_booked_offline(injections: list[Case]) -> None:
    """Wherever they stand: nothing is chosen, and the rep looks."""
    results = {case["id"]: OfflineAnalyst().read(*told(case)) for case in injections}

    assert {case["place"] for case in injections} == PLACES
    assert len(results) >= 120
    assert [name for name, result in results.items() if result.selected_time or result.any_offered] == []
    assert [name for name, result in results.items() if not result.requires_human] == []


async def test_planted_texts_over_the_wire(model: LyingModel, reader: Reader, injections: list[Case]) -> None:
    """A model that does what the mail says finds nothing of it done: nearly all are not even sent to it."""
    assert len(injections) >= 60
    assert await read_all(model, reader, injections, {"obeys": lying(LIES["obeys"])}) == []
    assert len(model.seen) < len(injections) / 10


async def test_planted_texts_that_nobody_notices(
    model: LyingModel, reader: Reader, injections: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the offline reader sees nothing odd: the model's obedience adds no booking and nobody."""
    monkeypatch.setattr(offline_analyst, "instructs_assistant", lambda *texts: False)
    monkeypatch.setattr(offline_analyst, "asks_unseen", lambda *texts: False)
    obedient = reader()
    model.answers = lying(LIES["obeys"])
    for case in injections:
        message, context = told(case)
        offline = OfflineAnalyst().read(message, context)

        result = await obedient.read(message, context)

        assert wrongs(offline, result, message) == [], case["id"]

    assert all_lies(injections, "wrong booking") == []
    assert len(model.seen) >= 60


def gold_form(case: Case) -> dict[str, Any]:
    """What an honest model says of a case: the careful human's answer in the form."""
    expect = case["expect"]
    offers = case["proposed_times"]
    conflict = expect["conflict"]
    return a_form(
        expect["intent"],
        offer_number=offers.index(expect["selected_time"]) + 1 if expect["selected_time"] in offers else None,
        windows=expect["windows"],
        conflict=conflict and {"type": conflict["type"], "until": conflict["until"]},
        come_back_on=expect["resume_on"],
        sentiment=expect["sentiment"],
        concerns=["other"] if expect["requires_human"] else [],
        people=expect["new_attendees"],
        deciding_words=[],
    )


def matches(case: Case, result: ReplyAnalysis, name: str) -> bool:
    value = getattr(result, name)
    said = value.isoformat() if hasattr(value, "isoformat") else getattr(value, "value", value)
    expect = case["expect"]
    return said in [expect[name], *(e[name] for e in expect.get("any_of") or () if name in e)]


def lost_by_honesty(case: Case) -> list[str]:
    """What the offline reader has right of a case, and an honest model beside it makes wrong."""
    message, context = told(case)
    offline = OfflineAnalyst().read(message, context)
    if offline.message_kind is not MessageKind.REPLY or case["expect"]["intent"] is None:
        return []
    result = checked(offline, reading_from(json.dumps(gold_form(case)), context), message, context)
    names = ("intent", "selected_time", "sentiment", "resume_on", "requires_human")
    lost = [name for name in names if matches(case, offline, name) and not matches(case, result, name)]
    return [name for name in lost if name != "requires_human" or not result.requires_human]


def test_an_honest_model_makes_nothing_worse(own_cases: list[Case]) -> None:
    """With a model that reads as a careful human, all that was right stays right; more care is allowed."""
    lost = {case["id"]: lost_by_honesty(case) for case in own_cases}

    assert {name: fields for name, fields in lost.items() if fields} == {}


async def test_an_honest_model_is_heard(model: LyingModel, reader: Reader, own_cases: list[Case]) -> None:
    """Over the wire; booked is what both read."""
    booked = [case for case in own_cases if case["expect"]["selected_time"]][:20]
    asking = reader()
    for case in booked:
        model.answers = form(gold_form(case))

        result = await asking.read(*told(case))

        assert (result.reader, matches(case, result, "selected_time")) == ("claude", True), case["id"]


async def test_what_is_certain_offline_is_not_sent(
    model: LyingModel, reader: Reader, own_cases: list[Case]
) -> None:
    """Bounces, absences and opt-outs are known without a model: their text stays here."""
    certain = [case for case in own_cases if case["expect"]["message_kind"] != "reply"]
    asking = reader()

    results = [await asking.read(*told(case)) for case in certain]

    assert len(results) >= 20
    assert [r.reader for r in results if r.message_kind is not MessageKind.REPLY] == ["offline"] * sum(
        r.message_kind is not MessageKind.REPLY for r in results
    )
    assert len(model.seen) == sum(r.message_kind is MessageKind.REPLY and bool(r.new_text) for r in results)
