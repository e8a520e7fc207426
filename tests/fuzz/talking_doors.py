"""The doors of those who talk to the tool: coding agents, editors, the exchange."""

from __future__ import annotations

import http.client
import io
import json
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import yaml
from oracles import BrokenError, Outputs, holds, text
from plants import PAIR, PLANTS, grown, shrunk
from settings_doors import compiled_once

from auditor.agents.agent import Agent
from auditor.agents.answers import denial, warning
from auditor.agents.decode_event import decode
from auditor.agents.judge_event import reason_to_deny
from auditor.errors import AuditError
from auditor.model.request import AuditRequest, Generic
from auditor.probe.exchange import account_reply, clock_reply
from auditor.probe.https_client import Address, Client, verified_tls

_CASES = Path(__file__).parents[1] / "cases"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-talk-"))
    (folder / "bot.py").write_text("# api.backpack.exchange\nsecret = 'x'\n", encoding="utf-8")
    (folder / ".env").write_bytes(PLANTS[PAIR])
    return folder


def event(data: bytes) -> None:
    """An event of a coding agent: its first byte names the agent."""
    agent = [*Agent][data[0] % len(Agent)] if data else Agent.CODEX
    said = grown(data[1:])
    os.chdir(_folder())

    def run(_: bool) -> Outputs:
        try:
            found = decode(said)
            reason = reason_to_deny(found, AuditRequest(generic=Generic.OFF, use_config=False))
        except AuditError as error:
            return {"warning": text(warning(agent, str(error)))}
        return {"denial": text(denial(agent, found.moment, found.name, reason)) if reason else b""}

    with compiled_once():
        holds(data, run)


def editor(data: bytes) -> None:
    """Messages of an editor, one a line, between a beginning and an end that every editor sends."""
    from auditor.lsp.features import add_features
    from auditor.lsp.server import AuditServer

    said = [line for line in grown(data.replace(b"\n", b"\xff")).split(b"\xff") if line.strip()]
    stream = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in (*_beginning(), *said, *_END))

    def run(_: bool) -> Outputs:
        request = AuditRequest(generic=Generic.OFF, use_config=False, jobs=1, describe_rules=False)
        server = AuditServer(request, language_of=lambda _: "", debounce=0)
        add_features(server)
        sink = _Sink()
        server.serve(io.BytesIO(stream), sink)
        answered = sink.getvalue()
        if b"this is a bug" in answered:
            at = answered.find(b"this is a bug")
            raise BrokenError(f"the server failed: {answered[at : at + 80]!r}")
        return {"messages": answered}

    with compiled_once(), patch("oracles.is_thorough", lambda _: False):  # the order of messages is not promised
        holds(data, run)


class _Sink(io.BytesIO):
    """Keeps its bytes when it is closed."""

    def close(self) -> None:
        """Stays open."""


def _beginning() -> Iterator[bytes]:
    root = _folder().as_uri()
    options: dict[str, object] = {
        "processId": None,
        "rootUri": root,
        "capabilities": {},
        "workspaceFolders": [{"uri": root, "name": "a"}],
    }
    yield _message("initialize", options, 1)
    yield _message("initialized", {})


def _message(method: str, params: object, number: int | None = None) -> bytes:
    named = {} if number is None else {"id": number}
    return json.dumps({"jsonrpc": "2.0", **named, "method": method, "params": params}).encode()


_DOCUMENT = {"uri": "untitled:a"}
_PLACE = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
_END = (_message("shutdown", None, 999), _message("exit", None))


class _Wire:
    """A connection whose other side has said everything already."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self._said)

    def sendall(self, _: object) -> None:
        """Takes the request."""

    def close(self) -> None:
        """Nothing is open."""


@cache
def _client() -> Client:
    return Client(Address("localhost", 443), verified_tls())


def exchange_answer(data: bytes) -> None:
    """Bytes of HTTP that come back from the exchange, or from what is between."""
    said = grown(data)

    def connect(connection: http.client.HTTPSConnection) -> None:
        connection.sock = _Wire(said)

    def run(_: bool) -> Outputs:
        with patch.object(http.client.HTTPSConnection, "connect", connect):
            answer = _client().get("/api/v1/account", {})
        return {
            "account": text(account_reply(answer)),
            "clock": text(clock_reply(answer)),
            "answer": repr(answer).encode(),
        }

    holds(data, run)


def event_seeds() -> Iterator[bytes]:
    """Yields the events of the test cases, each for its own agent."""
    for at, agent in enumerate(Agent):
        path = _CASES / "agents" / f"{agent.value}.yaml"
        for one in _mappings(yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}):
            yield bytes([at]) + shrunk(json.dumps(one))[:3000]
    before = '{"hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"file_path":"bot.py","content":"secret=\x01"}}'
    yield b"\x00" + before.encode()
    yield b'\x00{"hook_event_name":"UserPromptSubmit","prompt":"api.backpack.exchange secret \x06"}'
    yield b'\x01{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_response":{"stdout":"BACKPACK_API_SECRET=\x03"}}'


def _mappings(value: object) -> Iterator[dict[str, object]]:
    """Yields the events in a file of cases: mappings that name a tool, an event or a prompt."""
    if isinstance(value, dict):
        if any(
            key in value for key in ("hook_event_name", "hookEventName", "tool_name", "toolName", "prompt", "command")
        ):
            yield value
            return
        for one in value.values():
            yield from _mappings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _mappings(one)


def editor_seeds() -> Iterator[bytes]:
    """Yields what an editor says about a document."""
    document = {
        **_DOCUMENT,
        "languageId": "dotenv",
        "version": 1,
        "text": "BACKPACK_API_KEY=\x01\nBACKPACK_API_SECRET=\x02\n",
    }
    opened = _message("textDocument/didOpen", {"textDocument": document})
    change = {"textDocument": {**_DOCUMENT, "version": 2}, "contentChanges": [{"range": _PLACE, "text": "\x06"}]}
    asked = {"textDocument": _DOCUMENT, "range": _PLACE, "context": {"diagnostics": []}}
    messages = [
        opened,
        _message("textDocument/didChange", change),
        _message("textDocument/codeAction", asked, 2),
        _message("textDocument/hover", {"textDocument": _DOCUMENT, "position": {"line": 0, "character": 20}}, 3),
        _message("textDocument/didSave", {"textDocument": _DOCUMENT}),
        _message("workspace/executeCommand", {"command": "\x01", "arguments": ["\x01"]}, 4),
        _message("textDocument/\x01", {"a": "\x01"}, 5),
        _message("textDocument/didClose", {"textDocument": _DOCUMENT}),
    ]
    # In JSON these bytes would be escaped; the door puts secrets in their place before anybody parses.
    plain = [_unescaped(message) for message in messages]
    yield b"\n".join(plain)
    yield from (b"\n".join((plain[0], one, plain[2])) for one in plain[1:])


def _unescaped(message: bytes) -> bytes:
    for byte in PLANTS:
        message = message.replace(b"\\u%04x" % byte[0], byte)
    return message


def exchange_answer_seeds() -> list[bytes]:
    """Answers of the exchange as its documentation has them, and of others."""
    # Without its length, which is another one once the secret is in the body; the last byte ends it.
    head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n\r\n%s"
    bodies = [
        (200, b'{"autoLend": true, "leverageLimit": "5"}'),
        (401, b'{"code": "UNAUTHORIZED", "message": "no \x01 here"}'),
        (400, b'{"code": "\x06", "message": "Request has expired \x05"}'),
        (200, b"1750000000000"),
        (502, b"<html>\x01</html>"),
    ]
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"
    return [*(head % (status, body) for status, body in bodies), chunked, b"\x16\x03\x01"]
