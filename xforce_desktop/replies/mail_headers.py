"""What the headers of a mail tell about who or what wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold

_NOT_BY_A_PERSON = ("x-failed-recipients", "x-ms-exchange-message-is-ndr")


@dataclass(frozen=True)
class MailHeaders:
    """Folded headers; of repeated ones the last."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> MailHeaders:
        """The headers of a message as they came."""
        return cls({name.lower(): fold(value).strip() for name, value in headers.items()})

    @property
    def is_delivery_report(self) -> bool:
        """RFC 3464's form, or a header of its own (Exim, Gmail, Exchange)."""
        kind = self._kind
        return (
            "delivery-status" in kind
            or any(name in self.values for name in _NOT_BY_A_PERSON)
            or ("multipart/report" in kind and "report-type" not in kind)
        )

    @property
    def is_read_receipt(self) -> bool:
        """RFC 8098: the mail was shown, or thrown away unread."""
        return "disposition-notification" in self._kind

    @property
    def is_automatic(self) -> bool:
        """Whether a header proves that no person wrote it."""
        found = pattern("automatic_headers")
        return any(found.search(f"{name}: {value}") for name, value in self.values.items())

    @property
    def is_by_hand(self) -> bool:
        """Whether they say outright that a person wrote it (RFC 3834)."""
        return self.values.get("auto-submitted", "").startswith("no")

    @property
    def is_bulk(self) -> bool:
        """Lists, newsletters, and what asks not to be answered by machines; people's own mail may be so."""
        found = pattern("bulk_headers")
        return any(found.search(f"{name}: {value}") for name, value in self.values.items())

    @property
    def has_no_return_path(self) -> bool:
        """The empty sender of reports and of automatic answers."""
        return self.values.get("return-path", "").replace(" ", "") == "<>"

    @property
    def _kind(self) -> str:
        return self.values.get("content-type", "").replace("'", "").replace('"', "")
