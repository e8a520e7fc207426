"""Messages of commits are scanned many at once: what each gives is what it gives alone, wherever it is among the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from auditor.classification.sample_keys import expand, specimen
from auditor.generic.generic_prefilter import kept_patterns
from auditor.model.batch_result import BatchResult, BlobResult, GenericOptions
from auditor.model.blob_source import COMMIT_MESSAGE, BlobRef
from auditor.model.request import Generic
from auditor.model.secret import PlainBytes
from auditor.prefilter.patterns import ROWS, patterns
from auditor.scanner import joined_messages
from auditor.scanner.joined_messages import JoinedMessages
from auditor.scanner.spot_blob import Spotter, spotter_for
from auditor.scanner.worker import ScanWorker
from auditor.vocabulary.vocabulary import builtin

MODES = [None, Generic.PRECISE, Generic.ALL]
QUIET = [
    b"",
    b"\n",
    b"fix: mend the loader\n\nIt read: twice.\n",
    b"Merge branch 'a'\n",
    b"a=b",
    b"[x]\ny: z\n",
    b"-" * 70 + b"\n",
]
LOUD = [
    f'BACKPACK_API_SECRET = "{specimen("a").secret}"\n'.encode(),
    specimen("a").secret.encode(),
    f"{specimen('b').secret}\n{specimen('b').key}\n".encode(),
    f"BACKPACK_API_SECRET={specimen('a').secret}".encode("utf-16"),
    f"BACKPACK_API_SECRET={specimen('a').secret}".encode("utf-16-le"),
    expand("{{ a.phrase }}").encode(),
    b"bpx",
    b"seed",
    b"AKIA" + b"Q7RZ" * 4,
    b"AKC" + b"q7Rz" * 4,
    b"AP6" + b"q7Rz" * 4,
    b'token = "glpat-' + b"q7Rz" * 5 + b'"\n',
    b"[a]\nkey: glpat-" + b"q7Rz" * 5,
    b"[a]\nx = AKIA" + b"Q7RZ" * 4,
    b"PK\x03\x04 no archive",
    b"prose that has more than twelve words without short ones since they are usual here again",
]  # fmt: skip


def spotter_of(mode: Generic | None) -> Spotter:
    return spotter_for(builtin(), GenericOptions(mode) if mode else None)


class _Reader(Struct, frozen=True):
    contents: tuple[bytes, ...]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, memoryview]]:
        for item in items:
            yield item, memoryview(self.contents[int(item.key)])


def examined(messages: Sequence[bytes], mode: Generic | None, *, alone: bool) -> list[BatchResult]:
    options = GenericOptions(mode) if mode else None
    worker = ScanWorker(
        builtin(), _Reader(tuple(messages)), b"digest key for a test, 32 bytes.", options, remembers=True
    )
    items = [BlobRef(str(number), COMMIT_MESSAGE) for number in range(len(messages))]
    return [worker.examine([item]) for item in items] if alone else [worker.examine(items)]


def facts(results: Sequence[BatchResult]) -> tuple[object, ...]:
    def position(blob: BlobResult) -> int:
        return int(blob.key)

    return (
        sorted((blob for result in results for blob in result.examined), key=position),
        [skip for result in results for skip in result.skipped],
        list(dict.fromkeys(caller for result in results for caller in result.callers)),
        [key for result in results for key in result.empty],
        sum(result.blobs for result in results),
        sum(result.bytes for result in results),
    )


@pytest.mark.parametrize("mode", MODES)
@given(st.lists(st.sampled_from(QUIET * 4 + LOUD), min_size=2, max_size=40))
@settings(max_examples=8, deadline=None)
def test_a_batch_gives_what_each_message_gives(mode: Generic | None, messages: list[bytes]) -> None:
    assert facts(examined(messages, mode, alone=False)) == facts(examined(messages, mode, alone=True))


def single_expressions() -> list[bytes]:
    """Returns every expression that is matched in messages, but for those that only combine others."""
    generic = kept_patterns(Generic.ALL)
    found = [one.text for one in (*generic.lines, *generic.files) if not re.fullmatch(rb"[0-9 &]+", one.text)]
    return found + [one.expression for one in (*patterns(builtin()), *ROWS)]


def _class(found: re.Match[bytes]) -> bytes:
    """Returns a sign for a class of bytes: one for those that hold a line end, another for the rest."""
    return b"[]" if re.match(b"[" + found[1].replace(b"[", rb"\[") + b"]", b"\n") else b"{}"


def test_no_expression_asks_for_the_end_of_a_text_where_a_line_end_would_not_do() -> None:
    for text in single_expressions():
        unbracketed = re.sub(rb"\[((?:\\.|[^\\\]])+)\]", _class, text)
        alternatives = re.sub(rb"\(\?:\^\|\[\]|\[\]\|\$\)|\(\?:\^\|\[\]\|", b"", unbracketed)
        assert not re.search(rb"(?<!\\)[\^$]|\\[AZzGB]", alternatives), text
        assert rb"\b" not in text or text.startswith(rb"\bd")


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_what_matches_alone_is_seen_between_others(data: st.DataObject) -> None:
    text = data.draw(st.from_regex(data.draw(st.sampled_from(single_expressions())), fullmatch=True))
    texts = [data.draw(st.sampled_from(QUIET)), text, data.draw(st.sampled_from(QUIET))]
    for mode in MODES:
        spotter = spotter_of(mode)
        if spotter.sees_nothing([PlainBytes(each) for each in texts]):
            assert spotter.spot(PlainBytes(text), COMMIT_MESSAGE) is None


@given(st.lists(st.tuples(st.sampled_from(LOUD), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_pieces_are_seen_as_alone(pieces: list[tuple[bytes, int, int]]) -> None:
    texts = [PlainBytes(text[start : max(start, len(text) - end)]) for text, start, end in pieces]
    texts = [text for text in texts if not text.startswith((b"\xff\xfe", b"\xfe\xff"))]
    for mode in MODES:
        spotter = spotter_of(mode)
        if spotter.sees_nothing(texts):
            assert [spotter.spot(text, COMMIT_MESSAGE) for text in texts] == [None] * len(texts)


def test_quiet_messages_are_looked_at_in_few_passes() -> None:
    passes: list[int] = []
    taken: list[bytes] = []

    def sees_nothing(texts: Sequence[PlainBytes]) -> bool:
        passes.append(len(texts))
        return spotter_of(Generic.PRECISE).sees_nothing(texts)

    messages = JoinedMessages(sees_nothing, lambda found: taken.extend(message for _, message in found))
    items = [(BlobRef(str(number), COMMIT_MESSAGE), memoryview(QUIET[number % len(QUIET)])) for number in range(256)]
    assert not list(messages.left_over(items))
    assert passes == [16, 32, 64, 64, 64, 16]
    assert taken == [bytes(message) for _, message in items]


def test_one_loud_message_leaves_its_neighbours_empty() -> None:
    taken: list[bytes] = []
    messages = JoinedMessages(
        spotter_of(Generic.PRECISE).sees_nothing, lambda found: taken.extend(message for _, message in found)
    )
    contents = [b"fix: %d\n" % number for number in range(16)]
    contents[5] = LOUD[0]
    items = [(BlobRef(str(number), COMMIT_MESSAGE), memoryview(content)) for number, content in enumerate(contents)]
    assert [bytes(content) for _, content in messages.left_over(items)] == contents[4:8]  # type: ignore[arg-type]
    assert taken == contents[:4] + contents[8:]


def test_other_files_and_long_messages_are_not_joined_and_keep_their_place() -> None:
    def sees_nothing(texts: Sequence[PlainBytes]) -> bool:
        assert all(len(text) <= joined_messages._LONGEST for text in texts)
        return False

    messages = JoinedMessages(sees_nothing, lambda _: None)
    items = [
        (BlobRef("0", COMMIT_MESSAGE), memoryview(b"a")),
        (BlobRef("1", "bot.py"), memoryview(b"b")),
        (BlobRef("2", "some/folder/" + COMMIT_MESSAGE), memoryview(b"x" * joined_messages._LONGEST)),
        (BlobRef("3", COMMIT_MESSAGE), memoryview(b"x" * (joined_messages._LONGEST + 1))),
        (BlobRef("4", COMMIT_MESSAGE), memoryview(b"\xff\xfea\0")),
        (BlobRef("5", COMMIT_MESSAGE), memoryview(b"\x1f\x8b\x08")),
    ]
    assert [item.key for item, _ in messages.left_over(items)] == list("012345")
