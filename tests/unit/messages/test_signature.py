"""A signature of plain lines or simple HTML: nothing but what is known to be harmless leaves."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.signature import LONGEST, check_signature, signature_html, signature_text


def test_plain_lines_stay_lines():
    """And signs of HTML in them are signs."""
    assert signature_html("Brent & Co\n3 < 4") == "Brent &amp; Co<br>\n3 &lt; 4"
    assert signature_text("Brent & Co\n3 < 4") == "Brent & Co\n3 < 4"


def test_simple_html_stays():
    """Bold, italic, links and breaks; blocks become lines."""
    said = '<div><b>Brent</b></div><p>AE, <a href="https://x.example/a?b=1&amp;c=2" class="x">us</a></p>'
    assert signature_html(said) == '<b>Brent</b><br>\nAE, <a href="https://x.example/a?b=1&amp;c=2">us</a>'
    assert signature_text(said).split("\n") == ["Brent", "", "AE, us"]


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<img src="https://x.example/pixel.gif" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html;base64,xx">x</a>',
        '<a href="https://x.example" onclick="alert(1)">x</a>',
        '<b style="position:fixed" onmouseover=alert(1)>x</b>',
        "<svg onload=alert(1)><b>x</b></svg>",
        "<iframe src='https://x.example'></iframe>",
        "<form action='https://x.example'><input></form>",
        "<!--[if mso]><b>x</b><![endif]-->",
        "</p></body></html><script>x",
    ],
)
def test_nothing_that_acts_is_left(said: str):
    """No script, picture, style, handler, frame or odd link."""
    left = signature_html(f"Brent {said}")
    assert left.startswith("Brent")
    assert not re.search(
        r"script|style|img|on\w+=|javascript|data:|iframe|form|svg|</p>|</body>", left, re.IGNORECASE
    )


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "strong", "i", "em", "u", "a", "br"}, tag
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(
    st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<a href=http://x>",
                "</a>",
                "<p",
                ">",
                "<br>",
                "&lt;",
                "<x",
                "'",
                "a",
                "</i>",
                "<i>",
                "<script>",
                "</script>",
                "<td>",
            ]
        ),
        max_size=20,
    )
)
def test_whatever_is_typed_comes_out_whole(pieces: list[str]):
    """Only allowed tags, each closed in its turn."""
    seen = _Seen()
    seen.feed(signature_html("".join(pieces)))
    seen.close()
    assert seen.open == []


def test_what_cannot_be_a_signature_is_refused():
    """Too long, or without any words; an empty one is none."""
    for said in ("x" * (LONGEST + 1), "<img src='x'>"):
        with pytest.raises(BadInput):
            check_signature(said)
    check_signature("")
    assert signature_html("  \n") == ""


def test_an_address_in_angle_brackets_is_no_tag():
    """As mail programs write it."""
    assert signature_html("Brent Cole\n<brent@sunrise.example>") == (
        "Brent Cole<br>\n&lt;brent@sunrise.example&gt;"
    )
    assert signature_text("Brent <brent@sunrise.example>") == "Brent <brent@sunrise.example>"
