"""A company's proxy that looks into connections: it takes CONNECT, answers with certificates of its own
authority, and passes everything on to one plain address."""

from __future__ import annotations

import contextlib
import select
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Key: TypeAlias = ec.EllipticCurvePrivateKey
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Proxy of IT")])


@dataclass
class InspectingProxy:
    """`asked`: the hosts that were asked for. With `refusal` nobody is let through."""

    ca_file: Path
    target: str
    refusal: bytes = b""
    days: tuple[int, int] = (-1, 30)
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        authority = _built(NAME, self._key, (-9, 90)).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        pem = authority.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        self.ca_file.write_bytes(pem)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, client: socket.socket) -> None:
        """One connection, from CONNECT to its end."""
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(65536)
            host = head.split()[1].decode().partition(":")[0]
            self.asked.append(host)
            if self.refusal:
                client.sendall(b"HTTP/1.1 " + self.refusal + b"\r\nContent-Length: 0\r\n\r\n")
                return
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._context(host).wrap_socket(client, server_side=True) as inner:
                self._pass_on(inner)

    def _pass_on(self, client: ssl.SSLSocket) -> None:
        target = urlsplit(self.target)
        with socket.create_connection((target.hostname, target.port)) as server:
            other = {client: server, server: client}
            while True:
                ready = [client] if client.pending() else select.select([client, server], [], [])[0]
                for one in ready:
                    part = one.recv(65536)
                    if not part:
                        return
                    other[one].sendall(part)

    def _context(self, host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        made = _built(name, key, self.days).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
        )
        encoding = serialization.Encoding.PEM
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            pem = Path(folder) / "both.pem"
            certificate = made.sign(self._key, hashes.SHA256()).public_bytes(encoding)
            pem.write_bytes(key.private_bytes(encoding, *plain) + certificate)
            context.load_cert_chain(pem)
        return context


@contextmanager
def running(proxy: InspectingProxy) -> Iterator[InspectingProxy]:
    """In threads of its own."""

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            proxy.serve(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False  # a test that failed leaves connections open

    with Server(("127.0.0.1", 0), Connection) as server:
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


def _built(name: x509.Name, key: Key, days: tuple[int, int]) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
