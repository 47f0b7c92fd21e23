"""Files that the rep asks for: nothing that is there already is written over."""

from __future__ import annotations

from pathlib import Path

from xforce_desktop.errors import BadInput


def write_new(path: Path, content: bytes) -> None:
    """Raises BadInput for a file that is there already, or that cannot be written."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise BadInput(f"{path} exists already.", "Name a new file.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise BadInput(f"{path} cannot be written: {reason}.", "Name another file.") from error
