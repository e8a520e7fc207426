"""Which values a detector takes for a secret are the form of one and no value: placeholders, heads, identifiers."""

from __future__ import annotations

import re
from itertools import pairwise

from auditor.classification.placeholders import is_placeholder, is_repetition
from auditor.classification.wording import is_wording
from auditor.generic.run_detectors import DetectorHit
from auditor.vocabulary.vocabulary import builtin

KEY_FILES = "PrivateKeyDetector"
"""The detector that finds the heads of key files."""
_HEAD = re.compile(r"BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?(?:-{4,5})?|PuTTY-User-Key-File-\d")
_END = re.compile(r"-----END|Private-MAC")
_BODY = re.compile(r"[A-Za-z0-9+/]{20,}={0,2}")
_BEGINS = re.compile(r"(?:\\[nrt]|[\s\"'`,+.#*/;>|&()\\-])*(?:[A-Za-z0-9+/]{20}|[A-Z][A-Za-z-]{2,20}: )")
"""What is between the head of a key file and its first line, or its first header (RFC 1421, RFC 4880)."""
_LEAST_BODY = 60
"""Characters of base64 in the smallest private key: an Ed25519 key in PKCS #8 has 64 (RFC 8410)."""
_USER_PASSWORD = re.compile(r"://([^:/?#\[\]@\s]{1,80}):([^@\s]{1,200})@([\w.<>{}$%*-]{1,120})")
_FORMAL = frozenset({
    "pass", "password", "passwd", "pwd", "pw", "psw", "secret", "token", "key", "apikey", "api_key", "credentials", "user",
    "username", "login", "name", "usr", "xxx", "p", "s3cret", "hunter2", "changeme",
})  # fmt: skip
"""Passwords of format descriptions: `user:pass@host`."""
_MOST_REPEATED = 2
"""Different characters of a password that is a filler: `xxxx`, `*****`."""
_TEMPLATE = re.compile(r"[{}<>\[\]$%*…]|\.\.\.")
_DOCUMENTED = re.compile(r"EXAMPLE(?:KEY)?|FAKE|NOTREAL|REDACTED|DUMMY|PLACEHOLDER")
_HEX = re.compile(r"(?:0[xX])?((?:[0-9a-fA-F]{2}){8,64})")


def placeholder_reason(found: DetectorHit, following: str) -> str:
    """Returns why a value is no secret, in a few words; empty where it may be one.

    Args:
        found: The value and its line.
        following: The text from the value's line on, as far as a key file reaches.
    """
    detector = found.detector.name
    if detector == KEY_FILES:
        return "" if _has_body(following) else "the head of a key file without a key"
    if detector == "BasicAuthDetector" and _is_format(found):
        return "a user and a password in a description of a format"
    if detector == "ArtifactoryDetector" and is_wording(found.value.strip(' \t=:"')):
        return "an identifier"
    if _DOCUMENTED.search(found.value):
        return "an example, as it says itself"
    return "a test vector: its bytes follow a pattern" if _is_pattern(found.value) else ""


def _has_body(following: str) -> bool:
    """Returns whether a key follows the head of a key file: right behind it, or up to its end."""
    head = _HEAD.search(following)
    if head is None:
        return True
    rest = following[head.end() :]
    end = _END.search(rest)
    if end is None:
        return _BEGINS.match(rest) is not None
    runs = (run for run in _BODY.findall(rest[: end.start()]) if not is_wording(run) and not is_repetition(run))
    return sum(map(len, runs)) >= _LEAST_BODY


def _is_format(found: DetectorHit) -> bool:
    """Returns whether every password in a URL of the line is a word that only describes what is there."""
    parts = [match.groups() for match in _USER_PASSWORD.finditer(found.line) if match[2] == found.value]
    return bool(parts) and all(
        password.lower().rstrip("0123456789") in _FORMAL
        or password.lower() == user.lower()
        or _TEMPLATE.search(password)
        or is_placeholder(password, builtin())
        or len(set(password)) <= _MOST_REPEATED
        for user, password, _ in parts
    )


def _is_pattern(value: str) -> bool:
    """Returns whether a value is hex of bytes that count or repeat."""
    match = _HEX.fullmatch(value)
    if match is None:
        return False
    data = bytes.fromhex(match[1])
    steps = {(after - before) % 256 for before, after in pairwise(data)}
    repeats = any(data == (data[:size] * len(data))[: len(data)] for size in range(1, len(data) // 2 + 1))
    return len(steps) == 1 or repeats
