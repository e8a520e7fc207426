"""A finding: one problem at one place, with how bad, how sure and what to do."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from auditor.model.location import Exposure, Location
from auditor.model.material import Pragma
from auditor.model.reach import Reach
from auditor.model.rule_traits import Traits
from auditor.model.trace import Introduced, Removed


class Severity(StrEnum):
    """How bad; comparable through `rank`."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Confidence(StrEnum):
    """How sure: `proven` by arithmetic, `strong` by form and context, `possible` by one of them."""

    PROVEN = "proven"
    STRONG = "strong"
    POSSIBLE = "possible"


class Action(StrEnum):
    """What the person who acts has to do first. A rule says it; nothing reads it out of a remediation's text."""

    REVOKE = "revoke"
    """Delete the API key on the exchange: somebody else may have its secret."""
    CHECK = "check"
    """Find out whose it is, and revoke it if it is yours."""
    UNSTAGE = "unstage"
    """Take it out of the index."""
    REWRITE = "rewrite"
    """Rewrite commits that were not pushed."""
    MOVE = "move"
    """Put the value, or what a wallet holds, elsewhere."""
    RESTRICT = "restrict"
    """Narrow who can use or read it: permission bits, a key's scope, an IP whitelist."""
    FIX = "fix"
    """Correct what is written there."""
    DECLARE = "declare"
    """Fill in the inventory."""
    NONE = "none"


class Status(StrEnum):
    """Whether a finding counts; a suppressed one is kept and counted."""

    ACTIVE = "active"
    IGNORED = "ignored"
    BASELINED = "baselined"


class Related(Struct, frozen=True):
    """Another place that explains a finding."""

    role: str
    """What is there: `api_key`, `api_secret`, `host`, `inventory`, …"""
    location: Location


class Finding(Struct, frozen=True, kw_only=True):
    """One problem. The fields are those of the JSON report, version 1."""

    rule_id: str
    rule: str
    severity: Severity
    confidence: Confidence
    exposure: Exposure
    message: str
    location: Location
    related: tuple[Related, ...] = ()
    field: str = ""
    api_key: str | None = None
    """Base64 of the public key concerned: derived, or proven public; never a value that could be a secret."""
    fingerprint: str
    """32 hex digits: rule and identity, stable across files, lines and encodings. See `rulebook.fingerprint`."""
    digest: bytes = b""
    """Keyed digest of the value where it is not Ed25519 material (baseline only, never printed in reports)."""
    remediation: str
    action: Action = Action.NONE
    traits: Traits = Traits()
    """What the rule says of itself that the rest of the program goes by; reports do not show it."""
    reach: Reach | None = None
    """How far its secret got; None for what is not about a value."""
    introduced: Introduced | None = None
    removed: Removed | None = None
    exposed_days: int | None = None
    """Whole days from `introduced` to `removed`, else to the day of the audit."""
    today: Location | None = None
    """For a secret from history that still is in the tree: its place there."""
    repository: str = ""
    """The folder in which git answers for `introduced`; no report shows it."""
    status: Status = Status.ACTIVE
    status_reason: str = ""
    """Why it is ignored or baselined, as its author wrote."""
    pragmas: tuple[Pragma, ...] = ()
    """Inline comments that apply to the place; suppression reads them, reports do not."""
    secret_type: str = ""
    """Of generic findings only: the detect-secrets plugin's own secret type."""

    def __repr__(self) -> str:
        where = f"{self.location.path}:{self.location.span.line}"
        return f"<Finding: {self.rule_id} {self.severity.value} {self.status.value} at {where}>"

    @property
    def sort_key(self) -> tuple[object, ...]:
        """The one order of findings: place, rule, field, fingerprint."""
        return (*self.location.sort_key, self.rule_id, self.field, self.fingerprint)
