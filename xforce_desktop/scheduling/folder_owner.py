"""Whose requests are in a data folder: one person, who may be renamed but not be somebody else."""

from __future__ import annotations

import logging

from xforce_desktop.errors import OtherAccount
from xforce_desktop.ports import Account

log = logging.getLogger(__name__)


def is_same_person(known: Account, told: Account) -> bool:
    """By the id, which lasts; by the addresses where the folder knows none yet."""
    if known.id and told.id:
        return known.id.casefold() == told.id.casefold()
    return known.address.casefold() in _addresses(told) or told.address.casefold() in _addresses(known)


def check_owner(known: Account | None, told: Account) -> None:
    """Raises OtherAccount if the folder is not theirs. `known` is None for a folder of nobody."""
    if known is None:
        return
    if not is_same_person(known, told):
        raise OtherAccount(
            f"This data folder belongs to {known.address}, not to {told.address}.",
            "Sign in as before, or use another folder with --data.",
        )
    if known.address.casefold() != told.address.casefold():
        log.warning("the rep's address has changed", extra={"before": known.address, "now": told.address})


def signs_in_as(owner: Account, account_id: str, name: str) -> bool:
    """Whether an account kept on this computer is, as far as can be told without asking, the owner's.

    MSAL's ids begin with the directory's, except for guests; `name` is the one to sign in with, which need
    not be an address for mail.
    """
    is_of_id = bool(owner.id) and account_id.partition(".")[0].casefold() == owner.id.casefold()
    return is_of_id or name.casefold() in {owner.sign_in_name.casefold(), *_addresses(owner)} - {""}


def _addresses(account: Account) -> set[str]:
    return {one.casefold() for one in (account.address, *account.aliases)}
