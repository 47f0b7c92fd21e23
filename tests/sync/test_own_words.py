"""The rep's own words on their way out, over HTTP to the sandbox and a store on disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.server import Sandbox, SandboxOptions
from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap.agents import agent_for
from xforce_desktop.bootstrap.connections import Connection
from xforce_desktop.errors import AnswerLost, BadInput, Rejected
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.notices import notice_table
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.unit_of_work import OutboxRow
from xforce_desktop.scheduling.wording_desk import MailToSelf
from xforce_desktop.settings import Settings

START = datetime(2026, 6, 8, 13, tzinfo=UTC)
JOHN = "john@acmepest.example"
REP = "brent@xforce.example"
MINE = OwnTemplate(
    LetterKind.INITIAL,
    "demo",
    "A few words on how this sounds{% if company %} at {{ company }}{% endif %}: {{ length }} is plenty.\n\n"
    "{{ times }}\n\nPick any.",
    "How it sounds at {{ company }}",
)
OPT_OUT = str(notice_table()["opt_out"]["plain"])
DISCLOSURES = tuple(notice_table()["ai_disclosure"].values())


@dataclass
class Desk:
    """A running agent and the sandbox's own view of what left."""

    agent: Agent
    http: httpx.AsyncClient

    @property
    def wording(self) -> Any:
        return self.agent.desk.wording

    async def sent(self) -> list[dict[str, Any]]:
        answer = await self.http.get("/sandbox/sent")
        return list(answer.raise_for_status().json())

    async def start(self, **changes: Any) -> RequestId:
        """A demo with John, approved at once; the first mail has left."""
        form: dict[str, Any] = {
            "meeting_type": "demo",
            "context": "Demo of the AI receptionist",
            "company": {"name": "Acme Pest", "state": "TN"},
            "external": [{"address": JOHN, "name": "John Smith", "title": "Operations Manager",
                          "timezone": "America/Chicago"}],
            "preferences": {"timezone": "America/New_York"},
            "approval": "review_first",
        }  # fmt: skip
        request_id = await self.agent.desk.create(check_new_request(form | changes))
        await self.agent.runner.tick()
        return request_id

    async def approve(self, request_id: RequestId) -> None:
        await self.agent.desk.command(request_id, RepCommand.APPROVE)
        await self.agent.runner.tick()

    def row(self, request_id: RequestId) -> OutboxRow:
        """The newest message of the request."""
        rows = self.agent.engine.in_transaction(lambda work: work.outbox_of(request_id))
        return [row for row in rows if row.body][-1]


@pytest.fixture
def settings() -> Settings:
    return Settings(undo_s=0)


@pytest.fixture
async def desk(tmp_path: Path, settings: Settings) -> AsyncIterator[Desk]:
    options = SandboxOptions(seed=7, prospects=False, start_at=START)
    async with (
        Sandbox(options) as sandbox,
        agent_for(Connection(tmp_path, sandbox_url=sandbox.url), settings, SeededIds(1)) as agent,
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as http,
    ):
        await agent.runner.learn_account()
        yield Desk(agent, http)


async def test_the_reps_template_goes_out(desk: Desk) -> None:
    """Between greeting and sign-off of the reader, with the times that are free, and marked as the rep's."""
    await desk.wording.save_template(MINE)
    request_id = await desk.start()
    row = desk.row(request_id)
    assert row.writer == "template"
    assert row.subject == "How it sounds at Acme Pest"
    assert row.body.startswith(
        "Hi John,\n\nA few words on how this sounds at Acme Pest: an hour is plenty.\n\n• "
    )
    assert row.body.endswith(f"Pick any.\n\n{OPT_OUT}\n\nBest,\nBrent")
    await desk.approve(request_id)
    assert [mail["subject"] for mail in await desk.sent()] == ["How it sounds at Acme Pest"]
    assert all(one.refused == () for one in await desk.wording.templates())


async def test_a_template_that_breaks_a_rule_is_told_on_its_page(desk: Desk) -> None:
    """Our own text waits instead; the reason stands with the template until it is used or changed."""
    blunt = OwnTemplate(LetterKind.INITIAL, "", "Book here: https://calendly.com/brent\n\n{{ times }}")
    await desk.wording.save_template(blunt)
    row = desk.row(await desk.start())
    assert row.writer == "offline"
    assert "calendly" not in row.body
    (kept,) = await desk.wording.templates()
    assert any("link" in reason for reason in kept.refused)
    assert kept.refused_at is not None
    await desk.wording.save_template(MINE)
    await desk.wording.reset_template(LetterKind.INITIAL, "")
    assert [one.template for one in await desk.wording.templates()] == [MINE]


async def test_the_reps_one_wording_is_said_once_in_a_thread(world: Any) -> None:
    """Of two offers of a shorter meeting the first is in their words; other kinds are not theirs."""
    mine = OwnTemplate(LetterKind.DE_ESCALATE, "", "Would {{ shorter }} do?")
    world.engine.in_transaction(lambda work: work.save_own_template(mine, world.clock.now()))
    await world.offered()
    for _ in range(60):
        await world.tick(after=timedelta(hours=6))
    told = [(one.kind, one.template) for one in world.writer.assignments]
    assert [template for kind, template in told if kind is LetterKind.DE_ESCALATE] == [mine, None]
    assert {template for kind, template in told if kind is not LetterKind.DE_ESCALATE} == {None}


async def test_a_template_that_cannot_be_filled_is_not_kept(desk: Desk) -> None:
    """Refused with the name; what was there stays."""
    await desk.wording.save_template(MINE)
    with pytest.raises(BadInput, match="fist_name"):
        await desk.wording.save_template(OwnTemplate(MINE.kind, "demo", "Hi {{ fist_name }}\n\n{{ times }}"))
    assert [one.template for one in await desk.wording.templates()] == [MINE]


async def test_a_test_goes_to_the_rep_alone(desk: Desk) -> None:
    """Once, marked, with the signature; the mail that comes in is no news for any request."""
    await desk.wording.save_signature("<b>Brent Lawson</b><script>x</script>")
    request_id = await desk.start()
    waiting = desk.row(request_id)

    assert await desk.wording.test_template(MINE, "operations") == REP
    await desk.agent.runner.tick()
    await desk.http.post("/sandbox/clock", json={"advance_s": 600})
    await desk.agent.runner.tick()

    (mail,) = await desk.sent()
    assert [one.casefold() for one in mail["to"]] == [REP]
    assert mail["cc"] == []
    assert mail["subject"] == "[Test] How it sounds at Acme Pest"
    assert "This is a test that you sent to yourself" in mail["body"]
    assert "Brent Lawson" in mail["body"]
    assert "script" not in mail["body"]
    assert desk.row(request_id) == waiting
    assert desk.agent.engine.in_transaction(lambda work: work.conversation(request_id)) == []
    assert desk.agent.engine.in_transaction(lambda work: work.mails_to_self()) == []
    told = desk.agent.engine.in_transaction(lambda work: work.notices())
    assert [one.title for one in told if one.request_id is None] == []


@pytest.mark.parametrize("call", ["prepare", "dispatch"])
async def test_a_test_whose_answer_was_lost_is_sent_once(world: Any, call: str) -> None:
    """Looked up before it is repeated, as any mail is."""
    mail = MailToSelf("test:1", "[Test] Demo", "Words", world.clock.now())
    world.engine.in_transaction(lambda work: work.save_mail_to_self(mail))
    world.mail.trouble_after[call] = [AnswerLost("Perhaps.")]

    await world.tick()
    await world.tick(after=timedelta(minutes=1))
    await world.tick(after=timedelta(minutes=1))

    assert [(one.to, one.cc) for one, _ in world.mail.sent] == [((REP,), ())]
    assert world.mail.drafts == {}
    assert world.engine.in_transaction(lambda work: work.mails_to_self()) == []


async def test_a_test_that_is_refused_is_told_and_over(world: Any) -> None:
    """The rep asked for it, so they hear of it; it is not tried again."""
    mail = MailToSelf("test:1", "[Test] Demo", "Words", world.clock.now())
    world.engine.in_transaction(lambda work: work.save_mail_to_self(mail))
    world.mail.trouble["dispatch"] = [Rejected("Could not send the mail.", "The mailbox is full.")]

    await world.tick()
    await world.tick(after=timedelta(minutes=1))

    assert world.mail.sent == []
    notices = world.engine.in_transaction(lambda work: work.notices())
    assert [one.title for one in notices] == ["The test mail could not be sent"]


async def test_a_test_that_breaks_the_program_stops_nothing_else(world: Any) -> None:
    """It is over and told; the pass goes on."""
    mail = MailToSelf("test:1", "[Test] Demo", "Words", world.clock.now())
    world.engine.in_transaction(lambda work: work.save_mail_to_self(mail))
    world.mail.trouble["prepare"] = [ValueError("a fault of ours")]

    await world.tick()
    await world.tick(after=timedelta(minutes=1))

    notices = world.engine.in_transaction(lambda work: work.notices())
    assert [one.title for one in notices] == ["The test mail could not be sent"]
    assert world.engine.in_transaction(lambda work: work.mails_to_self()) == []


async def test_the_signature_goes_below_every_mail(desk: Desk) -> None:
    """As HTML of which only what is harmless is left; it is no part of the text that is judged and kept."""
    await desk.wording.save_signature(
        '<b>Brent Lawson</b><br><a href="https://xforce.example">us</a><img src=x>'
    )
    request_id = await desk.start()
    await desk.approve(request_id)

    (mail,) = await desk.sent()
    answer = await desk.http.get(
        "/v1.0/me/mailFolders/sentitems/messages", headers={"Authorization": "Bearer sandbox-rep"}
    )
    (copy,) = answer.raise_for_status().json()["value"]
    html = copy["body"]["content"]
    assert '<b>Brent Lawson</b><br>\n<a href="https://xforce.example">us</a></p>' in html
    assert html.index("Brent</p>") < html.index("<b>Brent Lawson</b>")
    assert "<img" not in html
    assert mail["subject"]
    kept = desk.agent.engine.in_transaction(lambda work: work.conversation(request_id))
    assert kept[0].body.endswith("Best,\nBrent")


async def test_a_reader_in_the_eu_is_told_once(desk: Desk) -> None:
    """In the first mail, before the sign-off; the follow-up does not say it again."""
    eva = {"address": "eva@firma.de", "name": "Eva Klein", "title": "Operations Manager",
           "timezone": "Europe/Berlin"}  # fmt: skip
    request_id = await desk.start(external=[eva], company={"name": "Firma"})
    first = desk.row(request_id).body
    assert OPT_OUT in first
    assert any(line in first for line in DISCLOSURES)
    await desk.approve(request_id)
    for _ in range(12):
        await desk.http.post("/sandbox/clock", json={"advance_s": 86400})
        await desk.agent.runner.tick()
    kept = desk.agent.engine.in_transaction(lambda work: work.conversation(request_id))
    sent = [mail.body for mail in kept]  # without the history that each quotes
    assert len(sent) >= 2
    assert sum(any(line in " ".join(body.split()) for line in DISCLOSURES) for body in sent) == 1
    assert sum(OPT_OUT in " ".join(body.split()) for body in sent) == 1


async def test_the_preview_of_the_form_is_the_mail_that_leaves(desk: Desk) -> None:
    """With the template, and the line below it."""
    await desk.wording.save_template(MINE)
    form = check_new_request(
        {
            "meeting_type": "demo",
            "company": {"name": "Acme Pest", "state": "TN"},
            "external": [{"address": JOHN, "name": "John Smith", "timezone": "America/Chicago"}],
            "preferences": {"timezone": "America/New_York"},
        }
    )
    letter = await desk.agent.desk.preview(form)
    assert letter.writer == "template"
    assert OPT_OUT in letter.body


class TestNever:
    """With the lines switched off."""

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(undo_s=0, ai_disclosure="never", opt_out_line="never")

    async def test_no_line_is_said(self, desk: Desk) -> None:
        """Not even in the EU."""
        eva = {"address": "eva@firma.de", "name": "Eva Klein", "timezone": "Europe/Berlin"}
        body = desk.row(await desk.start(external=[eva])).body
        assert "rather not hear" not in body
        assert "AI assistant" not in body
