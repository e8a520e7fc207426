"""What must hold of every run, whatever the input.

* nothing is raised but an `AuditError`, the sentence for people (the doors let everything else through);
* no trace of the planted secret is in anything that comes out: the report with all of its fields, every format, errors;
* time and memory are bounded;
* a second run says the same.

Formats and the second run take most of the time, so that a fuzzer checks them for one input in eight; a replay of cases
for each.
"""

from __future__ import annotations

import os
import resource
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import msgspec
from msgspec.structs import replace
from plants import LABEL, WHOLE
from traces import Traces

from auditor.collection.collect import gather, joined
from auditor.collection.resolve_run import run_of
from auditor.errors import AuditError
from auditor.evaluation import judged, rulebook_of
from auditor.model.blob_source import Source
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.pipeline import report
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import formats, render
from auditor.rulebook.rulebook import ALL, RuleBook

Outputs = Mapping[str, bytes]
ONE_IN = int(os.environ.get("FUZZ_ONE_IN", "1"))
"""Of so many inputs one is checked in full; set by `run.py`."""
_SECONDS = 4.0
_SECONDS_PER_BYTE = 1e-4
"""CPU time of one run: far above what any takes, even under a fuzzer's instruments."""
_MEGABYTES = 400
"""By which one run may raise the highest memory of the process."""
_OPTIONS = RenderOptions(verbosity=Verbosity.VERBOSE, show_suppressed=True)


class BrokenError(AssertionError):
    """Something that must hold does not."""


@cache
def _traces() -> Traces:
    return Traces([LABEL])


def is_thorough(data: bytes) -> bool:
    """Returns whether an input is checked in full; the same for each input in every run."""
    return zlib.crc32(data) % ONE_IN == 0


def holds(data: bytes, run: Callable[[bool], Outputs], *, may_be_cut: bool = False) -> None:
    """Checks what must hold of everything that a door lets out.

    Args:
        data: The input.
        run: Takes whether all formats are wanted; returns everything that comes out, by what it is.
        may_be_cut: Whether the input may hold pieces of the secret, which are no secret: then it is sought whole.
    """
    thorough = is_thorough(data)
    with _bounded(len(data)):
        first = _run(run, thorough)
    _no_trace(first, whole=may_be_cut)
    if thorough and (second := _run(run, thorough)) != first:
        raise BrokenError(
            f"two runs differ in {sorted(key for key in {*first, *second} if first.get(key) != second.get(key))}"
        )


def _run(run: Callable[[bool], Outputs], thorough: bool) -> Outputs:
    try:
        return run(thorough)
    except AuditError as error:
        return {"error": f"{error} {error!r}".encode(errors="surrogatepass")}


def _no_trace(outputs: Outputs, *, whole: bool) -> None:
    seeks = _holds_whole if whole else _traces().found_in
    if leaked := sorted(name for name, text in outputs.items() if seeks(text)):
        raise BrokenError(f"a secret is in {leaked}")


def _holds_whole(text: bytes) -> bool:
    return any(form in text for form in WHOLE)


@contextmanager
def _bounded(size: int) -> Iterator[None]:
    before, started = _highest(), time.process_time()
    yield
    seconds, megabytes = time.process_time() - started, _highest() - before
    if seconds > _SECONDS + _SECONDS_PER_BYTE * size:
        raise BrokenError(f"{seconds:.1f} seconds of CPU time for {size} bytes")
    if megabytes > _MEGABYTES:
        raise BrokenError(f"{megabytes} MB more memory for {size} bytes")


def _highest() -> int:
    """The highest memory that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


@cache
def _rulebook() -> RuleBook:
    """All rules of ours, compiled once."""
    return rulebook_of((), ALL)


def quick_audit(source: Source, generic: Generic = Generic.OFF) -> Report:
    """Audits a source in memory, as `pipeline.audit` does, with rules that are compiled once."""
    # The scope decides here only that no thread warms up and that nobody counts the commits of this repository.
    request = AuditRequest(use_config=False, jobs=1, generic=generic, scope=Scope.STAGED, cache=False)
    collected = joined(gather(run_of(request), source=source))
    return report(collected, judged(_rulebook(), collected.evidence, collected.generic))


def outputs(found: Report, thorough: bool) -> dict[str, bytes]:
    """Returns everything that a report lets out: all that is in it, and with `thorough` every format."""
    # Digests of values that prove nothing are under a key of each run.
    findings = tuple(replace(one, digest=b"") for one in found.findings)
    steady = replace(found, findings=findings, scan=replace(found.scan, seconds=0.0), timings=())
    said = {"report": text(steady)}
    if thorough:
        said |= {name: render(name, steady, _OPTIONS).encode(errors="surrogatepass") for name in formats()}
    return said


def text(value: object) -> bytes:
    """Returns a value with every field of it, also where its own representation says less."""
    return repr(_plain(value)).encode(errors="surrogatepass")


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {_plain(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (tuple, list)) else value
