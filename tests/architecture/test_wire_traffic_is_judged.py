"""The test run judges what tests say to Graph and Twilio: tried on small tests that say something wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import SHARED_VARIABLE
from tests.end_to_end.commands import ROOT, clean_environment

CONFTEST = f"""
import os
from pathlib import Path
from tests.wire_traffic import WireTraffic

def pytest_configure(config):
    config.addinivalue_line("markers", "judged_apart: ...")
    named = os.environ.get({SHARED_VARIABLE!r})
    config.pluginmanager.register(WireTraffic(lambda: Path(named) if named else None))
"""
SAYINGS = """
import asyncio, contextlib, json, os, signal, subprocess, sys
import httpx, pytest
from sync.graph.http import FixedToken, GraphClient, IMMUTABLE
from sync.sandbox.server import Sandbox
from tests.end_to_end.commands import SANDBOX, clean_environment

async def say(url, path, query, by_us=True):
    if by_us:
        client = GraphClient(FixedToken("sandbox-rep"), base_url=url + "/v1.0")
        await client.get("try it", path, query)
        await client.close()
        return
    async with httpx.AsyncClient(base_url=url, headers={"Authorization": "Bearer sandbox-rep"}) as http:
        await http.get("/v1.0" + path, params=query)

async def said_here(*what, **how):
    async with Sandbox() as sandbox:
        await say(sandbox.url, *what, **how)

async def text(**form):
    from twilio.rest import Client
    from sync.twilio.http import TwilioHttp
    async with Sandbox() as sandbox:
        client = Client("AC" + "0" * 32, "secret", http_client=TwilioHttp(sandbox.url), environment={})
        client.api.base_url = sandbox.url
        await client.messages.create_async(from_="+15550107700", body="Hello", **form)
        await client.http_client.close()

@contextlib.contextmanager
def a_process():
    line = [sys.executable, "-m", "xforce_desktop", *SANDBOX, "--no-prospects"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=clean_environment()) as process:
        yield process, json.loads(process.stdout.readline())["url"]
        process.kill()
"""
TESTS = """
def test_right():
    asyncio.run(said_here("/me", {"$select": "mail"}))

def test_wrong():
    asyncio.run(said_here("/me", {"$select": "colour"}))

def test_wrong_in_a_sandbox_that_is_killed():
    with a_process() as (process, url):
        asyncio.run(say(url, "/me", {"$select": "colour"}))
        os.kill(process.pid, signal.SIGKILL)

def test_impolite():
    asyncio.run(said_here("/me", {}))

def test_impolite_but_not_ours():
    asyncio.run(said_here("/me", {}, by_us=False))

def test_wrong_but_refused():
    asyncio.run(said_here("/me/nothing", {}, by_us=False))

def test_wrong_and_not_ours():
    asyncio.run(said_here("/me", {"$colour": "red"}, by_us=False))

@pytest.mark.judged_apart
def test_wrong_but_apart():
    asyncio.run(said_here("/me", {"$colour": "red"}, by_us=False))

@pytest.mark.judged_apart
def test_ours_is_never_apart():
    asyncio.run(said_here("/me", {"$select": "colour"}))

def test_right_text():
    asyncio.run(text(to="+16155550142"))

def test_wrong_text():
    asyncio.run(text(to="+16155550142", messaging_service_sid="MG" + "0" * 32))

def test_right_again():
    asyncio.run(said_here("/me", {"$select": "mail"}))
"""
FOUND = {
    "test_wrong", "test_wrong_in_a_sandbox_that_is_killed", "test_impolite", "test_wrong_and_not_ours",
    "test_ours_is_never_apart", "test_wrong_text",
}  # fmt: skip
CALLS = 9  # all but the one of another's that is apart


def run(folder: Path, *options: str, shared: Path | None) -> subprocess.CompletedProcess[str]:
    """A run of these tests in a folder of their own."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_sayings.py").write_text(SAYINGS + TESTS)
    environment = clean_environment(**({SHARED_VARIABLE: str(shared)} if shared else {}))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *options]
    return subprocess.run(
        [*command, "--rootdir", str(folder), str(folder)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def test_a_misfit_fails_the_test_that_made_it(tmp_path, shared_material):
    """No other one, whichever process sandbox or test is in; and the run tells how much was judged."""
    done = run(tmp_path, "-n", "2", shared=shared_material)

    failed = {line.partition("::")[2].split()[0] for line in done.stdout.splitlines() if line[:6] == "ERROR "}
    assert failed == FOUND, done.stdout + done.stderr
    assert done.returncode == 1
    assert "12 passed" in done.stdout
    assert f"Graph traffic: {CALLS} calls judged, 1 operations" in done.stdout
    assert "Twilio traffic: 2 calls judged, 1 operations" in done.stdout


def test_a_lone_clone_says_that_nothing_is_judged(tmp_path):
    """Once, and its tests run all the same."""
    done = run(tmp_path, "-k", "right or impolite", shared=None)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Graph traffic: not judged") == 1
