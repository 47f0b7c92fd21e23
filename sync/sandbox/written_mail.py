"""A mail that a prospect writes in answer to one of ours, before it is put on any wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.sandbox.people import Person
from sync.sandbox.state import Address, SentMail

_BY_MACHINE = "Auto-Submitted"


@dataclass(frozen=True)
class WrittenMail:
    """`writer` is `person` or whoever writes for them; `more_headers` come on top of those of any answer."""

    person: Person
    writer: Address
    subject: str
    text: str
    original: SentMail
    html: str = ""
    more_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_by_machine(self) -> bool:
        """Whether no human wrote it."""
        return _BY_MACHINE in self.more_headers

    @property
    def references(self) -> list[str]:
        """The message ids of the conversation, oldest first."""
        return [*self.original.references, self.original.message_id]

    @property
    def copies(self) -> list[Address]:
        """The others whom the original reached; a machine answers its sender alone."""
        if self.is_by_machine:
            return []
        own = {self.writer.address, self.person.address, self.original.sender.address.lower()}
        return [one for one in [*self.original.to, *self.original.cc] if one.address.lower() not in own]

    @property
    def headers(self) -> dict[str, str]:
        """What threads it below the original, and its own."""
        threading = {"In-Reply-To": self.original.message_id, "References": " ".join(self.references)}
        return threading | dict(self.more_headers)
