"""Start the frozen program as its users will, away from the checkout, and look at what it does.

python packaging/smoke_test.py [path of the program]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "xforce-desktop" / ("xforce-desktop.exe" if os.name == "nt" else "xforce-desktop")
KEPT = {"PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "LANG", "APPDATA", "LOCALAPPDATA", "USERPROFILE"}


class Failed(Exception):
    """What was expected and what came instead."""


class Bench:
    """The program, a fresh home and a data folder; nothing of this machine's Python in the environment."""

    def __init__(self, program: Path, home: Path) -> None:
        self.program = program
        self.home = home
        self.environment = {name: value for name, value in os.environ.items() if name.upper() in KEPT}
        self.environment |= {"HOME": str(home), "XFORCE_DATA": str(home / "data")}
        self.environment |= {"QT_QPA_PLATFORM": "offscreen"}

    def run(self, *words: str, statuses: tuple[int, ...] = (0,), timeout_s: int = 240) -> str:
        done = subprocess.run(
            [str(self.program), *words],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout_s,
            check=False,
        )
        if done.returncode not in statuses:
            tail = done.stdout[-1500:] + done.stderr[-1500:]
            raise Failed(f"{' '.join(words)}: status {done.returncode}\n{tail}")
        return done.stdout


def explains_itself(bench: Bench) -> str:
    text = bench.run("--help")
    missing = [word for word in ("demo", "tick", "request", "doctor") if word not in text]
    if missing:
        raise Failed(f"--help does not name {', '.join(missing)}")
    return bench.run("--version").strip()


def says_what_is_missing(bench: Bench) -> str:
    # 1 is right too: with no account signed in there is something to do.
    text = bench.run("doctor", statuses=(0, 1))
    if not text.strip():
        raise Failed("doctor says nothing")
    return f"{len(text.splitlines())} lines"


def arranges_a_meeting(bench: Bench) -> str:
    text = bench.run("demo", "--headless", "--seed", "7", "--requests", "1", "--json")
    last = json.loads(text.strip().splitlines()[-1])
    if not last.get("outcomes"):
        raise Failed(f"no outcomes at the end of the demo: {last}")
    return json.dumps(last["outcomes"])


def simulates_in_worker_processes(bench: Bench) -> str:
    """Sixty requests are two worlds, so that more than one process is started where there are processors."""
    told = json.loads(bench.run("simulate", "--requests", "60", "--days", "2", "--json"))
    if told["requests"] != 60:
        raise Failed(f"other requests than asked for: {told['requests']}")
    return f"{told['requests']} requests in {told['worlds']} worlds"


def opens_its_window(bench: Bench) -> str:
    """The app stays up without a screen for some seconds and ends when asked."""
    log = bench.home / "screen.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(bench.program)], cwd=bench.home, env=bench.environment, stdout=output, stderr=output
        )
        started_at_s = time.monotonic()
        while time.monotonic() - started_at_s < 8 and process.poll() is None:
            time.sleep(0.2)
        ended_early = process.poll() is not None
        process.terminate()
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
    wrote = log.read_text(encoding="utf-8", errors="replace")
    if ended_early or "Traceback" in wrote:
        raise Failed(f"the app ended with {process.returncode} and wrote: {wrote[-1500:]}")
    return "up for 8 s"


CHECKS: tuple[Callable[[Bench], str], ...] = (
    explains_itself,
    says_what_is_missing,
    arranges_a_meeting,
    simulates_in_worker_processes,
    opens_its_window,
)


def main(words: list[str]) -> int:
    program = Path(words[0]).resolve() if words else PROGRAM
    if not program.exists():
        print(f"{program} is not there; build it with packaging/build.py", file=sys.stderr)
        return 2
    failures = 0
    for check in CHECKS:
        with tempfile.TemporaryDirectory() as home:
            name = check.__name__.replace("_", " ")
            try:
                print(f"fine    {name}: {check(Bench(program, Path(home)))}")
            except (Failed, subprocess.TimeoutExpired, ValueError) as problem:
                failures += 1
                print(f"FAILED  {name}: {problem}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
