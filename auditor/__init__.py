"""Key-hygiene auditing for Backpack Exchange API keys: what other programs may import, loaded when it is asked for.

`from auditor import audit, AuditRequest` is the command line without the command line: the same request, the same
report, as frozen values. `auditor.api` says what holds for all of its functions. Importing the package alone loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor._version import __version__

if TYPE_CHECKING:
    from auditor.api import check, fix_plan, policy, render
    from auditor.audits.policy import PolicyRequest
    from auditor.errors import AuditError, ConfigurationError, DependencyError, OutputError, RepositoryError, UsageError
    from auditor.fix.change import Change
    from auditor.fix.plan import Plan
    from auditor.fix.problem import Unfixed
    from auditor.model.finding import Confidence, Finding, Related, Severity, Status
    from auditor.model.location import Exposure, Location, Span
    from auditor.model.report import Report, RuleInfo, ScanFacts, Skipped
    from auditor.model.request import AuditRequest, Generic, Scope
    from auditor.pipeline import audit
    from auditor.reporters._shared.render_options import RenderOptions, Verbosity

__all__ = [
    "AuditError",
    "AuditRequest",
    "Change",
    "Confidence",
    "ConfigurationError",
    "DependencyError",
    "Exposure",
    "Finding",
    "Generic",
    "Location",
    "OutputError",
    "Plan",
    "PolicyRequest",
    "Related",
    "RenderOptions",
    "Report",
    "RepositoryError",
    "RuleInfo",
    "ScanFacts",
    "Scope",
    "Severity",
    "Skipped",
    "Span",
    "Status",
    "Unfixed",
    "UsageError",
    "Verbosity",
    "__version__",
    "audit",
    "check",
    "fix_plan",
    "policy",
    "render",
]

if not TYPE_CHECKING:  # so that a type checker still tells of a name that does not exist
    _HOMES = {
        "auditor.api": ("check", "fix_plan", "policy", "render"),
        "auditor.audits.policy": ("PolicyRequest",),
        "auditor.errors": (
            *("AuditError", "ConfigurationError", "DependencyError", "OutputError", "RepositoryError", "UsageError"),
        ),
        "auditor.fix.change": ("Change",),
        "auditor.fix.plan": ("Plan",),
        "auditor.fix.problem": ("Unfixed",),
        "auditor.model.finding": ("Confidence", "Finding", "Related", "Severity", "Status"),
        "auditor.model.location": ("Exposure", "Location", "Span"),
        "auditor.model.report": ("Report", "RuleInfo", "ScanFacts", "Skipped"),
        "auditor.model.request": ("AuditRequest", "Generic", "Scope"),
        "auditor.pipeline": ("audit",),
        "auditor.reporters._shared.render_options": ("RenderOptions", "Verbosity"),
    }

    def __getattr__(name: str) -> object:
        """Returns the public name, from the module where it is defined."""
        from importlib import import_module  # `import auditor` needs nothing

        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = globals()[name] = getattr(import_module(home), name)
        return value

    def __dir__() -> list[str]:
        """Returns the public names, whether they are loaded or not."""
        return sorted({*globals(), *__all__})
