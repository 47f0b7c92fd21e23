"""Graph's mail operations that read, and the one that deletes."""

from __future__ import annotations

import re

from sync.sandbox.errors import GraphError, not_found
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.graph_event import event_json
from sync.sandbox.graph_files import attachment_json
from sync.sandbox.graph_message import full, shown
from sync.sandbox.graph_pages import page
from sync.sandbox.mailbox import FOLDERS, find_folder, folder_id
from sync.sandbox.odata import chosen, expansions
from sync.sandbox.state import Mail

_EVENT = "microsoft.graph.eventMessage/event"
# All of the filter asks what an extended property is, which most mails have none of.
_ASKS_PROPERTY = re.compile(r"\s*singleValueExtendedProperties/any\([^()]*\)\s*$", re.IGNORECASE)


def the_mail(call: GraphCall, item_id: str) -> Mail:
    """The mail with this id. Raises GraphError 404, or 400 for what is no id."""
    mail = call.world.mailbox.find(item_id)
    if mail is None:
        if len(item_id) < 20:
            raise GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.")
        raise not_found()
    return mail


def present(call: GraphCall, mail: Mail) -> Json:
    """A mail as this call wants it, with its event if that was asked for."""
    wanted = any(name.lower() == _EVENT.lower() for name in expansions(call.option("expand")))
    meeting = call.world.meetings.by_key(mail.meeting.event_key) if mail.meeting and wanted else None
    event = event_json(meeting, call) if meeting is not None and not meeting.removed else None
    return shown(mail, call, event)


def get_message(call: GraphCall, item_id: str) -> Reply:
    """GET /me/messages/{id}"""
    mail = the_mail(call, item_id)
    context = {"@odata.context": f"{call.base_url}/v1.0/$metadata#users('me')/messages/$entity"}
    return Reply(200, context | present(call, mail), call.applied())


def list_messages(call: GraphCall) -> Reply:
    """GET /me/messages: every folder, Deleted Items too."""
    return _list(call, None)


def list_in_folder(call: GraphCall, folder: str) -> Reply:
    """GET /me/mailFolders/{id}/messages"""
    return _list(call, the_folder(folder))


def the_folder(spelling: str) -> str:
    """The folder's well-known name. Raises GraphError 404."""
    folder = find_folder(spelling)
    if folder is None:
        raise not_found("folder")
    return folder


def _list(call: GraphCall, folder: str | None) -> Reply:
    """The newest first. Only what may be asked about is put into words: a large folder takes long."""
    mails = call.world.mailbox.in_folder(folder)
    text = call.option("filter")
    if _ASKS_PROPERTY.match(text):
        mails = [mail for mail in mails if mail.properties]
    by_id = {call.item_id(mail): mail for mail in mails}
    asks = text or call.option("search") or call.option("orderby")
    items = [full(mail, call) if asks else {"id": item_id} for item_id, mail in by_id.items()]
    return page(call, items, lambda item: present(call, by_id[item["id"]]), "users('me')/messages")


def delete_message(call: GraphCall, item_id: str) -> Reply:
    """DELETE /me/messages/{id}"""
    call.world.mailbox.delete(the_mail(call, item_id))
    return Reply(204)


def list_folders(call: GraphCall) -> Reply:
    """GET /me/mailFolders"""
    folders = [_folder(call, name) for name in FOLDERS]
    return page(call, folders, lambda item: item, "users('me')/mailFolders")


def get_folder(call: GraphCall, spelling: str) -> Reply:
    """GET /me/mailFolders/{id}"""
    context = {"@odata.context": f"{call.base_url}/v1.0/$metadata#users('me')/mailFolders/$entity"}
    folder = _folder(call, the_folder(spelling))
    return Reply(200, context | chosen(folder, call.option("select")), call.applied())


def _folder(call: GraphCall, name: str) -> Json:
    mails = call.world.mailbox.in_folder(name)
    return {
        "id": folder_id(name),
        "displayName": FOLDERS[name],
        "parentFolderId": folder_id("msgfolderroot"),
        "childFolderCount": 0,
        "unreadItemCount": sum(not mail.is_read for mail in mails),
        "totalItemCount": len(mails),
        "isHidden": False,
    }


def list_attachments(call: GraphCall, item_id: str) -> Reply:
    """GET /me/messages/{id}/attachments"""
    mail = the_mail(call, item_id)
    found = [attachment_json(one, mail) for one in mail.attachments]
    return page(call, found, lambda item: item, "users('me')/messages/attachments")


def get_attachment(call: GraphCall, item_id: str, attachment_id: str) -> Reply:
    """GET /me/messages/{id}/attachments/{id}"""
    mail = the_mail(call, item_id)
    for one in mail.attachments:
        shape = attachment_json(one, mail)
        if shape["id"] == attachment_id:
            return Reply(200, shape, call.applied())
    raise not_found("attachment")
