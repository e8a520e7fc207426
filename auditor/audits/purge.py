"""The audit of a history for the secrets that have to leave it."""

from __future__ import annotations

from msgspec import Struct

from auditor.errors import UsageError
from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.pipeline import audit
from auditor.reach.purge_plan import PurgePlan, purge_plans

SHORTEST = 8
"""Characters of an API key that name it."""


class Purge(Struct, frozen=True):
    """What a history holds of the secrets that were asked for."""

    report: Report
    plans: tuple[PurgePlan, ...]


def purge(request: AuditRequest, api_key: str) -> Purge:
    """Returns how the secret of an API key is taken out of a history; with an empty one, of all keys.

    Args:
        request: The history to read.
        api_key: An API key or how it begins.

    Raises:
        UsageError: it is too short to name a key, or names several.
        AuditError: the audit is impossible.
    """
    if api_key and len(api_key) < SHORTEST:
        raise UsageError(f"KEY is too short: give an API key or its first {SHORTEST} characters")
    report = audit(request)
    found = [finding for finding in report.findings if finding.traits.leak and _is_meant(finding, api_key)]
    keys = {finding.api_key for finding in found}
    if api_key and len(keys) > 1:
        raise UsageError("several API keys begin with these characters: give the whole key")
    return Purge(report, purge_plans(found))


def _is_meant(finding: Finding, api_key: str) -> bool:
    """Returns whether a finding is about a key; without one, whether it counts (nobody accepted it)."""
    return (finding.api_key or "").startswith(api_key) if api_key else finding.status == "active"
