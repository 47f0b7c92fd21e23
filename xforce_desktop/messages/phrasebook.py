"""The sentences of resources/templates: who may hear each one, when, and what it needs to be true."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.persona import Persona
from xforce_desktop.messages.spelled_out import spelled_out

Facts = Mapping[str, object]
_TEXTS = frozenset(kind.value for kind in LetterKind if kind.is_text)
LIST = "LIST"  # stands in a form where the listed times go

# Names in `for` that stand for several personas.
GROUPS = {
    "casual": (Persona.OWNER, Persona.TECHNICIAN),
    "plain": (Persona.OPERATIONS_MANAGER, Persona.OFFICE_MANAGER),
    "direct": (Persona.REGIONAL_MANAGER, Persona.EXECUTIVE),
}
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")  # "for Best Pest Co.."
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text, never HTML


def single_stops(text: str) -> str:
    """One full stop where a name brought another."""
    return _DOUBLE_STOP.sub(".", text)


@dataclass(frozen=True, eq=False)
class Part:
    """One sentence or two that fill a place in a message.

    `needs` names facts that must be there, `unless` facts that must not; `says` are things that one message
    says once only ("busy", "reply"); `stages` and `types` empty mean any.
    """

    text: str
    personas: frozenset[Persona]
    stages: frozenset[str]
    types: frozenset[str]
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    says: frozenset[str]
    template: Template

    def suits(self, persona: Persona, stage: str, facts: Facts) -> bool:
        """Whether this part may be said to this persona, at this stage, given what is known."""
        return (
            persona in self.personas
            and (not self.stages or stage in self.stages)
            and (not self.types or facts["type"] in self.types)
            and all(facts.get(name) for name in self.needs)
            and not any(facts.get(name) for name in self.unless)
        )

    def render(self, facts: Facts, *, is_spelled_out: bool = False) -> str:
        """The sentence with its facts; `is_spelled_out`: ours without contractions, the facts as they are.

        Raises jinja2.UndefinedError for a fact that is not known.
        """
        template = _spelled_out(self.text) if is_spelled_out else self.template
        return single_stops(template.render(facts))


@dataclass(frozen=True)
class Phrases:
    """All parts of one kind of message. `forms` by how many times are offered: paragraphs of place names.

    `optional` places may stay empty; of the places in `either` at least one is filled, and all that
    `required` names for the stage.
    """

    forms: Mapping[str, Sequence[Sequence[str]]]
    optional: frozenset[str]
    either: frozenset[str]
    required: Mapping[str, Sequence[str]]
    places: Mapping[str, tuple[Part, ...]]
    subjects: tuple[Part, ...]


def file_of(kind: str) -> str:
    """Where the phrases of that kind stand: all texts are in one file, each part with its stage."""
    return f"{'sms' if kind in _TEXTS else kind}.toml"


@cache
def phrases_for(kind: str) -> Phrases:
    """The phrases of one kind, from resources/templates."""
    table = tomllib.loads(files("resources").joinpath("templates", file_of(kind)).read_text("utf-8"))
    places = {name: _parts(entries) for name, entries in table["places"].items()}
    return Phrases(
        forms=table["forms"],
        optional=frozenset(table.get("optional", ())),
        either=frozenset(table.get("either", ())),
        required=table.get("required", {}),
        places=places,
        subjects=_parts(table.get("subjects", ())),
    )


@cache
def _spelled_out(text: str) -> Template:
    return _ENVIRONMENT.from_string(spelled_out(text))


def _parts(entries: Sequence[str | Mapping[str, object]]) -> tuple[Part, ...]:
    return tuple(_part({"t": entry} if isinstance(entry, str) else entry) for entry in entries)


def _part(entry: Mapping[str, object]) -> Part:
    unknown = set(entry) - {"t", "for", "stage", "types", "needs", "unless", "says"}
    assert not unknown, f"a template part has unknown keys: {sorted(unknown)}"
    text = str(entry["t"])
    return Part(
        text=text,
        personas=_personas(_names(entry, "for")),
        stages=frozenset(_names(entry, "stage")),
        types=frozenset(_names(entry, "types")),
        needs=_names(entry, "needs"),
        unless=_names(entry, "unless"),
        says=frozenset(_names(entry, "says")),
        template=_ENVIRONMENT.from_string(text),
    )


def _names(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, ())
    assert isinstance(value, list | tuple), f"{key} of a template part is a list"
    return tuple(str(name) for name in value)


def _personas(names: Sequence[str]) -> frozenset[Persona]:
    if not names:
        return frozenset(Persona)
    return frozenset(persona for name in names for persona in GROUPS.get(name) or (Persona(name),))
