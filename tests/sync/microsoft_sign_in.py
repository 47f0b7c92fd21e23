"""Microsoft's sign-in library on loopback: its network ends at the sandbox, its browser is a thread."""

from __future__ import annotations

import re
import threading
import webbrowser
from html import unescape
from typing import Any

import httpx

HOST = "https://login.microsoftonline.com"


class Loopback:
    """The library's way to the network: one host leads to the sandbox, no other leads anywhere."""

    def __init__(self, url: str) -> None:
        self._url, self._client = url, httpx.Client(timeout=10)

    def get(self, url: str, params: Any = None, headers: Any = None, **_: Any) -> httpx.Response:
        return self._client.get(self._there(url), params=params, headers=headers)

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_: Any
    ) -> httpx.Response:
        return self._client.post(self._there(url), params=params, data=data, headers=headers)

    def close(self) -> None:
        self._client.close()

    def _there(self, url: str) -> str:
        assert url.startswith(f"{HOST}/"), url
        return self._url + url.removeprefix(HOST)


class FormPostingBrowser(webbrowser.BaseBrowser):
    """Opens the page and submits its form, as a browser with scripts does."""

    threads: list[threading.Thread]
    opened: list[str]

    def __init__(self) -> None:
        super().__init__("form-posting")
        self.threads, self.opened = [], []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        self.threads.append(threading.Thread(target=self._visit, args=(url,)))
        self.threads[-1].start()
        return True

    def _visit(self, url: str) -> None:
        page = httpx.get(url).text
        target = unescape(re.findall(r'action="([^"]+)"', page)[0])
        fields = {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
        httpx.post(target, data=fields)
