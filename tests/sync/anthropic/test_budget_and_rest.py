"""The model costs no more than was said, and is left alone while it fails."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from sync.anthropic.budget import FILE_NAME, Budget, Prices
from sync.anthropic.client import Usage
from sync.anthropic.rest import LONG, SHORT
from sync.anthropic.trouble import Unreached
from tests.sync.anthropic.conftest import Case, Reader, told
from tests.sync.anthropic.lies import a_form
from tests.sync.anthropic.lying_model import LyingModel, form, slow, status, with_text
from xforce_desktop.clock import ManualClock

PROMPT = "x" * 3000
FEW = Prices(read_usd=2.0, written_usd=10.0, daily_usd=0.05)


def test_prices_count_the_cache_by_its_share() -> None:
    """Two dollars for a million read, a tenth of it from the cache, a quarter more into it, ten written."""
    usage = Usage(read=1_000_000, read_from_cache=1_000_000, written_to_cache=1_000_000, written=1_000_000)

    assert FEW.cost_usd(usage) == pytest.approx(2 + 0.2 + 2.5 + 10)


async def test_a_used_up_budget_is_said_and_nothing_is_sent(
    model: LyingModel,
    reader: Reader,
    own_cases: list[Case],
    clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Once in the log, in the reasons of each reading; the next day it goes on."""
    model.answers = with_text("{}", usage={"input_tokens": 20_000, "output_tokens": 200})
    asking = reader(prices=FEW)
    for _ in range(3):
        result = await asking.read(*told(own_cases[0]))
    calls = len(model.seen)
    clock.advance(timedelta(days=1))
    model.answers = form(a_form("unclear"))
    next_day = await asking.read(*told(own_cases[0]))

    assert calls == 1
    assert (result.reader, result.why[-1]) == (
        "offline",
        "Read without Claude: today's budget of $0.05 is used up",
    )
    assert [record.levelname for record in caplog.records if "budget" in record.message] == ["WARNING"]
    assert next_day.reader == "claude"


async def test_the_budget_survives_a_restart(tmp_path: Path, clock: ManualClock) -> None:
    """What one program spent counts for the next, and for one that runs beside it."""
    first = Budget(tmp_path, FEW, clock)
    await first.settle(await first.set_aside(PROMPT), Usage(read=20_000))

    with pytest.raises(Unreached):
        await Budget(tmp_path, FEW, clock).set_aside(PROMPT)
    assert Budget(tmp_path, FEW, clock).spent_today_usd() == pytest.approx(0.04)


async def test_many_calls_at_once_stay_inside_it(tmp_path: Path, clock: ManualClock) -> None:
    """What a call may cost is set aside before it is made."""
    budget = Budget(tmp_path, FEW, clock)

    results = await asyncio.gather(*(budget.set_aside(PROMPT) for _ in range(20)), return_exceptions=True)

    granted = [result for result in results if isinstance(result, float)]
    assert 0 < sum(granted) <= FEW.daily_usd
    assert len(granted) == int(FEW.daily_usd / FEW.most_usd(PROMPT))


async def test_a_budget_of_nothing_asks_nobody(
    model: LyingModel, reader: Reader, own_cases: list[Case]
) -> None:
    await reader(prices=Prices(2.0, 10.0, 0.0)).read(*told(own_cases[0]))

    assert model.seen == []


async def test_a_message_that_is_too_dear_is_read_offline(
    model: LyingModel, reader: Reader, own_cases: list[Case]
) -> None:
    """The rest of the day's budget is left for others."""
    result = await reader(prices=Prices(2.0, 10.0, 5.0, message_usd=0.001)).read(*told(own_cases[0]))

    assert model.seen == []
    assert "$0.00, which a message may" in result.why[-1]


@pytest.mark.parametrize("kept", ["", "no JSON", "[]", '{"day": "2026-07-06", "usd": "much"}', '{"day": 1}'])
async def test_a_spoiled_count_stops_the_model(tmp_path: Path, clock: ManualClock, kept: str) -> None:
    """Rather than its limit."""
    (tmp_path / FILE_NAME).write_text(kept)

    with pytest.raises(Unreached) as caught:
        await Budget(tmp_path, FEW, clock).set_aside(PROMPT)

    assert FILE_NAME in caught.value.advice or "rights" in caught.value.advice


async def test_a_call_that_was_lost_stays_paid(
    model: LyingModel, reader: Reader, own_cases: list[Case], tmp_path: Path
) -> None:
    """It may have been worked on; a refused key has cost nothing."""
    model.answers = slow
    await reader(timeout_s=0.3).read(*told(own_cases[0]))
    lost = json.loads((tmp_path / FILE_NAME).read_text())["usd"]
    model.answers = status(401)
    await reader().read(*told(own_cases[0]))

    assert lost > 0
    assert json.loads((tmp_path / FILE_NAME).read_text())["usd"] == pytest.approx(lost)


async def test_after_three_failures_it_is_left_alone(
    model: LyingModel, reader: Reader, own_cases: list[Case], clock: ManualClock
) -> None:
    """For some minutes; each reading says so. Then it is tried once more, and one success ends it."""
    model.answers = status(400 + 29)
    asking = reader()
    for _ in range(5):
        result = await asking.read(*told(own_cases[0]))
    calls = len(model.seen)
    clock.advance(SHORT)
    model.answers = form(a_form("unclear"))
    again = await asking.read(*told(own_cases[0]))

    assert calls == 3 * 2  # each with one repetition by the library
    assert "left alone until 19:45" in result.why[-1]
    assert again.reader == "claude"


async def test_a_refused_key_rests_at_once(
    model: LyingModel, reader: Reader, own_cases: list[Case], clock: ManualClock
) -> None:
    """Asking again does not mend it."""
    model.answers = status(401)
    asking = reader()
    results = [await asking.read(*told(own_cases[0])) for _ in range(4)]

    assert len(model.seen) == 1
    assert "refuses the key" in results[0].why[-1]
    assert "refuses the key, so it is left alone" in results[-1].why[-1]
    clock.advance(LONG)
    await asking.read(*told(own_cases[0]))
    assert len(model.seen) == 2


async def test_a_message_never_waits_longer_than_was_set(
    model: LyingModel, reader: Reader, own_cases: list[Case]
) -> None:
    """Repetitions by the library included."""
    model.answers = slow
    loop = asyncio.get_running_loop()
    begun = loop.time()

    result = await reader(timeout_s=0.5).read(*told(own_cases[0]))

    assert loop.time() - begun < 4
    assert "did not answer within 0.5 seconds" in result.why[-1]
