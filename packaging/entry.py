"""Where the frozen program starts."""

from __future__ import annotations

import multiprocessing

if __name__ == "__main__":
    # Before all else: a worker of `simulate` is this program started anew (Windows, macOS), and must not open the app.
    multiprocessing.freeze_support()

    from xforce_desktop.cli.main import main

    raise SystemExit(main())
