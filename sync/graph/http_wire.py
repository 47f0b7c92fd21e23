"""How calls to Microsoft Graph are spelled, and how their answers are read."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

import httpx

from sync.errors import UnreadableAnswer
from xforce_desktop import __version__

Json: TypeAlias = dict[str, Any]
Query: TypeAlias = Mapping[str, str]

USER_AGENT = f"X-FORCE-Desktop/{__version__}"  # by which the organisation's IT finds us in its logs
GRAPH = "https://graph.microsoft.com/v1.0"
IMMUTABLE = 'IdType="ImmutableId"'
UTC_TIMES = 'outlook.timezone="UTC"'
HTML_BODIES = 'outlook.body-content-type="html"'


def items_of(page: Json) -> list[Json]:
    """The items of a collection's page. Raises UnreadableAnswer if they are none."""
    items = page.get("value")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UnreadableAnswer("no list of items")
    return items


def path_of(*parts: str) -> str:
    """A path of these parts; ids are percent-encoded, because they may hold "=" and "/"."""
    return "".join("/" + quote(part, safe="()") for part in parts)


def quoted(text: str) -> str:
    """A text as a literal inside `$filter`."""
    return "'" + text.replace("'", "''") + "'"


def spelled(query: Query | None) -> str:
    """ "?$select=…": names with their "$" literal, which is the spelling that always worked."""
    if not query:
        return ""
    return "?" + "&".join(f"{name}={quote(value, safe=',')}" for name, value in query.items())


def headers_for(token: str, prefer: tuple[str, ...]) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Authorization": f"Bearer {token}",
        "User-Agent": USER_AGENT,
        "client-request-id": str(uuid.uuid4()),
    }
    if prefer:
        headers["Prefer"] = ", ".join(prefer)
    return headers


def parsed(response: httpx.Response) -> Json:
    """The JSON object of an answer; empty if it has no content."""
    if not response.content:
        return {}
    try:
        answer = json.loads(response.content)
    except ValueError as error:
        raise httpx.DecodingError("no JSON", request=response.request) from error
    if not isinstance(answer, dict):
        raise httpx.DecodingError("no JSON object", request=response.request)
    return answer
