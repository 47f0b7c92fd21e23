"""Microsoft's sign-in, put together from the settings and the data folder."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from xforce_desktop.bootstrap.folders import SANDBOX_SIGN_IN_FOLDER, SIGN_IN_FILE, is_signed_in
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.paths import data_folder
from xforce_desktop.settings import Settings, load_settings

if TYPE_CHECKING:
    from sync.graph.auth import MsalSignIn as MsalSignIn
    from sync.graph.auth import SignedIn as SignedIn
    from sync.graph.http import GraphClient, TokenSource
    from sync.graph.token_cache import TokenCache
    from sync.network import Network
    from sync.sign_in_door import SignInDoor
    from xforce_desktop.ports import Account

SANDBOX_CLIENT = "5a4db0c5-0000-4000-8000-000000000000"  # its Entra knows any
SANDBOX_SECRETS = "X-FORCE Desktop sandbox"


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
    from sync.graph.http import GraphClient
    from sync.graph.http_wire import GRAPH

    url = f"{args.sandbox.rstrip('/')}/v1.0" if args.sandbox else GRAPH
    network = None if args.sandbox else network_of(load_settings(data_folder(args.data)))
    graph = GraphClient(tokens, base_url=url, network=network)
    try:
        return await GraphDirectory(graph).me()
    finally:
        await graph.close()


def sign_in_in_use(args: argparse.Namespace) -> MsalSignIn | None:
    """That which the options name, if somebody has signed in there. Raises SignInNeeded as `sign_in_of`."""
    folder = data_folder(args.data)
    if args.sandbox:
        if not is_signed_in(folder / SANDBOX_SIGN_IN_FOLDER):
            return None
        return sandbox_sign_in_of(folder, load_settings(folder), args.sandbox.rstrip("/"))
    return sign_in_of(folder, load_settings(folder)) if is_signed_in(folder) else None
