"""The wait for an administrator, kept in the data folder so that a restart does not forget it. May block."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path

from xforce_desktop.clock import as_utc
from xforce_desktop.scheduling.sign_in_desk import ConsentWait

log = logging.getLogger(__name__)

FILE_NAME = "consent.json"


class ConsentNote:
    """One small file; no secret is in it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def read(self) -> ConsentWait | None:
        """None if nothing is awaited, or if the file cannot be read: then the next sign-in finds out."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            asked_at = kept["asked_at"]
            return ConsentWait(
                str(kept["address"]), as_utc(datetime.fromisoformat(asked_at)) if asked_at else None
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            log.warning("the note of the awaited consent cannot be read")
            return None

    def need(self, address: str) -> ConsentWait:
        """It was found out that it is needed; an earlier asking on the same page still counts."""
        known = self.read()
        wait = known if known and known.address == address else ConsentWait(address)
        self._write(wait)
        return wait

    def asked(self, address: str, now: datetime) -> ConsentWait:
        """The rep passed the page on."""
        wait = ConsentWait(address, now)
        self._write(wait)
        return wait

    def forget(self) -> None:
        """It was given."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the note of the awaited consent cannot be deleted: %s", error)

    def _write(self, wait: ConsentWait) -> None:
        """A disk that refuses costs the note after a restart, and nothing now."""
        kept = {
            "address": wait.address,
            "asked_at": wait.asked_at.isoformat() if wait.asked_at else None,
        }
        new = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.write_text(json.dumps(kept), encoding="utf-8")
            new.replace(self._path)
        except OSError as error:
            log.warning("the awaited consent cannot be noted: %s", error)
