"""What fuzzing attacks, and what must hold whatever the input: one function per door through which foreign bytes come in.

Every target plants one secret inside the input and runs the audit behind that door. It holds that

* nothing is raised but an `AuditError`, the sentence for people;
* no trace of the secret is in the report of any format, or in the error's text;
* a second run says the same.

`python tests/fuzz/run.py TARGET` runs one under a coverage-guided fuzzer; `tests/properties/test_fuzz_targets.py` runs all
of them for a moment with Hypothesis.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from msgspec.structs import replace
from traces import Traces

from auditor.audits.policy import PolicyRequest, audit_inventory
from auditor.classification.sample_keys import expand, specimen
from auditor.errors import AuditError
from auditor.model.location import Exposure
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import formats, render
from auditor.sources.memory import MemorySource

LABEL = "fuzz"
PLANTED = f"BACKPACK_API_KEY={specimen(LABEL).key}\nBACKPACK_API_SECRET={specimen(LABEL).secret}\n".encode()
NAMES = (
    *("a.txt", ".env", "a.json", "a.yaml", "a.toml", "a.ini", "a.csv", "a.xml", "a.html", "a.md", "a.sql", "a.http"),
    *("a.py", "a.ts", "a.tsx", "a.js", "a.go", "a.rs", "a.java", "a.c", "a.cpp", "a.cs", "a.php", "a.rb", "a.sh"),
    *("Dockerfile", "a.ipynb", "a.zip", "a.tar.gz", "a.gz", "a.xlsx", "a.db", "a.eml", "a.kt", "a.swift", "a.lua"),
)
"""Names that choose a reader; the first byte of an input picks one."""
_OPTIONS = RenderOptions(verbosity=Verbosity.VERBOSE, show_suppressed=True)

Target = Callable[[bytes], None]


@cache
def _traces() -> Traces:
    return Traces([LABEL])


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (folder / ".env").write_bytes(PLANTED)
    return folder


def planted(data: bytes) -> bytes:
    """The input with the pair inside it; its second byte says where, in 256ths of its length."""
    at = len(data) * data[1] // 256 if len(data) > 1 else 0
    return data[:at] + PLANTED + data[at:]


def _holds(run: Callable[[], Report]) -> None:
    first, second = (_said(run) for _ in range(2))
    assert first == second, "two runs differ"
    leaked = {name for name, text in first.items() if _traces().found_in(text)}
    assert not leaked, f"a secret is in {sorted(leaked)}"


def _said(run: Callable[[], Report]) -> Mapping[str, bytes]:
    """Everything that a run lets out, by format."""
    try:
        found = run()
    except AuditError as error:
        return {"error": f"{error} {error!r}".encode(errors="surrogatepass")}
    steady = replace(found, scan=replace(found.scan, seconds=0.0), timings=())
    return {name: render(name, steady, _OPTIONS).encode(errors="surrogatepass") for name in formats()}


def blob(data: bytes) -> None:
    """A file of any format, read by the reader of its name and by all detectors."""
    name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
    files = {name: planted(data[2:])}
    request = AuditRequest(use_config=False, jobs=1, generic=Generic.ALL)
    _holds(lambda: audit(request, source=MemorySource(files, Exposure.TRACKED)))


def archive(data: bytes) -> None:
    """An archive, a database, a workbook or a notebook: the bytes as they are, without a plant that would break them."""
    name = ("a.zip", "a.tar", "a.gz", "a.xlsx", "a.db", "a.ipynb", "a.jar")[data[0] % 7] if data else "a.zip"
    request = AuditRequest(use_config=False, jobs=1, generic=Generic.OFF)
    _holds(lambda: audit(request, source=MemorySource({name: data[1:]}, Exposure.TRACKED)))


def configuration(data: bytes) -> None:
    """A configuration file."""
    path = _folder() / ("c.toml" if data[:1] < b"\x80" else "c.yaml")
    path.write_bytes(planted(data))
    _holds(lambda: audit(AuditRequest(paths=(_folder() / ".env",), config=path, jobs=1)))


def inventory(data: bytes) -> None:
    """A key inventory."""
    path = _folder() / "backpack-keys.yaml"
    path.write_bytes(planted(data))
    request = AuditRequest(paths=(_folder(),), use_config=False, jobs=1)
    _holds(lambda: audit_inventory(request, PolicyRequest(inventory=path, scan=False)))


def pack(data: bytes) -> None:
    """A rule of somebody else's pack."""
    folder = _folder() / "pack"
    (folder / "leak").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text("name: fuzz\nversion: 1\n", encoding="utf-8")
    (folder / "leak" / "FUZZ001-some-rule.yaml").write_bytes(planted(data))
    _holds(lambda: audit(AuditRequest(paths=(_folder() / ".env",), rules=(folder,), use_config=False, jobs=1)))


def baseline(data: bytes) -> None:
    """A baseline of ours, or of detect-secrets."""
    ours = data[:1] < b"\x80"
    path = _folder() / (".backpack-audit.baseline.json" if ours else ".secrets.baseline")
    path.write_bytes(planted(data))
    chosen = path if ours else None
    try:
        _holds(lambda: audit(AuditRequest(paths=(_folder(),), baseline=chosen, use_config=False, jobs=1)))
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


SEEDS: Mapping[str, tuple[str, ...]] = {
    "blob": ("\x00\x00x: 1\n", '\x02\x80{"backpack": {"api_key": "', '\x0c\x40client = Client("', "\x06\x40k,v\n"),
    "archive": ("\x00PK\x03\x04", '\x05{"cells": []}', "\x04SQLite format 3\x00"),
    "configuration": ("\x00[tool]\nselect = []\n", "select: [BPK101]\nexclude: ['**/a']\n"),
    "inventory": ("version: 1\nkeys:\n  - name: a\n    api_key: {{ fuzz.key }}\n    ip_whitelist: [203.0.113.0/24]\n",),
    "pack": (
        'code: FUZZ001\nslug: some-rule\nseverity: high\nwhen: \'value.secrecy != "none"\'\nmessage: "{field}"\n',
    ),
    "baseline": ('{"version": 1, "findings": []}', '\x80{"version": "1.5.0", "results": {}}'),
}
"""Inputs to begin with, by target."""
TARGETS: Mapping[str, Target] = {
    target.__name__: target for target in (blob, archive, configuration, inventory, pack, baseline)
}


def seeds(name: str) -> list[bytes]:
    """The first inputs of a target."""
    return [expand(text).encode("latin-1") for text in SEEDS[name]]
