"""What is known of an account as JSON, for `memory` and `request show`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xforce_desktop.replies.in_words import limit_in_words
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry
from xforce_desktop.scheduling.remembering import limits_of
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.standing import company_of
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def memory_json(work: UnitOfWork, request: MeetingRequest) -> list[dict[str, Any]]:
    """The memory of the request's company, oldest first; `holds_here`: it limits or directs this request."""
    here = {one.entry_id for one in request.standing}
    entries = work.account_memory(company_of(work, request))
    return [{**entry_json(one), "holds_here": one.id in here} for one in entries]


def entry_json(one: MemoryEntry) -> dict[str, Any]:
    """`limits` says in words what follows for times, `channel` how they would rather be reached."""
    return {
        "id": str(one.id),
        "kind": one.kind.value,
        "text": one.text,
        "source": one.source,
        "at": one.at.isoformat(),
        "contact": one.contact or None,
        "contact_name": one.contact_name or None,
        "holds_for": "company" if one.is_for_all else "person",
        "request_id": str(one.request_id) if one.request_id else None,
        "quote": one.their_words or None,
        "message_id": one.content.get("message_id") or None,
        "limits": [limit_in_words(limit) for limit in limits_of(one)],
        "channel": one.content.get("channel") or None,
        "changed_at": _iso(one.edited_at),
        "changed_by": one.edited_by.value if one.edited_by else None,
    }


def activity_json(one: Activity) -> dict[str, Any]:
    return {
        "type": one.type,
        "summary": one.summary,
        "source": one.source,
        "at": one.happened_at.isoformat(),
        "contact": one.contact or None,
        "request_id": str(one.request_id) if one.request_id else None,
    }


def fact_json(one: CompanyFact) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "text": one.text,
        "source": one.source,
        "as_of": one.as_of.isoformat(),
        "content": dict(one.content),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
