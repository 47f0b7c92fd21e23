"""Runs command lines, each in a process of its own, without importing everything each time.

A single-threaded server: one JSON order a line on standard input, one JSON answer a line on standard output.
Each order is carried out by a fork that was made before any thread or loop exists, so it can be killed like
any process. An order may name a commit: the fork then kills itself right before or right after that commit.
Or it may name a time: the fork is then killed from outside (-9) that long after it began, or after it began
to change something outside for the n-th time.
An order with `stays` is answered with the process's number and first line while it runs on, until an order to
`stop` that number, or the end of the server.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.end_to_end.commands import SANDBOX, Finished
from tests.end_to_end.walk import MINUTE, Sandbox, Walk, a_form, as_they_say, offered_in

COUNT_FILE = "commits"
PLACE_FILE = "place"  # where a fork that ran the loop was last
MARK_FILE = "mark"  # there once a fork has begun the call from which its time is counted
LOOK_S = 0.001
PRELOADED = (
    "xforce_desktop.bootstrap.agents", "sync.runner", "sync.graph.mail", "sync.graph.calendar",
    "sync.graph.attendance", "sync.graph.directory", "sync.offline_words",
    "sync.sandbox_clock", "sync.timers", "sync.calendar_watch", "sync.twilio.sms",
    "twilio.http.http_client", "twilio.rest.api.v2010.account.message",
    "sync.anthropic.opening", "sync.own_words",
    "sync.sandbox.opening", "sync.sandbox.server", "xforce_desktop.bootstrap.sandboxes",
    "alembic.command", "filelock", "holidays", "httpcore", "h11", "h2.connection",
    "anyio._backends._asyncio", "anyio.lowlevel", "anyio.streams.tls",
    "phonenumbers.data.region_US", "phonenumbers.geocoder", "phonenumbers.timezone", "phonenumbers.tzdata",
    "babel.numbers", "email.generator", "encodings.ascii", "encodings.idna", "encodings.utf_8_sig",
)  # fmt: skip


def serve() -> None:
    """Until standard input ends."""
    from importlib import import_module

    from tests.new_stores import copied_if_new, engine_that_knows
    from xforce_desktop.cli.main import main
    from xforce_desktop.store import unit_of_work

    for name in PRELOADED:
        import_module(name)
    _prepare_certificates()
    unit_of_work.bring_up_to_date = copied_if_new  # type: ignore[attr-defined]  # forks are for tests
    unit_of_work.engine_for = engine_that_knows  # type: ignore[attr-defined,assignment]  # as above
    _warm_up(main)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    staying: dict[int, int] = {}
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line), staying, main)) + "\n")
        sys.stdout.flush()
    for pid in list(staying):
        _stop(pid, staying)


def _answer(order: dict[str, Any], staying: dict[int, int], main: Any) -> dict[str, Any]:
    if "stop" in order:
        return _stop(order["stop"], staying)
    if order.get("stays"):
        return _start(order, staying, main)
    with tempfile.TemporaryDirectory() as folder:
        return _carry_out(order, Path(folder), main)


def _start(order: dict[str, Any], staying: dict[int, int], main: Any) -> dict[str, Any]:
    """A process that runs on; `staying` maps its number to the pipe of its standard output."""
    from_child, to_parent = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(to_parent, 1)
        os._exit(_status_of(main, order["argv"]))
    os.close(to_parent)
    staying[child] = from_child
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(from_child, 1)):
        line += byte
    return {"pid": child, "first_line": line.decode()}


def _stop(pid: int, staying: dict[int, int]) -> dict[str, Any]:
    os.kill(pid, signal.SIGTERM)
    _, fate = os.waitpid(pid, 0)
    os.close(staying.pop(pid))
    return {"status": os.waitstatus_to_exitcode(fate)}


def _status_of(main: Any, argv: list[str]) -> int:
    """What a command line ends with; whatever is raised ends up on stderr."""
    try:
        return int(main(argv))
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:  # noqa: BLE001  # whatever it is, the parent reads it and this process ends
        import traceback

        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _warm_up(main: Any) -> None:
    """Do once here what each fork would otherwise do anew: a whole meeting on a sandbox, and all words.

    Afterwards there is no thread, loop or connection here, as before.
    """
    import gc
    import threading

    _warm_up_commands(main)
    _warm_up_words()
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()


def _warm_up_commands(main: Any) -> None:
    """Tables, statements, rules, forms, connections. What is said to this sandbox belongs to no test."""
    import httpx

    from sync.sandbox.log import FOLDER_VARIABLE

    kept = os.environ.pop(FOLDER_VARIABLE, None)
    staying: dict[int, int] = {}
    started = _start({"argv": (*SANDBOX, "--no-prospects")}, staying, main)
    url = json.loads(started["first_line"])["url"]
    with httpx.Client(timeout=30, trust_env=False) as http, tempfile.TemporaryDirectory() as folder:
        walk = Walk(_InThisProcess(main), Sandbox(url, http), Path(folder))
        offers = offered_in(walk.start(a_form()))
        walk.say(f"{as_they_say(offers[1])} works, thanks")
        walk.sandbox.advance(MINUTE)
        walk.settle()
        walk.event()
    _stop(started["pid"], staying)
    if kept is not None:
        os.environ[FOLDER_VARIABLE] = kept


class _InThisProcess:
    """Runs a command line here."""

    def __init__(self, main: Any) -> None:
        self._main = main

    def run(self, *argv: str, stdin: str = "", **env: str) -> Finished:
        given = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        said, complained = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        plain, outside = (sys.stdin, sys.stdout, sys.stderr), dict(os.environ)
        os.environ.update(env)
        sys.stdin, sys.stdout, sys.stderr = given, said, complained
        try:
            status = _status_of(self._main, list(argv))
        finally:
            sys.stdin, sys.stdout, sys.stderr = plain
            os.environ.clear()
            os.environ.update(outside)
        return Finished(status, _written(said), _written(complained))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def _warm_up_words() -> None:
    """Read one mail and write one of each kind: patterns, almanac, templates."""
    from tests.builders import NOW, OFFERS
    from xforce_desktop.messages.assignment import Assignment, LetterKind, Meeting, Recipient, Sender
    from xforce_desktop.messages.offline_writer import OfflineWriter
    from xforce_desktop.replies.analysis import ReceivedText, ReplyContext
    from xforce_desktop.replies.offline_analyst import OfflineAnalyst

    zone = "America/Chicago"
    context = ReplyContext(NOW, zone, "demo", 60, "Demo", OFFERS)
    OfflineAnalyst().read(ReceivedText("A", "a@b.example", "Re: Demo", "Tuesday at 3 works", {}), context)
    meeting = Meeting(
        "demo", 60, context="Saw your report", scheduled_time=OFFERS[0], new_duration_minutes=30
    )
    who, we = Recipient("John", "a@b.example", "", zone), Sender("Brent", "c@d.example", "", zone)
    for kind in LetterKind:
        if kind not in {LetterKind.CHAMPION_CC, LetterKind.CHAMPION_INTRO, LetterKind.SOCIAL_PROOF}:
            OfflineWriter().write(Assignment(kind, meeting, who, we, NOW, proposed_times=OFFERS))


def _prepare_certificates() -> None:
    """Read them once, not in each fork: here nothing but plain HTTP on the loopback is spoken."""
    import ssl
    from functools import lru_cache

    ssl.create_default_context = lru_cache(ssl.create_default_context)
    import certifi

    ssl.create_default_context(cafile=certifi.where())


def _carry_out(order: dict[str, Any], folder: Path, main: Any) -> dict[str, Any]:
    (folder / "stdin").write_text(order.get("stdin", ""), encoding="utf-8")
    child = os.fork()
    if child == 0:
        _be_the_process(order, folder, main)
    fate = _fate(child, order, folder / MARK_FILE)
    return {
        "status": os.waitstatus_to_exitcode(fate),
        "stdout": _left_in(folder / "stdout"),
        "stderr": _left_in(folder / "stderr"),
        **json.loads(_left_in(folder / COUNT_FILE) or "{}"),
        "place": _left_in(folder / PLACE_FILE),
    }


def _left_in(file: Path) -> str:
    """What a fork wrote; one that was killed may not have come to it."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _fate(child: int, order: dict[str, Any], mark: Path) -> int:
    """Wait for the end of a fork; kill it when its time is over."""
    if "kill_after_s" not in order:
        return os.waitpid(child, 0)[1]
    begun_s = time.monotonic()
    ends_s = begun_s + order["kill_after_s"] if not order["in_change"] else None
    while time.monotonic() < (ends_s or begun_s + order["longest_s"]):
        if ends_s is None and mark.exists():
            ends_s = time.monotonic() + order["kill_after_s"]
        ended, fate = os.waitpid(child, os.WNOHANG)
        if ended:
            return fate
        time.sleep(LOOK_S)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _be_the_process(order: dict[str, Any], folder: Path, main: Any) -> None:
    """Never returns."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if number == 0 else os.O_CREAT | os.O_WRONLY
        os.dup2(os.open(folder / name, flags), number)
    os.environ.update(order.get("env", {}))
    _count_commits(folder / COUNT_FILE, order.get("kill_at", 0), order.get("when", ""))
    if "kill_after_s" in order:
        _note_places(folder / PLACE_FILE, folder / MARK_FILE, order["in_change"])
    os._exit(_status_of(main, order["argv"]))


def _count_commits(file: Path, kill_at: int, when: str) -> None:
    """Count the transactions that change something; die around the one that is asked for."""
    from xforce_desktop.store.unit_of_work import SqliteWork

    plain = SqliteWork.commit
    seen = {"changes": 0, "commits": 0}
    told: list[int] = []  # the calls that changed something outside, by the number of the next commit
    _at_each_call(lambda is_change: told.append(seen["commits"] + 1) if is_change else None)

    def commit(self: SqliteWork) -> None:
        session = self._session
        session.flush()
        connection: Any = session.connection().connection.dbapi_connection
        changes = connection.total_changes
        is_change = changes != seen["changes"]
        seen["commits"] += is_change
        is_time = is_change and seen["commits"] == kill_at
        if is_time and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        plain(self)
        if is_time and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        seen["changes"] = changes
        told_before = sorted(number for number in set(told) if number <= seen["commits"])
        file.write_text(json.dumps({"commits": seen["commits"], "told_before": told_before}))

    SqliteWork.commit = commit  # type: ignore[method-assign]  # this process exists for that


def _at_each_call(begun: Callable[[bool], object], ended: Callable[[], object] = lambda: None) -> None:
    """Say `begun` as each call to the outside begins, and whether it changes something there."""
    import httpx

    plain = httpx.AsyncClient.send

    async def send(self: httpx.AsyncClient, request: httpx.Request, **how: Any) -> httpx.Response:
        begun(request.method != "GET" and not request.url.path.endswith("/getSchedule"))
        try:
            return await plain(self, request, **how)
        finally:
            ended()

    httpx.AsyncClient.send = send  # type: ignore[assignment,method-assign]  # this process exists for that


def _note_places(file: Path, mark: Path, marked: int) -> None:
    """Keep what is going on, so that it can be said where a kill struck; mark the call that is asked for."""
    from sync.runner import Runner

    plain_tick = Runner.tick
    changes = itertools.count(1)

    def note(place: str) -> None:
        file.write_text(place)

    async def tick(self: Runner) -> Any:
        note("pass")
        try:
            return await plain_tick(self)
        finally:
            note("rest")

    def look(is_change: bool) -> None:
        note("call that changes" if is_change else "call that reads")
        if is_change and next(changes) == marked:
            mark.touch()

    Runner.tick = tick  # type: ignore[method-assign]  # this process exists for that
    _at_each_call(look, lambda: note("pass"))


if __name__ == "__main__":
    serve()
