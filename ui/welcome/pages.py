"""What the sign-in page shows, as values. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.scheduling.sign_in_desk import KnownAccount


@dataclass(frozen=True)
class Told:
    """What happened and what to do. `tone` is muted, warning or grave."""

    title: str
    advice: str = ""
    tone: str = "grave"


@dataclass(frozen=True)
class Heading:
    """Why the page is there. `back` is the way out of it in words; empty where there is none."""

    title: str
    text: str
    is_first: bool = False  # the sandbox is offered, and what leaves this computer is said
    back: str = ""


@dataclass(frozen=True)
class Choice:
    """The ways in. `accounts` are those whose sign-in is kept here already."""

    told: Told | None = None
    accounts: Sequence[KnownAccount] = ()


@dataclass(frozen=True)
class ConsentPage:
    """Ask your administrator. `asked` is empty until the rep has."""

    why: str
    address: str
    wants: Sequence[str]
    letter: str  # a mailto address
    asked: str
    told: Told | None = None


@dataclass(frozen=True)
class KeyringPage:
    """The sign-in cannot be kept. `is_locked`: there is a keyring, and trying again is the better way."""

    title: str
    text: str
    go_on: str
    is_locked: bool = False
