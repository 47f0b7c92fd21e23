"""Files on a mail: as a client puts them into a new message, and as Graph shows them."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from sync.sandbox.errors import bad_request
from sync.sandbox.graph_call import Json, utc_text
from sync.sandbox.ids import digest
from sync.sandbox.state import Mail, StoredAttachment

_FILE = "#microsoft.graph.fileAttachment"


def attach(mail: Mail, asked: Json) -> None:
    """Hang the files of a new message on the mail. Raises GraphError for what is no file with bytes."""
    for number, one in enumerate(asked.get("attachments") or []):
        mail.attachments.append(_file(mail, number, one))


def check_files(asked: Json) -> None:
    """Raise GraphError for what is no file with bytes, before anything is stored."""
    for one in asked.get("attachments") or []:
        _bytes_of(one)


def attachment_json(one: StoredAttachment, mail: Mail) -> Json:
    """A fileAttachment with its bytes."""
    return {
        "@odata.type": _FILE,
        "@odata.mediaContentType": one.content_type,
        "id": f"AAMkAttach-{one.key}",
        "lastModifiedDateTime": utc_text(mail.modified_at),
        "name": one.name,
        "contentType": one.content_type,
        "size": one.size,
        "isInline": one.is_inline,
        "contentId": one.content_id or None,
        "contentLocation": None,
        "contentBytes": one.content,
    }


def _file(mail: Mail, number: int, one: Json) -> StoredAttachment:
    raw = _bytes_of(one)
    return StoredAttachment(
        digest("file", mail.key, number).hex()[:20],
        str(one["name"]),
        str(one.get("contentType") or "application/octet-stream"),
        base64.b64encode(raw).decode(),
        len(raw),
        one.get("isInline") is True,
        str(one.get("contentId") or ""),
    )


def _bytes_of(one: Any) -> bytes:
    if not isinstance(one, dict) or one.get("@odata.type") != _FILE:
        raise bad_request("Only attachments of files are taken here.", "ErrorInvalidRequest")
    if not one.get("name"):
        raise bad_request("Required property 'Name' is missing.", "ErrorInvalidRequest")
    try:
        return base64.b64decode(str(one.get("contentBytes") or ""), validate=True)
    except binascii.Error as error:
        raise bad_request("Cannot convert the contentBytes from base64.", "RequestBodyRead") from error
