"""Messages as many mail programs write them, in many languages, and what is new in each."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from xforce_desktop.replies.new_text import split_message
from xforce_desktop.replies.plain import fold

_MAILS = [
    json.loads(line)
    for line in (Path(__file__).parent / "quoted_mails.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("mail", _MAILS, ids=[mail["id"] for mail in _MAILS])
def test_what_is_new_is_found(mail: dict[str, Any]):
    """Only the writer's own words are left, answers between the lines and hidden words are told apart."""
    parts = split_message(mail["body"], mail["from_name"])

    assert parts.text == mail["new"]
    assert [answer.text for answer in parts.answers] == mail.get("answers", [])
    assert mail.get("hidden", "") in parts.hidden
    assert parts.forwarded is mail.get("forwarded", False)


def test_windows_line_ends_make_no_difference():
    """What a mail server does to the ends of lines changes nothing."""
    for mail in _MAILS:
        parts = split_message(mail["body"].replace("\n", "\r\n"), mail["from_name"])

        assert parts.text == mail["new"], mail["id"]


def test_there_are_enough_of_them():
    """Every sample has a name of its own."""
    assert len({mail["id"] for mail in _MAILS}) == len(_MAILS) >= 80


def test_word_lists_are_folded():
    """Texts lose accents before they are looked up; a word that keeps them in a list is never found."""
    lists = files("resources").joinpath("reply_words").iterdir()
    words = {
        f"{one.name}: {line}"
        for one in lists
        for line in one.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#") and any(fold(char) != char for char in line if not char.isascii())
    }

    assert words == set()
