"""All records, ready to be searched, and read again only when one of them has changed."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from xforce_desktop.crm.export import Everything
from xforce_desktop.crm.search import SearchIndex, index_of
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import Store


@dataclass(frozen=True)
class _Kept:
    index: SearchIndex
    mark: object = None


@dataclass(frozen=True)
class _News:
    """`known` is None where no record has changed."""

    mark: object
    known: Everything | None
    requests: Mapping[uuid.UUID, int]


class KeptIndex:
    """Asks the store on its own thread; making the index, which takes longest, is done on another."""

    def __init__(self, store: Store, thread: StoreThread) -> None:
        self._store, self._thread = store, thread
        self._kept = _Kept(SearchIndex())

    async def now(self) -> SearchIndex:
        """The same one as before where nothing in it has changed, by whatever program."""
        before = self._kept
        news = await self._thread.run(self._news, before.mark)
        if news.known is not None:
            known = news.known
            index = await asyncio.to_thread(
                index_of, known.companies, known.people, known.deals, news.requests
            )
        elif news.requests != before.index.requests:
            index = replace(before.index, requests=news.requests)
        else:
            return before.index
        self._kept = _Kept(index, news.mark)
        return index

    def _news(self, mark: object) -> _News:
        with self._store.begin() as work:
            now, requests = work.records_mark(), work.requests_by_record()
            known = None if now == mark else Everything(work.companies(), work.people(), work.deals())
        return _News(now, known, requests)
