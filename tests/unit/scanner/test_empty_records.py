"""Which blobs a worker reports as empty: those that were read to their end and gave nothing that a report would lack."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping

import pytest
from msgspec import Struct

from auditor.classification.sample_keys import expand, specimen
from auditor.model.batch_result import BatchResult, GenericOptions
from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.report import Skipped
from auditor.model.request import Generic
from auditor.model.secret import PlainBytes
from auditor.prefilter.backpack import CLIENT, SIGNING, caller_kinds
from auditor.readers.source import parser
from auditor.scanner.worker import ScanWorker
from auditor.sources.empty_blobs import record_of
from auditor.vocabulary.vocabulary import Vocabulary, builtin

HOST = builtin().hosts[0]
CODE = b'# Trades on Backpack.\napi_key = os.environ["BACKPACK_API_KEY"]\n' + b"order = book.load(price, 12)\n" * 30
LEAK = f'BACKPACK_API_SECRET = "{specimen("a").secret}"\n'.encode()
ENV = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
TOKEN = b'aws = "AKIA' + b"Q7RZ" * 4 + b'"\n'


def zip_of(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


class _Reader(Struct, frozen=True):
    contents: Mapping[str, tuple[Content, ...]]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        for item in items:
            for content in self.contents[item.key]:
                yield item, content


def examined(
    blobs: Mapping[str, bytes | tuple[Content, ...]], vocabulary: Vocabulary | None = None, *, remembers: bool = True
) -> BatchResult:
    """What a worker answers to blobs, each read by the name that is its key too."""
    contents = {name: data if isinstance(data, tuple) else (PlainBytes(data),) for name, data in blobs.items()}
    worker = ScanWorker(
        *(vocabulary or builtin(), _Reader(contents), b"k" * 32, GenericOptions(Generic.PRECISE)), remembers=remembers
    )
    return worker.examine([BlobRef(name, name) for name in blobs])


def kinds(blobs: Mapping[str, bytes | tuple[Content, ...]], vocabulary: Vocabulary | None = None) -> dict[str, str]:
    """The names of the empty blobs, each with what it says of the exchange."""
    batch = examined(blobs, vocabulary)
    every = ("", *caller_kinds(vocabulary or builtin()))
    records = {record_of(name, name, number): (name, kind) for number, kind in enumerate(every) for name in blobs}
    return dict(records[record] for record in batch.empty)


def test_what_is_spotted_and_gives_nothing_is_empty_too() -> None:
    assert kinds({"plain.py": b"x = 1\n", "bot.py": CODE, "bot.md": CODE, "COMMIT_MSG": b"Use Backpack"}) == {
        "plain.py": "",
        "bot.py": "",
        "bot.md": "",
        "COMMIT_MSG": "",
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("leak.py", CODE + LEAK),
        (".env", LEAK),
        ("aws.py", TOKEN),
        ("COMMIT_MSG", LEAK),
        ("broken.zip", zip_of({"a": b"nothing"})[:-30]),
        ("leak.zip", zip_of({"a.env": LEAK})),
        ("backpack.json", b'{"api_secret": "' + specimen("a").public_key.hex().encode()),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 50),
        ("long.py", b'x = "' + b"y" * 60_000 + b'" ' + TOKEN),
    ],
)
def test_what_gives_something_or_a_note_is_not_empty(name: str, data: bytes) -> None:
    batch = examined({name: data, "plain.py": b"x = 1\n"})
    assert batch.examined or batch.skipped
    assert batch.empty == (record_of("plain.py", "plain.py", 0),)


def test_a_note_alone_is_enough() -> None:
    batch = examined(
        {"noted.json": b'{"backpack": "api_secret", "unfinished": [1, 2', "fine.json": b'{"backpack": "x"}'}
    )
    assert ([skip.path for skip in batch.skipped], batch.examined) == (["noted.json"], ())
    assert batch.empty == (record_of("fine.json", "fine.json", 0),)


def test_what_could_not_be_read_is_not_empty() -> None:
    unread = Skipped("bot.py", "a reason", incomplete=True)
    half = (Chunk(memoryview(CODE), 1, 1), Skipped("half.py", "a reason", incomplete=True))
    assert kinds({"bot.py": (unread,), "half.py": half, "plain.py": b"x = 1\n"}) == {"plain.py": ""}


def test_windows_of_a_blob_are_empty_together() -> None:
    empty = (Chunk(memoryview(CODE), 1, 1), Chunk(memoryview(CODE), 20, 1))
    leaks = (Chunk(memoryview(CODE), 1, 1), Chunk(memoryview(CODE + LEAK), 20, 1))
    archive = (Chunk(memoryview(zip_of({"a": CODE})), 1, 1), Chunk(memoryview(CODE), 20, 1))
    assert kinds({"empty.py": empty, "leaks.py": leaks, "large.zip": archive}) == {"empty.py": ""}
    assert len(examined({"empty.py": empty}).empty) == 1


def test_a_caller_is_empty_with_how_it_calls_the_exchange() -> None:
    first, second = (f'url = "https://{host}"\n'.encode() for host in builtin().hosts[:2])
    sdk = b'const { RestClient } = require("backpack-exchange");\nimport "bpx-api-client"\nimport bpx\nfrom bpx.account import Account\n'
    found = kinds({"a.py": first, "b.py": second, "sdk.py": sdk, "a.zip": zip_of({"x/a.py": first})})
    assert found == {"a.py": HOST, "b.py": builtin().hosts[1], "sdk.py": CLIENT, "a.zip": HOST}
    assert {caller.what for caller in examined({"a.py": first, "b.py": second}).callers} == set(builtin().hosts[:2])


def test_an_archive_that_calls_the_exchange_in_two_ways_is_read_again() -> None:
    first, second = (f'url = "https://{host}"\n'.encode() for host in builtin().hosts[:2])
    batch = examined({"a.zip": zip_of({"a.py": first, "b.py": second})})
    assert len(batch.callers) == 2
    assert batch.empty == ()


@pytest.mark.parametrize(("position", "is_empty"), [(255, True), (256, False)])
def test_a_host_for_which_a_record_has_no_room_is_read_again(position: int, is_empty: bool) -> None:
    hosts = tuple(f"host-{number}.example.org" for number in range(len(builtin().hosts) + 1, 258))
    vocabulary = builtin().extended({"hosts": hosts})
    host = caller_kinds(vocabulary)[position - 1]
    batch = examined({"a.py": f'url = "https://{host}"\n'.encode()}, vocabulary)
    assert [caller.what for caller in batch.callers] == [host]
    assert batch.empty == ((record_of("a.py", "a.py", position),) if is_empty else ())


def test_every_way_to_call_the_exchange_has_a_number() -> None:
    assert caller_kinds(builtin()) == (*builtin().hosts, CLIENT, SIGNING)


def test_what_a_slow_machine_did_not_parse_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a report says so of code in a document: what is found in it depends on the time it takes."""
    code = "client(b'aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ', 'backpack_api_secret')\n" + "x = (1 -\n" * 300
    text = f"# Backpack\n\n```python\n{code}```\n\nBACKPACK_API_KEY\n".encode()
    assert kinds({"a.md": text, "b.md": CODE}) == {"a.md": "", "b.md": ""}
    for limit in ("_SOON", "_SOON_PER_BYTE", "_SLOW", "_SECONDS"):
        monkeypatch.setattr(parser, limit, -1.0)
    batch = examined({"a.md": text, "b.md": CODE})
    assert not batch.skipped
    assert kinds({"a.md": text, "b.md": CODE}) == {"b.md": ""}


def test_nothing_is_named_where_nothing_is_remembered() -> None:
    assert examined({"a.py": CODE, "b": b""}, remembers=False).empty == ()


def test_the_same_bytes_are_empty_at_one_path_and_not_at_another() -> None:
    """In a lock file any base64 is a checksum."""
    wrapped = b'"text": "' + b64encode(expand(ENV).encode()) + b'"\n'
    found = examined({"package-lock.json": wrapped, "notes.txt": wrapped})
    assert [blob.name for blob in found.examined] == ["notes.txt"]
    assert found.empty == (record_of("package-lock.json", "package-lock.json", 0),)
