"""How often Graph is asked, and for how much: no more than is used, and rarely while nothing happens."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from sync.sandbox.scenarios import demo_requests
from sync.sandbox.server import Sandbox, SandboxOptions
from tests.sync.graph.conftest import START
from xforce_desktop.bootstrap import agents
from xforce_desktop.scheduling.new_request import check_new_request

Entry = Mapping[str, Any]
DAYS = 10
WEEKS_AHEAD = 3


def graph_calls(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry["path"].startswith("/v1.0")]


def asks_for_all(entry: Entry) -> bool:
    """A read that takes whatever there is. A link of a round carries the options of the first call; an answer
    to an invitation is read whole, as Graph has no `$select` for what only that kind of mail has."""
    query = dict(parse_qsl(entry["query"]))
    is_chosen = "$select" in query or "$skiptoken" in query or "$deltatoken" in query
    return entry["method"] == "GET" and not is_chosen and "eventMessage" not in query.get("$expand", "")


async def test_every_read_says_what_it_wants_and_a_quiet_pass_is_cheap(tmp_path: Path) -> None:
    """Ten days of meetings from the first mail to who attended. Then quiet passes: two calls for the mail and
    one for each week with booked meetings."""
    options = SandboxOptions(seed=7, start_at=START)
    async with Sandbox(options) as sandbox:
        args = argparse.Namespace(sandbox=sandbox.url, data=str(tmp_path))
        async with agents.open_agent(args) as agent:
            await agent.know_account()
            for fields in demo_requests(sandbox.world, 6):
                await agent.desk.create(check_new_request(dict(fields)))
            busiest = 0
            for _ in range(DAYS * 8):
                before = len(sandbox.log.entries())
                await agent.runner.tick()
                busiest = max(busiest, len(graph_calls(sandbox.log.entries()[before:])))
                sandbox.world.advance(timedelta(hours=3).total_seconds())
            await agent.runner.tick()
            before = len(sandbox.log.entries())
            await agent.runner.tick()
            quiet = graph_calls(sandbox.log.entries()[before:])

        all_calls = graph_calls(sandbox.log.entries())
        kinds = Counter(f"{e['method']} {e['path'].rpartition('/')[2][:24]}" for e in all_calls)
        print(f"\n{len(all_calls)} calls in {DAYS * 8 + 2} passes, the busiest {busiest}; quiet {len(quiet)}")
        print(kinds.most_common(6))
        assert [entry["path"] for entry in all_calls if asks_for_all(entry)] == []
        assert len(quiet) <= 2 + WEEKS_AHEAD
