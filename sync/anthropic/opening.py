"""Whether Claude is used, under which key and at which address: by environment, keyring and settings."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sync.anthropic.analyst import ClaudeAnalyst
from sync.anthropic.asking import Asking
from sync.anthropic.brief_writer import ClaudeBriefWriter
from sync.anthropic.budget import Budget, Prices
from sync.anthropic.client import ANTHROPIC, Claude, ModelAccount, is_on_loopback
from sync.anthropic.rest import Rest
from sync.anthropic.writer import ClaudeWriter
from sync.credentials import MODEL_KEY, MODEL_KEY_VARIABLES, KeyringError, NoKeyring, Secrets
from sync.daemon import in_daemon
from sync.network import Network
from xforce_desktop.clock import SystemClock
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.settings import Settings

URL_VARIABLES = ("XFORCE_ANTHROPIC_URL", "ANTHROPIC_BASE_URL")


class KeyPlace(StrEnum):
    """Where the key is."""

    NOWHERE = "nowhere"
    ENVIRONMENT = "in the environment"
    KEYRING = "in the keyring"
    LOCKED = "perhaps in the keyring, which is locked"


@dataclass(frozen=True)
class ModelUse:
    """What a program was told about Claude; `secrets` is None where the keyring is not to be asked."""

    settings: Settings
    folder: Path
    secrets: Secrets | None = None

    def key_place(self) -> KeyPlace:
        """May block."""
        if key_in_environment():
            return KeyPlace.ENVIRONMENT
        try:
            return KeyPlace.KEYRING if self.secrets and self.secrets.get(MODEL_KEY) else KeyPlace.NOWHERE
        except NoKeyring:
            return KeyPlace.NOWHERE
        except KeyringError:
            return KeyPlace.LOCKED

    def budget(self) -> Budget:
        """Real money is counted by the real clock, also on a sandbox."""
        named = self.settings
        prices = Prices(
            named.claude_read_usd, named.claude_written_usd, named.claude_daily_usd, named.claude_message_usd
        )
        return Budget(self.folder, prices, SystemClock())

    async def in_words(self) -> str:
        """For `doctor`, which asks the service whether it takes the key. Raises an XForceError if not."""
        place = await in_daemon(self.key_place)
        if place is KeyPlace.NOWHERE:
            return "No key for Claude is set: messages are read and written on this computer alone."
        claude = Claude(self._account())
        try:
            await claude.check()
        except XForceError as error:
            title = f"Messages are read and written without Claude: {error.title}."
            raise XForceError(title, error.advice or "Try again later.") from error
        finally:
            await claude.close()
        spent = await asyncio.to_thread(self.budget().spent_today_usd)
        named = self.settings
        today = f"Today ${spent:.2f} of ${named.claude_daily_usd:.2f} are spent."
        read = f"the text of answers is read{self._and_worded()} by {named.claude_model} at {model_url()}"
        return f"The key is {place.value}; {read}. {today}"

    def both(self) -> tuple[ClaudeAnalyst | None, ClaudeWriter | None]:
        """Reader and writer over one connection, one budget and one rest.

        None without a key: then nothing is ever sent. No writer if the settings leave writing to the offline
        one. Raises BadInput for an address that is not safe.
        """
        if self.key_place() is KeyPlace.NOWHERE:
            return None, None
        asking = Asking(Claude(self._account()), self.budget(), Rest(SystemClock()))
        return ClaudeAnalyst(asking), ClaudeWriter(asking) if self.settings.claude_writes else None

    def brief_writer(self, analyst: ClaudeAnalyst) -> ClaudeBriefWriter | None:
        """Over the analyst's connection, budget and rest; None if the settings want no model for briefs."""
        return ClaudeBriefWriter(analyst.asking) if self.settings.claude_briefs else None

    def _and_worded(self) -> str:
        return ", and your messages are worded," if self.settings.claude_writes else ""

    def _account(self) -> ModelAccount:
        key = partial(_key, self.secrets)
        named = self.settings
        network = Network(named.proxy, named.ca_file)
        return ModelAccount(key, named.claude_model, model_url(), named.claude_timeout_s, network)


def key_in_environment() -> str:
    """The first of the variables that is set; empty if none is."""
    return next((key for name in MODEL_KEY_VARIABLES if (key := os.environ.get(name, "").strip())), "")


def model_url() -> str:
    """The address that mail text goes to. Raises BadInput for one that others could listen to."""
    named = next(((name, url) for name in URL_VARIABLES if (url := os.environ.get(name, "").strip())), None)
    if named is None:
        return ANTHROPIC
    name, url = named
    if not _is_safe(url):
        raise BadInput(
            f"{name} is not an https address.", "Correct it; plain http is for an address on this computer."
        )
    return url.rstrip("/")


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and is_on_loopback(url))
        )
    except ValueError:
        return False


def _key(secrets: Secrets | None) -> str:
    return key_in_environment() or (secrets.get(MODEL_KEY) if secrets else None) or ""
