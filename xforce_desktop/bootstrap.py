"""The composition root: the only place that knows the core, the adapters and the screens.

Heavy libraries are imported where they are used, so that the command line starts at once.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xforce_desktop.agent import Agent
from xforce_desktop.clock import Clock, SystemClock
from xforce_desktop.consent_note import ConsentNote
from xforce_desktop.desktop import DesktopDesk, DesktopOptions, Start
from xforce_desktop.errors import BadInput, SignInNeeded, StoreBusy, XForceError
from xforce_desktop.ids import IdSource, RandomIds, SeededIds
from xforce_desktop.logs import log_to_file
from xforce_desktop.paths import data_folder
from xforce_desktop.scheduling.address_desk import AddressDesk
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.own_style import StyleLesson
from xforce_desktop.scheduling.rep_desk import Outside, RepDeskService
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.settings import Settings, load_settings
from xforce_desktop.store.unit_of_work import FILE_NAME, SqliteStore, open_store

if TYPE_CHECKING:
    from sync.anthropic.opening import ModelUse
    from sync.graph.auth import MsalSignIn as MsalSignIn
    from sync.graph.auth import SignedIn as SignedIn
    from sync.graph.http import GraphClient, TokenSource
    from sync.graph.token_cache import TokenCache
    from sync.network import Network
    from sync.sandbox.server import Sandbox
    from sync.sandbox_clock import SandboxClock
    from sync.sign_in_door import SignInDoor
    from sync.simulation.run import Result
    from sync.twilio.sms import TwilioTexting
    from xforce_desktop.ports import Account, Analyst, Texting, Writer

SANDBOX_TOKEN = "sandbox-rep"  # the sandbox's public token, no secret
SANDBOX_CLIENT = "5a4db0c5-0000-4000-8000-000000000000"  # its Entra knows any
SANDBOX_SECRETS = "X-FORCE Desktop sandbox"
SANDBOX_ACCOUNT = "AC" + "0" * 32  # any will do there
SIGN_IN_FILE = "sign-in.bin"
SANDBOX_FOLDER = "sandbox"
SANDBOX_SIGN_IN_FOLDER = "sandbox-sign-in"
SANDBOX_STATE = "world.json"
DEMO_PASS_INTERVAL_S = 2.0
DEMO_CLOCK = "x300"
DEMO_STARTS_AT = datetime(2026, 6, 8, 13, tzinfo=UTC)  # a Monday, nine o'clock for the sandbox's rep


@dataclass(frozen=True)
class Connection:
    """Which outside to use: a sandbox at `sandbox_url`, with its public token or a `sign_in` made there, or
    Microsoft through `sign_in`.

    `may_ask_model`: False for what is to be told twice the same, like the demo.
    """

    folder: Path
    sandbox_url: str = ""
    sign_in: TokenSource | None = None
    may_ask_model: bool = True


def is_signed_in(folder: Path) -> bool:
    """Whether a Microsoft sign-in is saved in this data folder."""
    return (folder / SIGN_IN_FILE).exists()


def sign_in_of(
    folder: Path,
    settings: Settings,
    *,
    cache: TokenCache | None = None,
    show_address: Callable[[str], None] | None = None,
    keeps_choice: bool = True,
    is_checked_first: bool = False,
) -> MsalSignIn:
    """Microsoft sign-in over `cache`, by default the encrypted one of the folder, as is the choice.

    `show_address` is told what to open where no browser can be opened. Raises SignInNeeded if IT has named no
    application.
    """
    from sync.credentials import KeyringSecrets
    from sync.graph.auth import MsalSignIn
    from sync.graph.chosen_account import ChosenAccount
    from sync.graph.identity_http import IdentityHttp
    from sync.graph.token_cache import TokenCache

    if not settings.client_id:
        raise SignInNeeded(
            "No Microsoft application is set up for X-FORCE.",
            "Ask IT to put client_id (and tenant) into settings.toml; the sandbox works without.",
        )
    choice = ChosenAccount(folder)
    return MsalSignIn(
        cache or TokenCache(folder / SIGN_IN_FILE, KeyringSecrets()),
        client_id=settings.client_id,
        tenant=settings.tenant,
        account_id=choice.read(),
        http=IdentityHttp(network=network_of(settings)),
        choice=choice if keeps_choice else None,
        use_broker=settings.use_broker,
        show_address=show_address,
        is_checked_first=is_checked_first,
    )


def sign_in_door(folder: Path, settings: Settings) -> SignInDoor:
    """The desktop's way in to Microsoft; nothing is read before it is used."""
    from sync.credentials import KeyringSecrets
    from sync.graph.chosen_account import ChosenAccount
    from sync.graph.token_cache import TokenCache
    from sync.sign_in_door import SignInDoor

    def open_graph(tokens: TokenSource) -> GraphClient:
        from sync.graph.http import GraphClient

        return GraphClient(tokens, network=network_of(settings))

    secrets = KeyringSecrets()
    cache = TokenCache(folder / SIGN_IN_FILE, secrets)
    return SignInDoor(
        cache,
        secrets,
        ChosenAccount(folder),
        lambda kept, show: sign_in_of(folder, settings, cache=kept, show_address=show, keeps_choice=False),
        open_graph,
    )


def network_of(settings: Settings) -> Network:
    """The way out of this computer as IT set it."""
    from sync.network import Network

    return Network(settings.proxy, settings.ca_file)


def sandbox_sign_in_of(
    folder: Path,
    settings: Settings,
    url: str,
    *,
    show_address: Callable[[str], None] | None = None,
    is_checked_first: bool = False,
) -> MsalSignIn:
    """The same at a sandbox's Entra, for trying it out: other files, another entry of the keyring."""
    from sync.credentials import KeyringSecrets
    from sync.graph.auth import MsalSignIn
    from sync.graph.chosen_account import ChosenAccount
    from sync.graph.identity_http import IdentityHttp
    from sync.graph.token_cache import TokenCache

    own = folder / SANDBOX_SIGN_IN_FOLDER
    return MsalSignIn(
        TokenCache(own / SIGN_IN_FILE, KeyringSecrets(SANDBOX_SECRETS)),
        client_id=settings.client_id or SANDBOX_CLIENT,
        tenant=settings.tenant,
        http=IdentityHttp(url),
        choice=ChosenAccount(own),
        show_address=show_address,
        is_checked_first=is_checked_first,
    )


def command_sign_in(args: argparse.Namespace, show_address: Callable[[str], None]) -> MsalSignIn:
    """The sign-in that the options name; whoever comes in is to be checked. Raises SignInNeeded if IT has not
    named the application."""
    folder = data_folder(args.data)
    settings = load_settings(folder)
    if args.sandbox:
        url = args.sandbox.rstrip("/")
        return sandbox_sign_in_of(folder, settings, url, show_address=show_address, is_checked_first=True)
    return sign_in_of(folder, settings, show_address=show_address, is_checked_first=True)


async def who_is(args: argparse.Namespace, tokens: TokenSource) -> Account:
    """Whose tokens these are, as Microsoft says, or the sandbox that the options name."""
    from sync.graph.directory import GraphDirectory
    from sync.graph.http import GRAPH, GraphClient

    url = f"{args.sandbox.rstrip('/')}/v1.0" if args.sandbox else GRAPH
    network = None if args.sandbox else network_of(load_settings(data_folder(args.data)))
    graph = GraphClient(tokens, base_url=url, network=network)
    try:
        return await GraphDirectory(graph).me()
    finally:
        await graph.close()


def owner_of(folder: Path) -> Account | None:
    """Whose requests are in a data folder, read without connecting; None for a folder of nobody."""
    if not (folder / FILE_NAME).exists():
        return None
    store = open_store(folder, SystemClock())
    try:
        with store.begin() as work:
            return work.account()
    finally:
        store.close()


def sign_in_in_use(args: argparse.Namespace) -> MsalSignIn | None:
    """That which the options name, if somebody has signed in there. Raises SignInNeeded as `sign_in_of`."""
    folder = data_folder(args.data)
    if args.sandbox:
        if not is_signed_in(folder / SANDBOX_SIGN_IN_FOLDER):
            return None
        return sandbox_sign_in_of(folder, load_settings(folder), args.sandbox.rstrip("/"))
    return sign_in_of(folder, load_settings(folder)) if is_signed_in(folder) else None


@asynccontextmanager
async def connected(args: argparse.Namespace, settings: Settings) -> AsyncIterator[Connection]:
    """Choose the outside: the named sandbox, the signed-in account, else a sandbox of its own."""
    folder = data_folder(args.data)
    if args.sandbox:
        url = args.sandbox.rstrip("/")
        yield Connection(folder, sandbox_url=url, sign_in=sign_in_in_use(args))
    elif is_signed_in(folder):
        yield Connection(folder, sign_in=sign_in_of(folder, settings))
    elif (folder / FILE_NAME).exists():
        raise BadInput(
            f"The requests in {folder} belong to a sandbox or an account that is not connected.",
            "Name the sandbox with --sandbox, sign in, or use another folder.",
        )
    else:
        async with embedded_sandbox(folder / SANDBOX_FOLDER) as url:
            yield Connection(folder / SANDBOX_FOLDER, sandbox_url=url)


@asynccontextmanager
async def embedded_sandbox(
    folder: Path, *, seed: int = 0, clock: str = "real", start_at: datetime | None = None
) -> AsyncIterator[str]:
    """A sandbox inside this process whose world is kept in `folder`; yields its address. `start_at` is for a
    new world."""
    from sync.sandbox.opening import SandboxOptions
    from sync.sandbox.server import Sandbox

    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    state = folder / SANDBOX_STATE
    begins_at = None if await asyncio.to_thread(state.exists) else start_at
    options = SandboxOptions(seed=seed, clock=clock, state=state, start_at=begins_at)
    async with Sandbox(options) as sandbox:
        yield sandbox.url


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


def shares_folder(args: argparse.Namespace) -> bool:
    """Whether commands may run beside the app: an embedded sandbox lives in one process only."""
    return bool(args.sandbox) or is_signed_in(data_folder(args.data))


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
        analyst, writer = await _model_for(connection, settings, stack)
        agent = compose(store, thread, graph, clock, settings, sandbox_clock, ids, texting, analyst, writer)
        stack.push_async_callback(agent.runner.end)
        yield agent


async def _model_for(
    connection: Connection, settings: Settings, stack: AsyncExitStack
) -> tuple[Analyst | None, Writer | None]:
    """Reader and writer that ask Claude, if a key is set. For a sandbox only the environment's key counts."""
    if not connection.may_ask_model:
        return None, None
    from sync.daemon import in_daemon

    use = _model_use(connection.folder, settings, with_keyring=not connection.sandbox_url)
    analyst, writer = await in_daemon(use.both)
    if analyst is not None:  # both have one connection
        stack.push_async_callback(analyst.close)
    return analyst, writer


def _model_use(folder: Path, settings: Settings, *, with_keyring: bool = True) -> ModelUse:
    from sync.anthropic.opening import ModelUse
    from sync.credentials import KeyringSecrets

    return ModelUse(settings, folder, KeyringSecrets() if with_keyring else None)


@asynccontextmanager
async def open_analyst(args: argparse.Namespace, *, offline: bool) -> AsyncIterator[Analyst]:
    """The reader of `read`: with Claude if a key is set and `offline` does not forbid it."""
    from sync.offline_words import OfflineAnalystPort

    analyst = None
    if not offline:
        folder = data_folder(args.data)
        analyst = await asyncio.to_thread(_model_use(folder, load_settings(folder)).analyst)
    if analyst is None:
        yield OfflineAnalystPort()
        return
    try:
        yield analyst
    finally:
        await analyst.close()


@asynccontextmanager
async def open_writer(args: argparse.Namespace, *, offline: bool) -> AsyncIterator[Writer]:
    """The writer of `write`: with Claude if a key is set, the settings allow it and not `offline`."""
    from sync.offline_words import OfflineWriterPort

    writer = None
    if not offline:
        folder = data_folder(args.data)
        writer = await asyncio.to_thread(_model_use(folder, load_settings(folder)).writer)
    if writer is None:
        yield OfflineWriterPort()
        return
    try:
        yield writer
    finally:
        await writer.close()


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
) -> Agent:
    """Wire the parts; opens nothing. Without `texting` nobody is texted, without `analyst` no model reads,
    without `writer` none writes."""
    from sync.calendar_watch import CalendarWatch
    from sync.graph.attendance import GraphAttendance
    from sync.graph.calendar import GraphCalendar
    from sync.graph.directory import GraphDirectory
    from sync.graph.mail import GraphMail
    from sync.graph.sent_folder import GraphSentFolder
    from sync.inbox import Inbox
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
    lesson = StyleLesson(GraphSentFolder(graph), engine, thread, clock)
    runner = Runner(
        inbox,
        CalendarWatch(calendar, engine, thread, clock),
        Timers(engine, thread, clock),
        Outbox(services, engine, thread, clock),
        directory,
        engine,
        thread,
        clock,
        sandbox_clock,
        TextsIn(texting, analyst, engine, thread, clock) if texting else None,
        None if sandbox_clock else graph,
        (addresses.renew, lesson.renew),
    )
    desk = RepDeskService(engine, thread, clock, Outside(calendar, addresses, writer))
    return Agent(settings, clock, engine, desk, runner, thread, mail, calendar, sandbox_clock, texting)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises StoreBusy while another program of ours works on it."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / "xforce.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreBusy(
            "X-FORCE is already running on this data folder.", "Use the running one, or end it first."
        ) from error
    try:
        yield
    finally:
        lock.release()


def store_folder(args: argparse.Namespace) -> Path:
    """Where the store of these options lives: the sandbox that nobody named has its own folder."""
    folder = data_folder(args.data)
    is_own = args.sandbox or is_signed_in(folder) or (folder / FILE_NAME).exists()
    return folder if is_own else folder / SANDBOX_FOLDER


@contextmanager
def open_local_store(args: argparse.Namespace) -> Iterator[SqliteStore]:
    """The store alone, for reading without any network."""
    store = open_store(store_folder(args), SystemClock())
    try:
        yield store
    finally:
        store.close()


def save_twilio_token(token: str) -> None:
    """Keep Twilio's auth token in the keyring. Raises an XForceError without one."""
    from sync.credentials import TWILIO_TOKEN, TWILIO_TOKEN_VARIABLE, KeyringSecrets, keep

    keep(KeyringSecrets(), TWILIO_TOKEN, token, TWILIO_TOKEN_VARIABLE)


def forget_twilio_token() -> str:
    """Delete it there; says what was done and what still holds. Raises an XForceError if it is refused."""
    from sync.credentials import TWILIO_TOKEN, TWILIO_TOKEN_VARIABLE, KeyringSecrets, forget

    return forget(KeyringSecrets(), TWILIO_TOKEN, "token", (TWILIO_TOKEN_VARIABLE,), "texts go on")


def save_model_key(key: str) -> None:
    """Keep the key for Claude in the keyring. Raises an XForceError without one."""
    from sync.credentials import MODEL_KEY, MODEL_KEY_VARIABLES, KeyringSecrets, keep

    keep(KeyringSecrets(), MODEL_KEY, key, MODEL_KEY_VARIABLES[0])


def forget_model_key() -> str:
    """Delete it there; says what was done and what still holds. Raises an XForceError if it is refused."""
    from sync.credentials import MODEL_KEY, MODEL_KEY_VARIABLES, KeyringSecrets, forget

    goes_on = "mail text goes on to the model"
    return forget(KeyringSecrets(), MODEL_KEY, "key", MODEL_KEY_VARIABLES, goes_on)


async def model_in_words(args: argparse.Namespace) -> str:
    """Whether messages are read with Claude, what it cost today, and whether the service takes the key.

    Raises an XForceError if something is wrong about it.
    """
    folder = data_folder(args.data)
    with_keyring = not args.sandbox and is_signed_in(folder)
    return await _model_use(store_folder(args), load_settings(folder), with_keyring=with_keyring).in_words()


def is_of_keyring(error: XForceError) -> bool:
    """Whether it is the keyring that refused: none, locked, or denied by the rep."""
    from sync.credentials import KeyringError

    return isinstance(error, KeyringError)


def has_keyring() -> bool:
    """Whether secrets can be kept on this computer. Raises an XForceError if its keyring is locked."""
    from sync.credentials import KeyringSecrets

    return KeyringSecrets().is_available()


async def microsoft_time(settings: Settings) -> datetime | None:
    """What time Microsoft thinks it is."""
    from sync.graph.http import GRAPH
    from sync.graph.server_time import server_time

    return await server_time(GRAPH, network_of(settings))


def serve_sandbox(*, port: int, seed: int, clock: str, state: Path | None, prospects: bool) -> None:
    """Serve until interrupted. Raises BadInput if the port is taken or the state file cannot be used."""
    from sync.sandbox.errors import BadControl
    from sync.sandbox.opening import SandboxOptions
    from sync.sandbox.server import serve

    options = SandboxOptions(port=port, seed=seed, clock=clock, state=state, prospects=prospects)
    try:
        asyncio.run(serve(options))
    except OSError as error:
        raise BadInput(f"Port {port} cannot be used: {error.strerror}.", "Choose another, or 0.") from error
    except BadControl as error:
        raise BadInput(str(error), "Remove the file to begin anew.") from error


@asynccontextmanager
async def open_demo(folder: Path, seed: int) -> AsyncIterator[tuple[Agent, Sandbox]]:
    """An agent on an embedded sandbox whose clock jumps from one event to the next; told twice the same."""
    from sync.sandbox.opening import SandboxOptions
    from sync.sandbox.server import Sandbox

    async with Sandbox(SandboxOptions(seed=seed, clock="manual")) as sandbox:
        connection = Connection(folder, sandbox_url=sandbox.url, may_ask_model=False)
        async with agent_for(connection, load_settings(folder), SeededIds(seed)) as agent:
            yield agent, sandbox


def demo_requests(sandbox: Sandbox, count: int) -> list[dict[str, Any]]:
    """Requests to the sandbox's people, in the form of `request new`."""
    from sync.sandbox.scenarios import demo_requests as from_world

    return list(from_world(sandbox.world, count))


def sandbox_requests(seed: int, count: int, now: datetime) -> list[dict[str, Any]]:
    """The same for a sandbox of that seed that runs elsewhere; ranges begin at `now`."""
    from sync.sandbox.opening import SandboxOptions, open_world
    from sync.sandbox.scenarios import demo_requests as from_world

    return list(from_world(open_world(SandboxOptions(seed=seed, clock="manual", start_at=now)), count))


def simulated(*, seed: int, requests: int, days: int, faults: str, world: int | None) -> Result:
    """The deterministic simulation; all processors work on it."""
    from sync.simulation.run import Asked, simulate

    return simulate(Asked(seed, requests, days, faults, world))


def told(result: Result) -> Iterator[str]:
    """A simulation's result in lines for people."""
    from sync.simulation.run import as_text

    return as_text(result)


def told_to_programs(result: Result) -> dict[str, Any]:
    """A simulation's result as one JSON object."""
    from sync.simulation.run import as_json

    return as_json(result)


def run_desktop(args: argparse.Namespace) -> int:
    """The desktop app on the signed-in account, the named sandbox, or its welcome."""
    folder = data_folder(args.data)
    if args.sandbox:
        start = Start.SANDBOX
    elif is_signed_in(folder):
        start = Start.MICROSOFT
    elif (folder / FILE_NAME).exists():
        start = Start.WELCOME  # signed out: the requests wait for their rep
    else:
        start = Start.SANDBOX if (folder / SANDBOX_FOLDER).is_dir() else Start.WELCOME
    ways = _Ways(folder, load_settings(folder), (args.sandbox or "").rstrip("/"))
    return _run_app(DesktopOptions(ways, start), folder)


def run_desktop_demo(args: argparse.Namespace) -> int:
    """The desktop app on a fresh sandbox with requests under way; its days take minutes."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="xforce-demo-", ignore_cleanup_errors=True) as temporary:
        folder = Path(args.data) if args.data else Path(temporary)
        ways = _Ways(
            folder, load_settings(folder), "", args.seed, DEMO_CLOCK, DEMO_STARTS_AT, may_ask_model=False
        )
        options = DesktopOptions(
            ways,
            Start.SANDBOX,
            lambda now: sandbox_requests(args.seed, args.requests, now),
            DEMO_PASS_INTERVAL_S,
        )
        return _run_app(options, folder)


@dataclass(frozen=True)
class _Ways:
    """How the desktop reaches its two outsides."""

    folder: Path
    settings: Settings
    sandbox_url: str
    seed: int = 0
    sandbox_clock: str = "real"
    sandbox_start_at: datetime | None = None
    may_ask_model: bool = True

    def hold(self) -> AbstractContextManager[None]:
        return only_one(self.folder)

    @asynccontextmanager
    async def sandbox(self) -> AsyncIterator[Agent]:
        async with AsyncExitStack() as stack:
            folder, url = self.folder, self.sandbox_url
            if not url:
                folder = self.folder / SANDBOX_FOLDER
                embedded = embedded_sandbox(
                    folder, seed=self.seed, clock=self.sandbox_clock, start_at=self.sandbox_start_at
                )
                url = await stack.enter_async_context(embedded)
            connection = Connection(folder, url, may_ask_model=self.may_ask_model)
            yield await stack.enter_async_context(agent_for(connection, self.settings))

    @asynccontextmanager
    async def microsoft(self, account_id: str) -> AsyncIterator[Agent]:
        tokens = await self.door.tokens_for(account_id)
        async with agent_for(Connection(self.folder, sign_in=tokens), self.settings) as agent:
            yield agent

    @cached_property
    def door(self) -> SignInDoor:
        return sign_in_door(self.folder, self.settings)

    @property
    def consent(self) -> ConsentNote:
        return ConsentNote(self.folder)

    def folder_account(self) -> Account | None:
        return owner_of(self.folder)


def _run_app(options: DesktopOptions, folder: Path) -> int:
    from ui.app import run

    async def desk() -> DesktopDesk:
        return DesktopDesk(options)

    return run(desk, data_folder=folder)
