"""Reads files: a folder with everything below it, and one file after another in chunks."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct

from auditor.model.blob_source import BlobRef, Content
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks
from auditor.wording.amounts import plural
from auditor.wording.skip_words import skip

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_BUFFER = 1 << 20
_NOTES = {
    errno.ENOENT: SkipReason.DELETED_FILE,
    errno.ENOTDIR: SkipReason.DELETED_FILE,
    errno.ELOOP: SkipReason.SYMBOLIC_LINK,
    errno.EMLINK: SkipReason.SYMBOLIC_LINK,
    errno.ENXIO: SkipReason.SPECIAL_FILE,
    errno.ESPIPE: SkipReason.SPECIAL_FILE,
    errno.EISDIR: SkipReason.FOLDER,
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
    """Returns what the report says of a file that could not be read."""
    if note := _NOTES.get(error.errno or 0):
        return skip(name, note, incomplete=False)
    return skip(name, SkipReason.UNREADABLE, reason=error.strerror)


@contextmanager
def _folder(root: str) -> Iterator[int | None]:
    """Yields the handle from which relative paths are opened: the kernel then resolves fewer names."""
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
    path = os.path.join(root, key)
    if os.path.islink(path):
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
    """Yields the content of what is empty or does not fit the usual buffer, of which `start` has been read."""
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        yield skip(name, SkipReason.SPECIAL_FILE, incomplete=False)
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


_BARE = {"HEAD", "objects", "refs"}
"""What git itself takes for the inside of a repository."""


def walk(root: str, is_excluded: Callable[[str], bool], *, enters_git_folder: bool = False) -> Iterator[str | Skipped]:
    """Yields the files below `root` in a stable order, by their paths with `/`; one that ends in `/` is a git work tree.

    `is_excluded` is asked about folders (with a `/` at their end) before they are entered. The `.git` of `root` is entered
    only if `enters_git_folder`, because it is none.
    """
    links = 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        shown = folder.rstrip("/") or "."
        try:
            with os.scandir(os.path.join(root, folder)) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield skipped(shown, error)
            continue
        names = {entry.name for entry in entries}
        if folder and ".git" in names:
            yield folder
        elif names >= _BARE:
            yield skip(shown, SkipReason.BARE_REPOSITORY)
        else:
            plain = [entry for entry in entries if not entry.is_symlink()]
            links += len(entries) - len(plain)
            yield from _files(folder, plain)
            inside = _folders(folder, plain)
            waiting += (name for name in inside if (name != ".git/" or enters_git_folder) and not is_excluded(name))
    if links:
        yield skip(".", SkipReason.SYMBOLIC_LINKS, incomplete=False, amount=plural(links, "symbolic link"))


def _files(folder: str, entries: Sequence[os.DirEntry[str]]) -> Iterator[str | Skipped]:
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield folder + entry.name
        elif not entry.is_dir(follow_symlinks=False):
            yield skip(folder + entry.name, SkipReason.SPECIAL_FILE, incomplete=False)


def _folders(folder: str, entries: Sequence[os.DirEntry[str]]) -> Iterator[str]:
    """Returns the folders, the last one first, for the order in which they are taken from a stack."""
    for entry in reversed(entries):
        if entry.is_dir(follow_symlinks=False):
            yield f"{folder}{entry.name}/"
