from __future__ import annotations

import os
import pickle
from collections.abc import Iterator

import pytest
from repositories import Repository

from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks
from auditor.sources.git import objects
from auditor.sources.git.command import Git
from auditor.sources.git.git_program import version
from auditor.sources.git.objects import ObjectReader
from auditor.wording.skip_words import skip

BUFFER = objects._BUFFER


def stored(repository: Repository, data: bytes) -> BlobRef:
    key = repository.git("hash-object", "-w", "--stdin", stdin=data)
    return BlobRef(key, f"name of {key}")


def data_of(content: Content) -> bytes:
    assert not isinstance(content, Skipped | Chunk)
    return bytes(content)


@pytest.fixture(params=[False, True], ids=["at once", "in bulk"])
def blob_reader(repository: Repository, request: pytest.FixtureRequest) -> ObjectReader:
    if request.param and version() < objects.BULK:
        pytest.skip("this git answers each question at once")
    return ObjectReader(Git(str(repository.path)), in_bulk=request.param)


@pytest.mark.parametrize("sizes", [[0, 1, 100], [BUFFER - 60, 100, BUFFER - 1, BUFFER, BUFFER + 1], [3 * BUFFER, 5]])
def test_objects_of_all_sizes_come_whole_and_in_order(
    repository: Repository, blob_reader: ObjectReader, sizes: list[int]
) -> None:
    data = [os.urandom(size) for size in sizes]
    items = [stored(repository, one) for one in data]
    assert [(item, data_of(content)) for item, content in blob_reader.stream(items)] == list(
        zip(items, data, strict=True)
    )


def test_many_objects_pass_through_the_pipes(repository: Repository, blob_reader: ObjectReader) -> None:
    items = [stored(repository, b"%d" % number * 3000) for number in range(20)] * 100
    found = [content for _, content in blob_reader.stream(items) if len(data_of(content)) in (3000, 6000)]
    assert len(found) == 2000


def test_one_stream_after_the_other_uses_the_same_git(repository: Repository, blob_reader: ObjectReader) -> None:
    items = [stored(repository, b"one"), stored(repository, b"two")]
    first = [data_of(content) for _, content in blob_reader.stream(items[:1])]
    process = blob_reader._batch()
    assert first + [data_of(content) for _, content in blob_reader.stream(items[1:])] == [b"one", b"two"]
    assert blob_reader._batch() is process


def test_a_stream_that_is_left_early_does_not_disturb_the_next(
    repository: Repository, blob_reader: ObjectReader
) -> None:
    items = [stored(repository, b"%d" % number) for number in range(10)]
    stream = blob_reader.stream(items)
    next(stream)
    assert isinstance(stream, Iterator)
    stream.close()  # type: ignore[attr-defined]
    assert [data_of(content) for _, content in blob_reader.stream(items)] == [b"%d" % number for number in range(10)]


def test_a_large_object_comes_in_windows_and_the_next_is_whole(
    repository: Repository, blob_reader: ObjectReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "WHOLE", 1000)
    large, small = stored(repository, b"line\n" * 5_000_000), stored(repository, b"small")
    seen = [(item, content.first_line if isinstance(content, Chunk) else data_of(content))
            for item, content in blob_reader.stream([large, small])]  # fmt: skip
    assert seen[0] == (large, 1)
    assert seen[1][0] == large
    assert isinstance(seen[1][1], int)
    assert seen[1][1] > 3_000_000
    assert seen[2:] == [(small, b"small")]


def test_what_is_missing_is_said(repository: Repository, blob_reader: ObjectReader) -> None:
    present = stored(repository, b"present")
    missing = BlobRef("12" * 20, "missing")
    contents = [content for _, content in blob_reader.stream([missing, present])]
    assert contents[0] == skip("missing", SkipReason.MISSING_OBJECT, object="12" * 20)
    assert data_of(contents[1]) == b"present"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_worker_starts_its_own_git(repository: Repository, blob_reader: ObjectReader) -> None:
    items = [stored(repository, b"%d" % number) for number in range(300)]
    stream = blob_reader.stream(items)
    next(stream)
    child = os.fork() if hasattr(os, "fork") else 0
    if child == 0 and hasattr(os, "fork"):
        right = [data_of(content) for _, content in blob_reader.stream(items)] == [b"%d" % n for n in range(300)]
        os._exit(0 if right else 1)
    assert not hasattr(os, "fork") or os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [data_of(content) for _, content in stream] == [b"%d" % number for number in range(1, 300)]


def test_an_opener_travels_to_workers_without_its_git(repository: Repository, blob_reader: ObjectReader) -> None:
    item = stored(repository, b"x")
    list(blob_reader.stream([item]))
    other = pickle.loads(pickle.dumps(blob_reader))
    assert not other._batches
    assert other._in_bulk is blob_reader._in_bulk
    assert [data_of(content) for _, content in other.stream([item])] == [b"x"]
