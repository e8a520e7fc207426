"""A finding: one problem at one place, with how bad, how sure and what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from auditor.model.location import Exposure, Location, Reach
from auditor.model.material import Pragma

Subject = Literal["value", "key", "account", "integration", "whitelist", "entry", "record", "generic", "settings"]
"""What a rule is about. `integration` is one integration's use of one key, `whitelist` the list of one key,
`entry` one line of such a list, `record` what the inventory says of the account, of an integration or of a key, `settings` a file of settings (or its
inline comments) that differs from the trusted revision."""
POLICY_SUBJECTS: tuple[Subject, ...] = ("key", "account", "integration", "whitelist", "entry", "record")
"""The subjects that only an audit of the key inventory judges."""
Question = Literal["canonical", "point", "strong", "pair", "field", "file"]
"""What `check` asks of a credential: is its text canonical base64 of 32 bytes; is it a point of the curve (of keys); can
nobody guess it; do key and secret belong together; is each in its field; can only its owner read the file."""


class FixKind(StrEnum):
    """How `backpack-audit fix` settles a finding."""

    SWAP = "swap"
    """Exchange the values of the key's field and the secret's."""
    CANONICAL = "canonical"
    """Write the same bytes as the exchange writes them: padded base64."""
    MOVE = "move"
    """Move a literal secret into `.env` (`--move-to-env`)."""
    GITIGNORE = "gitignore"
    """Name the file in `.gitignore`."""
    MODE = "mode"
    """Make the file readable by its owner alone."""


class Traits(Struct, frozen=True, kw_only=True):
    """The traits of one rule, which each of its findings carries."""

    subject: Subject = "value"
    answers: Question = "canonical"
    """The question of `check` that a finding answers with no."""
    both_fields: bool = False
    """One finding is about the key's field and the secret's."""
    leak: bool = False
    """A secret is where others can read it: no question of `check`, whose files hold secrets on purpose."""
    fix: FixKind | None = None
    by_hand: str = ""
    """Why nothing but a person can settle a finding: with `fix`, that fix is not tried; without, the value is not
    written at all."""
    fixed: str = ""
    """What is said of a value that `fix` has corrected, in a few words."""
    probe: bool = False
    """Only an answer of the exchange shows it: `probe` judges these rules and no other."""
    duplicates_generic: bool = True
    """A generic finding about the same value says the same again."""

    @property
    def is_policy(self) -> bool:
        """Whether only an audit of the key inventory judges the rule."""
        return self.subject in POLICY_SUBJECTS


class Introduced(Struct, frozen=True, kw_only=True):
    """The oldest commit that brought a secret to a path."""

    commit: str
    author: str = ""
    """The author's name; empty where it may hold a secret itself."""
    date: str = ""
    """Author date, ISO 8601."""
    subject: str = ""
    """The first line of the message; empty where it may hold a secret itself."""
    refs: tuple[str, ...] = ()
    """The branches, tags and stash entries that hold the commit now, by their short names, sorted."""


class Removed(Struct, frozen=True, kw_only=True):
    """The commit after which the tree no longer holds a secret at a path."""

    commit: str
    date: str = ""
    """Author date, ISO 8601."""


class Trace(Struct, frozen=True, kw_only=True):
    """How far a secret got, and since when it is at one path."""

    reach: Reach
    """The farthest of all places of the secret in scope."""
    also: tuple[Location, ...] = ()
    """Places that got farther than this one; the farthest first."""
    introduced: Introduced | None = None
    removed: Removed | None = None
    today: Location | None = None
    """For a secret from history that still is in the tree: its place there."""
    repository: str = ""
    """The folder in which git answers for it; empty outside git. No report shows it."""


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
    """What the rule says of itself and the rest of the program uses; reports do not show it."""
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
