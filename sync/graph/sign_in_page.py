"""The page on which the rep signs in: in the system's browser, or the broker of Windows. All of it blocks."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Sequence

from sync.answers import translated
from sync.graph.msal_access import MsalAccess
from sync.graph.msal_app import MsalApp
from sync.graph.redirect import RedirectListener
from sync.graph.refusals import Answer
from xforce_desktop.errors import SignInNeeded

DOING = "sign in to Microsoft"


class SignInPage:
    """Shown once for each set of permissions. `show_address` is told the address where no browser opens."""

    def __init__(
        self, access: MsalAccess, timeout_s: float, show_address: Callable[[str], None] | None
    ) -> None:
        self._access = access
        self._timeout_s = timeout_s
        self._show_address = show_address

    def answer(
        self, scopes: Sequence[str], login_hint: str, listener: RedirectListener, parent_window: int | None
    ) -> Answer | None:
        """What comes of the page that Microsoft shows; None if it was not finished."""
        with translated(DOING):
            app = self._access.application()
        if app.has_broker:
            return self._by_broker(app, scopes, login_hint, parent_window)
        return self._by_browser(app, scopes, login_hint, listener)

    def _by_broker(
        self, app: MsalApp, scopes: Sequence[str], login_hint: str, parent_window: int | None
    ) -> Answer | None:
        import msal

        try:
            with translated(DOING):
                answer: Answer = app.client.acquire_token_interactive(
                    list(scopes),
                    prompt=None if login_hint else "select_account",
                    login_hint=login_hint or None,
                    timeout=self._timeout_s,
                    claims_challenge=self._access.claims or None,
                    parent_window_handle=parent_window or app.client.CONSOLE_WINDOW_HANDLE,
                )
        except msal.BrowserInteractionTimeoutError:
            return None
        return answer

    def _by_browser(
        self, app: MsalApp, scopes: Sequence[str], login_hint: str, listener: RedirectListener
    ) -> Answer | None:
        with self._access.lock, translated(DOING):
            flow = app.client.initiate_auth_code_flow(
                list(scopes),
                redirect_uri=listener.url,
                prompt=None if login_hint else "select_account",
                login_hint=login_hint or None,
                claims_challenge=self._access.claims or None,
                response_mode="form_post",
            )
        listener.expect(flow["state"])
        self._show(flow["auth_uri"])
        fields = listener.wait(self._timeout_s)
        if fields is None:
            return None
        with self._access.lock, translated(DOING):
            self._access.cache.opened()  # the rep took a while; another process may have signed somebody out
            answer: Answer = app.client.acquire_token_by_auth_code_flow(flow, fields)
        return answer

    def _show(self, address: str) -> None:
        """Open the browser, or have somebody show the address."""
        if webbrowser.open(address):
            return
        if self._show_address is None:
            raise SignInNeeded("No browser could be opened", "Sign in with a code on another device.")
        self._show_address(address)
