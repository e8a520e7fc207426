"""The protocol as pygls speaks it, without anything that could repeat a document: no log, no trace, no message of an error.

pygls logs what it sends and receives, answers a failed request with a traceback, and shows errors with their messages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

from auditor.errors import AuditError
from auditor.redaction import redacted

_WORDS = {
    -32700: "the message is not JSON",
    -32600: "the request is wrong",
    -32601: "there is no such method",
    -32602: "the parameters are wrong",
    -32800: "the request was cancelled",
}
_FAILED = "backpack-audit failed; this is a bug, please report it"


def silence_logs() -> None:
    """Turns off the logs of the libraries, which hold the messages and what is in them."""
    for name in ("pygls", "asyncio", "cattrs"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.disabled = True
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("pygls."):
            logging.getLogger(name).disabled = True


def harmless(error: BaseException) -> str:
    """Returns what is said of an error: the sentence of an expected one, the kind alone of any other."""
    if isinstance(error, AuditError):
        return redacted(str(error))
    return f"{_FAILED} ({type(error).__name__})"


class SafeProtocol(LanguageServerProtocol):
    """Documents are kept by the session, with positions that are exact; pygls keeps no copy of them."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Returns a message as an object; a request that cannot be read is answered."""
        is_read = False
        try:
            found = super().structure_message(data)
            is_read = True
        finally:
            if not is_read and "id" in data and "method" in data:
                error = types.ResponseError(code=types.ErrorCodes.InvalidParams, message=_WORDS[-32602])
                self._send_response(data["id"], None, error)
        return found

    def _send_response(
        self,
        msg_id: str | int,
        result: object = None,
        error: types.ResponseError | None = None,
    ) -> None:
        if error is not None:
            error = types.ResponseError(code=error.code, message=_WORDS.get(error.code, _FAILED))
        super()._send_response(msg_id, result, error)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Iterator[Any]:
        """Leaves the document to the session."""
        yield from self._to_session(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """Leaves the document to the session."""
        yield from self._to_session(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Iterator[Any]:
        """Leaves the document to the session."""
        yield from self._to_session(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def _to_session(self, method: str, params: object) -> Iterator[Any]:
        if (handler := self.fm.features.get(method)) is not None:
            yield handler, (params,), None
