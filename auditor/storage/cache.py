"""Derived data that may be kept between runs, in the user's cache directory; never anything secret.

An entry is a file `<kind>-<digest>` whose first 32 bytes are the BLAKE2b digest of the rest. What is missing, damaged, or
could have been written by somebody else is as good as absent; failing to write is no error: the next run pays again.

Digests are computed without OpenSSL, which takes 7 ms to load: the interpreter brings its own, and `hashlib` takes them as
well. SHA-256 is for small texts, for which it is as fast; BLAKE2b is for what is large.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from msgspec import DecodeError, msgpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b
    except ImportError:  # an interpreter that was built without it
        from hashlib import blake2b
    try:
        from _sha2 import sha256  # since Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["blake2b", "sha256"]


_DIGEST_BYTES = 32
_FORM = "b"
"""Begins the digest in the name of an entry, so that two versions with different checks do not write over each other's."""
T = TypeVar("T")


def directory() -> Path:
    """Returns the cache directory: `BACKPACK_AUDIT_CACHE_DIR`, or `backpack-audit` in the platform's place for caches."""
    if chosen := os.environ.get("BACKPACK_AUDIT_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "backpack-audit"


def kept(kind: str, digest: str, form: type[T], make: Callable[[], T]) -> T:
    """Returns what `make` makes, from the entry of an earlier run; where there is none of that form, it is made and kept."""
    if body := load(kind, digest):
        with suppress(DecodeError, ValueError, RecursionError):
            return msgpack.decode(body, type=form)
    made = make()
    store(kind, digest, msgpack.encode(made))
    return made


def load(kind: str, digest: str) -> bytes | None:
    """Returns the entry, or None where there is none that can be trusted."""
    try:
        path = _path(kind, digest)
        if not (_is_ours(path.parent) and _is_ours(path)):
            return None
        data = path.read_bytes()
    except (OSError, RuntimeError):
        return None
    body = data[_DIGEST_BYTES:]
    return body if _check(body) == data[:_DIGEST_BYTES] else None


def store(kind: str, digest: str, body: bytes) -> None:
    """Keeps the entry, whole or not at all; the file is readable and writable by its owner only."""
    import tempfile  # 8 ms, only when something new is kept

    with suppress(OSError, RuntimeError):
        path = _path(kind, digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(path.parent):
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{kind}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_check(body) + body)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)


def code_digest(folders: Iterable[Path]) -> str:
    """Returns a digest of the modules that derive an entry: the interpreter, and names, sizes and times of files in folders."""
    state = sha256(repr(sys.version_info[:3]).encode())
    for folder in folders:
        for file in sorted(folder.glob("*.py")):
            found = file.stat()
            state.update(f"{file.name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _check(body: bytes) -> bytes:
    return blake2b(body, digest_size=_DIGEST_BYTES).digest()


def _path(kind: str, digest: str) -> Path:
    return directory() / f"{kind}-{_FORM}{digest[:31]}"


def _is_ours(path: Path) -> bool:
    """Returns whether only this user could have written it (where the system has owners)."""
    found = path.stat()
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
