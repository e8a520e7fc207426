"""A stand-in of the exchange: a real HTTPS server on loopback with its own authority, that verifies what it is sent.

It checks signature, instruction, window, timestamp, key and whitelist with code of its own, answers reads only, keeps
every byte that it was sent, and misbehaves on demand.
"""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

ACCOUNT = {"autoLend": True, "leverageLimit": "5", "limitOrders": 3, "futuresMakerFee": "0.02"}
UNAUTHORIZED = (401, {"code": "UNAUTHORIZED", "message": "Unauthorized"})
FORBIDDEN = (403, {"code": "FORBIDDEN", "message": "Address not allowed"})
INVALID = (400, {"code": "INVALID_CLIENT_REQUEST", "message": "Invalid signature"})
EXPIRED = (400, {"code": "INVALID_CLIENT_REQUEST", "message": "Request has expired"})


@dataclass
class Account:
    """A key as the exchange knows it."""

    alive: bool = True
    whitelist: tuple[str, ...] = ()


@dataclass
class StandIn:
    """The server and all that it saw; tests change it while it runs."""

    port: int = 0
    authority: Path = Path()
    keys: dict[str, Account] = field(default_factory=dict)
    sender: str = "203.0.113.7"
    """The address from which requests seem to come."""
    skew_ms: int = 0
    """How far its clock is ahead."""
    unknown: tuple[int, object] = UNAUTHORIZED
    """What a key gets that it does not know."""
    misbehaviour: dict[str, str] = field(default_factory=dict)
    """By path: hang, slow, close, or what `_wrong` knows."""
    elsewhere: str = "https://127.0.0.1:1/"
    requests: list[bytes] = field(default_factory=list)
    started: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.requests]

    @property
    def signers(self) -> list[str]:
        return [headers_of(request).get("x-api-key", "") for request in self.requests]

    def answer(self, request: bytes) -> tuple[int, object]:
        """What an exchange in good order answers."""
        method, path, _ = request.split(b"\r\n", 1)[0].decode().split(" ")
        if method != "GET":
            return 405, {"code": "FORBIDDEN", "message": "the stand-in only reads"}
        if path == "/api/v1/time":
            return 200, self.now()
        return self.account(headers_of(request)) if path == "/api/v1/account" else (404, b"404 not found")

    def account(self, headers: Mapping[str, str]) -> tuple[int, object]:
        try:
            key, timestamp, window = headers["x-api-key"], int(headers["x-timestamp"]), int(headers["x-window"])
            text = f"instruction=accountQuery&timestamp={timestamp}&window={window}"
            VerifyKey(base64.b64decode(key)).verify(text.encode(), base64.b64decode(headers["x-signature"]))
        except (KeyError, ValueError, BadSignatureError):
            return INVALID
        if window != 5000 or not -1000 <= self.now() - timestamp <= window:
            return EXPIRED
        known = self.keys.get(key)
        if known is None or not known.alive:
            return self.unknown
        return FORBIDDEN if known.whitelist and self.sender not in known.whitelist else (200, ACCOUNT)

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self.skew_ms


def headers_of(request: bytes) -> dict[str, str]:
    lines = request.decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}


@contextmanager
def stand_in(folder: Path, *, certified: str = "localhost") -> Iterator[StandIn]:
    """Runs the server in a thread; `certified` is the host of its certificate."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(certified).configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = StandIn(port=listener.getsockname()[1], authority=file)
        threading.Thread(target=_serve, args=(listener, context, server), daemon=True).start()
        try:
            yield server
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, context: ssl.SSLContext, server: StandIn) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_handle, args=(plain, context, server), daemon=True).start()


def _handle(plain: socket.socket, context: ssl.SSLContext, server: StandIn) -> None:
    # A client that refuses the certificate, or goes away at its time-out, is what some tests are about.
    with suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
        request = b""
        while b"\r\n\r\n" not in request:
            more = connection.recv(4096)
            if not more:
                return
            request += more
        server.started.append(time.monotonic())
        server.requests.append(request)
        path = request.split(b" ")[1].decode()
        _misbehave(connection, server.misbehaviour.get(path, ""), server, request)
    plain.close()


_PAGE = b"<!DOCTYPE html><html><body>maintenance</body></html>"


def _misbehave(connection: ssl.SSLSocket, how: str, server: StandIn, request: bytes) -> None:
    right = _response(*server.answer(request))
    if how == "hang":
        time.sleep(3)
    elif how == "slow":
        for byte in right:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
    elif how != "close":
        connection.sendall(_wrong(how, right, server, headers_of(request)))


def _wrong(how: str, right: bytes, server: StandIn, said: Mapping[str, str]) -> bytes:
    message = f"bad signature {said.get('x-signature')} of key {said.get('x-api-key')}\n\x1b[31m::error::forged"
    return {
        "": right,
        "half": right[:-5],
        "html": _response(200, _PAGE, "text/html"),
        "plain404": _response(404, b"404 not found", "text/plain"),
        "redirect": _response(302, b"", headers=f"Location: {server.elsewhere}\r\n"),
        "huge": _response(200, b'{"a": "' + b"x" * 2_000_000 + b'"}'),
        "429": _response(429, {"code": "TOO_MANY_REQUESTS", "message": "slow down"}),
        "503": _response(503, _PAGE, "text/html"),
        "maintenance": _response(400, {"code": "MAINTENANCE", "message": "back soon"}),
        "odd": _response(400, {"code": "ACCOUNT_DEACTIVATED", "message": "no"}),
        "garbage": b"\0\1\2 not http at all\r\n\r\n",
        "everything-200": _response(200, ACCOUNT),
        "echo": _response(401, {"code": "UNAUTHORIZED", "message": message}),
    }[how]


def _response(status: int, body: object, kind: str = "application/json", headers: str = "") -> bytes:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{headers}\r\n"
    return head.encode() + data
