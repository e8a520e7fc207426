"""Tells what a private-key or public-key file holds: PEM, DER and OpenSSH forms of Ed25519 keys.

PKCS #8 and SubjectPublicKeyInfo of Ed25519 after RFC 8410; OpenSSH's own format after its PROTOCOL.key file.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from auditor.model.material import Encoding, Kind
from auditor.model.secret import PlainBytes

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,40})-----(.*?)(?:-----END|\Z)", re.DOTALL)
_OID_ED25519 = bytes.fromhex("06032b6570")
"""DER of 1.3.101.112, id-Ed25519 (RFC 8410, section 3)."""
_OPENSSH_MAGIC = b"openssh-key-v1\0"
_SPKI_BYTES = 44
_MAX_DER = 512


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file holds. `data` is plaintext for a private key; empty where it is encrypted or not Ed25519."""

    kind: Kind
    encoding: Encoding
    data: PlainBytes = field(default=PlainBytes(b""), repr=False)


def from_pem(text: str) -> KeyFile | None:
    """Returns the first key in PEM text, also where line ends are written as backslash and n."""
    match = _PEM.search(text.replace("\\r", "").replace("\\n", "\n"))
    if match is None:
        return None
    label, body = match[1].strip(), match[2]
    if "ENCRYPTED" in label or "Proc-Type: 4,ENCRYPTED" in body:
        return KeyFile(Kind.ENCRYPTED_KEY, Encoding.PEM)
    try:
        data = base64.b64decode(re.sub(r"[^A-Za-z0-9+/=]", "", body))
    except binascii.Error:
        return None
    if label == "OPENSSH PRIVATE KEY":
        return _openssh(data)
    found = from_der(data)
    if found:
        return KeyFile(found.kind, Encoding.PEM, found.data)
    return KeyFile(Kind.FOREIGN, Encoding.PEM) if label.endswith("PRIVATE KEY") else None


def from_der(data: bytes) -> KeyFile | None:
    """Returns an Ed25519 key in PKCS #8 (version 1 or 2) or in SubjectPublicKeyInfo."""
    at = data.find(_OID_ED25519, 0, 32)
    if at < 0 or len(data) > _MAX_DER or data[:1] != b"\x30":
        return None
    rest = data[at + len(_OID_ED25519) :]
    if rest[:4] == b"\x04\x22\x04\x20" and len(rest) >= 36:  # noqa: PLR2004 - OCTET STRING in OCTET STRING, 32 bytes
        return KeyFile(Kind.PRIVATE_KEY, Encoding.DER, PlainBytes(rest[4:36]))
    if rest[:3] == b"\x03\x21\x00" and len(data) == _SPKI_BYTES:
        return KeyFile(Kind.PUBLIC_KEY, Encoding.DER, PlainBytes(rest[3:35]))
    return None


def _openssh(data: bytes) -> KeyFile | None:
    if not data.startswith(_OPENSSH_MAGIC):
        return None
    try:
        cipher, rest = _string(data[len(_OPENSSH_MAGIC) :])
        if cipher != b"none":
            return KeyFile(Kind.ENCRYPTED_KEY, Encoding.OPENSSH)
        _kdf, rest = _string(rest)
        _options, rest = _string(rest)
        _public, rest = _string(rest[4:])
        private, _ = _string(rest)
        kind, rest = _string(private[8:])
        if kind != b"ssh-ed25519":
            return KeyFile(Kind.FOREIGN, Encoding.OPENSSH)
        _public, rest = _string(rest)
        expanded, _ = _string(rest)
    except ValueError:
        return None
    return KeyFile(Kind.PRIVATE_KEY, Encoding.OPENSSH, PlainBytes(expanded[:32]))


def _string(data: bytes) -> tuple[bytes, bytes]:
    """Returns a length-prefixed string (RFC 4251, section 5) and what follows it."""
    length = int.from_bytes(data[:4], "big")
    if len(data) < 4 + length:
        raise ValueError("truncated")
    return data[4 : 4 + length], data[4 + length :]
