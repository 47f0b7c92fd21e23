"""Short package names stay ours, pins stay pins, and nothing of one machine gets in."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"xforce_desktop", "ui", "sync", "resources"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[a-z0-9,._-]+\])?==[^\s;]+(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
# Written in pieces, so that this file does not hold what it looks for.
A_MACHINE = re.compile(r"(?<![\w.$~}])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me|Us" + r"ers|far" + r"m)/[a-zA-Z]")
A_REGISTRY = re.compile("py" + r"pi\.org|pythonhos" + "ted|--(?:extra-)?index-" + "url|registry.npm" + "js")


def normalized(name: str) -> str:
    """The bare name of a requirement, without its version."""
    bare = re.split(r"[<>=!~\[; ]", name, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def locked_names(lock: Path) -> set[str]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {normalized(found["name"]) for found in map(PIN.match, lines) if found}


def tracked_texts() -> list[Path]:
    """What git would commit: tracked files and new ones that are not ignored."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in {".png", ".ico", ".icns"}]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_line_of_the_lock_is_a_pin_or_a_hash(lock: Path):
    """The lock names exact versions with hashes and no place to fetch them from."""
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    for before, line in zip(lines, [*lines[1:], ""], strict=True):
        assert not PIN.match(before) or HASH.match(line), f"{before} has no hash"


def test_what_the_project_names_is_locked():
    """Each dependency of pyproject.toml has its pin; the development lock holds all of the runtime lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, dev = ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "dev.txt"
    pins = {line for line in runtime.read_text(encoding="utf-8").splitlines() if PIN.match(line)}

    assert {normalized(name) for name in project["project"]["dependencies"]} <= locked_names(runtime)
    assert {normalized(name) for name in project["dependency-groups"]["dev"]} <= locked_names(dev)
    assert pins <= set(dev.read_text(encoding="utf-8").splitlines())


def test_no_dependency_brings_our_package_names():
    """`ui`, `sync` and `resources` are short names; nobody else may install them."""
    locked = locked_names(ROOT / "requirements" / "dev.txt")
    guilty = [
        f"{found.name}: {path}"
        for found in metadata.distributions()
        if found.name and normalized(found.name) in locked
        for path in found.files or ()
        if path.parts[0].removesuffix(".py") in OURS
    ]

    assert len(locked) > 50
    assert guilty == []


def test_the_packaging_folder_is_no_package():
    """`packaging/__init__.py` would hide the library of that name and break start, build and freeze."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert not any((ROOT / "tests").rglob("__init__.py"))


def test_every_folder_with_code_is_a_package():
    """A folder without `__init__.py` would be left out of the installed program without a word."""
    folders = {path.parent for name in OURS for path in (ROOT / name).rglob("*.py")}
    bare = [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]

    assert bare == []


def test_no_file_names_a_machine_or_a_registry():
    """Paths of one computer and addresses of package registries stay out of the repository."""
    guilty = []
    for path in tracked_texts():
        text = path.read_text(encoding="utf-8", errors="replace")
        guilty += [f"{path.relative_to(ROOT)}: {found[0]}" for found in A_MACHINE.finditer(text)]
        guilty += [f"{path.relative_to(ROOT)}: {found[0]}" for found in A_REGISTRY.finditer(text)]

    assert guilty == []
