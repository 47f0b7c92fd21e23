"""Freeze X-FORCE Desktop for the system this runs on: dist/xforce-desktop/ and an archive with its checksum.

    .venv/bin/python packaging/build.py          (Windows: .venv\\Scripts\\python packaging\\build.py)

`python3 dev.py check` makes .venv. PyInstaller cannot freeze for another system than the one it runs on.
"""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
FOLDER = DIST / "xforce-desktop"


def freeze() -> None:
    spec = ROOT / "packaging" / "xforce.spec"
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    places = ["--distpath", str(DIST), "--workpath", str(ROOT / "build")]
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, *places, str(spec)], cwd=ROOT, check=True)


def add_licences() -> int:
    """Put the licences of all that is inside beside the program, as they ask; returns how many packages."""
    target = FOLDER / "licences"
    target.mkdir(exist_ok=True)
    lines = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("==")[0] for line in lines if re.match(r"[a-z0-9]", line)]
    inside = 0
    for name in names:
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # a pin of another platform
        inside += 1
        (target / f"{name}.txt").write_text(licence_of(package), encoding="utf-8")
    return inside


def licence_of(package: metadata.Distribution) -> str:
    told = package.metadata
    named = next(iter(told.get_all("License-Expression") or told.get_all("License") or []), "")
    classes = [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
    head = [f"{told['Name']} {package.version}", *([named] if len(named) < 200 else []), *classes]
    texts = []
    for path in package.files or ():
        if re.match(r"(licen[cs]e|copying|notice)", path.name, re.IGNORECASE):
            texts.append(Path(str(path.locate())).read_text(encoding="utf-8", errors="replace"))
    return "\n".join(head) + "\n\n" + "\n\n".join(texts)


def pack() -> Path:
    """An archive of the folder, named by version and system, with a .sha256 beside it."""
    version = metadata.version("xforce-desktop")
    name = f"xforce-desktop-{version}-{platform.system().lower()}-{platform.machine().lower()}"
    kind = "zip" if sys.platform == "win32" else "gztar"
    archive = Path(shutil.make_archive(str(DIST / name), kind, DIST, FOLDER.name))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(archive.name + ".sha256").write_text(f"{digest}  {archive.name}\n", encoding="ascii")
    return archive


def main() -> int:
    freeze()
    inside = add_licences()
    archive = pack()
    size_mb = archive.stat().st_size / 1e6
    print(f"{archive.relative_to(ROOT)}: {size_mb:.0f} MB, licences of {inside} packages inside")
    print("now try it: python packaging/smoke_test.py")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
