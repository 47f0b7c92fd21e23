"""The way out of this computer as IT sets it: through which proxy, and whose certificates are trusted.

By itself that of the system: proxies from the environment or the system's settings, certificates from the
system's own store, which is where IT puts that of a proxy that looks into connections.
"""

from __future__ import annotations

import os
import ssl
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from xforce_desktop.errors import BadInput
from xforce_desktop.settings import DIRECT

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
BUNDLE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


@dataclass(frozen=True)
class Network:
    """What is set for this program; "" leaves it to the system.

    `proxy` is an address or `DIRECT`, `ca_file` a PEM file whose certificates join the usual ones.
    """

    proxy: str = ""
    ca_file: str = ""

    def options(self, host: str) -> dict[str, Any]:
        """Arguments for a client of httpx, or of its fork, that talks to `host`.

        Nothing on this computer is reached through a proxy. May block: reads certificates. Raises BadInput
        for a file with certificates that cannot be used.
        """
        if host in LOOPBACK:
            return {"trust_env": False, "verify": usual_certificates()}
        asked: dict[str, Any] = {"trust_env": not self.proxy, "verify": trusted_certificates(self.ca_file)}
        return asked | {"proxy": self.proxy} if self.proxy not in ("", DIRECT) else asked


@cache
def usual_certificates() -> ssl.SSLContext:
    """The usual public ones, read once: every client of something on this computer can share them."""
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def trusted_certificates(ca_file: str = "") -> ssl.SSLContext:
    """The system's own judgement, and beside it what IT names in the environment or as `ca_file`.

    Windows and macOS judge by themselves, so that what IT put there, or took away, counts; elsewhere the
    usual public ones join what the system has, which may be nothing. Raises BadInput for a file of no use.
    """
    import certifi
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.platform not in ("win32", "darwin"):
        context.load_verify_locations(certifi.where())
    for name in BUNDLE_VARIABLES:
        if os.path.isfile(bundle := os.environ.get(name, "")):
            advice = "Let it name a PEM file with the certificates to trust, or take it away."
            _add_named(context, bundle, f"{name} of the environment, {bundle},", advice)
    folder = os.environ.get("SSL_CERT_DIR", "")
    if os.path.isdir(folder):
        context.load_verify_locations(capath=folder)
    if ca_file:
        advice = "Name a PEM file with the certificate of your network's proxy, or remove the line."
        _add_named(context, os.path.expanduser(ca_file), f"The ca_file {ca_file} in settings.toml", advice)
    return context


def _add_named(context: ssl.SSLContext, path: str, words: str, advice: str) -> None:
    """`words`: the file and where it is named, for a sentence that begins with it."""
    try:
        context.load_verify_locations(path)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise BadInput(f"{words} cannot be read.", advice) from error
    except (ssl.SSLError, OSError) as error:
        raise BadInput(f"{words} holds no certificate.", advice) from error
