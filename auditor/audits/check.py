"""The audit of stored keys, as one report with a row for each of them. It stands on the pipeline, as `scan`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from auditor.audits.check_table import rows
from auditor.audits.stored_keys import stored
from auditor.model.blob_source import Source
from auditor.model.location import Exposure
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.pipeline import report
from auditor.sources.memory import MemorySource


def check_stored(request: AuditRequest, *, source: Source | None = None) -> Report:
    """Checks every key and secret in the scope of a request; `source` replaces what the scope names.

    A scope without any is no finding and nothing that was left out: the exit code stays 0, and the reporters say it.

    Raises:
        AuditError: the check is impossible, or a rule is asked for that is not about stored keys.
    """
    if request.trust and source is None:
        from auditor.trust.judged_by_base import judged_by_base  # in CI

        return judged_by_base(request, check_stored)
    found = stored(request, source=source)
    drawn = report(found.request, found.collected, found.evaluation)
    drawn = replace(drawn, checks=rows(found.collected.evidence, drawn.findings))
    if request.describe_keys and source is None:
        from auditor.audits.declared_keys import with_declared_keys  # 60 ms, for formats that name keys

        return with_declared_keys(drawn, request, found.collected.evidence)
    return drawn


NAME = "environment"
"""The file name under which reports mention the environment."""
_PREFIXES = ("BACKPACK_", "BPX_", "BP_")
_SPECIAL = re.compile(r"[\\']")
_NOT_OURS = ("BACKPACK_AUDIT_",)
"""Settings of this program."""


def environment_source(environment: Mapping[str, str]) -> MemorySource:
    """The variables whose names are Backpack's, one a line in the order of their names, as a source."""
    names = sorted(name for name in environment if name.startswith(_PREFIXES) and not name.startswith(_NOT_OURS))
    lines = (f"{name}='{_SPECIAL.sub(_escaped, environment[name])}'\n" for name in names)
    text = "".join(lines).encode("utf-8", "surrogateescape")
    return MemorySource({NAME: text}, exposure=Exposure.UNVERSIONED)


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
