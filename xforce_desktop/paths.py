"""Where things live, per operating system."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP_NAME = "X-FORCE Desktop"
DATA_VARIABLE = "XFORCE_DATA"
DEVICE_FOLDER = "X-FORCE Device"  # beside the data folder, never in it: that one is copied and shared


def data_folder(chosen: str | None = None) -> Path:
    """The folder of the store: `--data`, else XFORCE_DATA, else the user's own data folder."""
    named = chosen or os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).expanduser()
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False, roaming=False))


def device_folder() -> Path:
    """What belongs to this computer alone: it does not roam with the user and is in no data folder."""
    return Path(platformdirs.user_state_dir(DEVICE_FOLDER, appauthor=False, roaming=False))
