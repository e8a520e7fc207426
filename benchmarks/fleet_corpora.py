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
    return Specimen(os.urandom(32))


def log_lines(size: int, seed: int) -> bytes:
    """A log of about so many bytes."""
    choose = random.Random(seed).choice  # noqa: S311 - text for logs
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
    with urlopen(Request(url, data=data, method="PUT", headers={"Content-Type": "application/octet-stream"})) as answer:  # noqa: S310 - our own server
        answer.read()
