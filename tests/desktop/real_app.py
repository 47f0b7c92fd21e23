"""The desk and the screens as the program itself puts them together, without its `main`."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest import mock

from ui.bridge import RunningDesk
from xforce_desktop.bootstrap import desktop_app


def desk_factory(
    folder: Path, *, sandbox_url: str = "", **more: object
) -> Callable[[], Awaitable[RunningDesk]]:
    """What the composition root would hand to the screens; with `requests` that of the demo."""
    options = argparse.Namespace(data=str(folder), sandbox=sandbox_url, **more)
    run = desktop_app.run_desktop_demo if "requests" in more else desktop_app.run_desktop
    with mock.patch("ui.app.run", return_value=0) as screens:
        run(options)
    factory: Callable[[], Awaitable[RunningDesk]] = screens.call_args.args[0]
    return factory
