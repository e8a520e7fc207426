"""Tells what a request comes to: targets, configuration, baseline and digest key, each looked up once."""

from __future__ import annotations

from auditor.configuration.load_configuration import ResolvedRequest, resolved
from auditor.errors import unusable_paths_named
from auditor.model.finding import Severity
from auditor.model.request import AuditRequest
from auditor.suppression.resolve import Suppression, suppression_for


class Run(ResolvedRequest, frozen=True, dict=True, kw_only=True):
    """A request with all that it relies on. No step of an audit asks the file system for any of it again."""

    suppression: Suppression
    """Inline comments, the baseline with its digest key, and what a detect-secrets baseline accepts."""

    @property
    def threshold(self) -> Severity | None:
        """The severity from which findings fail the run; None where nobody says."""
        return self.request.fail_on or self.configuration.fail_on


@unusable_paths_named()
def run_of(request: AuditRequest | ResolvedRequest) -> Run:
    """Looks up what a request relies on.

    Args:
        request: What to do; with a resolved one, only the baselines are looked up.

    Raises:
        AuditError: the configuration or the baseline is wrong, or a path of the request does not exist.
    """
    found = resolved(request) if isinstance(request, AuditRequest) else request
    facts = {name: getattr(found, name) for name in ResolvedRequest.__struct_fields__}
    return Run(**facts, suppression=suppression_for(found))
