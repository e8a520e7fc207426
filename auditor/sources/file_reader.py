"""How a file of a work tree is read: at once, with few system calls, and nothing that is no plain file.

An open file tells what it is for free: reading at an offset fails on FIFOs and terminals, links and sockets cannot be
opened, and only what is empty or endless is asked for its type. (Opening a FIFO does not wait for a writer.)
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from msgspec import Struct

from auditor.model.blob_source import BlobRef, Content
from auditor.model.report import Skipped
from auditor.sources import chunks

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_BUFFER = 1 << 20
SPECIAL = "not a regular file (a FIFO, socket or device), so it holds nothing to read"
_NOTES = {
    errno.ENOENT: "no longer there: deleted from the work tree, or while the scan ran",
    errno.ENOTDIR: "no longer there: deleted from the work tree, or while the scan ran",
    errno.ELOOP: "a symbolic link, which is not followed",
    errno.EMLINK: "a symbolic link, which is not followed",
    errno.ENXIO: SPECIAL,
    errno.ESPIPE: SPECIAL,
    errno.EISDIR: "a directory where a file was listed",
}
"""Errors that mean that there is no content, and not that it could not be scanned."""


class FileReader(Struct, frozen=True):
    """Reads items whose keys are paths below `root`, or absolute."""

    root: str

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item with its bytes, in a buffer that the next one overwrites."""
        view = memoryview(bytearray(_BUFFER))
        with _folder(self.root) as folder:
            for item in items:
                try:
                    handle = _open(self.root, item.key, folder)
                except OSError as error:
                    yield item, skipped(item.name, error)
                    continue
                try:
                    count = _read(handle, view)
                    if 0 < count < _BUFFER:
                        yield item, view[:count]
                    else:
                        yield from ((item, content) for content in _unusual(item.name, handle, view[:count]))
                except OSError as error:
                    yield item, skipped(item.name, error)
                finally:
                    os.close(handle)


def skipped(name: str, error: OSError) -> Skipped:
    """What the report says of a file that could not be read."""
    if note := _NOTES.get(error.errno or 0):
        return Skipped(name, note, incomplete=False)
    return Skipped(name, f"cannot be read: {error.strerror}")


@contextmanager
def _folder(root: str) -> Iterator[int | None]:
    """The handle from which relative paths are opened: the kernel then looks at fewer names."""
    if os.open not in os.supports_dir_fd:
        yield None
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _open(root: str, key: str, folder: int | None) -> int:
    if folder is not None:
        return os.open(key, _FLAGS, dir_fd=folder)
    path = os.path.join(root, key)  # noqa: PTH118 - 24 000 Path objects cost more than reading the files
    if os.path.islink(path):  # noqa: PTH114 - likewise
        raise OSError(errno.ELOOP, "")
    return os.open(path, _FLAGS)


def _read(handle: int, view: memoryview) -> int:
    """Reads from the start of a file until its end, or until `view` is full."""
    count = _read_at(handle, view, 0)
    while 0 < count < len(view) and (more := _read_at(handle, view[count:], count)):
        count += more
    return count


def _read_by_offset(handle: int, view: memoryview, offset: int) -> int:
    return os.preadv(handle, [view], offset)


def _read_by_position(handle: int, view: memoryview, offset: int) -> int:
    os.lseek(handle, offset, os.SEEK_SET)  # Fails on what is no file, as reading at an offset does.
    return io.FileIO(handle, closefd=False).readinto(view) or 0


_read_at = _read_by_offset if hasattr(os, "preadv") else _read_by_position


def _unusual(name: str, handle: int, start: memoryview) -> Iterator[Content]:
    """The content of what is empty or does not fit the usual buffer, of which `start` has been read."""
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        yield Skipped(name, SPECIAL, incomplete=False)
        return
    if not start:
        yield start
        return
    if status.st_size <= chunks.WHOLE:
        whole = memoryview(bytearray(status.st_size + 1))
        count = _read(handle, whole)
        if count < len(whole):
            yield whole[:count]
            return
    offset = 0

    def read_on(view: memoryview) -> int:
        nonlocal offset
        count = _read_at(handle, view, offset)
        offset += count
        return count

    yield from chunks.read_chunks(read_on)
