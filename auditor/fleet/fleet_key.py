"""The fleet key: 32 bytes without which nothing in a record can be confirmed by guessing.

Tokens and digests in a record are names under this key, equal in all records of a fleet and in nobody else's. Public keys
of secrets, from which a guessable seed could be confirmed, are encrypted under it: only who has the key reads them.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NoReturn, final

from msgspec.structs import replace

from auditor.errors import ConfigurationError, OutputError, UsageError
from auditor.model.batch_result import BlobResult, GenericHit
from auditor.model.material import Material

KEY_BYTES = 32
VARIABLE = "BACKPACK_AUDIT_FLEET_KEY"
_PREFIX = "backpack-audit-fleet-key-v1:"
_FORM = re.compile(rf"(?:{_PREFIX})?([0-9a-fA-F]{{{2 * KEY_BYTES}}})")
_NONCE_BYTES = 24
_NAME_BYTES = 16
_OTHERS = 0o077


@final
class FleetKey:
    """A key in use. It has no text form and cannot be pickled: it never leaves the process that read it."""

    __slots__ = ("_digests", "_names", "_seals", "id")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise UsageError(f"a fleet key has {KEY_BYTES} bytes")
        self._names = _derived(key, b"bpk-fleet-names")
        self._seals = _derived(key, b"bpk-fleet-seals")
        self._digests = _derived(key, b"bpk-fleet-digest")
        self.id = _derived(key, b"bpk-fleet-id")[:8].hex()
        """Tells keys apart; nothing follows from it."""

    def name(self, value: bytes) -> bytes:
        """Returns 16 bytes that mean a token or a digest in the records of this fleet."""
        return blake2b(value, key=self._names, digest_size=_NAME_BYTES).digest()

    def digest_key(self) -> bytes:
        """Returns the key under which workers digest values that are no Ed25519 material, where no baseline has one."""
        return self._digests

    def seal(self, data: bytes) -> bytes:
        """Returns data encrypted and authenticated; the same data gives the same bytes, so that records compare."""
        from nacl.bindings import crypto_secretbox  # 35 ms, only where something was found

        nonce = blake2b(data, key=self._seals, digest_size=_NONCE_BYTES, person=b"bpk-fleet-nonce").digest()
        return nonce + crypto_secretbox(data, nonce, self._seals)

    def open(self, sealed: bytes) -> bytes:
        """Returns what was sealed.

        Raises:
            UsageError: it was sealed under another key, or is damaged.
        """
        from nacl.bindings import crypto_secretbox_open
        from nacl.exceptions import CryptoError

        try:
            return crypto_secretbox_open(sealed[_NONCE_BYTES:], sealed[:_NONCE_BYTES], self._seals)
        except (CryptoError, ValueError):
            raise UsageError("a record is damaged, or was written under another fleet key") from None

    def __repr__(self) -> str:
        return f"<FleetKey {self.id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a fleet key cannot be pickled")


def _derived(key: bytes, purpose: bytes) -> bytes:
    return blake2b(key=key, digest_size=KEY_BYTES, person=purpose).digest()


def default_path() -> Path:
    """Returns where the key is kept unless a command names another file: in the user's configuration folder."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(base) if base else Path.home() / ".config") / "backpack-audit" / "fleet.key"


def create(path: Path) -> FleetKey:
    """Writes a new key to a file that only its owner can read.

    Raises:
        OutputError: there is a file already, or it cannot be written.
    """
    key = secrets.token_bytes(KEY_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OutputError(
            f"{path} exists already: a new key would make the records of the old one useless, so it is kept"
        ) from None
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{_PREFIX}{key.hex()}\n")
    return FleetKey(key)


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> FleetKey:
    """Returns the fleet key: from the file that is named, else from the environment, else from the usual place.

    Args:
        path: The file; None for the other two.
        environment: Where `BACKPACK_AUDIT_FLEET_KEY` may hold the key in hex.

    Raises:
        ConfigurationError: there is none, others can read it, or it is no key. No text of it is quoted.
    """
    if path is None and (given := environment.get(VARIABLE)):
        return _parsed(given, VARIABLE)
    path = path or default_path()
    try:
        text = path.read_text(encoding="ascii")
        mode = path.stat().st_mode
    except FileNotFoundError:
        message = f"there is no fleet key; `backpack-audit fleet init` makes one, or set {VARIABLE}"
        raise ConfigurationError(message, path=str(path)) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError("the fleet key cannot be read", path=str(path)) from None
    if os.name == "posix" and stat.S_IMODE(mode) & _OTHERS:
        raise ConfigurationError("others can read the fleet key: chmod 600 it, or make a new one", path=str(path))
    return _parsed(text, str(path))


def _parsed(text: str, where: str) -> FleetKey:
    found = _FORM.fullmatch(text.strip())
    if found is None:
        message = (
            f"this is not a fleet key: it takes {2 * KEY_BYTES} hex digits, as `backpack-audit fleet init` writes them"
        )
        raise ConfigurationError(message, path=where)
    return FleetKey(bytes.fromhex(found[1]))


def rekeyed(blobs: Iterable[BlobResult], key: FleetKey) -> tuple[BlobResult, ...]:
    """Returns what was found as a record holds it."""
    return tuple(
        replace(
            blob,
            materials=tuple(_material(one, key) for one in blob.materials),
            generic=tuple(_hit(one, key) for one in blob.generic),
        )
        for blob in blobs
    )


def opened(blobs: Iterable[BlobResult], key: FleetKey) -> tuple[BlobResult, ...]:
    """Returns what a record holds with its public keys; tokens and digests stay names, which join as well.

    Raises:
        UsageError: the record was written under another key.
    """
    return tuple(replace(blob, materials=tuple(_opened(one, key) for one in blob.materials)) for blob in blobs)


def _material(material: Material, key: FleetKey) -> Material:
    return replace(
        material,
        public_key=key.seal(material.public_key) if material.public_key else None,
        token=key.name(material.token) if material.token else None,
        public_key_token=key.name(material.public_key_token) if material.public_key_token else None,
        digest=key.name(material.digest) if material.digest else b"",
    )


def _opened(material: Material, key: FleetKey) -> Material:
    return replace(material, public_key=key.open(material.public_key)) if material.public_key else material


def _hit(hit: GenericHit, key: FleetKey) -> GenericHit:
    return replace(hit, digest=key.name(hit.digest) if hit.digest else b"")
