"""Lists of Graph: filter, order, page, and the link to the next page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from sync.sandbox.errors import bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.odata import Filter, ordered


def page(
    call: GraphCall,
    items: list[Json],
    shape: Callable[[Json], Json],
    context: str,
    *,
    default_top: int = 10,
) -> Reply:
    """One page of `items` in their full form; `shape` cuts each down to what was asked for."""
    text, search = call.option("filter"), call.option("search")
    if search and (text or call.option("orderby")):
        message = "The query parameter '$search' is not supported with '$filter' or '$orderby'."
        raise bad_request(message, "SearchWithFilter" if text else "SearchWithOrderBy")
    where = Filter(text) if text else None
    if where is not None:
        items = [item for item in items if where.matches(item)]
    if search:
        items = [item for item in items if _found(item, search)]
    items = ordered(items, call.option("orderby"), where)
    top = call.page_size(default_top)
    skip = call.number("skiptoken" if call.option("skiptoken") else "skip", 0, most=1_000_000)
    body: Json = {"@odata.context": f"{call.base_url}/v1.0/$metadata#{context}"}
    if call.option("count").lower() == "true":
        body["@odata.count"] = len(items)
    body["value"] = [shape(item) for item in items[skip : skip + top]]
    if skip + top < len(items):
        body["@odata.nextLink"] = _next_link(call, skip + top)
    return Reply(200, body, call.applied())


def _found(item: Json, search: str) -> bool:
    words = search.strip('"').lower()
    _, _, value = words.rpartition(":")
    needle = (value or words).strip('"')
    haystack = " ".join(str(part) for part in item.values()).lower()
    return needle in haystack


def _next_link(call: GraphCall, skip: int) -> str:
    kept = {key: value for key, value in call.query.items() if key not in ("$skip", "$skiptoken", "skip")}
    kept["$skip"] = str(skip)
    pairs = "&".join(f"{quote(key, safe='$')}={quote(value, safe='')}" for key, value in kept.items())
    return f"{call.base_url}/v1.0/{quote(call.path, safe='/()=')}?{pairs}"
