"""The core runs where Qt, the network libraries and the keyring are not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QT = ("PySide6", "shiboken6", "qasync")
OUTSIDE = ("httpx", "httpx2", "requests", "msal", "keyring", "anthropic", "twilio", "aiohttp")

# Stands before the program in a fresh interpreter: what is in ABSENT fails as if it were not installed.
BLOCK = """
import importlib, pkgutil, runpy, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r} (blocked)", name=name)

sys.meta_path.insert(0, Absent())
"""
IMPORT_ALL = """
import xforce_desktop
names = [module.name for module in pkgutil.walk_packages(xforce_desktop.__path__, "xforce_desktop.")]
for name in names:  # bootstrap joins core and outside; migrations are run by alembic
    if not name.startswith("xforce_desktop.bootstrap") and ".migrations." not in name:
        importlib.import_module(name)
print(len(names))
"""
PRESENTERS = """
import ui
for module in pkgutil.walk_packages(ui.__path__, "ui.", onerror=lambda name: None):
    if module.name.endswith(".presenter"):
        importlib.import_module(module.name)
"""
RUN = """
sys.argv[1:] = ARGUMENTS
runpy.run_module("xforce_desktop", run_name="__main__", alter_sys=True)
"""


def python(
    program: str, absent: tuple[str, ...], *arguments: str, home: Path
) -> subprocess.CompletedProcess[str]:
    head = f"ABSENT = {set(absent)!r}\nARGUMENTS = {list(arguments)!r}\n"
    known = {"PATH", "SYSTEMROOT", "LANG", "TEMP", "TMP"}
    environment = {name: value for name, value in os.environ.items() if name in known}
    environment |= {"HOME": str(home), "XFORCE_DATA": str(home / "data"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", head + BLOCK + program],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_core_imports_without_qt_and_network(tmp_path: Path):
    """Every core module except bootstrap can be imported with the outside missing."""
    done = python(IMPORT_ALL, QT + OUTSIDE, home=tmp_path)

    assert done.returncode == 0, done.stderr[-4000:]
    assert int(done.stdout) > 10


def test_presenters_import_without_qt(tmp_path: Path):
    """A presenter and everything it imports can be loaded with Qt missing."""
    done = python(PRESENTERS, QT, home=tmp_path)

    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.parametrize("command", ["", "request", "read", "slots", "sandbox", "demo"])
def test_help_needs_no_qt(command: str, tmp_path: Path):
    """The command line explains itself on a machine without Qt."""
    done = python(RUN, QT, *command.split(), "--help", home=tmp_path)

    assert done.returncode == 0, done.stderr[-4000:]
    assert "usage" in done.stdout.lower()


def test_the_block_blocks(tmp_path: Path):
    """The test's own blocker works: importing Qt fails behind it."""
    done = python("import PySide6.QtCore", QT, home=tmp_path)

    assert done.returncode == 1
    assert "(blocked)" in done.stderr
