"""What Teams writes into the text of an event: the block that keeps the meeting online."""

from __future__ import annotations

from html import escape

from sync.sandbox.html_text import to_html


def with_block(page: str, join_url: str) -> str:
    """The text with a block at its end."""
    block = (
        f'<div class="me-email-text" lang="en-US"><hr><p>Microsoft Teams meeting</p>'
        f'<a href="{escape(join_url)}" id="meet_invite_block.action.join_link">Join the meeting now</a></div>'
    )
    page = page or to_html("")
    at = page.lower().rfind("</body>")
    return page[:at] + block + page[at:] if at >= 0 else page + block


def with_other_link(page: str, before: str, join_url: str) -> str:
    """The text whose block leads to another address now."""
    return page.replace(escape(before), escape(join_url))


def has_block(page: str, join_url: str) -> bool:
    return join_url in page.replace("&amp;", "&")
