"""The rep's own style, learned over HTTP from Sent Items: what counts, what does not, what is asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.graph.directory import GraphDirectory
from sync.graph.http import GraphClient
from sync.graph.mail import GraphMail
from sync.graph.sent_folder import GraphSentFolder
from tests.sync.graph.conftest import START, Controls
from tests.sync.graph.sent_by_rep import clear, mixed, of_no_account
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import EffectKey, SeededIds
from xforce_desktop.messages.habits import LearnedStyle
from xforce_desktop.messages.manner import NO_MANNER, WORDS, Manner
from xforce_desktop.ports import MailItem, OutgoingMail, SentFolder
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.own_style import (
    LEARNED_EVERY,
    MOST_MAILS,
    MOST_READ,
    StyleLesson,
    forget,
    manner_of_rep,
    style_of,
)
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.settings import Settings
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

BRENTS = Manner(
    greeting="hi",
    greeting_mark="dash",
    greeted_as="first name",
    sign_off="cheers",
    sign_off_mark="comma",
    signed_as="first name",
    contractions="used",
    exclamations="avoided",
    length="short",
    minutes="min",
)
Lesson = Callable[..., StyleLesson]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START + timedelta(hours=1))


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock, directory: GraphDirectory):
    opened = open_store(tmp_path, clock)
    account = await directory.me()
    with opened.begin() as work:
        work.save_account(account)
        work.commit()
    yield opened
    opened.close()


@pytest.fixture
def thread() -> Iterator[StoreThread]:
    made = StoreThread()
    yield made
    made.close()


@pytest.fixture
def lesson(graph: GraphClient, store: SqliteStore, thread: StoreThread, clock: ManualClock) -> Lesson:
    def make(*, learn_style: bool = True) -> StyleLesson:
        engine = Engine(store, clock, SeededIds(1), Settings(learn_style=learn_style))
        return StyleLesson(GraphSentFolder(graph), engine, thread, clock)

    return make


def known(store: SqliteStore) -> LearnedStyle | None:
    with store.begin() as work:
        return style_of(work)


def followed(store: SqliteStore) -> Manner:
    with store.begin() as work:
        return manner_of_rep(work, is_wanted=True)


async def send(controls: Controls, mails: Iterator[str]) -> None:
    for one in mails:
        await controls.receive(one, by_rep=True)


def files_in(folder: Path) -> list[bytes]:
    return [one.read_bytes() for one in folder.iterdir() if one.is_file()]


async def looks(controls: Controls) -> list[dict]:
    return await controls.calls("GET", "/mailFolders/sentitems/messages")


async def test_clear_habits_are_learned_with_their_numbers(controls, lesson: Lesson, store: SqliteStore):
    """Forty mails of one hand: the quoted words of others and the signature count for nothing."""
    await send(controls, clear(40))

    await lesson().renew()

    assert followed(store) == BRENTS
    style = known(store)
    assert style is not None
    assert style.mails == 40
    greeting = next(habit for habit in style.habits if habit.name == "greeting")
    assert (greeting.word, greeting.mails, greeting.of) == ("hi", 40, 40)
    assert greeting.words == "greeting: hi, in 40 of 40 mails"


async def test_what_the_rep_wrote_to_no_outsider_says_nothing(controls, lesson: Lesson, store: SqliteStore):
    """Colleagues, forwards, automatic replies, robots; the same text to many counts once."""
    await send(controls, of_no_account())
    await controls.advance(timedelta(minutes=5))
    await send(controls, clear(20))

    await lesson().renew()

    style = known(store)
    assert style is not None
    assert style.mails == 21  # the one text that went to twenty lists is one mail
    assert followed(store) == BRENTS


async def test_the_apps_own_mails_are_none_of_the_reps(
    controls, lesson: Lesson, store: SqliteStore, mail: GraphMail
):
    for number in range(20):
        letter = OutgoingMail(
            (f"sue{number}@acme.example",), (), "Demo", f"Dear Sue,\n\nNumber {number}!\n\nSincerely,\nBrent"
        )
        await mail.dispatch(await mail.prepare(letter, EffectKey(f"a:{number}:0")))
    await send(controls, clear(16))

    await lesson().renew()

    style = known(store)
    assert style is not None
    assert style.mails == 16
    assert followed(store) == BRENTS


async def test_mixed_habits_and_too_few_mails_are_not_followed(controls, lesson: Lesson, store: SqliteStore):
    """Nothing that three in five agree on, but what they agree on."""
    await send(controls, mixed(40))

    await lesson().renew()

    assert followed(store) == Manner(greeted_as="first name", length="short")


async def test_fourteen_mails_are_too_few(controls, lesson: Lesson, store: SqliteStore):
    await send(controls, clear(14))

    await lesson().renew()

    style = known(store)
    assert style is not None
    assert style.mails == 14
    assert followed(store) == NO_MANNER
    assert "not clear enough" in style.habits[0].words


async def test_off_nothing_is_asked_and_what_was_known_is_dropped(
    controls, lesson: Lesson, store: SqliteStore
):
    """The default: judged by what the service saw."""
    assert Settings().learn_style is False
    await send(controls, clear(20))
    before = await controls.items("log")

    await lesson(learn_style=False).renew()

    assert len(await controls.items("log")) == len(before)
    await lesson().renew()
    assert known(store) is not None
    await lesson(learn_style=False).renew()
    assert known(store) is None


async def test_it_is_read_once_a_week_and_never_much(
    controls, lesson: Lesson, store: SqliteStore, clock: ManualClock
):
    """A few pages with what is needed, then nothing for a week."""
    await send(controls, clear(MOST_READ + 30))

    await lesson().renew()
    first = await looks(controls)
    clock.advance(LEARNED_EVERY - timedelta(minutes=1))
    await lesson().renew()
    again = await looks(controls)
    clock.advance(timedelta(minutes=2))
    await lesson().renew()

    style = known(store)
    assert style is not None
    assert style.mails == MOST_MAILS
    assert len(first) == len(again) == MOST_READ / 30
    assert len(await looks(controls)) == 2 * len(first)
    query = {name: one for name, (one,) in parse_qs(urlsplit(f"?{first[0]['query']}").query).items()}
    assert query["$top"] == "30"
    assert "body" in query["$select"]
    assert "internetMessageHeaders" not in query["$select"]


async def test_forgotten_mails_are_not_learned_from_again(
    controls, lesson: Lesson, store: SqliteStore, clock: ManualClock
):
    await send(controls, clear(20))
    await lesson().renew()
    with store.begin() as work:
        forget(work, clock.now())
        work.commit()
    assert known(store) is None

    await lesson().renew()
    assert known(store) is None
    clock.advance(LEARNED_EVERY + timedelta(minutes=1))
    await lesson().renew()

    style = known(store)
    assert style is not None
    assert style.mails == 0


async def test_a_service_in_trouble_is_asked_again_hours_later(
    controls, lesson: Lesson, store: SqliteStore, clock: ManualClock
):
    await send(controls, clear(20))
    await controls.ask(
        "faults",
        {"match": "GET /v1.0/me/mailFolders/sentitems/messages", "kind": "status", "status": 403, "times": 1},
    )

    await lesson().renew()
    assert known(store) is None
    await lesson().renew()
    assert len(await looks(controls)) == 1
    clock.advance(timedelta(hours=6, minutes=1))
    await lesson().renew()

    assert followed(store) == BRENTS


class Meanwhile:
    """Sent Items, while which are read something else happens."""

    def __init__(self, sent: SentFolder, happens: Callable[[], None]) -> None:
        self._sent = sent
        self._happens = happens
        self.looks = 0

    async def newest(self, since: datetime, most: int) -> Sequence[MailItem]:
        self.looks += 1
        self._happens()
        return await self._sent.newest(since, most)


async def test_what_is_forgotten_while_mails_are_read_stays_forgotten(
    controls, graph: GraphClient, store: SqliteStore, thread: StoreThread, clock: ManualClock
):
    await send(controls, clear(20))

    def forget_all() -> None:
        clock.advance(timedelta(seconds=1))
        with store.begin() as work:
            forget(work, clock.now())
            work.commit()

    engine = Engine(store, clock, SeededIds(1), Settings(learn_style=True))
    await StyleLesson(Meanwhile(GraphSentFolder(graph), forget_all), engine, thread, clock).renew()

    assert known(store) is None
    assert followed(store) == NO_MANNER


async def test_whatever_goes_wrong_is_not_tried_with_every_pass(
    graph: GraphClient, store: SqliteStore, thread: StoreThread, clock: ManualClock
):
    """A fault of ours is told once, and the passes after it are fine."""

    def fail() -> None:
        raise RuntimeError("not foreseen")

    sent = Meanwhile(GraphSentFolder(graph), fail)
    engine = Engine(store, clock, SeededIds(1), Settings(learn_style=True))
    lesson = StyleLesson(sent, engine, thread, clock)
    with pytest.raises(RuntimeError):
        await lesson.renew()

    await lesson.renew()

    assert sent.looks == 1


async def test_records_that_cannot_be_read_are_learned_anew(controls, lesson: Lesson, store: SqliteStore):
    """Letters are written meanwhile, in nobody's manner."""
    await send(controls, clear(20))
    with store.begin() as work:
        for name in ("own_style", "own_style_learn_at", "own_style_forgotten_at"):
            work.save_setting(name, "{broken")
        work.commit()
    assert followed(store) == NO_MANNER

    await lesson().renew()

    assert followed(store) == BRENTS


async def test_no_word_of_a_mail_is_kept(controls, lesson: Lesson, tmp_path: Path):
    """Neither in the store nor in what is beside it."""
    await send(controls, clear(20))

    await lesson().renew()

    with sqlite3.connect(tmp_path / "xforce.db") as connection:
        kept = dict(connection.execute("SELECT name, value FROM settings"))
    assert {"own_style", "own_style_learn_at"} <= set(kept)
    everything = b"".join(files_in(tmp_path))
    for word in (b"numbers over", b"old contract", b"acme.example", b"The plan"):
        assert word not in everything
    allowed = {word for words in WORDS.values() for word in words} | set(WORDS)
    said = {one for one in kept["own_style"].replace("{", '"').split('"') if one.isalpha()}
    assert said <= allowed | {"at", "mails", "habits", "name", "word", "of"}


async def test_every_call_fits_the_description(controls, lesson: Lesson, judge):
    await send(controls, clear(70))

    await lesson().renew()

    log = [entry for entry in await controls.items("log") if "/v1.0/" in entry["path"]]
    assert len(await looks(controls)) == 3
    assert judge.misfits(log) == []
