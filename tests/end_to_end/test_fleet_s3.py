"""Buckets on an S3 server of this machine: refusals, faults that pass, objects that change, and a second run."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fleets import Fleet

from auditor.classification.sample_keys import expand
from auditor.fleet.embedded_engine import EmbeddedEngine
from auditor.fleet.object_store import open_objects
from auditor.fleet.record_store import open_store
from benchmarks.fleet_corpora import make_bucket, s3_server

SECRET = expand("BACKPACK_API_SECRET={{ a.secret }}\n").encode()
Fault = Callable[[str, str], int]


class Front:
    """Passes requests on to the server behind it, unless a fault says with which status to answer."""

    def __init__(self, behind: str) -> None:
        self.fault: Fault = lambda _method, _path: 0
        self.halfway: dict[str, Callable[[], None]] = {}
        """By the path of an object: what happens once half of it is sent, after which the connection breaks."""
        self.requests: list[tuple[str, str]] = []
        front = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                front.requests.append((self.command, self.path))
                status = front.fault(self.command, self.path)
                if status:
                    self._answer(status, {}, b"")
                    return
                sent = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                headers = {"Content-Type": "application/octet-stream"} | sent
                request = Request(behind + self.path, data=body or None, method=self.command, headers=headers)
                try:
                    with urlopen(request) as answer:
                        body = answer.read()
                        happens = front.halfway.pop(self.path, None) if self.command == "GET" else None
                        self._answer(answer.status, dict(answer.headers), body, happens)
                except HTTPError as error:
                    self._answer(error.code, dict(error.headers), error.read())

            def _answer(
                self, status: int, headers: dict[str, str], body: bytes, happens: Callable[[], None] | None = None
            ) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() in ("etag", "last-modified", "content-type", "content-range"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if happens is None:
                    self.wfile.write(body)
                    return
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                happens()
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

            do_GET = do_PUT = do_HEAD = do_POST = _any  # noqa: N815 - names of the protocol

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    with s3_server() as environment:
        yield environment


@pytest.fixture
def front(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    front = Front(server["AWS_ENDPOINT_URL"])
    for name, value in (server | {"AWS_ENDPOINT_URL": front.url}).items():
        monkeypatch.setenv(name, value)
    yield front
    front.close()


@pytest.fixture
def bucket(server: dict[str, str], tmp_path: Path) -> str:
    name = f"b{abs(hash(tmp_path.as_posix()))}"
    make_bucket(server, name, {"a.env": SECRET, "b/c.log.gz": b"nothing\n" * 50, "d.txt": b"x\n"})
    return name


@pytest.fixture
def fleet(front: Front, bucket: str, tmp_path: Path) -> Fleet:
    assert front.url
    return Fleet(tmp_path, (f"s3://{bucket}",))


def test_a_bucket_is_read_by_processes_and_a_second_run_reads_nothing(fleet: Fleet, front: Front) -> None:
    engine = EmbeddedEngine(1)
    assert fleet.scan(engine).complete
    engine.close()
    (finding,) = fleet.report().findings
    assert (finding.location.path, finding.location.target) == ("a.env", fleet.targets[0])
    front.requests.clear()
    run = fleet.scan()
    assert (run.bytes, run.complete) == (0, True)
    assert [method for method, path in front.requests if "list-type" not in path] == []


def test_an_object_that_is_refused_is_partial_until_it_is_not(fleet: Fleet, front: Front) -> None:
    front.fault = lambda _method, path: 403 if path.endswith("/d.txt") else 0
    (failed,) = fleet.scan().failed
    assert (failed.state, len(failed.missed)) == ("partial", 1)
    report = fleet.report()
    assert [one.location.path for one in report.findings] == ["a.env"]
    assert any("permission denied" in skip.reason for skip in report.skipped)
    front.fault = lambda _method, _path: 0
    front.requests.clear()
    assert fleet.scan().complete
    assert [path.rpartition("/")[2] for _, path in front.requests if "list-type" not in path] == ["d.txt"]
    assert not fleet.report().incomplete


def test_a_bucket_that_cannot_be_listed_is_named(fleet: Fleet, front: Front) -> None:
    front.fault = lambda _method, path: 403 if "list-type" in path else 0
    (failed,) = fleet.scan().failed
    assert failed.state == "failed"
    assert "cannot be listed: permission denied" in failed.reason


def test_a_fault_that_passes_is_tried_again(fleet: Fleet, front: Front) -> None:
    left = [2]

    def busy(_method: str, path: str) -> int:
        if path.endswith("/a.env") and left[0]:
            left[0] -= 1
            return 503
        return 0

    front.fault = busy
    assert fleet.scan().complete
    assert len([path for _, path in front.requests if path.endswith("/a.env")]) == 3


def test_an_object_that_changes_before_it_is_read_is_read_by_the_next_run(
    fleet: Fleet,
) -> None:
    units = fleet.plan()
    open_objects(fleet.targets[0]).put("a.env", b"# changed\n" + SECRET, create=False)
    (failed,) = fleet.scan(units=units).failed
    assert (failed.state, len(failed.missed)) == ("partial", 1)
    assert fleet.report().findings == ()
    assert fleet.scan().complete
    assert [one.location.path for one in fleet.report().findings] == ["a.env"]


def test_an_object_that_changes_between_two_pieces_of_one_read_is_no_mixture(
    fleet: Fleet, front: Front, bucket: str
) -> None:
    lines = b"2026-03-01T00:00:00Z INFO order filled\n" * 100_000
    objects = open_objects(fleet.targets[0])
    objects.put("a.env", SECRET + lines, create=False)
    new = lines + SECRET.replace(b"API_SECRET", b"API_SECRET_KEY")
    front.halfway[f"/{bucket}/a.env"] = lambda: objects.put("a.env", new, create=False)
    (failed,) = fleet.scan().failed
    assert (failed.state, len(failed.missed)) == ("partial", 1)
    assert front.halfway == {}, "it did change halfway"
    report = fleet.report()
    assert (report.findings, report.incomplete) == ((), True)
    assert fleet.scan().complete
    (finding,) = fleet.report().findings
    assert (finding.location.path, finding.location.span.line) == ("a.env", 100_001)


def test_a_connection_that_breaks_halfway_is_taken_up_where_it_broke(fleet: Fleet, front: Front, bucket: str) -> None:
    lines = b"2026-03-01T00:00:00Z INFO order filled\n" * 100_000
    open_objects(fleet.targets[0]).put("a.env", lines + SECRET, create=False)
    front.halfway[f"/{bucket}/a.env"] = lambda: None
    assert fleet.scan().complete
    assert [one.location.span.line for one in fleet.report().findings] == [100_001]


@pytest.mark.usefixtures("front")
def test_records_in_a_bucket_are_created_once(bucket: str, server: dict[str, str]) -> None:
    make_bucket(server, f"{bucket}-records", {})
    store = open_store(f"s3://{bucket}-records")
    assert store.keep("0123", b"one", partial=False)
    assert not store.keep("0123", b"two", partial=False)
    assert store.record("0123") == b"one"
