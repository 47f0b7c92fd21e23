"""The settings: one typed class, each field with its default, unit and sentence.

They are read from `settings.toml` in the data folder; a missing file means the defaults. No secrets here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xforce_desktop.errors import BadInput

FILE_NAME = "settings.toml"


class Settings(BaseModel):
    """Everything a rep or IT may set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    undo_s: Annotated[
        int, Field(ge=0, le=3600, description="Seconds a mail or booking waits on autopilot.")
    ] = 120
    pass_interval_s: Annotated[
        int, Field(ge=5, le=3600, description="Seconds between passes of the loop.")
    ] = 60
    buffer_minutes: Annotated[int, Field(ge=0, le=120, description="Free minutes kept around a meeting.")] = 0
    offer_notice_minutes: Annotated[
        int, Field(ge=0, le=2880, description="Least minutes between an offer and the first time in it.")
    ] = 180
    tenant: Annotated[str, Field(description="Microsoft tenant: an id, a domain, or organizations.")] = (
        "organizations"
    )
    client_id: Annotated[
        str, Field(description="Application (client) id that IT registered for X-FORCE.")
    ] = ""


def load_settings(folder: Path) -> Settings:
    """Read the settings of a data folder. Raises BadInput naming the field that cannot be used."""
    path = folder / FILE_NAME
    if not path.exists():
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path} is not TOML: {error}.", "Correct it or remove it to use the defaults."
        ) from error
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        raise BadInput(f"{path}: {name}: {fault['msg']}.", "Correct it or remove the line.") from error
