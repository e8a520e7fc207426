"""What the examiner makes of containers: places, groups, notes, and what may be remembered as empty."""

from __future__ import annotations

import gzip
import importlib.util
import marshal
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packing import ENV, batch_of, database_of, materials_of, notebook_of, places_of, tar_of, workbook_of, zip_of

from auditor.classification.sample_keys import expand, specimen
from auditor.model.batch_result import GenericOptions
from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.location import Exposure, Provenance
from auditor.model.material import Caller, Context
from auditor.model.request import Generic
from auditor.model.secret import PlainBytes
from auditor.pairing import pair, sightings
from auditor.scanner.worker import ScanWorker
from auditor.sources.empty_blobs import record_of
from auditor.sources.projects import Projects
from auditor.vocabulary.vocabulary import builtin

PLACES = {("BACKPACK_API_KEY", 1, 18), ("BACKPACK_API_SECRET", 2, 21)}


def in_member(path: str) -> set[tuple[str | None, str, int, int]]:
    return {(path, *location) for location in PLACES}


def test_a_member_is_a_place() -> None:
    inner = zip_of({"deploy/.env": ENV})
    assert places_of(inner, "bots.zip") == in_member("deploy/.env")
    assert places_of(tar_of({"x/bots.zip": inner}), "all.tar") == in_member("x/bots.zip!deploy/.env")
    assert places_of(gzip.compress(tar_of({"bots.zip": inner})), "all.tgz") == in_member("bots.zip!deploy/.env")


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("{{ a.key }}", "{{ a.secret }}")]
    database = database_of("CREATE TABLE backpack (api_key, api_secret)", rows={"backpack": rows})
    workbook = workbook_of({"S": [["api_key", "api_secret"], rows[0]]})
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    monkeypatch.setattr(tempfile, "tempdir", str(inside))
    monkeypatch.setenv("SQLITE_TMPDIR", str(inside))
    inner = zip_of({"../up/.env": ENV, f"{tmp_path}/.env": ENV, "bot.db": database, "keys.xlsx": workbook})
    assert len(materials_of(gzip.compress(tar_of({"../all.zip": inner})), "all.tgz")) == 8
    assert list(tmp_path.rglob("*")) == [tmp_path / "a", inside]


def test_stored_members_are_not_found_a_second_time_in_the_raw_bytes() -> None:
    assert places_of(zip_of({".env": ENV}, method=0), "a.zip") == in_member(".env")


def test_equal_names_in_two_members_are_two_groups() -> None:
    data = zip_of({"a/.env": ENV, "b/.env": expand("BACKPACK_API_SECRET={{ other.secret }}\n").encode()})
    batch = batch_of(data, "bots.zip")
    where = {"bots.zip": (Provenance("bots.zip", Exposure.TRACKED),)}
    evidence = pair(sightings(batch.examined, where, Projects(builtin())))
    assert {(one.material.member, one.pairing.mismatched) for one in evidence} == {("a/.env", False), ("b/.env", False)}


def test_cells_of_a_row_are_one_group() -> None:
    data = database_of(
        "CREATE TABLE backpack (api_key, api_secret)", rows={"backpack": [("{{ a.key }}", "{{ b.secret }}")]}
    )
    batch = batch_of(data, "bots.db")
    where = {"bots.db": (Provenance("bots.db", Exposure.TRACKED),)}
    evidence = pair(sightings(batch.examined, where, Projects(builtin())))
    assert {one.material.name for one in evidence if one.pairing.mismatched} == {"api_secret"}


def test_a_credential_store_in_an_archive_has_the_context_of_the_scope() -> None:
    keys = expand("API_KEY={{ a.key }}\nAPI_SECRET={{ b.secret }}\n").encode()
    batch = batch_of(zip_of({"x/.env": keys, "x/notes.txt": keys}), "old.zip")
    where = {"old.zip": (Provenance("old.zip", Exposure.TRACKED),)}
    found = sightings(batch.examined, where, Projects(builtin(), (Caller("bot.py", "api.backpack.exchange"),)))
    assert {(one.location.member, one.material.context) for one in found} == {
        ("x/.env", Context.SCOPE),
        ("x/notes.txt", Context.SCOPE),  # The secret; a key alone says too little outside of a store.
        ("x/notes.txt", Context.MENTION),
    }


def test_a_member_that_names_the_exchange_gives_context_to_the_scope() -> None:
    assert batch_of(zip_of({"a.py": b"'https://api.backpack.exchange'"}), "a.zip").callers
    assert not batch_of(zip_of({"a.py": b"'https://example.org'"}), "a.zip").callers


def test_only_containers_that_were_read_to_the_end_are_remembered_as_empty() -> None:
    assert batch_of(zip_of({"a": b"nothing"}), "a.zip").empty == (record_of("a.zip", "a.zip", 0),)
    assert batch_of(notebook_of(), "a.ipynb").empty == (record_of("a.ipynb", "a.ipynb", 0),)
    assert batch_of(zip_of({"a": b"nothing"})[:-30], "a.zip").empty == ()
    assert batch_of(zip_of({".env": ENV}), "a.zip").empty == ()


def test_what_is_wrong_with_a_member_is_said_with_its_path() -> None:
    data = zip_of({"conf/backpack.json": b'{"api_secret": "' + specimen("a").secret.encode() + b'"'})
    (skip,) = batch_of(data, "a.zip").skipped
    assert skip.path == "a.zip!conf/backpack.json"
    assert not skip.incomplete


class _Windows:
    """A blob of which only windows can be had."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        for item in items:
            yield item, Chunk(memoryview(self._data[:3000]), 1, 1)
            yield item, Chunk(memoryview(self._data[2000:]), 1, 2001)


def test_what_is_too_large_to_be_opened_is_said_once() -> None:
    data = zip_of({str(number): ENV for number in range(40)})
    batch = ScanWorker(builtin(), _Windows(data), b"k").examine([BlobRef("a.zip", "a.zip")])
    (skip,) = batch.skipped
    assert (skip.path, skip.reason) == ("a.zip", "too large to be opened in memory: only its raw bytes were read")
    assert skip.incomplete


@pytest.mark.parametrize("pack", [lambda data: data, lambda data: zip_of({"bot.pyc": data})], ids=["alone", "in a zip"])
def test_constants_of_compiled_python_are_found(pack: object) -> None:
    assert callable(pack)
    source = expand(
        'BACKPACK_API_KEY = "{{ a.key }}"\n'
        'def client(secret="{{ a.secret }}", wallet="{{ w.expanded }}"):\n'
        '    return connect("{{ b.secret }}", "{{ b.key }}")\n'
    )
    code = marshal.dumps(compile(source, "bot.py", "exec"))
    found = materials_of(pack(importlib.util.MAGIC_NUMBER + b"\0" * 12 + code), "__pycache__/bot.cpython-311.pyc")
    tokens = {material.token for material in found}
    public_keys = {material.public_key for material in found}
    assert {specimen(label).public_key for label in "abw"} <= public_keys
    assert {material.public_key_token for material in found if material.public_key in {
        specimen("a").public_key, specimen("b").public_key}} <= tokens  # fmt: skip


def test_other_products_secrets_are_found_in_members_too() -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    data = zip_of({"notes/todo.txt": f"token {token}\n".encode()})

    class One:
        def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
            for item in items:
                yield item, PlainBytes(data)

    generic = GenericOptions(Generic.PRECISE)
    (blob,) = ScanWorker(builtin(), One(), b"k", generic).examine([BlobRef("a.zip", "a.zip")]).examined
    (hit,) = blob.generic
    assert (hit.member, hit.span.line, hit.span.column) == ("notes/todo.txt", 1, 7)
