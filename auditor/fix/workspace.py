"""Tells which files a plan touches: each is read once, edited in memory by one step after another, and written at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from auditor.fix.file_text import FileText, opened
from auditor.fix.problem import UNTRACKED
from auditor.model.location import Exposure
from auditor.vocabulary.vocabulary import Vocabulary

GONE = "the file is gone"
_HARD_LINKED = "the file has a second name (a hard link), which would keep the old content"
_FOREIGN = "the file belongs to another user, who would lose it: run the command as that user"


class Draft(Struct):
    """One file on its way from what it is to what it shall be."""

    path: str
    """As reports call it."""
    file: Path
    before: FileText | None
    """None for a new file, and for one whose content cannot be edited."""
    now: FileText
    digest: bytes
    """Of the bytes that were read; empty for a new file."""
    locked: str = ""
    """Why the content cannot be edited, in words; the mode still can."""
    mode: int | None = None
    """New permission bits; None if they stay."""
    unstage: bool = False
    """Whether it has to leave the index."""
    done: list[str] = []
    """What is done, in words."""

    @property
    def is_edited(self) -> bool:
        """Whether its content changes."""
        return self.now.text != (self.before.text if self.before else "")


class Workspace:
    """The drafts of one plan."""

    def __init__(self, root: Path, vocabulary: Vocabulary, texts: Mapping[str, bytes] | None = None) -> None:
        """Takes the folder to which paths are relative, and what some files hold in place of what the disk has."""
        self.root = root
        self._texts = texts or {}
        self._vocabulary = vocabulary
        self._drafts: dict[str, Draft] = {}

    def __iter__(self) -> Iterator[Draft]:
        """Returns the drafts that change something, in the order of their paths."""
        drafts = (draft for draft in self._drafts.values() if draft.is_edited or draft.mode is not None)
        return iter(sorted(drafts, key=lambda draft: draft.path))

    def draft(self, file: Path) -> Draft:
        """Returns the draft of a file, which may not exist yet."""
        real = os.path.realpath(file)
        if real not in self._drafts:
            self._drafts[real] = self._opened(file)
        return self._drafts[real]

    def path_of(self, file: Path) -> str:
        """Returns what reports call a file: its path from the root, with `/`."""
        try:
            return Path(os.path.relpath(os.path.realpath(file.parent), self.root), file.name).as_posix()
        except ValueError:  # another drive
            return file.as_posix()

    def _opened(self, file: Path) -> Draft:
        path = self.path_of(file)
        empty = FileText("", path, self._vocabulary)
        try:
            given = self._texts.get(os.path.realpath(file))
            if given is None and file.exists() and not file.is_file():
                return Draft(path, file, None, empty, b"", locked="it is no regular file")
            data = file.read_bytes() if given is None else given
            why = _obstacle(file) if given is None or file.exists() else ""
        except FileNotFoundError:
            return Draft(path, file, None, empty, b"")
        except OSError as error:
            return Draft(path, file, None, empty, b"", locked=f"the file cannot be read: {error.strerror}")
        text = opened(data, path, self._vocabulary)
        if isinstance(text, str) or why:
            return Draft(path, file, None, empty, digest(data), locked=why or str(text))
        return Draft(path, file, text, text, digest(data))


def _obstacle(file: Path) -> str:
    """Returns why a file must not be replaced by another of the same name."""
    status = file.stat()
    if status.st_nlink > 1:
        return _HARD_LINKED
    # As root, the owner of the new file can be made that of the old one.
    return _FOREIGN if hasattr(os, "geteuid") and os.geteuid() not in (0, status.st_uid) else ""


def digest(data: bytes) -> bytes:
    """Returns what tells whether a file is still what it was when it was planned on."""
    return blake2b(data, digest_size=16).digest()


OWNER_ONLY = 0o600
_OTHERS = 0o004
_GROUP = 0o040


def why_not(file: Path, exposure: Exposure) -> str:
    """Returns why a file keeps its mode, in words; empty if it can be the owner's alone."""
    if exposure not in UNTRACKED:
        return "git tracks the file, and every checkout gives it its mode again: take the secret out of it instead"
    try:
        status = file.stat()
    except OSError as error:
        return f"the file cannot be scanned: {error.strerror}"
    is_service = status.st_uid == 0 and status.st_gid != 0 and status.st_mode & _GROUP and not status.st_mode & _OTHERS
    if is_service:
        return (
            "it belongs to root and a group of its own, by which a service may read it: give it to the service's user "
            "(chown), then `chmod 600`"
        )
    return ""
