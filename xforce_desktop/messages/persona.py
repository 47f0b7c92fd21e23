"""Whom we write to: the voice that suits a job title."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files


class Persona(StrEnum):
    """Six kinds of recipients, each with a tone of its own."""

    OWNER = "owner"
    OPERATIONS_MANAGER = "operations_manager"
    REGIONAL_MANAGER = "regional_manager"
    EXECUTIVE = "executive"
    TECHNICIAN = "technician"
    OFFICE_MANAGER = "office_manager"


@dataclass(frozen=True)
class Tone:
    """How one persona is written to. `greeting` and `sign_off` hold `{name}`; `greetings` and `sign_offs` are
    all forms that are equally formal, that one first."""

    formality: str
    directness: str
    length: str
    most_words: int
    greeting: str
    greeting_nameless: str
    sign_off: str
    greetings: tuple[str, ...]
    sign_offs: tuple[str, ...]
    avoid: tuple[str, ...]
    prefer: tuple[str, ...]
    min_word: str

    @property
    def is_casual(self) -> bool:
        return self.formality == "casual"


# In the order of the specification; the first that matches decides.
_TITLES: tuple[tuple[Persona, re.Pattern[str]], ...] = tuple(
    (persona, re.compile(pattern))
    for persona, pattern in (
        (Persona.OWNER, r"\b(co-?)?owners?\b|\bceo\b|\bpresident\b|\b(co-?)?founders?\b"),
        (
            Persona.EXECUTIVE,
            r"\bchief\b|\b[aes]?vp\b|\bvice[ -]president\b|\bdirectors?\b|\bc[ftio]o\b|\bcoo\b",
        ),
        (Persona.REGIONAL_MANAGER, r"\bregional\b|\bdistrict\b|\bbranch manager\b"),
        (Persona.OPERATIONS_MANAGER, r"\boperations\b|\bops\b"),
        (Persona.OFFICE_MANAGER, r"\boffice manager\b|\badmin|\bcoordinators?\b|\bassistant to\b"),
        (Persona.TECHNICIAN, r"\btechnicians?\b|\btechs?\b|\bservices?\b"),
    )
)
# Words that look like an owner and are none.
_NOT_OWNER = re.compile(r"\bvice[ -]president\b|\b(product|process|scrum product|business) owner\b")
_OF_ANOTHER = re.compile(r"\b(assistant|secretary|aide) to\b.*")


@lru_cache(maxsize=512)
def detect_persona(title: str, is_owner: bool = False) -> Persona:
    """The persona of a job title; `operations_manager` where nothing is known."""
    if is_owner:
        return Persona.OWNER
    plain = _OF_ANOTHER.sub("assistant to", " ".join(title.lower().replace(".", "").split()))
    for persona, pattern in _TITLES:
        if pattern.search(_NOT_OWNER.sub(" ", plain) if persona is Persona.OWNER else plain):
            return persona
    return Persona.OPERATIONS_MANAGER


@cache
def tone_of(persona: Persona) -> Tone:
    """The tone of a persona, from resources/personas.toml."""
    entry = tomllib.loads(files("resources").joinpath("personas.toml").read_text("utf-8"))[persona.value]
    return Tone(
        formality=entry["formality"],
        directness=entry["directness"],
        length=entry["length"],
        most_words=entry["most_words"],
        greeting=entry["greeting"],
        greeting_nameless=entry["greeting_nameless"],
        sign_off=entry["sign_off"],
        greetings=(entry["greeting"], *entry["other_greetings"]),
        sign_offs=(entry["sign_off"], *entry["other_sign_offs"]),
        avoid=tuple(entry["avoid"]),
        prefer=tuple(entry["prefer"]),
        min_word=entry["min_word"],
    )
