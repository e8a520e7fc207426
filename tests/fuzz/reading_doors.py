"""The doors of audited bytes: files of every format and language, archives, and names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from oracles import BrokenError, Outputs, holds, outputs, quick_audit
from plants import grown, shrunk
from reader_names import names

from auditor.archives.archive_registry import FORMATS
from auditor.model.location import Exposure
from auditor.model.report import Report
from auditor.model.request import Generic
from auditor.prefilter.backpack import BackpackPrefilter, Interest, backpack_prefilter
from auditor.prefilter.patterns import Hit
from auditor.redaction import redacted
from auditor.sources.memory import MemorySource
from auditor.vocabulary.vocabulary import builtin

CASES = Path(__file__).parents[1] / "cases"
_ALL_HITS = sum(value for name, value in vars(Hit).items() if name.isupper())


def blob(data: bytes) -> None:
    """A file: its first byte names it, its second one says where it is and what is looked for."""
    name, flags = names()[data[0] % len(names())] if data else "a", data[1] if len(data) > 1 else 0
    name = f"backpack-bot/{name}" if flags & 1 else name
    generic = Generic.ALL if flags & 8 else Generic.OFF
    source = MemorySource({name: grown(data[2:])}, Exposure.HISTORY if flags & 4 else Exposure.TRACKED)
    found: list[Report] = []

    def run(thorough: bool) -> Outputs:
        found.append(quick_audit(source, generic))
        return outputs(found[-1], thorough)

    holds(data, run)
    _nothing_was_passed_over(name, source, found[0])


def _nothing_was_passed_over(name: str, source: MemorySource, found: Report) -> None:
    """Checks that readers find nothing in a file that the prefilter passes over."""
    prefilter = backpack_prefilter(builtin())
    if prefilter.deserves(prefilter.spot(source.files[name]), name):
        return
    with without_prefilter():
        closer = quick_audit(source)
    missed = {one.rule_id for one in closer.findings} - {one.rule_id for one in found.findings}
    if missed:
        raise BrokenError(f"the prefilter passes over what is {sorted(missed)} in {name}")


@contextmanager
def without_prefilter() -> Iterator[None]:
    """Lets readers have every blob, whatever the prefilter says."""
    with (
        patch.object(BackpackPrefilter, "spot_beside", lambda *_: (_ALL_HITS, [])),
        patch.object(BackpackPrefilter, "interest", lambda *_: Interest.FULL),
    ):
        yield


@cache
def archive_endings() -> tuple[str, ...]:
    """Returns the endings by which archives are known, and some that say nothing."""
    return ("", ".txt", ".gz", ".zip", *(one.suffix for entry in FORMATS for one in entry.signatures if one.suffix))


def archive(data: bytes) -> None:
    """An archive, a database, a workbook or a notebook: its first byte names it.

    A mutation can cut what is in it, so the secret is sought whole.
    """
    endings = archive_endings()
    name = f"a{endings[data[0] % len(endings)]}" if data else "a.zip"
    content = grown(data[1:]) if name.endswith(".ipynb") else data[1:]
    source = MemorySource({name: content}, Exposure.TRACKED)
    holds(data, lambda thorough: outputs(quick_audit(source), thorough), may_be_cut=True)


def name(data: bytes) -> None:
    """The name of a file, a branch, an author, a message: shown without the secret that it holds."""
    text = grown(data).decode("utf-8", "surrogateescape")
    holds(data, lambda _: {"redacted": redacted(text).encode(errors="surrogateescape")})
    kept = text.replace("\0", "0").replace("\n", " ").strip("/") or "a"
    source = MemorySource({kept: b"api.backpack.exchange secret \x00"}, Exposure.TRACKED)
    holds(data, lambda thorough: outputs(quick_audit(source), thorough))


def blob_seeds() -> Iterator[bytes]:
    """Yields the cases of the readers under their own names, and every other name with a line that is about a secret."""
    for path in sorted((CASES / "readers").iterdir()):
        if path.is_file() and not path.name.endswith((".expected.yaml", "cases.py")):
            ending = path.name.lower().rpartition(".")[2]
            at = next((number for number, one in enumerate(names()) if one.endswith(ending)), 0)
            yield bytes([at, 0]) + shrunk(path.read_text(encoding="utf-8"))[:3000]
    for number in range(len(names())):
        yield bytes([number, number % 16]) + b'BACKPACK_API_SECRET = "\x01"\napi_key: \x02\n'


def name_seeds() -> Iterator[bytes]:
    """Yields names with secrets in them."""
    yield from (b"\x01", b"keys/\x06.env", b"https://user:\x01@example.com/a.git", b"feature/\x03-x", b"set \x04 here")
