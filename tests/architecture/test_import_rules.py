"""Who may look at whom: the contracts of pyproject.toml, and the presenters' own rule."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QT = {"PySide6", "shiboken6", "qasync"}
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def imported_roots(tree: ast.AST) -> Iterator[str]:
    """Top-level names of everything imported anywhere in `tree`, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.partition(".")[0]


def test_the_import_contracts_are_kept():
    """Core, screens, sync and resources look only where they may."""
    command = [sys.executable, "-c", LINT_IMPORTS, "--no-logo", "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_a_broken_contract_is_noticed(tmp_path: Path):
    """The contracts bite: a core module that imports Qt fails the run."""
    for package in ("xforce_desktop", "ui", "sync", "resources"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "xforce_desktop" / "clock.py").write_text("import PySide6.QtCore\n", encoding="utf-8")
    contracts = (ROOT / "pyproject.toml").read_bytes()
    (tmp_path / "pyproject.toml").write_bytes(contracts)
    command = [sys.executable, "-c", LINT_IMPORTS, "--no-logo", "--no-cache", "--contract", "core"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "xforce_desktop.clock -> PySide6" in done.stdout


@pytest.mark.parametrize(
    "pattern", ["ui/*/presenter.py", "xforce_desktop/**/*.py", "sync/**/*.py", "resources/**/*.py"]
)
def test_only_views_import_qt(pattern: str):
    """Qt stays in the views: presenters, core and sync do not import it, inside functions neither."""
    guilty = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob(pattern)
        if QT & set(imported_roots(ast.parse(path.read_text(encoding="utf-8"))))
    ]

    assert guilty == []
