"""Files that a user keeps are written whole or not at all: a baseline, a report, a mended configuration."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from auditor.errors import OutputError


def write(path: Path, data: bytes) -> None:
    """Puts `data` where `path` points: a link stays a link, an existing file keeps its permission bits.

    The bytes go to a new file in the same folder, reach the disk, and then take the name in one step.

    Raises:
        OutputError: the folder does not exist or cannot be written; the old content stands untouched.
    """
    import tempfile  # noqa: PLC0415 - 8 ms, only where something is written

    try:
        target = path.resolve()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    except (OSError, RuntimeError) as error:
        raise _failure(path, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        raise _failure(path, error) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


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
