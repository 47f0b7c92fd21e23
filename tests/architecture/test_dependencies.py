"""What we build on is named, and may be passed on."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"xforce_desktop", "ui", "sync", "resources"}
RUNTIME = ROOT / "requirements" / "runtime.txt"
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Unlicense|LGPL|Dual License)\b", re.IGNORECASE
)


def normalized(name: str) -> str:
    bare = re.split(r"[<>=!~\[; ]", name, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def foreign_imports(path: Path) -> set[str]:
    """Top-level names that `path` imports and that are neither ours nor Python's."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def licence(package: metadata.Distribution) -> str:
    told = package.metadata
    fields = [told.get_all(name) or [] for name in ("License-Expression", "License")]
    classes = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    return " ".join([*(line for lines in fields for line in lines), *classes])


def test_every_library_we_import_is_named():
    """A library that is there only because another one brought it could vanish with the next version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {normalized(name) for name in project["dependencies"]}
    homes = metadata.packages_distributions()
    paths = [path for package in OURS for path in (ROOT / package).rglob("*.py")]

    unnamed = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in foreign_imports(path)
        if not named & {normalized(home) for home in homes.get(name, [])}
        and name != "shiboken6"  # PySide6's other half
    }

    assert len(paths) > 20
    assert unnamed == set()


def test_what_ships_may_be_passed_on():
    """Each package inside the frozen program has a licence that allows it beside Apache-2.0."""
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)==", RUNTIME.read_text(encoding="utf-8"), re.MULTILINE)
    here = {normalized(found.name): found for found in metadata.distributions() if found.name}
    licences = {name: licence(here[name]) for name in names if name in here}  # others: other platforms' pins

    assert len(licences) > 50
    assert {name: text[:80] for name, text in licences.items() if not PERMISSIVE.search(text)} == {}
