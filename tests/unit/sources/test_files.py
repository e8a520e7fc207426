from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

import pytest

from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks, file_reader
from auditor.sources.file_reader import FileReader
from auditor.wording.skip_words import skip


def read(root: Path, *names: str) -> list[bytes | Skipped]:
    stream = FileReader(str(root)).stream(BlobRef(name, name) for name in names)
    return [content if isinstance(content, Skipped) else bytes(plain(content)) for _, content in stream]


def plain(content: Content) -> bytes | memoryview:
    assert not isinstance(content, Skipped | Chunk)
    return content


BUFFER = file_reader._BUFFER


@pytest.mark.parametrize("size", [0, 1, 5000, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER])
def test_a_file_is_read_whole_whatever_its_size(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    assert read(tmp_path, "file") == [data]


def test_one_item_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"first and longer")
    (tmp_path / "b").write_bytes(b"second")
    (tmp_path / "c").mkdir()
    assert read(tmp_path, "a", "b", "nowhere", "c", "a") == [
        b"first and longer",
        b"second",
        skip("nowhere", SkipReason.DELETED_FILE, incomplete=False),
        skip("c", SkipReason.FOLDER, incomplete=False),
        b"first and longer",
    ]


def test_a_large_file_comes_in_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "WHOLE", 2 * BUFFER)
    data = b"".join(b"line %d\n" % number for number in range(3 * BUFFER // 8))
    (tmp_path / "large").write_bytes(data)
    (tmp_path / "small").write_bytes(b"small")
    blob_reader = FileReader(str(tmp_path))
    seen = [
        (item.name, type(content))
        for item, content in blob_reader.stream([BlobRef("large", "large"), BlobRef("small", "small")])
    ]
    assert seen[0] == ("large", Chunk)
    assert seen[-1] == ("small", memoryview)


@pytest.mark.skipif(sys.platform != "linux", reason="needs files without a size")
def test_a_file_that_does_not_know_its_size_is_read_whole() -> None:
    (content,) = read(Path("/proc/self"), "status")
    assert isinstance(content, bytes)
    assert content.startswith(b"Name:")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that cannot be read")
def test_an_error_while_reading_makes_the_audit_incomplete() -> None:
    assert read(Path("/proc/self"), "mem") == [skip("mem", SkipReason.UNREADABLE, reason="Input/output error")]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs devices")  # noqa: PTH110
def test_an_endless_device_is_not_read() -> None:
    (zero, null) = read(Path("/dev"), "zero", "null")
    assert isinstance(zero, Skipped)
    assert isinstance(null, Skipped)
    assert not zero.incomplete


@pytest.mark.skipif(os.name != "posix", reason="needs FIFOs")
def test_what_waits_in_a_fifo_is_left_there(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(tmp_path / "fifo", os.O_WRONLY)
    os.write(writer, b"not for us")
    (content,) = read(tmp_path, "fifo")
    assert isinstance(content, Skipped)
    assert os.read(reader, 100) == b"not for us"
    os.close(reader)
    os.close(writer)


def test_systems_without_folder_handles_and_offsets_read_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "supports_dir_fd", set())
    monkeypatch.setattr(file_reader, "_read_at", file_reader._read_by_position)
    (tmp_path / "large").write_bytes(b"x" * (BUFFER + 5))
    (tmp_path / "small").write_bytes(b"small")
    (tmp_path / "link").symlink_to("small")
    large, small, link = read(tmp_path, "large", "small", "link")
    assert large == b"x" * (BUFFER + 5)
    assert small == b"small"
    assert link == skip("link", SkipReason.SYMBOLIC_LINK, incomplete=False)


def test_no_file_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    stream = FileReader(str(tmp_path)).stream([BlobRef("a", "a")] * 3)
    before = lowest_free_handle()
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert lowest_free_handle() == before


def lowest_free_handle() -> int:
    handle = os.open(os.devnull, os.O_RDONLY)
    os.close(handle)
    return handle


def test_an_opener_travels_to_workers(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    blob_reader = pickle.loads(pickle.dumps(FileReader(str(tmp_path))))
    assert [bytes(content) for _, content in blob_reader.stream([BlobRef("a", "a")])] == [b"x"]
