"""Tells which finding is no secret after all, or is Backpack's and reported by a rule of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from auditor.classification.field_names import naming_of
from auditor.classification.placeholders import is_placeholder, is_repetition
from auditor.classification.prose_and_phrases import is_wording
from auditor.generic.run_detectors import DetectorHit
from auditor.model.late_pattern import late
from auditor.model.location import Span
from auditor.model.material import Context, Kind, Material, Role
from auditor.vocabulary.lock_files import is_lock_file
from auditor.vocabulary.vocabulary import builtin

_ALWAYS_OURS = frozenset({Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PHRASE, Kind.EVM_KEY})
"""Kinds that our rules report wherever they are."""
_OUR_ROLES = frozenset({Role.API_KEY, Role.API_SECRET, Role.WALLET_KEY, Role.RECOVERY_PHRASE})
_HARMLESS = {
    Kind.ENCRYPTED_KEY: "a private key that a passphrase protects",
    Kind.PUBLIC_KEY: "a public key",
}
_BASELINE = ".secrets.baseline"
_SIZED = late(r"[A-Z0-9]{20}|[AS][CK][a-z0-9]{32}")
"""The id of an AWS access key, which has exactly 20 characters, as any stretch of hex in capitals that begins with `ACCA`
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html), and Twilio's, which have 34
(https://www.twilio.com/docs/glossary/what-is-a-sid)."""
_TELEGRAM = late(r"\d{8,10}:[A-Za-z0-9_-]{35}")
"""The token of a Telegram bot: an id and 35 characters, behind the letters `bot` in an address. Rows of hex between colons,
as in test vectors, hold such stretches too."""
_INTEGRITY = late(r"(?:sha(?:1|224|256|384|512)|md5|h1)[-:]")
_DIGEST = late(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})", re.IGNORECASE)
_BASE64_DIGEST = late(r"[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{86}==")
_NAME = late(r"([\w.-]{1,80})[\"']?\s*[:=]+\s*[\"'(\[{]*$")


def is_ours(span: Span, materials: Sequence[Material]) -> bool:
    """Returns whether a rule about Backpack values reports what is there."""
    return any(_is_ours(material) and not _is_lone_key(material) for material in _at(span, materials))


def lookalike(found: DetectorHit, name: str, span: Span, materials: Sequence[Material]) -> str:
    """Returns why a finding is no secret, in a few words; empty if it may be one."""
    for material in _at(span, materials):
        if reason := _HARMLESS.get(material.kind, ""):
            return reason
        if _is_ours(material) and _is_lone_key(material):
            return "an API key by itself, which is public"
    if _is_inside_run(found):
        return "a stretch of a longer run of letters and digits"
    # Only randomness makes a checksum look like a secret. One under a password's name may well be a password's hash.
    return _checksum(found, name) if found.detector.charset else ""


def _is_inside_run(found: DetectorHit) -> bool:
    """Returns whether a value has the size of an id or token, and more of the same is next to it wherever the line has it."""
    value = re.escape(found.value)
    if _SIZED.fullmatch(found.value):
        whole = rf"(?<![A-Za-z0-9]){value}(?![A-Za-z0-9])"
    elif _TELEGRAM.fullmatch(found.value):
        whole = rf"(?<!\d){value}(?![A-Za-z0-9_-])"
    else:
        return False
    return re.search(whole, found.line) is None


def _checksum(found: DetectorHit, name: str) -> str:
    file = name.rsplit("/", 1)[-1].lower()
    digest = _DIGEST.fullmatch(found.value) or _BASE64_DIGEST.fullmatch(found.value)
    if _INTEGRITY.match(found.value):
        return "a checksum, as its prefix says"
    if digest and is_lock_file(name):
        return "a checksum in a lock file"
    if digest and file == _BASELINE:
        return "a hash in a detect-secrets baseline"
    if digest and (named := _NAME.search(found.line[: max(0, found.line.find(found.value))])):
        return "a checksum, as its name says" if naming_of(named[1], builtin()).role is Role.HASH else ""
    return ""


def _at(span: Span, materials: Sequence[Material]) -> list[Material]:
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    return [
        material
        for material in materials
        if (material.span.line, material.span.column) < end
        and start < (material.span.end_line, material.span.end_column)
    ]


def _is_ours(material: Material) -> bool:
    """Returns whether a rule is sure to report it. What is doubtful is decided by what is reported (`once`).

    Another product's credential in a Backpack field has to be revoked where it was issued, so it stays.
    """
    if material.kind in _ALWAYS_OURS:
        return True
    belongs = material.context >= Context.SCOPE and material.role in _OUR_ROLES
    return belongs and material.kind is not Kind.FOREIGN and material.kind not in _HARMLESS


def _is_lone_key(material: Material) -> bool:
    return material.role is Role.API_KEY and material.kind is Kind.ED25519 and material.is_point


KEY_FILES = "PrivateKeyDetector"
"""The detector that finds the heads of key files."""
_HEAD = late(r"BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?(?:-{4,5})?|PuTTY-User-Key-File-\d")
_END = late(r"-----END|Private-MAC")
_BODY = late(r"[A-Za-z0-9+/]{20,}={0,2}")
_BEGINS = late(r"(?:\\[nrt]|[\s\"'`,+.#*/;>|&()\\-])*(?:[A-Za-z0-9+/]{20}|[A-Z][A-Za-z-]{2,20}: )")
"""What is between the head of a key file and its first line, or its first header (RFC 1421, RFC 4880)."""
_LEAST_BODY = 60
"""Characters of base64 in the smallest private key: an Ed25519 key in PKCS #8 has 64 (RFC 8410)."""
_USER_PASSWORD = late(r"://([^:/?#\[\]@\s]{1,80}):([^@\s]{1,200})@([\w.<>{}$%*-]{1,120})")
_FORMAL = frozenset({
    "pass", "password", "passwd", "pwd", "pw", "psw", "secret", "token", "key", "apikey", "api_key", "credentials", "user",
    "username", "login", "name", "usr", "xxx", "p", "s3cret", "hunter2", "changeme",
})  # fmt: skip
"""Passwords of format descriptions: `user:pass@host`."""
_MOST_REPEATED = 2
"""Different characters of a password that is a filler: `xxxx`, `*****`."""
_TWILIO = late(r"(?:AC|SK)[0-9a-f]{32}")
"""Twilio's identifiers have digits of hex; `usb:v…icSK01…` is the alias of a module."""
_TEMPLATE = late(r"[{}<>\[\]$%*…]|\.\.\.")
_DOCUMENTED = late(r"EXAMPLE(?:KEY)?|FAKE|NOTREAL|REDACTED|DUMMY|PLACEHOLDER")
_HEX = late(r"(?:0[xX])?((?:[0-9a-fA-F]{2}){8,64})")


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
    if detector == "TwilioKeyDetector" and not _TWILIO.fullmatch(found.value):
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
