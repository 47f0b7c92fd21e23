"""The sentences of the templates can all be used: none trips over the lint by its own words."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.persona import tone_of
from xforce_desktop.messages.phrasebook import LIST, Part, file_of, phrases_for
from xforce_desktop.messages.stamps import VAGUE, stamps_in


def _parts(kind: LetterKind) -> list[Part]:
    phrases = phrases_for(kind.value)
    return [*phrases.subjects, *(part for parts in phrases.places.values() for part in parts)]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_no_sentence_brings_a_time_of_its_own(kind: LetterKind):
    """Times come from the assignment only; "today" in a sentence would be one."""
    texts = [re.sub(r"\{\{.*?\}\}", "it", part.text) for part in _parts(kind)]

    assert [text for text in texts if stamps_in(text) or VAGUE.search(text)] == []


@pytest.mark.parametrize("kind", list(LetterKind))
def test_no_sentence_uses_what_its_persona_avoids(kind: LetterKind):
    """A part is not offered to a persona that should not hear it."""
    for part in _parts(kind):
        for persona in part.personas:
            assert not [phrase for phrase in tone_of(persona).avoid if phrase.lower() in part.text.lower()]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_forms_name_places_that_exist(kind: LetterKind):
    """Every place of a form has sentences, and every place stands in some form."""
    phrases = phrases_for(kind.value)
    named = {name for form in phrases.forms.values() for paragraph in form for name in paragraph}

    assert set(phrases.forms) == {"many", "one", "none"}
    assert named - {LIST} == set(phrases.places)


def test_every_kind_has_its_file():
    """All texts are in one file."""
    found = {entry.name for entry in files("resources").joinpath("templates").iterdir()}

    assert {file_of(kind.value) for kind in LetterKind} <= found
