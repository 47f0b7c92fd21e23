"""HTML bodies as text: what a person sees, with quoted pieces marked by ">", apart from what nobody sees.

The quote marks of the mail programs (blockquotes, the reply containers of Gmail, Outlook, Yahoo and others)
become ">" in front of the lines, so that plain and HTML mails are taken apart by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from xforce_desktop.replies.html_lines import Page
from xforce_desktop.replies.html_style import PLAIN, Look, hidden_selectors, look_of
from xforce_desktop.replies.html_tokens import Kind, Token, tokens
from xforce_desktop.replies.words import words_of

LONGEST_MARKUP = 200_000
"""Characters of an HTML body that are read. Mail programs wrap ten words into some thousands of these."""

MOST_TOKENS = 30_000
"""Tags and words that are read: a mail of 200,000 characters has some thousands."""

_MARKUP = re.compile(
    r"<(?:html|body|div|p|br|span|table|blockquote|font|!doctype)(?:\s[^<>]{0,400})?/?>", re.IGNORECASE
)
_BLOCKS = words_of(
    "p div tr table ul ol li blockquote pre h1 h2 h3 h4 h5 h6 hr section article header footer center "
    "address dl dt dd"
)
_SPACED = words_of("p ul ol table blockquote h1 h2 h3")
_MARKING = _SPACED | {"blockquote", "ol"}
_VOID = words_of("br hr img meta link input wbr area base col embed source track")
_UNSEEN = words_of(
    "style script head template title noscript iframe object audio video canvas svg math select textarea xml"
)
_CLOSED_BY = {
    "head": _BLOCKS | {"body"},
    "p": _BLOCKS,
    "li": words_of("li"),
    "td": words_of("td th tr"),
    "th": words_of("td th tr"),
    "tr": words_of("tr"),
    "dt": words_of("dt dd"),
    "dd": words_of("dt dd"),
}
_DEEPEST_SEARCH = 60
_TOLD_ATTRIBUTES = words_of("alt title aria-label content placeholder value summary")
_LONG_RUN = re.compile(r"[A-Za-z0-9+/=]{60,}")

_QUOTE = re.compile(
    r"\b(?:x_)*(?:gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|"
    r"moz-forward-container|olk_src_body_section|replied-quote|mail-quote|aol_quote|gmx_quote|"
    r"ms-outlook-mobile-reference-message|mail-editor-reference-message-container)",
    re.IGNORECASE,
)
_GMAIL = re.compile(r"\bgmail_quote", re.IGNORECASE)
_HISTORY_FROM_HERE = re.compile(
    r"\b(?:x_)*(?:divrplyfwdmsg|appendonsend|stopspelling|replysplit)\b", re.IGNORECASE
)
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#(?:b5c4df|e1e1e1)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"\b(?:x_)*(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|signature)(?![\w-])",
    re.IGNORECASE,
)
_INDENT = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_NO_MARGIN = re.compile(r"margin(?:-bottom)?\s*:\s*0|\bmsonormal|msolistparagraph", re.IGNORECASE)


@dataclass(frozen=True)
class HtmlParts:
    """`text` is what a person sees, quoted lines begin with ">"; `hidden` is what a person does not see.

    `is_cut`: there was more than is read.
    """

    text: str
    hidden: str
    is_cut: bool = False


def is_html(body: str) -> bool:
    """Whether a body is markup and not text that speaks of it."""
    return bool(_MARKUP.search(body[:LONGEST_MARKUP]))


def text_of(markup: str) -> str:
    """The visible words of HTML; a line per block, at most one empty line in a row."""
    return read_html(markup).text


def read_html(markup: str) -> HtmlParts:
    """Take HTML apart. Never raises; what stands after `LONGEST_MARKUP` characters is left out."""
    reader = _Reader()
    is_cut = len(markup) > LONGEST_MARKUP
    for number, token in enumerate(tokens(markup[:LONGEST_MARKUP])):
        reader.take(token)
        if reader.is_full or number >= MOST_TOKENS:
            is_cut = True
            break
    return reader.parts(is_cut)


@dataclass
class _Open:
    """An element that is not closed yet. `gmail_from`: the line at which a Gmail container began."""

    tag: str
    look: Look
    quotes: int = 0
    gmail_from: int | None = None
    signature_from: int | None = None
    number: int | None = None
    is_tight: bool = True


class _Reader:
    def __init__(self) -> None:
        self._page = Page()
        self._open: list[_Open] = [_Open("", PLAIN)]
        self._in_gmail = False
        self._rules: frozenset[str] = frozenset()

    @property
    def is_full(self) -> bool:
        """Whether more text than anybody reads has been seen."""
        return self._page.is_full

    def take(self, token: Token) -> None:
        """Go on by one token."""
        if token.kind is Kind.START:
            self._start(token.text, token.attributes)
        elif token.kind is Kind.END:
            self._end(token.text)
        elif token.kind is Kind.TEXT:
            self._text(token.text)
        else:
            self._unshown(token)

    def parts(self, is_cut: bool) -> HtmlParts:
        """What was read."""
        while len(self._open) > 1:
            self._close_last()
        self._page.end_line()
        return HtmlParts(self._page.text(), self._page.hidden(), is_cut)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        """Open an element; void ones only break the line."""
        if self._open[-1].tag in _CLOSED_BY:
            self._close_implied(tag)
        if tag in _BLOCKS:
            self._page.end_line()
        look = look_of(tag, given, self._open[-1].look, self._rules)
        names = f"{given.get('class', '')} {given.get('id', '')}" if given else ""
        if given:
            self._note_attributes(given)
            if _HISTORY_FROM_HERE.search(names) or _OUTLOOK_RULE.search(given.get("style", "")):
                self._page.end_line()
                self._page.depth = self._page.depth or 1
        if tag in _VOID:
            self._void(tag, given, look)
        else:
            self._open.append(self._opened(tag, given, names, look))
            self._mark_beginning(tag, look)

    def _mark_beginning(self, tag: str, look: Look) -> None:
        """The sign in front of a list item or between the cells of a row."""
        if tag == "li" and not look.is_hidden:
            self._page.mark(self._bullet())
        elif tag in {"td", "th"}:
            self._page.mark(" ")

    def _end(self, tag: str) -> None:
        """Close the nearest open element of that name, and those left open inside it."""
        if tag in _BLOCKS:
            self._page.end_line()
        if any(one.tag == tag for one in self._open[-_DEEPEST_SEARCH:]):
            while len(self._open) > 1:
                if self._close_last() == tag:
                    break

    def _unshown(self, token: Token) -> None:
        """Comments (Outlook's conditional ones too) and what stands inside style, script and title."""
        if token.kind is Kind.RAW and self._open[-1].tag == "style":
            self._rules |= hidden_selectors(token.text)
        self._page.hide(_LONG_RUN.sub("", token.text))

    def _text(self, data: str) -> None:
        """Text, unless it cannot be seen."""
        here = self._open[-1]
        if here.look.is_hidden:
            self._page.hide(data)
            return
        if here.look.keeps_lines:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self._page.end_line(always=True)
                self._page.show(line, here.look)
            return
        self._page.show(re.sub(r"\s+", " ", data), here.look)

    def _opened(self, tag: str, given: Mapping[str, str], names: str, look: Look) -> _Open:
        look = replace(look, gone=True) if tag in _UNSEEN else look
        if not given and tag not in _MARKING:
            return _Open(tag, look)
        style = given.get("style", "")
        is_quote = (tag == "blockquote" and (given.get("type") == "cite" or not _INDENT.search(style))) or (
            bool(_QUOTE.search(names))
        )
        if is_quote:
            self._page.end_line()
            self._page.depth += 1
        here = len(self._page.lines)
        opened = _Open(tag, look, quotes=int(is_quote))
        if tag == "div" and _GMAIL.search(names):
            self._page.end_line()
            opened.gmail_from = None if self._in_gmail else here
            self._in_gmail = True
        if _SIGNATURE.search(names) and not self._page.depth:
            self._page.end_line()
            opened.signature_from = len(self._page.lines)
        opened.number = 0 if tag == "ol" else None
        opened.is_tight = tag not in _SPACED or bool(_NO_MARGIN.search(f"{style} {names}"))
        return opened

    def _close_implied(self, tag: str) -> None:
        last = self._open[-1].tag
        while len(self._open) > 1 and tag in _CLOSED_BY.get(last, ()):
            self._close_last()
            last = self._open[-1].tag

    def _close_last(self) -> str:
        closed = self._open.pop()
        if closed.quotes or closed.gmail_from is not None or closed.signature_from is not None:
            self._page.end_line()
        self._page.depth -= closed.quotes
        self._page.wants_gap |= not closed.is_tight
        if closed.gmail_from is not None:
            self._in_gmail = False
            self._page.quote_from(closed.gmail_from)
        if closed.signature_from is not None:
            self._page.sign(closed.signature_from)
        return closed.tag

    def _void(self, tag: str, given: Mapping[str, str], look: Look) -> None:
        if tag == "br" and not look.is_hidden:
            self._page.end_line(always=True)
        elif tag == "hr":
            self._page.rule()
        elif tag == "img" and _is_picture_sign(given.get("alt", "")):
            self._page.show(given["alt"], look)

    def _bullet(self) -> str:
        holder = next((one for one in reversed(self._open[-8:]) if one.tag in {"ol", "ul"}), None)
        if holder is None or holder.number is None:
            return "- "
        holder.number += 1
        return f"{holder.number}. "

    def _note_attributes(self, given: Mapping[str, str]) -> None:
        for name in _TOLD_ATTRIBUTES & given.keys():
            self._page.hide(given[name])


def _is_picture_sign(alt: str) -> bool:
    """Whether the words of a picture are a sign that was typed: mail programs draw emoji as pictures."""
    return 0 < len(alt) <= 6 and not alt.isascii() and not any(char.isalnum() for char in alt)
