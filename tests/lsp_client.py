"""A small client of the language server over stdio, which keeps every byte that the server says."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 20.0
"""Seconds."""
CAPABILITIES: dict[str, Any] = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceFolders": True,
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "codeAction": {
            "disabledSupport": True,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
        },
        "hover": {"contentFormat": ["markdown"]},
    },
}


class Client:
    """One editor."""

    def __init__(
        self,
        *folders: Path,
        arguments: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        **initialize: Any,
    ) -> None:
        self.raw = bytearray()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int | None] = {}
        self.messages: list[dict[str, Any]] = []
        self.edits: list[dict[str, Any]] = []
        self.apply = True
        self.expects_failures = False
        self._next = 0
        self._incoming: queue.Queue[dict[str, Any] | None] = queue.Queue()
        variables = {**os.environ, "CI": "", "LC_ALL": "C.UTF-8", **(environment or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "auditor", "lsp", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables,
        )
        self.errors = bytearray()
        self._threads = [threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)]
        for thread in self._threads:
            thread.start()
        self.folders = folders
        options = {"debounce": 0, **initialize.pop("initializationOptions", {})}
        self.capabilities = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folders[0].as_uri() if folders else None,
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name} for folder in folders],
                "capabilities": initialize.pop("capabilities", CAPABILITIES),
                "initializationOptions": options,
                "trace": "verbose",
                **initialize,
            },
        )["capabilities"]
        self.notify("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.stop()
        self.close_streams()

    def close_streams(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def stop(self) -> int:
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(PATIENCE)

    def send(self, message: dict[str, Any]) -> None:
        self.send_body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_body(self, body: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> int:
        self._next += 1
        self.send({"id": self._next, "method": method, "params": params})
        return self._next

    def request(self, method: str, params: Any) -> Any:
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def answer(self, number: int) -> dict[str, Any]:
        return self.until(lambda message: message.get("id") == number and "method" not in message)

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message = self._incoming.get(timeout=PATIENCE)
            assert message is not None, self.errors.decode()
            self._take(message)
            if wanted(message):
                return message

    def wait(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.until(lambda _message: True)

    def open(self, path: Path | str, text: str | None = None, *, language: str = "plaintext", version: int = 1) -> str:
        uri = path.as_uri() if isinstance(path, Path) else path
        if text is None:
            assert isinstance(path, Path)
            text = path.read_bytes().decode()
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def save(self, uri: str) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def watched(self, *paths: Path) -> None:
        changes = [{"uri": path.as_uri(), "type": 2 if path.exists() else 3} for path in paths]
        self.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    def codes(self, uri: str) -> list[str]:
        return sorted(one.get("code", "") for one in self.diagnostics.get(uri, []))

    def at_version(self, uri: str, version: int) -> list[dict[str, Any]]:
        self.wait(lambda: self.versions.get(uri) == version)
        return self.diagnostics[uri]

    def actions(self, uri: str, place: dict[str, Any]) -> list[dict[str, Any]]:
        params = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
        found: list[dict[str, Any]] = self.request("textDocument/codeAction", params)
        return found

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method", "")
        params = message.get("params") or {}
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]
            self.versions[params["uri"]] = params.get("version")
        elif method == "workspace/applyEdit":
            self.edits.append(params["edit"])
            self.send({"id": message["id"], "result": {"applied": self.apply}})
        elif "id" in message and method:
            self.messages.append(message)
            self.send({"id": message["id"], "result": None})
        elif method:
            assert self.expects_failures or "this is a bug" not in str(params), params
            self.messages.append(message)

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while line := stream.readline():
            self.raw += line
            length = int(line.split(b":")[1])
            while (line := stream.readline()).strip():
                self.raw += line
            body = stream.read(length)
            self.raw += body
            self._incoming.put(json.loads(body))
        self._incoming.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr
        while data := self.process.stderr.read1():  # type: ignore[attr-defined]
            self.errors += data
