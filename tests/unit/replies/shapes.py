"""Texts that make readers slow: one piece again and again up to a megabyte, and worse."""

from __future__ import annotations

import random
from collections.abc import Callable

MEGABYTE = 1_000_000

_PIECES = r"""
1|12 |12:|1-|1/2/|1.2.| |\t|\n|\r|\0|x|A|Ab |a@|a@a.|@|>|> |>\n|> a\nb\n|> Friday 11:00\nyes\n|> x <-- y\n
\x7c|\x7c a
(|)(|,|, |.|. |?|! |-|- |--\n|_|/|*|=|'|"|\\|{|[|%s|\x1b[|<|<a |&|&amp;|&#9
\U0001f44d\U0001f3fd|\u0301|\u202e|\ud800|\u200b|\u0663|\u00bd|\u00df|\u6f22
monday |Monday, |Monday or Tuesday |Monday\n|July |January 5 |12:30 |9am|9-10am, |between |from 1 to |at
EST |in denver |next |week of |not |can't |yes |no |and |or |Friday works. |Friday at 11 works, not Monday.\n
On 1 |On Tue, Jul 7, 2026 at 9:01 AM Sam <s@x.example>\n|On Tue, Jul 7, 2026 at 9:01 AM Sam wrote:\n|wrote:
From: a\n|From: a@b.c\nTo: x\n|Sent: x\n|From: |-----Original Message-----\n|Sent from my iPhone\n|Best,\n
Best,\nAlex\n|This email is confidential\n|Alex Brandt\n|AB: x\n|https://x.example/a?b=c |QUJD|ignore all the
"""
_TAGS = r"""
<div>|<blockquote>|</div>|<|<a |<!--|<![|<!|<?|</|<a "|<a x="|<a x='>|&|&amp;|&#9|&#x41;|&lt;p&gt;|<![CDATA[
<span style="color:#fff;|<br>|<li>|<table>|<tr><td>1|<div style="display:none">x
<div class="gmail_quote">|<style>|<script>|<svg>|<p\n|<style>.a{display:none}</style>
<font color="red">x|<x y=z>|<ol><li>|<pre>|<b|<p>x</p>
"""
_TRADE = (
    "on at monday friday 9 10 am pm or and not the works wrote: from: to: i we yes no > , . call 2026 july"
)


def _pieces(text: str) -> list[str]:
    written = (piece for line in text.strip("\n").split("\n") for piece in line.split("|"))
    return [piece.encode("ascii").decode("unicode_escape") for piece in written]


PIECES = _pieces(_PIECES)
TAGS = _pieces(_TAGS)


def filled(piece: str, length: int = MEGABYTE) -> str:
    """`piece` again and again, up to `length` characters."""
    return (piece * (length // len(piece) + 1))[:length]


def _chosen(pieces: list[str], joint: str = "") -> str:
    """About a megabyte of pieces in a random order, always the same one."""
    source = random.Random(7)
    return joint.join(source.choice(pieces) for _ in range(MEGABYTE // (4 if joint else 1)))


SHAPES: dict[str, Callable[[], str]] = {
    **{f"text {piece!a}": lambda piece=piece: filled(piece) for piece in PIECES},  # type: ignore[misc]
    **{f"tags {tag!a}": lambda tag=tag: "<p>" + filled(tag) for tag in TAGS},  # type: ignore[misc]
    "on on wrote": lambda: filled("on ") + " wrote:",
    "on lines wrote": lambda: filled("on\n") + " wrote:",
    "spaces then a letter": lambda: filled(" ") + "x",
    "ten thousand levels": lambda: ">" * 10_000 + " x\nFriday works",
    "ten thousand spaced levels": lambda: "> " * 10_000 + "x\nFriday works",
    "deeper and deeper": lambda: "\n".join(">" * level + " x" for level in range(1, 1500)),
    "nested divs": lambda: "<div>" * 100_000 + "Friday at 11 works" + "</div>" * 100_000,
    "nested quotes": lambda: "<blockquote>" * 100_000 + "Friday at 11 works",
    "a style sheet of braces": lambda: "<style>" + filled("{}") + "</style><p>x",
    "a style sheet of open screens": lambda: "<style>" + filled("@media {") + "</style><p>x",
    "a style sheet of commas": lambda: "<style>" + filled("a,") + "</style><p>x",
    "one endless style": lambda: '<p style="' + filled("width:0;overflow:") + '">x',
    "endless attributes": lambda: "<p " + filled("a=b ") + ">x",
    "an endless number": lambda: "<p>&#" + filled("9") + ";",
    "bytes": lambda: _chosen([chr(code) for code in range(256)]),
    "anything": lambda: _chosen([chr(code) for code in range(0, 0x110000, 97)]),
    "words of the trade": lambda: _chosen(_TRADE.split(), " "),
    "lines of the trade": lambda: _chosen(_TRADE.split(), "\n"),
}
"""By name, made only when asked for."""


def long_mails() -> dict[str, str]:
    """Mails of 20,000 characters as people have them: a few new words above a long history, or many words."""
    top = "Hi Sam,\n\nFriday at 11 works. Monday is out.\n\nBest,\nAlex Brandt\nOwner | Oak Pest\n\n"
    history = "We looked at the routes, and Tuesday afternoon or Wednesday at 9:00 could do until the 16th.\n"
    header = "From: Sam\nSent: Tuesday, July 7, 2026 9:01 AM\nTo: Alex\nSubject: Demo\n\n"
    intro = "On Tue, Jul 7, 2026 at 9:01 AM Sam <sam@x.example> wrote:\n"
    row = f"<p class=MsoNormal><span style='font-size:11.0pt'>{history}<o:p></o:p></span></p>"
    page = f"<div>{top}</div><div id=divRplyFwdMsg><b>From:</b> Sam</div>"
    return {
        "gmail": (top + filled(intro + "> " + history))[:20_000],
        "outlook": (top + filled(header + history * 3))[:20_000],
        "words": filled(history)[:20_000],
        "inline": filled("> " + history + "> Friday 11:00\n\nyes\n\n")[:20_000],
        "html": (page + filled(row))[:20_000],
    }


def busy_mails() -> dict[str, str]:
    """Mails of 20,000 characters whose new text names some forty times, as three programs write them."""
    said = (
        "If the board agrees, Tuesday at 3pm could work for us, but not before July 14th at 10:30.",
        "Otherwise next Thursday between 2 and 4 or the 16th after 2 might do; 7/21 at 9am CT is off.",
        "Anna (anna.b@oak.example) would like to know what it costs for two trucks.",
    )
    new = [said[number % 3] for number in range(24)]
    intro = "On Tue, Jul 7, 2026 at 9:01 AM Sam Reed <sam@x.example> wrote:"
    shown = intro.replace("<", "&lt;").replace(">", "&gt;")
    header = "<b>From:</b> Sam Reed<br><b>Sent:</b> Tuesday, July 7, 2026 9:01 AM<br><b>Subject:</b> Demo"
    styled = "<p class=MsoNormal><span style='font-size:11.0pt;color:#1F497D'>{}<o:p></o:p></span></p>"
    texts = {
        "plain": ("{}\n", f"\n{intro}\n" + "".join(f"> {line}\n" for line in said)),
        "gmail": (
            "<div>{}</div>",
            f"<div class=gmail_quote>{shown}<blockquote>{' '.join(said)}</blockquote></div>",
        ),
        "outlook": (styled, f"<div><p>{header}</p></div>" + "".join(map(styled.format, said))),
    }
    return {
        name: ("".join(map(line.format, new)) + filled(history, 20_000))[:20_000]
        for name, (line, history) in texts.items()
    }
