"""Key-hygiene auditing for Backpack Exchange API keys: what other programs may import, loaded when it is asked for.

`from auditor import audit, AuditRequest` is the command line without the command line: the same request, the same
report, as frozen values. Importing the package alone loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor._version import __version__

if TYPE_CHECKING:
    from auditor.errors import AuditError
    from auditor.model.finding import Confidence, Finding, Severity, Status
    from auditor.model.location import Exposure, Location, Span
    from auditor.model.report import Report, Skipped
    from auditor.model.request import AuditRequest, Generic, Scope
    from auditor.pipeline import audit

__all__ = [
    "AuditError",
    "AuditRequest",
    "Confidence",
    "Exposure",
    "Finding",
    "Generic",
    "Location",
    "Report",
    "Scope",
    "Severity",
    "Skipped",
    "Span",
    "Status",
    "__version__",
    "audit",
]

if not TYPE_CHECKING:  # so that a type checker still tells of a name that does not exist
    _HOMES = {
        "auditor.errors": ("AuditError",),
        "auditor.model.finding": ("Confidence", "Finding", "Severity", "Status"),
        "auditor.model.location": ("Exposure", "Location", "Span"),
        "auditor.model.report": ("Report", "Skipped"),
        "auditor.model.request": ("AuditRequest", "Generic", "Scope"),
        "auditor.pipeline": ("audit",),
    }

    def __getattr__(name: str) -> object:
        """The public name, from the module where it is defined."""
        from importlib import import_module  # `import auditor` needs nothing

        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = globals()[name] = getattr(import_module(home), name)
        return value

    def __dir__() -> list[str]:
        """The public names, whether they are loaded or not."""
        return sorted({*globals(), *__all__})
