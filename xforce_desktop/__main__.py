"""`python -m xforce_desktop`: options, then bootstrap."""

from __future__ import annotations

import sys

from xforce_desktop.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
