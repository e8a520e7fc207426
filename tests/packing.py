"""Containers for tests, made in memory, and what opening and examining them gives."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from auditor.archives.archive_registry import format_of
from auditor.archives.archive_walk import contents
from auditor.archives.limits import Limits
from auditor.archives.member import Member
from auditor.classification.sample_keys import expand
from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef, Content
from auditor.model.material import Material
from auditor.model.report import Skipped
from auditor.scanner.worker import ScanWorker
from auditor.vocabulary.vocabulary import builtin

ENV = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n").encode()
USUAL = Limits()
SMALL = Limits(members=20, member_bytes=2000, total_bytes=50_000, ratio=10, free_bytes=5000)

Files = Mapping[str, bytes] | Sequence[tuple[str, bytes]]


def zip_of(files: Files, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in _pairs(files):
            # A pair of equal names is what some tests are about; zipfile only warns of it.
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def tar_of(files: Files, *, mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, data in _pairs(files):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _pairs(files: Files) -> Iterable[tuple[str, bytes]]:
    return files.items() if isinstance(files, Mapping) else files


def database_of(*statements: str, rows: Mapping[str, Sequence[Sequence[object]]] | None = None) -> bytes:
    """A database after some statements, with rows for its tables."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete = OFF")
    for statement in statements:
        connection.execute(expand(statement))
    for table, values in (rows or {}).items():
        for row in values:
            marks = ", ".join("?" * len(row))
            cells = [expand(cell) if isinstance(cell, str) else cell for cell in row]
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", cells)  # noqa: S608 - the test's own names
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def workbook_of(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([expand(cell) if isinstance(cell, str) else cell for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def notebook_of(*cells: Mapping[str, Any], **rest: Any) -> bytes:
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **rest}
    return expand(json.dumps(book)).encode()


@dataclass
class Held:
    """What a container holds."""

    members: list[Member] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def files(self) -> dict[str, bytes]:
        return {member.path: member.data for member in self.members}

    @property
    def reasons(self) -> str:
        return "\n".join(f"{skip.path}: {skip.reason}" for skip in self.skipped)

    @property
    def incomplete(self) -> bool:
        return any(skip.incomplete for skip in self.skipped)


def held(data: bytes, name: str, limits: Limits = USUAL, deserves: Callable[[bytes], bool] = lambda _: True) -> Held:
    """Opens a blob that must be a container."""
    container = format_of(data, name)
    assert container is not None
    found = Held()
    for part in contents(container, data, name, deserves=deserves, limits=limits):
        if isinstance(part, Skipped):
            found.skipped.append(part)
        else:
            found.members.append(part)
    return found


@dataclass(frozen=True)
class _Blobs:
    blobs: Mapping[str, bytes]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        for item in items:
            yield item, memoryview(self.blobs[item.key])


def batch_of(data: bytes, name: str) -> BatchResult:
    """What a worker answers to one blob."""
    examiner = ScanWorker(builtin(), _Blobs({name: data}), b"k" * 32, remembers=True)
    return examiner.examine([BlobRef(name, name)])


def materials_of(data: bytes, name: str) -> tuple[Material, ...]:
    """What is found in one blob."""
    return tuple(material for blob in batch_of(data, name).examined for material in blob.materials)


def places_of(data: bytes, name: str) -> set[tuple[str | None, str, int, int]]:
    """Member, field, line and column of everything that is found in one blob."""
    return {
        (material.member, material.name, material.span.line, material.span.column)
        for material in materials_of(data, name)
    }
