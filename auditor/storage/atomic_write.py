"""Files that a user keeps are written whole or not at all: a baseline, a report, a fixed configuration."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from auditor.errors import OutputError
from auditor.storage.planted import refuse_planted


def write(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Puts `data` where `path` points: a link stays a link, an existing file keeps its permission bits.

    The bytes go to a new file in the same folder, reach the disk, and then take the name in one step. Until then only
    we can read them. `mode` gives other permission bits; for root, the owner of an existing file stays the owner.

    Raises:
        OutputError: the folder does not exist or cannot be written, or the audited tree put a link there; the old
            content stays.
    """
    import tempfile  # 8 ms, only where something is written

    refuse_planted(path)
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # Root could: the device itself would give way to the new file.
            raise OutputError(f"cannot write {path}: it is no regular file")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    except (OSError, RuntimeError) as error:
        raise _failure(path, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _keep_owner(temporary, target)
        temporary.chmod(_mode(target) if mode is None else mode)
        temporary.replace(target)
    except OSError as error:
        raise _failure(path, error) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _keep_owner(temporary: Path, target: Path) -> None:
    """Gives the new file to the owner of the old one, which only root can do."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and target.exists():
        status = target.stat()
        os.chown(temporary, status.st_uid, status.st_gid)


def _mode(target: Path) -> int:
    """The permission bits of the existing file, or what the user's mask leaves to a new one."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _failure(path: Path, error: OSError | RuntimeError) -> OutputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is a loop of links"
    return OutputError(f"cannot write {path}: {reason}")
