"""The HTML of our mails says what the plain text says, and is whole."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from sync.graph.mail_body import above_history, as_html, page
from tests.unit.messages.generated import many
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.replies.html_text import text_of

VOID = frozenset({"br", "meta"})
HISTORY = '<html><head><meta charset="utf-8"></head><body><div>Old</div></body></html>'


class Reader(HTMLParser):
    """Collects tags, what is open at the end, and the text of the paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "br":
            self.text += "\n"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data.strip("\n")


def _read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_every_letter_reads_the_same_in_both_forms():
    """A hundred letters of all kinds: the page is whole, and its text is the plain one, line by line."""
    for assignment in many(1, 102):
        letter = OfflineWriter().write(assignment)
        whole = _read(page(letter.body))
        assert whole.open == []
        assert whole.tags <= {"html", "head", "meta", "body", "p", "br", "a"}
        assert text_of(page(letter.body)) == letter.body


@pytest.mark.parametrize(
    "text",
    [
        "Fish & <b>Chips</b>",
        "</p></body><script>x()</script>",
        "1 < 2 > 0 & so",
        '"quoted" &amp; more',
        "<!-- x -->",
    ],
)
def test_what_a_text_says_is_not_read_as_html(text: str):
    """Signs of HTML in a name or a note stay signs."""
    whole = _read(page(text))

    assert whole.text == text
    assert whole.open == []
    assert whole.tags == {"html", "head", "meta", "body", "p"}


def test_a_paragraph_has_a_font_of_its_own():
    """Also above a history, whose fonts are another's."""
    assert above_history("New", HISTORY).count("font-family") == 1
    assert as_html("One\n\nTwo").count("font-family") == 2
