"""Writes the files that a user keeps whole or not at all, and not through links that an audited tree planted."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from auditor.errors import OutputError


def refuse_planted(path: Path) -> None:
    """Checks a file that is about to be written.

    Within the current folder, and within any git work tree, no part of a path may be a link, and what exists under
    the name must be a regular file.

    Raises:
        OutputError: there is something else; the message says what.
    """
    here = Path(os.path.realpath(Path()))
    lexical = Path(os.path.normpath(here / path))
    root = here if lexical.is_relative_to(here) else _work_tree(lexical)
    if root is None:
        return
    for part in (*reversed(lexical.parents), lexical):
        if part == root or not part.is_relative_to(root):
            continue
        try:
            mode = part.lstat().st_mode
        except OSError:
            return
        if found := _unexpected(mode, is_folder=part != lexical):
            raise OutputError(
                f"cannot write {path}: {part.relative_to(root)} is {found} in the audited tree; remove it"
            )


def _work_tree(path: Path) -> Path | None:
    """Returns the nearest git work tree around a path."""
    return next((parent for parent in path.parents if os.path.lexists(parent / ".git")), None)


def _unexpected(mode: int, *, is_folder: bool) -> str:
    """Returns what is under a name where it should not be; empty for files and folders."""
    kinds = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    if name := next((name for test, name in kinds if test(mode)), ""):
        return name
    return "a folder" if stat.S_ISDIR(mode) and not is_folder else ""


def write(path: Path, data: bytes | Iterable[bytes], *, mode: int | None = None) -> None:
    """Puts `data` where `path` points: a link stays a link, an existing file keeps its permission bits.

    The bytes go to a new file in the same folder, reach the disk, and then take the name in one step. Until then only
    we can read them. Pieces of `data` are written as they come, and one that fails leaves the old file as it was.
    `mode` gives other permission bits; for root, the owner of an existing file stays the owner.

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
            file.writelines([data] if isinstance(data, bytes) else data)
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
    """Returns the permission bits of the existing file, or what the user's mask leaves to a new one."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _failure(path: Path, error: OSError | RuntimeError) -> OutputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is a loop of links"
    return OutputError(f"cannot write {path}: {reason}")
