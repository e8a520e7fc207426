from __future__ import annotations

import gzip
import io
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fleets import BACKPACK_ONLY, Fleet

from auditor.classification.sample_keys import expand
from auditor.errors import UsageError
from auditor.fleet.bucket_source import ObjectsSource
from auditor.fleet.fleet_unit import ObjectRef, Unit
from auditor.fleet.object_store import CHANGED, RemoteFiles, listed_objects, open_objects
from auditor.fleet.packed_logs import DAMAGES, PieceStream, windows
from auditor.fleet.resolve_targets import resolve
from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip


def read(location: str, *objects: ObjectRef) -> list[Content]:
    unit = Unit(target="b", kind="objects", location=location, objects=objects)
    source = ObjectsSource(unit)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    return [content for _, content in source.blob_reader().stream(items)]


def test_objects_are_put_once_listed_and_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for scheme in ("local", "file"):
        files = RemoteFiles.at(f"{scheme}://{tmp_path}/data")
        assert files.create(f"{scheme}/x.bin", b"first")
        assert not files.create(f"{scheme}/x.bin", b"second")
        files.write(f"{scheme}/y.bin", b"third")
        assert sorted(files.names(scheme)) == [f"{scheme}/x.bin", f"{scheme}/y.bin"]
        assert files.read(f"{scheme}/x.bin") == b"first"
        with pytest.raises(OSError, match=r"no longer there|No such file"):
            files.read("nowhere")


@pytest.mark.parametrize("scheme", ["local", "file"])
def test_an_object_that_changed_since_it_was_listed_is_not_read(tmp_path: Path, scheme: str) -> None:
    (tmp_path / "a.log").write_text("before")
    url = f"{scheme}://{tmp_path}"
    (listed,) = (one for one in listed_objects(url) if isinstance(one, ObjectRef))
    assert read(url, listed) == [b"before"]
    (tmp_path / "a.log").write_text("and after")
    assert read(url, listed._replace(etag='"0"')) == [skip("a.log", SkipReason.UNREADABLE, reason=CHANGED)]
    (gone,) = read(url, ObjectRef("b.log", "", 1))
    assert isinstance(gone, Skipped)


def test_a_file_that_changes_between_two_pieces_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"before\n" * 400_000)
    url = f"local://{tmp_path}"
    (listed,) = (one for one in listed_objects(url) if isinstance(one, ObjectRef))
    pieces = open_objects(url).pieces("a.log", listed.etag)
    assert next(pieces).startswith(b"before")
    with path.open("ab") as file:
        file.write(b"after\n")
    os.utime(path, ns=(1, 1))
    with pytest.raises(OSError, match=CHANGED):
        list(pieces)


def test_a_store_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="nothing here reads nosuchscheme://"):
        open_objects("nosuchscheme://x/y")


class Site(BaseHTTPRequestHandler):
    """A web server with one file, which lists nothing."""

    def do_GET(self) -> None:
        found = self.path == "/logs/a.log"
        self.send_response(200 if found else 404)
        body = b"one line\n" if found else b""
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - a name of the protocol

    def do_PROPFIND(self) -> None:
        self.send_error(405)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_of_a_web_server_one_object_is_named_and_a_folder_is_listed_where_it_can(site: str) -> None:
    url = f"{site}/logs/a.log"
    (listed,) = (one for one in listed_objects(url) if isinstance(one, ObjectRef))
    assert (listed.name, listed.size) == ("a.log", 9)
    assert read(url, listed) == [b"one line\n"]
    (gone,) = listed_objects(f"{site}/logs/b.log")
    assert gone == skip(".", SkipReason.UNLISTABLE_STORE, reason="no longer there")
    (folder,) = listed_objects(f"{site}/logs/")
    assert isinstance(folder, Skipped)
    assert "PROPFIND" in folder.reason
    (one, other) = resolve([url, f"{site}/logs/"])
    assert (one.location, other.location) == (url, f"{site}/logs/")
    with pytest.raises(UsageError, match="the query of a URL often holds credentials"):
        resolve([f"{url}?sig=abc"])


def test_a_compressed_log_is_unpacked_as_it_comes() -> None:
    lines = b"".join(b"line %d\n" % number for number in range(50_000))
    packed = gzip.compress(lines, mtime=0)
    pieces = (packed[at : at + 1000] for at in range(0, len(packed), 1000))
    chunks = [content for content in windows(pieces) if isinstance(content, Chunk)]
    assert b"".join(bytes(chunk.data) for chunk in chunks[:1]).startswith(b"line 0\nline 1\n")
    assert sum(len(chunk.data) for chunk in chunks) >= len(lines)
    for damaged in (packed[:-20], packed[:100] + bytes(200) + packed[300:]):
        with pytest.raises(DAMAGES):
            list(windows(iter([damaged])))


def test_pieces_are_a_file() -> None:
    stream = io.BufferedReader(PieceStream(iter([b"ab", b"", b"cde"])), 3)
    assert (stream.read(1), stream.read()) == (b"a", b"bcde")


def test_a_bucket_is_recorded_and_its_records_too(tmp_path: Path) -> None:
    (tmp_path / "bucket" / "2026").mkdir(parents=True)
    (tmp_path / "records").mkdir()
    secret = expand("BACKPACK_API_SECRET={{ a.secret }}\n")
    (tmp_path / "bucket" / "2026" / "a.log").write_text(f"start\n{secret}")
    (tmp_path / "bucket" / "b.log.gz").write_bytes(gzip.compress(expand("BACKPACK_API_KEY={{ a.key }}\n").encode()))
    fleet = Fleet(tmp_path, (f"local://{tmp_path}/bucket",), BACKPACK_ONLY)
    assert fleet.scan().states == {"read": 1, "skipped": 0}
    assert fleet.scan().bytes == 0
    (finding,) = fleet.report().findings
    assert (finding.rule_id, finding.location.path, finding.location.span.line) == ("BPK101", "2026/a.log", 2)
    (related, *_) = finding.related
    assert (related.location.path, related.location.member) == ("b.log.gz", "b.log")
    (tmp_path / "bucket" / "c.log").write_text("new\n")
    assert fleet.scan().bytes == 4
