"""Controls over what the rep's organisation keeps: its directory, the rep's contacts and mailbox settings."""

from __future__ import annotations

from sync.sandbox.errors import BadControl
from sync.sandbox.graph_call import Json
from sync.sandbox.state import ContactEntry, WorldState

_MOST_COLLEAGUES = 100_000
_SETTINGS = {"timeZone", "workingHours", "automaticRepliesSetting"}


def change_colleagues(state: WorldState, asked: Json) -> Json:
    """`{"count": N}`: so many work there beside those who always do; `{"left": address}`: somebody left."""
    if "count" in asked:
        count = asked["count"]
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _MOST_COLLEAGUES:
            raise BadControl(f"count is a number up to {_MOST_COLLEAGUES}.")
        state.further_colleagues = count
    if "left" in asked:
        state.left.append(str(asked["left"]).lower())
    return {"count": state.further_colleagues, "left": state.left}


def change_contacts(state: WorldState, asked: Json) -> Json:
    """A card `{"address", "name", "title"?, "company"?, "phone"?}` in place of the one with that address, or
    `{"remove": address}`."""
    gone = str(asked.get("remove") or asked.get("address") or "").lower()
    if "@" not in gone:
        raise BadControl("Send a card with an address, or the address to remove.")
    state.contacts = [one for one in state.contacts if one.address.lower() != gone]
    if "remove" not in asked:
        fields = {
            name: str(asked.get(name) or "") for name in ("name", "address", "title", "company", "phone")
        }
        state.contacts.append(ContactEntry(**fields))
    return {"contacts": len(state.contacts)}


def change_mailbox(state: WorldState, asked: Json) -> Json:
    """Settings as Graph writes them; each named one replaces what was there, null restores the usual one."""
    if unknown := set(asked) - _SETTINGS:
        raise BadControl(f"Only {', '.join(sorted(_SETTINGS))} can be changed, not {unknown.pop()}.")
    for name, value in asked.items():
        if value is None:
            state.mailbox_settings.pop(name, None)
        else:
            state.mailbox_settings[name] = value
    return dict(state.mailbox_settings)
