"""A command starts without what it does not use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "PySide6",
    "twilio.rest",
    "anthropic",
    "msal",
    "aiohttp",
    "openapi_core",
    "holidays.countries",
    "pyqtgraph",
    "numpy",
)
HEAVY_AT_THE_DOOR = ("cryptography", "httpx", "keyring", "msal")
START = """
import runpy, sys
sys.argv[1:] = ARGUMENTS
try:
    runpy.run_module("xforce_desktop", run_name="__main__", alter_sys=True)
except SystemExit as end:
    if end.code not in (None, 0):
        raise
print("\\nloaded:", *[name for name in HEAVY if name in sys.modules])
"""


@pytest.mark.parametrize("arguments", ["--help", "read --help", "tick --help"])
def test_the_command_line_loads_nothing_heavy(arguments: str, tmp_path: Path):
    """Help comes without Qt and without the libraries of the telephone, the model and the sign-in."""
    head = f"HEAVY = {HEAVY!r}\nARGUMENTS = {arguments.split()!r}\n"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XFORCE_DATA": str(tmp_path / "data")}

    done = subprocess.run(
        [sys.executable, "-c", head + START],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.splitlines()[-1] == "loaded:"


def test_the_way_in_is_made_without_what_signs_in(tmp_path: Path):
    """It is made in Qt's thread, which must not stand still: the libraries are loaded in one of their own."""
    made = (
        "import sys; from pathlib import Path; from xforce_desktop.bootstrap import signing_in\n"
        "from xforce_desktop.settings import Settings\n"
        f"signing_in.sign_in_door(Path({str(tmp_path)!r}), Settings())\n"
        f"print(*[name for name in {HEAVY_AT_THE_DOOR!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", made], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == []
