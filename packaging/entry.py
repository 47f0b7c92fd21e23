"""Where the frozen program starts."""

from __future__ import annotations

import multiprocessing

if __name__ == "__main__":
    # On Windows and macOS a worker of `simulate` is this program started anew, and must not be the app.
    multiprocessing.freeze_support()

    from xforce_desktop.cli.main import main

    raise SystemExit(main())
