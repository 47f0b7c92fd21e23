"""The export on disk."""

from __future__ import annotations

from pathlib import Path

from xforce_desktop.crm import export
from xforce_desktop.crm.export import Everything
from xforce_desktop.errors import BadInput
from xforce_desktop.new_files import write_new


def write_export(known: Everything, target: Path) -> list[Path]:
    """Write a file of the form that its name says, or three CSV files into a folder; returns them.

    Raises BadInput for another form, for a file that is there already, or where nothing can be written.
    """
    makers = {".csv": export.as_csv, ".json": export.as_json, ".vcf": export.as_vcards}
    suffix = target.suffix.casefold()
    if suffix in makers and not target.is_dir():
        texts = {target: makers[suffix](known)}
    elif suffix and not target.is_dir():
        raise BadInput(f"{target.name}: this form is not known.", "Name a .csv, .json or .vcf, or a folder.")
    else:
        texts = {target / name: text for name, text in export.as_three_csv(known).items()}
    there = next((path for path in texts if path.exists()), None)
    if there is not None:
        raise BadInput(f"{there} exists already.", "Name a new file.")
    try:
        for path in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{target} cannot be written: {error.strerror or error}."
        raise BadInput(reason, "Name a folder that you may write to.") from error
    for path, text in texts.items():
        write_new(path, text.encode())
    return list(texts)
