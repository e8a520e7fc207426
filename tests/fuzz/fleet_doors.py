"""The doors of a fleet: what somebody else may have written into its records, and lists of its targets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from fleets import DAY, Fleet
from oracles import Outputs, holds, outputs, text
from plants import PAIR, PLANTS, grown
from settings_doors import compiled_once

from auditor.errors import UsageError
from auditor.fleet.fleet_key import FleetKey, load
from auditor.fleet.fleet_report import FleetOptions, fleet_report
from auditor.fleet.read_target_list import listed_targets
from auditor.fleet.record_store import LocalFiles, RecordStore
from auditor.fleet.resolve_targets import resolve
from auditor.model.request import AuditRequest


class Kept(LocalFiles):
    """Files in memory, of which one holds something else."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def names(self, folder: str) -> Iterator[str]:
        return (name for name in self._files if name.startswith(f"{folder}/"))

    def read(self, name: str) -> bytes:
        return self._files[name]

    def create(self, name: str, data: bytes) -> bool:
        raise AssertionError("a report writes nothing")

    def write(self, name: str, data: bytes) -> None:
        raise AssertionError("a report writes nothing")


@cache
def _scanned() -> tuple[FleetKey, Mapping[str, bytes]]:
    """The key and the files of a fleet of two folders and a record that failed."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-fleet-"))
    for name, content in (("one/.env", PLANTS[PAIR]), ("two/bot.txt", b"api.backpack.exchange " + PLANTS[b"\x01"])):
        path = folder / name
        path.parent.mkdir()
        path.write_bytes(content)
    fleet = Fleet(folder, (str(folder / "one"), str(folder / "two")))
    fleet.scan()
    root = fleet.records
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    kept = {name: data for name, data in files.items() if not name.endswith(".gitignore")}
    record = next(name for name in kept if name.endswith(".msgpack"))
    kept["backpack-fleet-v1/failures/00.json"] = b'{"unit": "00", "target": "a", "state": "failed", "reason": "b"}'
    kept[record.replace("/records/", "/partial/")] = kept[record]
    return load(fleet.key_file), dict(sorted(kept.items()))


def fleet_record(data: bytes) -> None:
    """A record, a plan or a failure that another wrote: the first byte says in the place of which."""
    key, files = _scanned()
    names = [*files]
    store = RecordStore(Kept({**files, names[(data or b"\0")[0] % len(names)]: data[1:]}), "records")
    request = AuditRequest(describe_rules=False)
    with compiled_once():
        holds(data, lambda thorough: outputs(fleet_report(store, request, key, FleetOptions(today=DAY)), thorough))


def fleet_targets(data: bytes) -> None:
    """A list of targets; only those that need no disk are resolved."""
    said = grown(data).decode("utf-8", "surrogateescape")

    def run(_: bool) -> Outputs:
        named = listed_targets(said, "targets.txt")
        remote = [one for one in named if "://" in one and not one.startswith("file:")]
        try:
            return {"targets": text([(one.name, one.kind, one.reason) for one in resolve(remote)])}
        except UsageError as error:
            return {"error": str(error).encode(errors="surrogateescape")}

    holds(data, run)


def fleet_record_seeds() -> Iterator[bytes]:
    """Yields the files as they are, each in its own place."""
    yield from (bytes([at]) + data for at, data in enumerate(_scanned()[1].values()))


def fleet_targets_seeds() -> list[bytes]:
    """Lists as people write them, and as `gh` does."""
    lines = b"https://user:\x01@example.com/a.git\nssh://git@host/a\ns3://bucket/\x06\n# \x01\na/b\tx\ngit@host:a.git\n"
    return [lines, b'[{"nameWithOwner": "a/b"}, {"sshUrl": "ssh://\x01@a/b"}, "s3://\x03"]', b"{}", b"[1]"]
