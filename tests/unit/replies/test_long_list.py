"""A long list asked by first words gives the answer of the whole list."""

from __future__ import annotations

import random
import re

import pytest

from tests.reply_cases import all_cases
from xforce_desktop.replies.lexicon import alternatives, pattern
from xforce_desktop.replies.long_list import LongList, keys_of, long_list
from xforce_desktop.replies.plain import fold


@pytest.mark.parametrize(
    "phrase,keys",
    [
        (r"\bsystem[ _-]?prompt", {"syste"}),
        (r"\b(?:you are now)\b", {"you"}),
        (r"\b(?:bots?|assistants?|ais?)\b x", {"bot", "assis", "ai"}),
        (r"\b(?:admin(?:istrator)?|ignor[ae]|vergiss\w*)\b", {"admin", "ignor", "vergi"}),
        (r"\b(?<!my )(?<!our )(?:model)s", {"model"}),
        (r"\b(?:your )?rules", None),
        (r"\bone\b|\btwo\b", None),
        (r"\b(?:the (?:one|two)|\w+) more\b", None),
        (r"prompt", None),
        (r"\b[a-z]+-override\b", None),
    ],
)
def test_first_words_are_those_that_a_phrase_can_begin_with(phrase, keys):
    """Cut to a few letters; none where another beginning is possible."""
    assert keys_of(phrase) == (frozenset(keys) if keys else None)


def test_it_finds_what_the_whole_list_finds():
    """Real replies, and the list's own words in any order."""
    source = random.Random(5)
    words = [word for phrase in alternatives("instructions") for word in re.findall(r"[a-z']+", phrase)]
    texts = [fold(case["message"]["body"]) for case in all_cases()[::3]]
    texts += [" ".join(source.choice(words) for _ in range(12)) for _ in range(3_000)]

    found = [bool(pattern("instructions").search(text)) for text in texts]

    assert [long_list("instructions").is_in(text) for text in texts] == found
    assert 100 < sum(found) < len(found) - 100


def test_a_list_that_shows_no_first_words_is_searched():
    """And an empty one finds nothing."""
    assert LongList(["<script"]).is_in("a <script>")
    assert not LongList([]).is_in("a")
