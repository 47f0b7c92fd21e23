"""A code that the rep types on another device, and the asking until that is done. All of it blocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sync.answers import translated
from sync.graph.msal_access import MsalAccess
from sync.graph.refusals import Answer
from sync.graph.sign_in_page import DOING

_RESULT = TypeVar("_RESULT")
_NOT_TYPED_YET = ("authorization_pending", "slow_down")
_LOOK_EVERY_S = 0.2  # whether the rep has given up


@dataclass(frozen=True)
class DeviceCode:
    """What the rep does elsewhere: open `url`, type `code`. `message` says so in Microsoft's words."""

    code: str
    url: str
    message: str
    flow: dict[str, Any] = field(repr=False)


def when_typed(access: MsalAccess, device: DeviceCode, then: Callable[[Answer], _RESULT]) -> _RESULT:
    """`then` of the answer, when the code was typed or its time is over.

    What another process saved in those minutes is read before each asking, and nothing comes between the
    answer and `then`.
    """
    flow = device.flow
    flow["interval"] = max(1, flow["interval"])
    while True:
        with access.lock:
            with translated(DOING):
                client = access.application().client
                answer = client.acquire_token_by_device_flow(flow, exit_condition=lambda asked: True)
            if answer.get("error") not in _NOT_TYPED_YET or flow["expires_at"] < time.time():
                return then(answer)
        until_s = time.monotonic() + flow["interval"]
        while time.monotonic() < until_s and flow["expires_at"] >= time.time():
            time.sleep(_LOOK_EVERY_S)
