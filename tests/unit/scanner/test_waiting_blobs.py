"""Blobs are scanned many at a time: what each gives is what it gives alone, and none that holds something is passed over."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from auditor.classification.sample_keys import expand, specimen
from auditor.model.batch_result import BatchResult, BlobResult, GenericOptions
from auditor.model.blob_source import BlobRef
from auditor.model.request import Generic
from auditor.scanner import waiting_blobs
from auditor.scanner.worker import ScanWorker
from auditor.vocabulary.vocabulary import builtin

CASES = Path(__file__).parents[2] / "cases"
CODE = b'# Trades on Backpack.\napi_key = os.environ["BACKPACK_API_KEY"]\n' + b"order = book.load(price, 12)\n" * 30
LEAK = f'BACKPACK_API_SECRET = "{specimen("a").secret}"\n'.encode()
BLOBS = [
    ("bot.py", CODE),
    ("leak.py", CODE + LEAK),
    (".env", LEAK),
    ("wide.env", LEAK.decode().encode("utf-16")),
    ("pair.txt", f"{specimen('b').secret}\n{specimen('b').key}\n".encode()),
    ("phrase.txt", expand("{{ a.phrase }}").encode()),
    ("bot.py.gz", gzip.compress(CODE + LEAK)),
    ("prose.md", b"some twelve words without any short one among them but not alone here: one two\n"),
    ("aws.py", b'aws = "AKIA' + b"Q7RZ" * 4 + b'"\n'),
    ("empty", b""),
    ("COMMIT_MSG", b"Mend the loader"),
    ("large.py", CODE * 80 + LEAK),
]  # fmt: skip


class _Reader(Struct, frozen=True):
    """Gives the content of a blob in a buffer that the next one overwrites, as the readers of files and objects do."""

    contents: tuple[bytes, ...]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, memoryview]]:
        buffer = bytearray(max(map(len, self.contents), default=0))
        for item in items:
            content = self.contents[int(item.key)]
            buffer[:] = b"\xff" * len(buffer)
            buffer[: len(content)] = content
            yield item, memoryview(buffer)[: len(content)]


def examined(blobs: list[tuple[str, bytes]], *, alone: bool) -> list[BatchResult]:
    """Returns what the blobs give, each in a batch of its own or all in one."""
    worker = ScanWorker(
        builtin(),
        _Reader(tuple(content for _, content in blobs)),
        b"digest key for a test, 32 bytes.",
        GenericOptions(Generic.PRECISE),
        remembers=True,
    )
    items = [BlobRef(str(number), name) for number, (name, _) in enumerate(blobs)]
    return [worker.examine([item]) for item in items] if alone else [worker.examine(items)]


def facts(results: list[BatchResult]) -> tuple[object, ...]:
    def position(blob: BlobResult) -> int:
        return int(blob.key)

    return (
        sorted((blob for result in results for blob in result.examined), key=position),
        [skip for result in results for skip in result.skipped],
        [caller for result in results for caller in result.callers],
        [key for result in results for key in result.empty],
        sum(result.blobs for result in results),
        sum(result.bytes for result in results),
    )


@settings(max_examples=8)
@given(st.lists(st.sampled_from(BLOBS[:-1]), max_size=8))
def test_a_batch_gives_what_its_blobs_give_alone(blobs: list[tuple[str, bytes]]) -> None:
    assert facts(examined(blobs, alone=False)) == facts(examined(blobs, alone=True))


@pytest.mark.parametrize("most", [0, 1000])
def test_it_does_not_matter_how_many_wait(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = facts(examined(BLOBS, alone=True))
    monkeypatch.setattr(waiting_blobs, "_MOST", most)
    assert facts(examined(BLOBS, alone=False)) == expected


@pytest.mark.slow
def test_the_cases_give_in_one_batch_what_they_give_alone() -> None:
    blobs = [
        (path.name, expand(path.read_text("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))
        for path in sorted(CASES.rglob("*"))
        if path.is_file() and path.stat().st_size < 20_000
    ]
    together = examined(blobs, alone=False)
    assert facts(together) == facts(examined(blobs, alone=True))
    assert len(together[0].examined) > len(blobs) // 4
