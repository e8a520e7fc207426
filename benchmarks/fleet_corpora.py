"""Fleets for the demonstration and the measurements: small repositories, and a bucket on an S3 server of this machine."""

from __future__ import annotations

import gzip
import os
import random
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from auditor.classification.sample_keys import Specimen
from auditor.model.secret import PlainBytes

_WORDS = (
    "order",
    "filled",
    "depth",
    "cancel",
    "bid",
    "ask",
    "SOL_USDC",
    "latency",
    "retry",
    "200",
    "position",
    "margin",
)


def fresh() -> Specimen:
    """A pair made on the spot, which belongs to nobody and guards nothing."""
    return Specimen(PlainBytes(os.urandom(32)))


def log_lines(size: int, seed: int) -> bytes:
    """A log of about so many bytes."""
    choose = random.Random(seed).choice
    lines: list[str] = []
    length = 0
    while length < size:
        line = f"2026-03-01T00:00:00Z INFO {' '.join(choose(_WORDS) for _ in range(12))}"
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines).encode() + b"\n"


def make_repository(folder: Path, *versions: Mapping[str, bytes]) -> None:
    """A bare repository with a commit for each version, each of which adds or changes files."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream = bytearray()
    for number, files in enumerate(versions):
        stream += b"commit refs/heads/main\ncommitter bot <bot@example.org> %d +0000\ndata 4\nstep\n" % (
            1_767_225_600 + 86_400 * number
        )
        for name, data in files.items():
            stream += b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(data), data)
    subprocess.run(
        ["git", "-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/main"],
        check=True,
    )
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=bytes(stream), check=True)


GROUPS = (1, 2, 4, 8)
"""The sizes of a series in eighths of the largest: each size is the groups up to its own."""


def _grouped(count: int) -> Iterator[tuple[int, int]]:
    """The number of each member of a series, with that of its group."""
    start = 0
    for group, eighths in enumerate(GROUPS):
        stop = count * eighths // 8
        yield from ((group, number) for number in range(start, stop))
        start = stop


def build_repositories(folder: Path, count: int) -> list[str]:
    """Repositories of ten files with 2 kB, in a folder for each group; returns the folders. What is there stays."""
    top = f"repositories-{count}"
    for group, number in _grouped(count):
        path = folder / top / str(group) / f"{number:05}.git"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make_repository(path, {f"{each}.log": log_lines(2_000, number * 20 + each) for each in range(10)})
    return [f"{top}/{group}" for group in range(len(GROUPS))]


def build_objects(folder: Path, count: int) -> list[str]:
    """Files of 4 kB that are all different, in a folder for each group; returns the folders. What is there stays."""
    top = f"objects-{count}"
    texts = [log_lines(4_000, number) for number in range(50)]
    for group, number in _grouped(count):
        path = folder / top / str(group) / f"{number // 1000:03}" / f"{number:06}.log"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"%d\n" % number + texts[number % 50])
    return [f"{top}/{group}" for group in range(len(GROUPS))]


def build_logs(folder: Path, megabytes: int) -> str:
    """Files of 16 MB each; returns the folder. What is there stays."""
    name = f"logs-{megabytes}"
    texts = [log_lines(1 << 20, number) for number in range(8)]
    for number in range(max(1, megabytes // 16)):
        path = folder / name / f"{number:03}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            parts = (b"%d %d\n" % (number, part) + texts[(number + part) % 8] for part in range(16))
            path.write_bytes(b"".join(parts))
    return name


def build_one_repository(folder: Path, count: int) -> str:
    """One repository with so many blobs of 4 kB in commits of 500; returns its name. It stays if it is there."""
    name = f"large-{count}.git"
    texts = [log_lines(4_000, number) for number in range(50)]
    if not (folder / name).exists():
        commits = [
            {
                f"{number // 500:03}/{number:06}.log": b"%d\n" % number + texts[number % 50]
                for number in range(start, min(count, start + 500))
            }
            for start in range(0, count, 500)
        ]
        make_repository(folder / name, *commits)
    return name


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """An S3 server on this machine; yields the environment with which it is reached."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server: Any = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_REGION": "us-east-1",
        }
    finally:
        server.stop()


def make_bucket(environment: Mapping[str, str], name: str, objects: Mapping[str, bytes]) -> None:
    """A bucket with objects; those called `.gz` are compressed."""
    root = f"{environment['AWS_ENDPOINT_URL']}/{name}"
    put(root, b"")
    for key, data in objects.items():
        put(f"{root}/{key}", gzip.compress(data, mtime=0) if key.endswith(".gz") else data)


def put(url: str, data: bytes) -> None:
    """Puts an object on a server of this machine."""
    with urlopen(Request(url, data=data, method="PUT", headers={"Content-Type": "application/octet-stream"})) as answer:
        answer.read()
