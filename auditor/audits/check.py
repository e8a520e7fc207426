"""The audit of stored keys, as one report with a row for each of them. It relies on the pipeline, as `scan`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from auditor.audits import empty_credentials
from auditor.audits.empty_credentials import lacking, named_fields
from auditor.audits.stored_keys import Stored, named_files, rows, stored
from auditor.collection.collect import source_of
from auditor.configuration.load_configuration import ResolvedRequest, resolved
from auditor.model.blob_source import Source
from auditor.model.exit_code import Exit
from auditor.model.location import Exposure
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Scope
from auditor.pipeline import report
from auditor.sources.memory import MemorySource
from auditor.sources.stdin import StdinSource, read_head
from auditor.vocabulary.vocabulary import builtin


def check_stored(request: AuditRequest, *, source: Source | None = None, require: Sequence[str] = ()) -> Report:
    """Checks every key and secret in the scope of a request.

    A scope without any is no finding and nothing that was left out: the exit code stays 0, and the reporters say it.

    Args:
        request: What to check.
        source: What is read in place of what the scope names.
        require: Names of fields that must have a value; without one the exit code is 1, and a note says which.

    Raises:
        AuditError: the check is impossible, or a rule is asked for that is not about stored keys.
    """
    if request.trust and source is None:
        from auditor.trust.judged_by_base import judged_by_base  # in CI

        return judged_by_base(request, lambda one: _checked(one, None, require))
    return _checked(resolved(request), source, require)


def _checked(asked: ResolvedRequest, source: Source | None, require: Sequence[str]) -> Report:
    request = asked.request
    if request.scope is Scope.STDIN and source is None:
        source = StdinSource(request.stdin_name, read_head())
    found = stored(asked, source=source)
    drawn = report(found.collected, found.evaluation)
    drawn = _with_names(drawn, found, source or source_of(found.collected.run, builtin()), require)
    if request.describe_keys and source is None:
        from auditor.audits.keys_in_report import with_declared_keys  # 60 ms, for formats that name keys

        return with_declared_keys(drawn, found.collected.run, found.collected.evidence)
    return drawn


def _with_names(drawn: Report, found: Stored, source: Source, require: Sequence[str]) -> Report:
    """Returns the report with a row for each credential, those without a value among them."""
    evidence = found.collected.evidence
    known = builtin().extended(found.collected.run.configuration.names)
    is_memory = isinstance(source, (MemorySource, StdinSource))
    fields = named_fields(source, None if is_memory else named_files(found.collected.run), known)
    missing = lacking(require, fields)
    judged = (
        *rows(evidence, drawn.findings),
        *empty_credentials.rows(fields.unfilled, fields.places),
    )
    return replace(
        drawn,
        checks=tuple(sorted(judged, key=lambda row: row.location.sort_key)),
        notes=(*drawn.notes, *missing),
        exit_code=Exit.FINDINGS if missing else drawn.exit_code,
    )


NAME = "environment"
"""The file name under which reports mention the environment."""
_PREFIXES = ("BACKPACK_", "BPX_", "BP_")
_SPECIAL = re.compile(r"[\\']")
_NOT_OURS = ("BACKPACK_AUDIT_",)
"""Settings of this program."""


def environment_source(environment: Mapping[str, str]) -> MemorySource:
    """Returns the variables whose names are Backpack's, one a line in the order of their names, as a source."""
    names = sorted(name for name in environment if name.startswith(_PREFIXES) and not name.startswith(_NOT_OURS))
    lines = (f"{name}='{_SPECIAL.sub(_escaped, environment[name])}'\n" for name in names)
    text = "".join(lines).encode("utf-8", "surrogateescape")
    return MemorySource({NAME: text}, exposure=Exposure.UNVERSIONED)


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
