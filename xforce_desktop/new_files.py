"""Files that the rep asks for: nothing that is there already is written over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xforce_desktop.errors import BadInput


def write_new(path: Path, content: bytes) -> None:
    """Raises BadInput for a file that is there already, or that cannot be written; no half of one stays."""
    try:
        with path.open("xb") as file, _whole_or_gone(path):
            file.write(content)
            file.flush()
    except FileExistsError as error:
        raise BadInput(f"{path} exists already.", "Name a new file.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise BadInput(f"{path} cannot be written: {reason}.", "Name another file.") from error


@contextmanager
def _whole_or_gone(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError:
        path.unlink(missing_ok=True)
        raise
