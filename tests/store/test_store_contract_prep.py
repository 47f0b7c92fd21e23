"""What every store promises of jobs and prep briefs; each test runs in memory and on SQLite."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.store_values import NOW, Stored
from tests.unit.prep.scenarios import SCENARIOS, brief_of
from xforce_desktop.errors import UnknownRequest
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.briefs import StoredBrief
from xforce_desktop.scheduling.jobs import Job, JobKind, JobStatus, key_of
from xforce_desktop.scheduling.unit_of_work import Store
from xforce_desktop.scheduling.wording_desk import MailToSelf

HOUR = timedelta(hours=1)


def a_job(request_id: RequestId, kind: JobKind = JobKind.MEETING_PREP, after: timedelta = HOUR) -> Job:
    return Job(key_of(request_id, kind, NOW + 24 * HOUR), kind, request_id, NOW + 24 * HOUR, NOW + after, NOW)


def a_brief(request_id: RequestId, **changes: object) -> StoredBrief:
    plain = StoredBrief(
        uuid.uuid4(), request_id, brief_of(SCENARIOS[0]), "print", NOW, changes=("the stage",)
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # its fields


def test_a_job_is_kept_once_and_comes_back_as_it_was(store: Store, stored: Stored) -> None:
    request = stored(store)
    job = a_job(request.id)
    with store.begin() as work:
        work.save_job(job)
        work.save_job(job.begun())
        work.commit()

    with store.begin() as work:
        assert list(work.jobs(request.id)) == [job.begun()]


def test_due_are_those_whose_time_has_come_and_those_that_were_begun(store: Store, stored: Stored) -> None:
    """A crash leaves one running: it is due again. Refresh comes before brief at the same time."""
    request = stored(store)
    brief, news = a_job(request.id), a_job(request.id, JobKind.REFRESH_INTELLIGENCE)
    later = a_job(request.id, JobKind.FOLLOWUP_TEMPLATE, 24 * HOUR)
    with store.begin() as work:
        for job in (brief, news, later):
            work.save_job(job)
        assert list(work.due_jobs(NOW)) == []
        assert list(work.due_jobs(NOW + HOUR)) == [news, brief]
        work.save_job(news.begun())
        work.save_job(brief.finished())
        assert list(work.due_jobs(NOW + HOUR)) == [news.begun()]


def test_the_next_moment_counts_jobs_that_are_open(store: Store, stored: Stored) -> None:
    request = stored(store)
    with store.begin() as work:
        work.save_job(a_job(request.id))
        assert work.next_due_at() == NOW + HOUR
        work.save_job(a_job(request.id).finished(JobStatus.WITHDRAWN))
        assert work.next_due_at() is None


def test_a_mail_to_the_rep_is_none_of_them(store: Store, stored: Stored) -> None:
    stored(store)
    with store.begin() as work:
        work.save_mail_to_self(MailToSelf("test:1", "Test", "Words", NOW))
        assert list(work.due_jobs(NOW + HOUR)) == []
        assert work.next_due_at() is None


def test_briefs_come_back_whole_and_in_order(store: Store, stored: Stored) -> None:
    request = stored(store)
    first, second = a_brief(request.id), a_brief(request.id, created_at=NOW + HOUR, changes=())
    with store.begin() as work:
        work.save_brief(second)
        work.save_brief(first)
        work.commit()

    with store.begin() as work:
        assert list(work.stored_briefs(request.id)) == [first, second]


def test_reading_and_rating_are_kept_and_shown_in_the_columns(store: Store, stored: Stored) -> None:
    request = stored(store)
    brief = a_brief(request.id)
    with store.begin() as work:
        work.save_brief(brief)
        work.save_brief(replace(brief, viewed_at=NOW + HOUR).rated(4, "Short and right."))
        (row,) = work.briefs(request.id)
    assert (row["feedback_rating"], row["feedback_notes"]) == (4, "Short and right.")
    assert row["viewed_at"] == (NOW + HOUR).isoformat()
    content = row["brief_content"]
    assert isinstance(content, dict)
    assert list(content) == [
        "executive_summary", "meeting_objective", "key_talking_points", "questions_to_ask",
        "landmines_to_avoid", "objection_prep", "next_steps_to_propose", "scheduling_insight",
    ]  # fmt: skip
    assert set(content["objection_prep"][0]) == {"objection", "response"}
    assert isinstance(content["executive_summary"], str)


def test_an_unknown_request_has_no_briefs(store: Store) -> None:
    with store.begin() as work, pytest.raises(UnknownRequest):
        work.briefs(RequestId(uuid.uuid4()))
