"""Sends one HTTPS request and reads a bounded answer: Python's own `http.client` and `ssl`, and nothing more.

Why not httpx: as an extra it brings five more packages (anyio, certifi, h11, httpcore, idna), and its import takes 132 ms
where this one takes 53 (the best of several runs side by side, Python 3.11). What matters here is what a client does
*not* do, and `http.client` does none of it: no redirect, no proxy of the system, no cookies, no retry, no kept
connection, no decompression, no other trust than the one given. What it lacks is a limit on the whole
exchange, because its time-out counts for each read; a watchdog closes the connection instead.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from auditor._version import __version__
from auditor.errors import UsageError

MOST_BYTES = 64 * 1024
"""Of an answer's body: the settings of an account have 400, a page of HTML is no answer anyhow."""
SECONDS = 10.0
"""For one request, from the connection to the last byte of the answer."""
_HALF = "half an answer: the connection was closed before its end"
_AGENT = f"backpack-audit/{__version__}"


class Answer(Struct, frozen=True):
    """What came back, or why nothing did."""

    status: int | None = None
    """None unless the answer came in whole."""
    body: bytes = b""
    trouble: str = ""
    """In a few words, without any text of the answer; empty where a whole answer was read."""

    def __repr__(self) -> str:
        return f"<Answer: {self.status} {self.trouble}>"


class Address(Struct, frozen=True):
    """Where requests go."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as a base URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}" if self.port == http.client.HTTPS_PORT else f"https://{host}:{self.port}"


class Client(Struct, frozen=True):
    """Sends GET requests to one host."""

    address: Address
    tls: ssl.SSLContext
    proxy: Address | None = None
    """A proxy that forwards the encrypted connection (CONNECT); None for a direct one."""
    seconds: float = SECONDS

    def get(self, path: str, headers: Mapping[str, str]) -> Answer:
        """Sends one request on a connection of its own.

        Args:
            path: The path at the host.
            headers: What is sent besides those that every request has.

        Returns:
            The answer. Trouble of any kind is one, too; a redirect is an answer like any other, and is not followed.
        """
        first = self.proxy or self.address
        connection = http.client.HTTPSConnection(first.host, first.port, timeout=self.seconds, context=self.tls)
        if self.proxy:
            connection.set_tunnel(self.address.host, self.address.port)
        try:
            with _watched(connection, self.seconds) as expired:
                return self._answered(connection, path, headers, expired)
        finally:
            connection.close()

    def _answered(
        self,
        connection: http.client.HTTPSConnection,
        path: str,
        headers: Mapping[str, str],
        expired: threading.Event,
    ) -> Answer:
        try:
            connection.request("GET", path, headers={**_EVERY, **headers})
            response = connection.getresponse()
            status = response.status
            body = response.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                return Answer(trouble=f"an answer of more than {MOST_BYTES >> 10} KiB, with status {status}")
            if response.length:
                return Answer(trouble=_HALF)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(trouble=self._late() if expired.is_set() else _words(error, self.seconds))
        return Answer(trouble=self._late()) if expired.is_set() else Answer(status, body)

    def _late(self) -> str:
        return f"no whole answer within {self.seconds:g} seconds"


_EVERY = {"User-Agent": _AGENT, "Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}


def verified_tls(authority: Path | None = None) -> ssl.SSLContext:
    """Returns what checks the certificate and the host's name.

    Args:
        authority: Certificates in PEM that are trusted, and no others; None for those that the system trusts.

    Raises:
        UsageError: the file cannot be read or holds no certificate.
    """
    # Not `ssl.create_default_context`: it writes the keys of the session where SSLKEYLOGFILE says.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authority is None:
        context.load_default_certs()
        return context
    try:
        context.load_verify_locations(cafile=authority)
    except ssl.SSLError:
        raise UsageError(f"--ca {authority}: this file holds no certificate in PEM") from None
    except OSError as error:
        raise UsageError(f"--ca {authority}: {error.strerror}") from None
    return context


@contextmanager
def _watched(connection: http.client.HTTPSConnection, seconds: float) -> Iterator[threading.Event]:
    """Shuts the connection down when its time is over, however slowly its bytes come in."""
    expired = threading.Event()

    def shut() -> None:
        expired.set()
        if connection.sock is not None:
            try:
                # The socket below TLS: a farewell could block, too.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
            except OSError:
                return

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "no TLS connection can be made"),
    (socket.gaierror, "its name cannot be resolved"),
    (ConnectionRefusedError, "the connection was refused"),
    (ConnectionError, "the connection was closed without an answer"),
    (http.client.IncompleteRead, _HALF),
    (http.client.HTTPException, "an answer that is not HTTP"),
    (ValueError, "an answer that is not HTTP"),
)
"""The first that fits; the text of an exception may hold what came back, and is not shown."""


def _words(error: Exception, seconds: float) -> str:
    """Returns what went wrong, without a value: a certificate's own error is OpenSSL's sentence."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message.rstrip('.')})"
    if isinstance(error, TimeoutError):
        return f"no whole answer within {seconds:g} seconds"
    if isinstance(error, OSError) and "Tunnel connection failed" in str(error):
        return "the proxy did not make a connection"
    known = next((words for kind, words in _WORDS if isinstance(error, kind)), "")
    said = error.strerror if isinstance(error, OSError) else None
    return known or (f"the network says: {said}" if said else "no answer")
