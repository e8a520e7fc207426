"""Tells where records are kept: a folder or an object store, written with create-only puts, so that two runs may race."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from auditor.errors import OutputError, UsageError
from auditor.redaction import redacted
from auditor.storage.atomic_write import refuse_planted

RECORDS, PARTIAL, PLANS, FAILURES = "records", "partial", "plans", "failures"
ROOT = "backpack-fleet-v1"
"""The folder of all records below the place that was named."""
_IGNORING = ".gitignore"
_SUFFIX = ".msgpack"
_AT_ONCE = 16
"""Records of an object store that are read at once."""


class Files(Protocol):
    """Named bytes in a folder or an object store; names are paths with `/`."""

    def names(self, folder: str) -> Iterator[str]:
        """Yields the names of all files below a folder, in no order."""
        ...

    def read(self, name: str) -> bytes:
        """Returns the content of a file.

        Raises:
            OSError: it is not there, or cannot be read.
        """
        ...

    def create(self, name: str, data: bytes) -> bool:
        """Writes a file whole, unless there is one; returns whether this call wrote it.

        Raises:
            OSError: it cannot be written.
        """
        ...

    def write(self, name: str, data: bytes) -> None:
        """Writes a file whole, in place of the one that is there.

        Raises:
            OSError: it cannot be written.
        """
        ...


class LocalFiles:
    """Files in a folder, made by a link to a finished file: nobody sees half of one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self, folder: str) -> Iterator[str]:
        """Yields the names below a folder, as `Files` says."""
        top = self._folder / folder
        for found, _, files in os.walk(top):
            inside = Path(found).relative_to(self._folder).as_posix()
            yield from (f"{inside}/{name}" for name in files if not name.startswith("."))

    def read(self, name: str) -> bytes:
        """Returns a file's content, as `Files` says."""
        return (self._folder / name).read_bytes()

    def create(self, name: str, data: bytes) -> bool:
        """Links a finished file to the name, as `Files` says."""
        path = self._folder / name
        temporary = self._temporary(path, data)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError:
            # A file system without links: exclusive creation, which a kill can leave half written.
            with suppress(FileExistsError), path.open("xb") as file:
                file.write(data)
                return True
            return False
        finally:
            temporary.unlink(missing_ok=True)
        return True

    def write(self, name: str, data: bytes) -> None:
        """Replaces a file in one step, as `Files` says."""
        path = self._folder / name
        self._temporary(path, data).replace(path)

    def _temporary(self, path: Path, data: bytes) -> Path:
        refuse_planted(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._keep_out_of_git(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return Path(name)

    def _keep_out_of_git(self, path: Path) -> None:
        """Sees to it that records inside a repository are neither committed nor audited as its files."""
        ignoring = self._folder / path.relative_to(self._folder).parts[0] / _IGNORING
        with suppress(OSError):
            if not os.path.lexists(ignoring):
                with ignoring.open("x", encoding="ascii") as file:
                    file.write("*\n")


class RecordStore:
    """The records of a fleet, its plans, and what failed."""

    def __init__(self, files: Files, shown: str) -> None:
        self._files = files
        self.shown = shown

    def read_units(self) -> frozenset[str]:
        """Returns the ids of all units that were read."""
        return frozenset(self._ids(RECORDS))

    def partial_units(self) -> frozenset[str]:
        """Returns the ids of the units of which something could not be read."""
        return frozenset(self._ids(PARTIAL))

    def _ids(self, folder: str) -> Iterator[str]:
        for name in self._names(folder):
            if name.endswith(_SUFFIX):
                yield name.rpartition("/")[2].removesuffix(_SUFFIX)

    def _names(self, folder: str) -> Iterator[str]:
        try:
            yield from self._files.names(f"{ROOT}/{folder}")
        except OSError as error:
            raise UsageError(f"the records at {self.shown} cannot be listed: {_why(error)}") from None

    def record(self, unit: str, *, partial: bool = False) -> bytes:
        """Returns the record of a unit.

        Raises:
            UsageError: there is none, or it cannot be read.
        """
        return self._read(_path(PARTIAL if partial else RECORDS, unit))

    def records(self, units: Sequence[tuple[str, bool]]) -> Iterator[bytes | UsageError]:
        """Yields the records of units, each given with whether it is partial, or why one cannot be read.

        Several are asked for at once: an object store takes its time for each.
        """

        def read(one: tuple[str, bool]) -> bytes | UsageError:
            try:
                return self.record(one[0], partial=one[1])
            except UsageError as error:
                return error

        if isinstance(self._files, LocalFiles):
            yield from map(read, units)
            return
        from concurrent.futures import ThreadPoolExecutor  # only where there is somebody to wait for

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for start in range(0, len(units), 4 * _AT_ONCE):
                yield from pool.map(read, units[start : start + 4 * _AT_ONCE])

    def keep(self, unit: str, data: bytes, *, partial: bool) -> bool:
        """Keeps a record; the first one of a unit that was read whole stays.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            if not partial:
                return self._files.create(f"{ROOT}/{_path(RECORDS, unit)}", data)
            self._files.write(f"{ROOT}/{_path(PARTIAL, unit)}", data)
        except OSError as error:
            raise OutputError(f"cannot write a record to {self.shown}: {_why(error)}") from None
        return True

    def plans(self) -> list[bytes]:
        """Returns all plans, the oldest first."""
        return [self._read(name.removeprefix(f"{ROOT}/")) for name in sorted(self._names(PLANS))]

    def keep_plan(self, name: str, data: bytes) -> None:
        """Keeps a plan; `name` begins with its time.

        Raises:
            OutputError: it cannot be written.
        """
        self._write(f"{PLANS}/{name}.jsonl", data)

    def failures(self) -> dict[str, bytes]:
        """Returns what is known of each unit that failed, by id."""
        found = {}
        for name in self._names(FAILURES):
            found[name.rpartition("/")[2].removesuffix(".json")] = self._read(name.removeprefix(f"{ROOT}/"))
        return found

    def keep_failure(self, unit: str, data: bytes) -> None:
        """Keeps why a unit failed, in place of an earlier reason.

        Raises:
            OutputError: it cannot be written.
        """
        self._write(f"{FAILURES}/{unit}.json", data)

    def _write(self, name: str, data: bytes) -> None:
        try:
            self._files.write(f"{ROOT}/{name}", data)
        except OSError as error:
            raise OutputError(f"cannot write to {self.shown}: {_why(error)}") from None

    def _read(self, name: str) -> bytes:
        try:
            return self._files.read(f"{ROOT}/{name}")
        except OSError as error:
            raise UsageError(f"{name} of {self.shown} cannot be read: {_why(error)}") from None


def _path(folder: str, unit: str) -> str:
    return f"{folder}/{unit[:2]}/{unit}{_SUFFIX}"


def _why(error: OSError) -> str:
    return error.strerror or redacted(str(error))[:200] or type(error).__name__


def open_store(url: str) -> RecordStore:
    """Returns the records at a folder or URL.

    Raises:
        UsageError: nothing can open the URL.
        DependencyError: what opens it is not installed.
        OutputError: the audited tree has a link in the place of the folder.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme != "file":
        from auditor.fleet.object_store import RemoteFiles  # the extra `fleet`

        return RecordStore(RemoteFiles.at(url), redacted(url))
    folder = rest if separator else url
    refuse_planted(Path(folder) / ROOT / _IGNORING)
    return RecordStore(LocalFiles(Path(os.path.realpath(folder))), redacted(rest or url))
