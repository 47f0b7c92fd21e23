"""Where the organisation's directory is stricter than Outlook: it needs leave to search, and adds no ids."""

from __future__ import annotations

from dataclasses import replace

from sync.sandbox import graph_people as people
from sync.sandbox.errors import GraphError, bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply

_MOST = "999"


def get_me(call: GraphCall) -> Reply:
    """GET /me"""
    reply = people.get_me(call)
    return Reply(reply.status, _selected(reply.body, call), reply.headers)


def list_users(call: GraphCall) -> Reply:
    """GET /users: searching needs the index, which may lag behind."""
    if call.option("search") and not call.eventual:
        message = "Request with $search query parameter only works through MSGraph with a special request "
        raise bad_request(message + "header: 'ConsistencyLevel: eventual'", "Request_UnsupportedQuery")
    reply = people.list_users(call)
    users = [_selected(user, call) for user in reply.body["value"]]
    return Reply(reply.status, reply.body | {"value": users}, reply.headers)


def get_user(call: GraphCall, named: str) -> Reply:
    """GET /users/{id or principal name}"""
    everybody: list[Json] = people.list_users(replace(call, query={"$top": _MOST})).body["value"]
    for user in everybody:
        if named.lower() in (user["id"].lower(), user["userPrincipalName"].lower()):
            context = {"@odata.context": f"{call.base_url}/v1.0/$metadata#users/$entity"}
            return Reply(200, context | _selected(user, call), call.applied())
    message = f"Resource '{named}' does not exist or one of its queried reference-property objects "
    raise GraphError(404, "Request_ResourceNotFound", message + "are not present.")


def _selected(user: Json, call: GraphCall) -> Json:
    """What was asked for and no more; Outlook would add the id."""
    select = call.option("select")
    named = {name.strip().lower() for name in select.split(",")}
    return {key: value for key, value in user.items() if not select or "@" in key or key.lower() in named}
