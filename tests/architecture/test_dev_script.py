"""dev.py starts on a machine that has nothing yet."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "dev.py"


def dev(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_it_needs_the_standard_library_only():
    """Before anything is installed nothing but Python itself can be imported."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_older_python_can_read_it():
    """Python 3.8 gets as far as saying that it is too old, instead of a syntax error."""
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("words", [(), ("tset",)])
def test_wrong_use_names_the_commands(words: tuple[str, ...], tmp_path: Path):
    """Without a command, or with one it does not know, it lists its commands on stderr and ends with 2."""
    done = dev(*words, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "dev.py demo" in done.stderr
    assert "dev.py test" in done.stderr
