"""The audit of stored keys, as one report with a row for each of them. It stands on the pipeline, as `scan`."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.check.check_table import rows
from auditor.check.stored import stored
from auditor.model.blob_source import Source
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.pipeline import report


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
