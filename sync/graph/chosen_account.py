"""Which of several accounts is used: kept in the data folder, so that the app and the commands agree."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from sync.graph.token_cache import put_in_place

log = logging.getLogger(__name__)

FILE_NAME = "account.json"


class ChosenAccount:
    """The choice in `folder`; calls read and write a small file. No secret is in it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def read(self) -> str:
        """The account's id; empty if none was chosen or the file cannot be read."""
        try:
            chosen = json.loads(self._path.read_text(encoding="utf-8"))["account_id"]
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError, TypeError):
            log.warning("The choice of the account cannot be read; the first one is used")
            return ""
        return chosen if isinstance(chosen, str) else ""

    def write(self, account_id: str, address: str) -> None:
        """Choose one; `address` is for people who look into the file."""
        told = {"account_id": account_id, "address": address}
        put_in_place(self._path, (json.dumps(told, ensure_ascii=False) + "\n").encode())

    def forget(self) -> None:
        """Fine if nothing was chosen."""
        self._path.unlink(missing_ok=True)
