"""Tells what the exchange is asked, and what is kept of its answers: status, code and message, and nothing else.

Facts: `GET /api/v1/time` answers with a bare number of milliseconds; `GET /api/v1/account` (instruction `accountQuery`)
answers 200 with the account's settings, or `{"code": ..., "message": ...}` with one of 35 codes (OpenAPI,
`ApiErrorCode`). Which code an unknown key, a key that is switched off or an address off the whitelist gets is not
documented, so no code proves anything by itself; the throw-away key is asked what an unknown key gets. Wrong paths
and parameters are answered in plain text.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from string import ascii_letters, digits

from auditor.model.probed import Reply
from auditor.probe.https_client import Answer
from auditor.redaction import without_pieces

OFFICIAL = "https://api.backpack.exchange"
TIME_PATH = "/api/v1/time"
ACCOUNT_PATH = "/api/v1/account"

_LONGEST_MESSAGE = 200
_LONGEST_CODE = 60
_REFUSALS = frozenset({"UNAUTHORIZED", "FORBIDDEN", "INVALID_SIGNATURE", "INVALID_CLIENT_REQUEST"})
"""Codes by which a signer can be refused; the FAQ says that `INVALID_CLIENT_REQUEST` means a wrong signature, too."""
_REFUSING = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_BUSY = {
    "TOO_MANY_REQUESTS": "the exchange limits how many requests it takes",
    "MAINTENANCE": "the exchange is being maintained",
    "SERVER_ERROR": "the exchange has a problem of its own",
    "TIMEOUT": "the exchange has a problem of its own",
    "TOO_EARLY": "the exchange found the request too early",
}
_RUN = f"{ascii_letters}{digits}+/=_-"
"""What values are made of."""
_LATE = "expired"
"""In the message where the timestamp and the window do not fit: said of the request, not of the key."""


def clock_reply(answer: Answer) -> tuple[Reply, int | None]:
    """Returns what came back for the time, and the time itself in milliseconds; None where none came back."""
    if answer.trouble or answer.status != HTTPStatus.OK:
        return _reply(answer), None
    text = answer.body.decode("ascii", "replace").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):  # noqa: PLR2004 - fifteen digits are the year 33658
        return Reply(status=answer.status, trouble="an answer that is not a time"), None
    return Reply(status=answer.status, accepted=True), int(text)


def account_reply(answer: Answer) -> Reply:
    """Returns what came back for an account; of the settings of an account nothing is kept."""
    return _reply(answer)


def _reply(answer: Answer) -> Reply:
    if answer.trouble:
        return Reply(status=answer.status, trouble=answer.trouble)
    status = answer.status or 0
    body = _object(answer.body)
    code = _text(body, "code", _LONGEST_CODE)
    message = _text(body, "message", _LONGEST_MESSAGE)
    trouble = _trouble(status, code) or _other_form(answer.body, is_object=body is not None)
    is_refusal = status in _REFUSING and code in _REFUSALS
    if is_refusal and _LATE in message.lower():
        trouble = trouble or "the exchange says that the request has expired"
    elif code and not is_refusal:
        trouble = trouble or "a code that says nothing about the key"
    elif not code and status != HTTPStatus.OK:
        trouble = trouble or "an answer without a code of the exchange"
    return Reply(
        status=status,
        code=code,
        message=message,
        trouble=trouble,
        accepted=not trouble and not code and status == HTTPStatus.OK,
        refused=not trouble and is_refusal,
    )


def _trouble(status: int, code: str) -> str:
    """Returns what the status, or a code for everybody, says before the body counts; empty where that has the word."""
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "a redirect, which is not followed"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _BUSY["TOO_MANY_REQUESTS"]
    if code in _BUSY:
        return _BUSY[code]
    return "the exchange has a problem of its own" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""


def _object(body: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(body: dict[str, object] | None, name: str, longest: int) -> str:
    """Returns one text of the body, on one line, shortened, without anything that may be a key or a secret."""
    value = (body or {}).get(name)
    if not isinstance(value, str | int):
        return ""
    text = str(value)
    if len(text) > 4 * longest:
        # Of a value that is cut there, too little is left to be known for one.
        text = text[: 4 * longest].rstrip(_RUN)
    line = "".join(character if character.isprintable() else " " for character in text)
    shown = without_pieces(" ".join(line.split()))
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _other_form(body: bytes, *, is_object: bool) -> str:
    """Returns what a body is that is no JSON object; empty where it is one."""
    if is_object:
        return ""
    start = body[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        return "a page of HTML"
    return "an empty answer" if not start else "an answer that is not a JSON object"
