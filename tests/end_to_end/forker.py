"""Runs command lines, each in a process of its own, without importing everything each time.

A single-threaded server: one JSON order a line on standard input, one JSON answer a line on standard output.
Each order is carried out by a fork that was made before any thread or loop exists, so it can be killed like
any process. An order may name a commit: the fork then kills itself right before or right after that commit.
An order with `stays` is answered with the process's number and first line while it runs on, until an order to
`stop` that number, or the end of the server.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

COUNT_FILE = "commits"
PRELOADED = (
    "xforce_desktop.bootstrap", "sync.runner", "sync.graph.mail", "sync.graph.calendar",
    "sync.graph.attendance", "sync.graph.directory", "sync.offline_words",
    "sync.sandbox_clock", "sync.timers", "sync.calendar_watch",
    "sync.sandbox.opening", "sync.sandbox.server",
    "alembic.command", "filelock", "holidays",
    "anyio._backends._asyncio", "anyio.lowlevel", "anyio.streams.tls",
    "babel.numbers", "email.generator", "encodings.idna",
)  # fmt: skip


def serve() -> None:
    """Until standard input ends."""
    from importlib import import_module

    from xforce_desktop.cli.main import main

    for name in PRELOADED:
        import_module(name)
    _prepare_certificates()
    _warm_up()
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


def _warm_up() -> None:
    """Do once here, without thread or loop, what each fork would otherwise do anew: tables, rules."""
    import gc

    from tests.builders import a_letter_sent, a_reply, an_account
    from xforce_desktop.clock import SystemClock
    from xforce_desktop.ids import RandomIds
    from xforce_desktop.scheduling.engine import Engine
    from xforce_desktop.scheduling.events import ActionDue
    from xforce_desktop.scheduling.new_request import check_new_request
    from xforce_desktop.scheduling.request import ActionType
    from xforce_desktop.store.unit_of_work import open_store

    form = {"meeting_type": "demo", "external": [{"address": "a@b.example", "name": "A"}]}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), SystemClock())
        engine = Engine(store, SystemClock(), RandomIds())
        engine.in_transaction(lambda work: work.save_account(an_account()))
        request_id = engine.create(check_new_request(form))
        for event in (ActionDue(ActionType.SEND_OPTIONS), a_letter_sent(), a_reply()):
            engine.handle(request_id, event)
        store.close()
    _warm_up_words()
    gc.collect()
    gc.freeze()


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
    _, fate = os.waitpid(child, 0)
    count = folder / COUNT_FILE
    return {
        "status": os.waitstatus_to_exitcode(fate),
        "stdout": (folder / "stdout").read_text(encoding="utf-8"),
        "stderr": (folder / "stderr").read_text(encoding="utf-8"),
        "commits": int(count.read_text() or 0) if count.exists() else 0,
    }


def _be_the_process(order: dict[str, Any], folder: Path, main: Any) -> None:
    """Never returns."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if number == 0 else os.O_CREAT | os.O_WRONLY
        os.dup2(os.open(folder / name, flags), number)
    os.environ.update(order.get("env", {}))
    _count_commits(folder / COUNT_FILE, order.get("kill_at", 0), order.get("when", ""))
    os._exit(_status_of(main, order["argv"]))


def _count_commits(file: Path, kill_at: int, when: str) -> None:
    """Count the transactions that change something; die around the one that is asked for."""
    from xforce_desktop.store.unit_of_work import SqliteWork

    plain = SqliteWork.commit
    seen = {"changes": 0, "commits": 0}

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
        file.write_text(str(seen["commits"]))

    SqliteWork.commit = commit  # type: ignore[method-assign]  # this process exists for that


if __name__ == "__main__":
    serve()
