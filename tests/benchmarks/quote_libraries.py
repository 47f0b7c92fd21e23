"""Libraries that do the same work, each as a function from a message to its new text, if installed."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Callable

from xforce_desktop.replies.html_text import text_of
from xforce_desktop.replies.new_text import split_message

Reader = Callable[[str, bool], str]
"""Body and whether it is HTML → what is new, signature left out where the library knows how."""


def installed() -> dict[str, Reader]:
    """Ours first, then each library that can be imported here."""
    found: dict[str, Reader] = {"ours": _ours}
    for name, make in _MAKERS.items():
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed and is left out.", file=sys.stderr)
    return found


def _ours(body: str, is_html: bool) -> str:
    return split_message(body).text


def _plain(body: str, is_html: bool) -> str:
    """For libraries that read plain text only: HTML as our converter shows it, so that none loses by it."""
    return text_of(body) if is_html else body


def _mail_parser_reply() -> Reader:
    library = importlib.import_module("mailparser_reply")
    languages = list(importlib.import_module("mailparser_reply.constants").MAIL_LANGUAGES)
    parser = library.EmailReplyParser(languages=languages)

    def read(body: str, is_html: bool) -> str:
        replies = parser.read(_plain(body, is_html)).replies
        return str(replies[0].body) if replies else ""

    return read


def _email_reply_parser() -> Reader:
    parser = importlib.import_module("email_reply_parser").EmailReplyParser
    return lambda body, is_html: str(parser.parse_reply(_plain(body, is_html)))


def _quotequail() -> Reader:
    library = importlib.import_module("quotequail")

    def read(body: str, is_html: bool) -> str:
        if is_html:
            parts = library.quote_html(body, quote_intro_line=True)
            return text_of("".join(text for is_new, text in parts if is_new))
        return "\n".join(text for is_new, text in library.quote(body, quote_intro_line=True) if is_new)

    return read


def _talon() -> Reader:
    joblib = importlib.import_module("joblib")
    externals = types.ModuleType("sklearn.externals")
    externals.joblib = joblib  # type: ignore[attr-defined]  # where talon 1.4 looks for it
    sys.modules.setdefault("sklearn.externals", externals)
    quotations = importlib.import_module("talon.quotations")
    signatures = importlib.import_module("talon.signature.bruteforce")
    quotations.register_xpath_extensions()

    def read(body: str, is_html: bool) -> str:
        rest = text_of(quotations.extract_from_html(body)) if is_html else quotations.extract_from_plain(body)
        return str(signatures.extract_signature(rest)[0])

    return read


def _email_reply_extractor() -> Reader:
    """Its first stage: the second takes greetings away too, which every set counts as new text."""
    library = importlib.import_module("email_reply_extractor")

    def read(body: str, is_html: bool) -> str:
        plain, html = ("", body) if is_html else (body, None)
        return str(library.extract_new_text(plain, html_body=html).text)

    return read


_MAKERS: dict[str, Callable[[], Reader]] = {
    "mail-parser-reply": _mail_parser_reply,
    "email-reply-parser": _email_reply_parser,
    "quotequail": _quotequail,
    "talon": _talon,
    "email-reply-extractor": _email_reply_extractor,
}
