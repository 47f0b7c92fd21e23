"""X-FORCE Desktop: the core that decides. It imports no Qt, no HTTP and no keyring."""

from __future__ import annotations

__version__ = "0.1.0"
