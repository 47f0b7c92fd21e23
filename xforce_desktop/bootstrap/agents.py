"""The agent, wired: store, engine, adapters, reader and writer, loop."""

from __future__ import annotations

import argparse
import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from xforce_desktop.agent import Agent
from xforce_desktop.bootstrap.connections import Connection, connected
from xforce_desktop.bootstrap.folders import only_one
from xforce_desktop.bootstrap.models import model_for
from xforce_desktop.bootstrap.signing_in import network_of
from xforce_desktop.clock import Clock, SystemClock
from xforce_desktop.ids import IdSource, RandomIds
from xforce_desktop.learning.lessons_pass import LessonsPass
from xforce_desktop.logs import log_to_file
from xforce_desktop.paths import data_folder
from xforce_desktop.prep.desk import BriefDeskService
from xforce_desktop.prep.making import BriefMaker, BriefWriter
from xforce_desktop.scheduling.address_desk import AddressDesk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.own_style import StyleLesson
from xforce_desktop.scheduling.rep_desk import Outside, RepDeskService
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.settings import Settings, load_settings
from xforce_desktop.store.unit_of_work import SqliteStore, open_store

if TYPE_CHECKING:
    from sync.graph.http import GraphClient, TokenSource
    from sync.sandbox_clock import SandboxClock
    from sync.twilio.sms import TwilioTexting
    from xforce_desktop.ports import Analyst, Texting, Writer

SANDBOX_TOKEN = "sandbox-rep"  # the sandbox's public token, no secret
SANDBOX_ACCOUNT = "AC" + "0" * 32  # any will do there


@asynccontextmanager
async def open_agent(args: argparse.Namespace, *, alone: bool = True) -> AsyncIterator[Agent]:
    """Put the agent together for the options of the command line.

    `alone`: hold the folder's lock, so that no two processes send. Raises StoreBusy if another one does.
    """
    settings = load_settings(data_folder(args.data))
    async with AsyncExitStack() as stack:
        if alone:
            stack.enter_context(only_one(data_folder(args.data)))
        connection = await stack.enter_async_context(connected(args, settings))
        yield await stack.enter_async_context(agent_for(connection, settings))


@asynccontextmanager
async def agent_for(
    connection: Connection, settings: Settings, ids: IdSource | None = None
) -> AsyncIterator[Agent]:
    """The agent of one connection; closes everything it opened. `ids` are random if not given."""
    await asyncio.to_thread(_import_adapters)
    from sync.graph.http import FixedToken, GraphClient

    async with AsyncExitStack() as stack:
        stack.callback(log_to_file(connection.folder))
        sandbox_clock = None
        clock: Clock = SystemClock()
        tokens: TokenSource
        if connection.sandbox_url:
            clock = sandbox_clock = await _sandbox_clock(connection.sandbox_url, stack)
            tokens = connection.sign_in or FixedToken(SANDBOX_TOKEN)
            graph = GraphClient(tokens, base_url=f"{connection.sandbox_url}/v1.0")
        else:
            assert connection.sign_in is not None
            network = network_of(settings)
            graph = await asyncio.to_thread(GraphClient, connection.sign_in, network=network)
        stack.push_async_callback(graph.close)
        texting = await texting_for(connection, settings, stack)
        ids = ids or RandomIds()
        store = await asyncio.to_thread(open_store, connection.folder, clock, ids)
        stack.callback(store.close)
        thread = StoreThread()
        stack.callback(thread.close)
        analyst, writer, brief_writer = await model_for(connection, settings, stack)
        agent = compose(
            store, thread, graph, clock, settings, sandbox_clock, ids, texting, analyst, writer, brief_writer
        )
        stack.push_async_callback(agent.runner.end)
        yield agent


def _import_adapters() -> None:
    """Load what `compose` needs, off the loop: a second of imports would freeze the screens."""
    for name in ("graph.calendar", "graph.mail", "offline_words", "runner", "twilio.sms"):
        importlib.import_module(f"sync.{name}")


async def _sandbox_clock(url: str, stack: AsyncExitStack) -> SandboxClock:
    from sync.sandbox_clock import SandboxClock

    clock = SandboxClock(url)
    stack.push_async_callback(clock.close)
    await clock.refresh()
    return clock


async def texting_for(
    connection: Connection, settings: Settings, stack: AsyncExitStack
) -> TwilioTexting | None:
    """Texts through the sandbox, or through Twilio where account, number and token are all there."""
    from sync.daemon import in_daemon
    from sync.twilio.sms import TWILIO, TwilioAccount, TwilioTexting

    base_url, account = TWILIO, None
    if connection.sandbox_url:
        from sync.sandbox.texts import REP_NUMBER

        base_url = connection.sandbox_url
        account = TwilioAccount(SANDBOX_ACCOUNT, SANDBOX_TOKEN, REP_NUMBER)
    elif settings.twilio_account_sid and settings.twilio_number:
        token = await in_daemon(_token_at_start)
        if token is not None:
            account = TwilioAccount(
                settings.twilio_account_sid,
                token,
                settings.twilio_number,
                settings.twilio_messaging_service,
            )
    if account is None:
        return None
    network = network_of(settings)
    texting = await asyncio.to_thread(
        TwilioTexting, account, base_url=base_url, read_token=_twilio_token, network=network
    )
    stack.push_async_callback(texting.close)
    return texting


def _token_at_start() -> str | None:
    """None if there is none, or no keyring to hold one: nobody is texted then. Empty while the keyring is
    locked: texts wait."""
    from sync.credentials import KeyringError, NoKeyring

    try:
        return _twilio_token() or None
    except NoKeyring:
        return None
    except KeyringError:
        return ""


def _twilio_token() -> str:
    from sync.credentials import KeyringSecrets, twilio_token

    return twilio_token(KeyringSecrets())


def compose(
    store: SqliteStore,
    thread: StoreThread,
    graph: GraphClient,
    clock: Clock,
    settings: Settings,
    sandbox_clock: SandboxClock | None,
    ids: IdSource,
    texting: Texting | None = None,
    analyst: Analyst | None = None,
    writer: Writer | None = None,
    brief_writer: BriefWriter | None = None,
) -> Agent:
    """Wire the parts; opens nothing. Without `texting` nobody is texted, without `analyst` no model reads,
    without `writer` none writes."""
    from sync.attendee_watch import AttendeeWatch
    from sync.calendar_watch import CalendarWatch
    from sync.graph.attendance import GraphAttendance
    from sync.graph.calendar import GraphCalendar
    from sync.graph.directory import GraphDirectory
    from sync.graph.mail import GraphMail
    from sync.graph.sent_folder import GraphSentFolder
    from sync.inbox import Inbox
    from sync.jobs import Jobs
    from sync.offline_words import OfflineAnalystPort, OfflineWriterPort
    from sync.outbox import Outbox, Services
    from sync.own_words import OwnWordsWriter
    from sync.runner import Runner
    from sync.texts_in import TextsIn
    from sync.timers import Timers

    engine = Engine(store, clock, ids, settings)
    mail, calendar, directory = GraphMail(graph, clock), GraphCalendar(graph), GraphDirectory(graph, clock)
    writer = OwnWordsWriter(writer or OfflineWriterPort())
    analyst = analyst or OfflineAnalystPort()
    inbox = Inbox(mail, analyst, engine, thread, clock)
    services = Services(mail, calendar, GraphAttendance(graph), writer, texting)
    addresses = AddressDesk(directory, engine, thread, clock)
    attendees = AttendeeWatch(calendar, engine, thread, clock)
    lesson = StyleLesson(GraphSentFolder(graph), engine, thread, clock)
    runner = Runner(
        inbox,
        CalendarWatch(calendar, engine, thread, clock),
        Timers(engine, thread, clock, Jobs(engine, thread, clock, brief_writer)),
        Outbox(services, engine, thread, clock),
        directory,
        engine,
        thread,
        clock,
        sandbox_clock,
        TextsIn(texting, analyst, engine, thread, clock) if texting else None,
        None if sandbox_clock else graph,
        (addresses.renew, lesson.renew, LessonsPass(engine, thread, clock).renew, attendees.renew),
    )
    desk = RepDeskService(engine, thread, clock, Outside(calendar, addresses, writer))
    briefs = BriefDeskService(engine, thread, clock, BriefMaker(engine, thread, brief_writer))
    return Agent(
        settings, clock, engine, desk, runner, thread, mail, calendar, sandbox_clock, briefs, texting
    )
