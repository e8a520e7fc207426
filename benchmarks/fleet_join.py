"""The join of many values: the first pass of a report over packed records, and the same columns joined by pyarrow."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from msgspec import msgpack

from auditor.classification.sample_keys import Specimen
from auditor.fleet.cross_pairs import TokenPass
from auditor.fleet.fleet_key import create, load
from auditor.fleet.gather_unit import record_of
from auditor.fleet.plan_units import planned
from auditor.fleet.resolve_targets import resolve
from auditor.fleet.scan_options import ScanOptions
from auditor.fleet.unit_record import decode_view, encode_record
from auditor.model.request import Generic
from benchmarks.fleet_corpora import fresh, make_repository

_EACH = 20
"""Values in a record."""
_ONE_CROSSES = 50
"""Records of which one holds the API key of a secret in the record before."""


def joined(values: int) -> tuple[float, str]:
    """Returns the CPU seconds of the first pass over so many values, and a sentence."""
    before, seconds, size = _peak(), 0.0, 0
    tokens = TokenPass()
    for data in _records(values):
        size += len(data)
        started = process_time()
        view = decode_view(data, "")
        tokens.take(view.unit.target, view)
        seconds += process_time() - started
    started = process_time()
    crossing = tokens.crossing()
    seconds += process_time() - started
    return seconds, (
        f"{values:,} values in {values // _EACH:,} records ({size / 1e6:.0f} MB) joined: {seconds:.2f} s, "
        f"{_peak() - before:.0f} MB more, {len(crossing):,} cross"
    )


def joined_by_arrow(values: int) -> tuple[float, str]:
    """Returns the CPU seconds of the same join by pyarrow, and a sentence with how many tokens cross there."""
    try:
        import pyarrow as pa
    except ImportError:
        return 0.0, "the same columns joined by pyarrow: left out, it is not installed"
    columns = _columns(values)
    before, started = _peak(), process_time()
    secrets = pa.table({"token": columns["public_key_token"], "secret_in": columns["target"]}).drop_null()
    keys = pa.table({"token": columns["token"], "key_in": columns["target"]}).drop_null()
    pairs = keys.join(secrets, "token", join_type="inner")
    crossing = pairs.filter(pa.compute.not_equal(pairs["key_in"], pairs["secret_in"]))
    count = len(crossing["token"].unique())
    seconds = process_time() - started
    return seconds, (
        f"the columns of the same records joined by pyarrow, decoding left out: {seconds:.2f} s of CPU, "
        f"{_peak() - before:.0f} MB more, {count:,} cross"
    )


def _columns(values: int) -> dict[str, list[Any]]:
    """The columns of all records, as a dataframe reads them."""
    columns: dict[str, list[Any]] = {"target": [], "token": [], "public_key_token": []}
    for data in _records(values):
        view = decode_view(data, "")
        for blob in view.examined:
            for value in blob.materials:
                columns["target"].append(view.unit.target)
                columns["token"].append(value.token)
                columns["public_key_token"].append(value.public_key_token)
    return columns


def _records(values: int) -> Iterator[bytes]:
    """A real record again and again, each time of another target and with other tokens.

    Of every fifty records one holds the API key of a secret that is in the record before.
    """
    record = _real_record()
    (target, unit), blobs = (record["unit"]["target"], record["unit"]), record["examined"]
    last = b""
    for number in range(values // _EACH):
        unit["target"] = f"{target}-{number}"
        for blob in blobs:
            for material in blob["materials"]:
                material["token"], material["public_key_token"] = os.urandom(16), os.urandom(16)
        if number % _ONE_CROSSES == 1:
            blobs[0]["materials"][0]["token"] = last
        last = blobs[-1]["materials"][-1]["public_key_token"]
        yield msgpack.encode(record)


def _real_record() -> dict[str, Any]:
    """What a worker keeps of a repository with twenty secrets in ten files."""
    with tempfile.TemporaryDirectory(prefix="fleet-join-") as name:
        folder = Path(name)
        make_repository(folder / "bot.git", {f"{number}.env": _two(fresh(), fresh()) for number in range(_EACH // 2)})
        create(folder / "key")
        key, options = load(folder / "key"), ScanOptions(generic=Generic.OFF)
        (unit,) = planned(resolve([str(folder / "bot.git")]), options, key)
        record: dict[str, Any] = msgpack.decode(encode_record(record_of(unit, options, key)))
    assert sum(len(blob["materials"]) for blob in record["examined"]) == _EACH
    return record


def _two(one: Specimen, other: Specimen) -> bytes:
    return f"BACKPACK_API_SECRET={one.secret}\nMAKER_BACKPACK_API_SECRET={other.secret}\n".encode()


def _peak() -> float:
    """The largest resident set of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
