"""Where the frozen program starts."""

from __future__ import annotations

import multiprocessing

if __name__ == "__main__":
    # First: where a worker of `simulate` is this program started anew (Windows, macOS), the app must not open.
    multiprocessing.freeze_support()

    from xforce_desktop.cli.main import main

    raise SystemExit(main())
