"""Every trouble that Twilio may tell of a text: what the rep reads, what is kept; nothing is repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.errors import OPTED_OUT
from sync.twilio.wire import ABOUT_OUR_ACCOUNT, ABOUT_THEIR_NUMBER
from tests.sync.twilio.conftest import JOHN, NUMBER, Phone
from xforce_desktop.scheduling.request import EntryType, Outcome, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus

HOUR = timedelta(hours=1)
SENDING = "POST /2010-04-01/*/Messages.json"
CODES = sorted(ABOUT_THEIR_NUMBER | ABOUT_OUR_ACCOUNT)
CANNOT_SEND = "Text messages cannot be sent"


def words_of(code: int) -> str:
    return (ABOUT_THEIR_NUMBER | ABOUT_OUR_ACCOUNT)[code]


def test_no_code_has_two_meanings() -> None:
    """Either it is their number, or our account."""
    assert not set(ABOUT_THEIR_NUMBER) & set(ABOUT_OUR_ACCOUNT)


@pytest.mark.parametrize("code", CODES)
def test_words_say_what_it_is_and_what_to_do(code: int) -> None:
    """Whole sentences of a length that a notice has room for; what to do, or why there is nothing to do."""
    words = words_of(code)
    assert 30 < len(words) <= 150
    assert words.endswith(".")
    assert words[0].isupper()
    if code != OPTED_OUT:
        assert any(sign in words for sign in (":", ";", "tomorrow", "verified numbers only")), words


@pytest.mark.parametrize("code", CODES)
async def test_a_text_that_did_not_arrive(phone: Phone, code: int) -> None:
    """Known hours later: told once in the log, told as a notice where it is ours, and never texted again."""
    request_id = await phone.texted()
    newest = (await phone.texts())[-1]
    await phone.ask("sms", {"sid": newest["sid"], "error_code": code})
    await phone.tick(after=HOUR)
    await phone.tick(after=HOUR)

    assert len(await phone.texts()) == 1
    request = phone.request(request_id)
    assert phone.text_row(request_id).status is OutboxStatus.DONE, "it had left"
    _check_what_is_told(phone, code)
    if code == OPTED_OUT:
        assert request.outcome is Outcome.CANCELLED_BY_THEM
        return
    told = [one.why for one in phone.lines(request_id, EntryType.NOTED) if "did not arrive" in one.why]
    assert told == [f"The text did not arrive: {words_of(code)} The next step takes its place."]
    assert request.state in {State.AWAITING_RESPONSE, State.PROPOSING}
    assert not request.has_ended
    assert not phone.engine.in_transaction(lambda work: work.opted_out([JOHN, NUMBER]))


@pytest.mark.parametrize("code", CODES)
async def test_a_text_that_is_refused_at_once(phone: Phone, code: int) -> None:
    """The same words: nothing left, the mail that takes its place does, and the text is not tried again."""
    request_id = await phone.mailed()
    phone.queue_text(request_id)
    status = 401 if code == 20003 else 429 if code == 63038 else 400
    await phone.fault(SENDING, "status", status=status, code=str(code))
    await phone.tick()
    await phone.tick(after=HOUR)

    assert await phone.texts() == []
    assert _calls_to_send(await phone.ask("log")) == 1
    _check_what_is_told(phone, code)
    if code == OPTED_OUT:
        assert phone.request(request_id).outcome is Outcome.CANCELLED_BY_THEM
        return
    told = [one.why for one in phone.lines(request_id, EntryType.NOTED) if "No text was sent" in one.why]
    assert told == [f"No text was sent: {words_of(code)} The next step takes its place."]
    assert len(await phone.ask("sent")) == 2, "the follow-up goes as a mail"


def _check_what_is_told(phone: Phone, code: int) -> None:
    """Trouble with our account is the rep's to mend; that of their number is in the log of the meeting."""
    notices = phone.engine.in_transaction(lambda work: list(work.notices()))
    ours = [one for one in notices if one.title == CANNOT_SEND]
    assert len(ours) == int(code in ABOUT_OUR_ACCOUNT)
    assert all(words_of(code) in one.text for one in ours)
    assert sum(one.title == "Do not write again" for one in notices) == int(code == OPTED_OUT)


def _calls_to_send(log: list[dict[str, str]]) -> int:
    return sum(one["method"] == "POST" and one["path"].endswith("/Messages.json") for one in log)
