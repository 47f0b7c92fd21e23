#!/usr/bin/env python3
"""Set X-FORCE Desktop up and run it, on a machine with only Python 3.11+ and pip.

    python3 dev.py demo [--headless] [--seed N] [--requests N]   the app on its built-in sandbox
    python3 dev.py test [pytest arguments]    the tests
    python3 dev.py check [pytest arguments]   lint, types, import rules and tests: what CI runs
    python3 dev.py run [arguments]            the app, or any of its commands
    python3 dev.py lock [--upgrade]           renew requirements/*.txt from pyproject.toml

The first start makes .venv and installs the pinned packages into it; later starts go straight on.
Everything this script says goes to stderr, so that what the program prints can be piped.
Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements" / "dev.txt"
STAMP = VENV / "installed.sha256"

# What Qt opens at run time and no wheel brings: shared object -> Debian package.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
A_FONT = "fonts-dejavu-core"
QT_PROBE = """
from PySide6 import QtGui, QtSvg, QtWidgets
app = QtWidgets.QApplication([])
raise SystemExit(0 if QtGui.QFontDatabase.families() else "no font is installed")
"""


# The library has a console script and no `python -m`; a script breaks when its path holds a space.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# How all tests are run; with arguments of the caller's it is one process, which is quicker for a few.
# Files keep together and their order, so that the longest, which come early, do not come last.
PYTEST: Sequence[str | Path] = (PYTHON, "-m", "pytest")
IN_PARALLEL = ["-n", "logical", "--maxprocesses", "4", "--dist", "loadgroup", "--no-loadscope-reorder"]


class Trouble(Exception):
    """Something the person at the keyboard has to do; the text says what."""


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], **extra: str) -> int:
    """Run from the checkout and return the exit status."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=environment(**extra), check=False).returncode


def aside(command: Sequence[str | Path], **extra: str) -> int:
    """`run`, for setting up: what it prints goes to stderr."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env=environment(**extra), stdout=sys.stderr, check=False)
    return done.returncode


def environment(**extra: str) -> dict[str, str]:
    """The caller's environment without what would lead Python away from .venv."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return {**kept, **extra}  # runs in older Pythons too, to find a newer one


def hand_over(command: Sequence[str | Path], cwd: Path | None = None, **extra: str) -> int:
    """Become `command`, so that signals and the exit status are its own. Returns on Windows only."""
    words = [str(word) for word in command]
    sys.stdout.flush()
    if os.name == "posix":
        if cwd is not None:
            os.chdir(cwd)
        os.execve(words[0], words, environment(**extra))
    process = subprocess.Popen(words, cwd=cwd, env=environment(**extra))
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # it was told too, and ends by itself
            return process.wait()


# --- the virtual environment ---------------------------------------------------------------------


def ensure_installed() -> None:
    """Make .venv hold the locked packages and the project itself; go on where a broken start stopped."""
    if is_installed():
        return
    with only_one_at_a_time(ROOT / ".venv.lock"):
        if is_installed():
            return
        STAMP.unlink(missing_ok=True)
        make_venv()
        pins = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
        say(f"installing {pins} pinned packages into {VENV} (once; a few hundred MB)")
        pip("install", "--require-hashes", "-r", LOCK)
        pip("install", "--no-deps", "--no-build-isolation", "-e", ROOT)
        STAMP.write_text(fingerprint(), encoding="ascii")
        say("installed")


def is_installed() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint()


def fingerprint() -> str:
    """Changes with the lock, the project's metadata, the Python of .venv and the place of the checkout."""
    version = subprocess.run([str(PYTHON), "-VV"], env=environment(), capture_output=True, check=False).stdout
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), version, os.fsencode(ROOT)):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


@contextlib.contextmanager
def only_one_at_a_time(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`; the system drops it if we die."""
    with path.open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            while True:
                with contextlib.suppress(OSError):  # it gives up after ten seconds; installing takes longer
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another dev.py is installing; waiting for it")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Make .venv unless one is there, and give it pip where this Python can."""
    if not answers([PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"]):
        say(f"making {VENV} with Python {sys.version.split()[0]}")
        if aside([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]):
            raise Trouble(f"could not make {VENV}; the words above say why")
    if has_own_pip():
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        if has_outer_pip():
            return
        install_debian(["python3-venv"], "this Python has neither pip nor ensurepip")
    aside([PYTHON, "-m", "ensurepip", "--default-pip"])


def pip(*words: str | Path) -> None:
    """pip for .venv: its own, or the caller's pointed at it."""
    own: list[str | Path] = [PYTHON, "-m", "pip"]
    command = own if has_own_pip() else [sys.executable, "-m", "pip", "--python", PYTHON]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    calm = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    if aside([*command, *quiet, *words], **calm):
        raise Trouble(
            "pip could not install the packages; its own words are above. Check the network (and, if your "
            "company uses them, HTTPS_PROXY and PIP_INDEX_URL) and start again: what is there is kept."
        )


def has_own_pip() -> bool:
    return answers([PYTHON, "-m", "pip", "--version"])


def has_outer_pip() -> bool:
    return importlib.util.find_spec("pip") is not None


def answers(command: Sequence[str | Path], **extra: str) -> bool:
    """True when `command` ends with status 0."""
    return not complaint(command, **extra)


def complaint(command: Sequence[str | Path], **extra: str) -> str:
    """The last line that a failing `command` wrote, or "" when it ended with status 0."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, env=environment(**extra), capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]


# --- what Qt needs of the system -----------------------------------------------------------------


def qt_works(with_screen: bool) -> bool:
    """Try Qt; on Linux install what is missing where we may, otherwise say what to install."""
    problem = try_qt()
    missing = missing_libraries(with_screen) if sys.platform.startswith("linux") else {}
    if not problem and not missing:
        return True
    packages = sorted({*missing.values(), *([A_FONT] if not has_fonts() else [])})
    reason = "Qt cannot start: " + (problem or ", ".join(missing) + " not found")
    try:
        install_debian(packages, reason)
    except Trouble as trouble:
        say(str(trouble))
        return False
    problem = try_qt()
    if problem:
        say(f"Qt still cannot start: {problem}")
    return not problem


def try_qt() -> str:
    return complaint([PYTHON, "-c", QT_PROBE], QT_QPA_PLATFORM="offscreen")


def missing_libraries(with_screen: bool) -> dict[str, str]:
    x11 = with_screen and "DISPLAY" in os.environ and "WAYLAND_DISPLAY" not in os.environ
    wanted = QT_LIBRARIES | (X11_LIBRARIES if x11 else {})
    return {name: package for name, package in wanted.items() if not loads(name)}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts() -> bool:
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return any(True for place in places for _ in place.rglob("*.[ot]tf"))


def install_debian(packages: Sequence[str], reason: str) -> None:
    """Install with apt-get where we may, otherwise raise with the command to type."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    apt = shutil.which("apt-get")
    if apt is None or os.name != "posix" or os.geteuid() != 0:
        where = "" if apt else f" (these are Debian's names; needed are {', '.join(QT_LIBRARIES)})"
        raise Trouble(f"{reason}. Install it with:  sudo {line}{where}")
    say(f"{reason}; installing {' '.join(packages)} with apt-get")
    calm = {"DEBIAN_FRONTEND": "noninteractive"}
    complaint([apt, "-qq", "update"], **calm)  # one broken source need not matter; the next line tells
    problem = complaint([apt, "-qq", *line.split()[1:]], **calm)
    if problem:
        raise Trouble(f"{reason}, and apt-get could not install it ({problem}). Try:  {line}")
    importlib.invalidate_caches()


def has_screen() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- commands --------------------------------------------------------------------------------------


def program(words: Sequence[str]) -> int:
    # -P: the caller's folder may hold a `ui` or `sync` of its own.
    return hand_over([PYTHON, "-P", "-m", "xforce_desktop", *words])


def demo(words: Sequence[str]) -> int:
    ensure_installed()
    if "--headless" in words or {"-h", "--help"} & set(words):
        return program(["demo", *words])
    if not has_screen():
        say("no screen here, so the demo runs in this terminal")
    elif qt_works(with_screen=True):
        return program(["demo", *words])
    else:
        say("so the demo runs in this terminal")
    return program(["demo", "--headless", *words])


def start(words: Sequence[str]) -> int:
    ensure_installed()
    if not words and not qt_works(with_screen=True):
        return 1
    return program(words)


def test(words: Sequence[str]) -> int:
    ensure_installed()
    if not qt_works(with_screen=False):
        return 1
    return hand_over([*PYTEST, *(words or IN_PARALLEL)], ROOT, QT_QPA_PLATFORM="offscreen")


def check(words: Sequence[str]) -> int:
    """All that CI asks. The tests come last, whatever failed before: their closing line closes the run."""
    ensure_installed()
    if not qt_works(with_screen=False):
        return 1
    steps: dict[str, list[str | Path]] = {
        "lint": [PYTHON, "-m", "ruff", "check", "--output-format", "concise", "."],
        "types": [PYTHON, "-m", "mypy"],
        "import rules": [PYTHON, "-c", LINT_IMPORTS, "--no-logo"],
    }
    failed = []
    for name, command in steps.items():
        say(f"{name} …")
        if run(command):
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "lint, types and import rules are fine")
    say("tests …")
    status = run([*PYTEST, *(words or IN_PARALLEL)], QT_QPA_PLATFORM="offscreen")
    return status or (1 if failed else 0)


def lock(words: Sequence[str]) -> int:
    """Resolve for every platform at once, with hashes and without the address of any index.

    Pins that still fit are kept; `--upgrade` moves all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        if aside([sys.executable, "-m", "pip", "--quiet", "install", "--target", folder, "uv"]):
            raise Trouble("pip could not install uv, which resolves the lock")
        uv = Path(folder, "bin", "uv.exe" if os.name == "nt" else "uv")
        write_lock(uv, "dev", ["--group", "dev", *words])
        write_lock(uv, "runtime", ["--constraint", "requirements/dev.txt"])
    return 0


def write_lock(uv: Path, name: str, extra: Sequence[str]) -> None:
    target = ROOT / "requirements" / f"{name}.txt"
    say(f"resolving {target}")
    options = "--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-config"
    quietly = ["--no-emit-index-url", "--quiet"]
    command = [str(uv), "pip", "compile", "pyproject.toml", *options.split(), *quietly]
    if aside([*command, *extra, "--output-file", f"requirements/{name}.txt"], UV_SYSTEM_CERTS="1"):
        raise Trouble(f"uv could not resolve {target}")
    header = "# Pinned with hashes for every platform. Renew with: python3 dev.py lock\n"
    target.write_text(header + target.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "run": start,
    "lock": lock,
}


def main(words: Sequence[str]) -> int:
    if not words or words[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 0 if words and words[0] in {"-h", "--help"} else 2
    try:
        return COMMANDS[words[0]](words[1:])
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130


def newer_pythons() -> Iterable[str]:
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and answers([found, "-c", ""]):  # a version manager's shim may exist and not work
            yield found


def start_with_newer_python() -> int:
    for newer in newer_pythons():
        return subprocess.run([newer, str(ROOT / "dev.py"), *sys.argv[1:]], check=False).returncode
    wanted = ".".join(str(number) for number in OLDEST_PYTHON)
    say(f"X-FORCE Desktop needs Python {wanted} or newer, and this is {sys.version.split()[0]}.")
    say("Install one (Debian, Ubuntu: apt install python3; elsewhere: python.org) and start dev.py with it.")
    return 1


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit(start_with_newer_python())
    raise SystemExit(main(sys.argv[1:]))
