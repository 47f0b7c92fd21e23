"""Companies, contacts and deals for a command: the store alone, without Microsoft or an agent."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from xforce_desktop.bootstrap.clocks import clock_of
from xforce_desktop.bootstrap.folders import store_folder
from xforce_desktop.ids import RandomIds
from xforce_desktop.scheduling.crm_desk import CrmDesk
from xforce_desktop.store.unit_of_work import open_store


@contextmanager
def open_crm(args: argparse.Namespace) -> Iterator[CrmDesk]:
    """May run beside the app. Its time is the sandbox's, if one is named."""
    clock, ids = clock_of(args), RandomIds()
    store = open_store(store_folder(args), clock, ids)
    try:
        yield CrmDesk(store, clock, ids)
    finally:
        store.close()
