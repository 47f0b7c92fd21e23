"""Where the frozen program starts."""

from __future__ import annotations

from xforce_desktop.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
