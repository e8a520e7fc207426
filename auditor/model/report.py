"""The report: everything an audit has to say, frozen, free of secrets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from auditor.model.excerpt import Excerpt
from auditor.model.finding import Finding, Question, Severity, Status
from auditor.model.fleet_view import FleetView
from auditor.model.location import Exposure, Location
from auditor.model.probed import Probe
from auditor.model.skip_reason import SkipReason

Origin: TypeAlias = Literal["configuration", "option", "configuration and option", "tree"]
Unit: TypeAlias = Literal["finding", "path", "commit", ""]


class Means(StrEnum):
    """A way to hide findings."""

    PATHS = "paths"
    EXCLUDE = "exclude"
    SELECT = "select"
    IGNORE = "ignore"
    COMMAND = "command"
    """The command asks about less than all rules, as `check` does."""
    SEVERITY = "severity"
    FAIL_ON = "fail-on"
    NAMES = "names"
    GENERIC = "generic"
    PACKS = "packs"
    BASELINE = "baseline"
    COMMENTS = "comments"
    HISTORY = "history"


class Measure(Struct, frozen=True, kw_only=True):
    """One thing in force."""

    means: Means
    origin: Origin
    """Who says so: the configuration file, an option, or the audited files themselves."""
    values: tuple[str, ...] = ()
    """Patterns, codes, names, files: as they were given, with secrets redacted."""
    took: int | None = None
    """How many findings (or paths, or commits) it took; None where nobody can count them."""
    unit: Unit = ""
    """What `took` counts."""


class InForce(Struct, frozen=True, kw_only=True):
    """Everything in force of a run."""

    configuration: str = ""
    """The configuration file, relative to the scanned root; empty without one."""
    trusted: str = ""
    """The commit whose configuration, baseline, rules and inline comments are in force; empty for those of the tree."""
    measures: tuple[Measure, ...] = ()
    """In the order of `Means`."""


Holds = Literal["api_secret", "api_key"]
"""What is at a place: the API key, or a value from which it is derived."""
Permission = Literal["read", "trade", "withdraw", "unknown"]
"""The most that a key allows: `withdraw` where it is not read-only and an address of the account needs no 2FA."""
Explained = Literal["yes", "partly", "no", "unknown"]
"""Whether the addresses of a key's integrations account for a whitelist entry."""


class KeyPlace(Struct, frozen=True):
    """One place where an API key or its secret is."""

    holds: Holds
    location: Location
    exposure: Exposure


class KeyUse(Struct, frozen=True, kw_only=True):
    """One integration that uses a key."""

    name: str
    title: str
    needs: str
    """`read`, `trade`, or empty where nobody says."""
    addresses: tuple[str, ...] = ()
    """From where it calls the exchange: addresses and networks, collapsed; empty where they are not known."""
    missing: tuple[str, ...] = ()
    """Those of its addresses that the key's whitelist does not admit."""


class KeyWhitelistEntry(Struct, frozen=True, kw_only=True):
    """One entry of a key's IP whitelist."""

    entry: str
    """As written, if it may be shown."""
    networks: tuple[str, ...]
    """What it admits, collapsed; empty if it cannot be read."""
    ip_version: int
    """4 or 6; 0 if it cannot be read."""
    addresses: int
    """How many addresses it admits."""
    special: str
    """The reserved block that holds all of it (`Private-Use`); empty for public addresses."""
    flaws: tuple[str, ...]
    """What is wrong with its text, as clauses."""
    explained: Explained
    accounted_for_by: tuple[str, ...]
    """The names of the integrations with an address in it."""


class KeyFacts(Struct, frozen=True, kw_only=True):
    """One API key: declared in the inventory, seen by the scan, or both."""

    name: str
    """Its name in the inventory; empty for a key that the inventory lacks, or where none was read."""
    api_key: str | None
    """In base64, where it is proven to be public; None where only a join token is known."""
    status: Literal["active", "revoked", ""]
    """As declared; empty where nobody says."""
    permission: Permission
    ability: str
    """What its secret can do, as a sentence."""
    subaccount: str
    owner: str
    created: dt.date | None = None
    rotate_after_days: int | None = None
    expires: dt.date | None = None
    revoked_on: dt.date | None = None
    places: tuple[KeyPlace, ...] = ()
    """Every place where the scan saw it, exposed secrets first."""
    uses: tuple[KeyUse, ...] = ()
    whitelist_declared: bool = False
    whitelist: tuple[KeyWhitelistEntry, ...] = ()
    open_to_world: tuple[int, ...] = ()
    """The IP versions (4, 6) of which its whitelist admits every public address."""

    @property
    def rotate_on(self) -> dt.date | None:
        """The day on which it is to be replaced."""
        if self.created is None or self.rotate_after_days is None:
            return None
        return self.created + dt.timedelta(days=self.rotate_after_days)


class Skipped(Struct, frozen=True, order=True):
    """Something that was not scanned as it should have been, and why."""

    path: str
    reason: str
    incomplete: bool = True
    """False for a mere note: the content was scanned all the same (a broken file read as plain text)."""
    excluded: int = 0
    """How many files and folders it means, where they were left out on purpose."""
    target: str = ""
    """In a fleet, the name of the repository or bucket; empty in every other audit."""
    kind: SkipReason = SkipReason.OTHER
    """The reason, for programs: `reason` is its sentence."""
    values: tuple[tuple[str, str], ...] = ()
    """What the sentence names, by the names of `wording.skip_words.SKIP_WORDS`: it can be said in another language."""


class RuleInfo(Struct, frozen=True):
    """What a reporter has to know of a rule."""

    code: str
    slug: str
    title: str
    severity: Severity
    category: str
    """The folder of the rule: leak, field, format, storage, permission, whitelist, wallet, generic."""
    help_markdown: str
    """The rule's five headings as Markdown."""
    help_uri: str


class ScanFacts(Struct, frozen=True):
    """How much was scanned."""

    targets: tuple[str, ...] = ()
    files: int = 0
    blobs: int = 0
    commits: int = 0
    bytes: int = 0
    seconds: float = 0.0


class KeyRow(Struct, frozen=True, kw_only=True):
    """One key of the policy table: what is declared of it and what was seen."""

    name: str
    api_key: str
    scope: str
    subaccount: str
    whitelist: str
    age: str
    used_by: str
    seen: str
    probed: str = "never"
    """What the last probe said, and when: `active on 2026-08-31`."""
    verdict: str


class PolicyView(Struct, frozen=True, kw_only=True):
    """The policy part of a report (text and Markdown show it as tables)."""

    account: tuple[tuple[str, str], ...] = ()
    keys: tuple[KeyRow, ...] = ()
    corrected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Per key name: the corrected whitelist, one entry per line, ready to paste."""


class Answer(Struct, frozen=True, kw_only=True):
    """What is known of one question about one credential."""

    question: Question
    good: bool | None
    """None where nothing can be said or the question makes no sense."""
    words: str
    """`ok`, the code of a rule, or one or two words for why nothing can be said."""
    severity: Severity | None = None
    """Of the finding, where it counts; None for a suppressed one."""


class CheckRow(Struct, frozen=True, kw_only=True):
    """One stored credential, and the answers to all questions in their order."""

    location: Location
    field: str
    """The name of its field; empty if it has none."""
    role: str
    """`API key` or `API secret`."""
    exposure: Exposure
    mode: int | None
    """Permission bits of its file, where there are any."""
    answers: tuple[Answer, ...]


class InPlace(Struct, frozen=True):
    """How many secrets are where they belong: in credential stores that only their owner can read."""

    pairs: int = 0
    """Secrets of which the API key is in scope, too."""
    secrets: int = 0
    """All of them, each once."""


class Report(Struct, frozen=True, kw_only=True):
    """The result of an audit; `findings` are sorted and hold the suppressed ones too."""

    version: str
    rules_digest: str
    rules: tuple[RuleInfo, ...] = ()
    scan: ScanFacts = ScanFacts()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences for people: stale baseline entries, expired acceptances, what was cached."""
    in_place: InPlace = InPlace()
    in_force: InForce = InForce()
    """What can keep findings from being seen, and how much each of it took."""
    exit_code: int = 0
    policy: PolicyView | None = None
    keys: tuple[KeyFacts, ...] = ()
    """What is declared of each key and where it was seen; empty where nobody asked for it."""
    checks: tuple[CheckRow, ...] | None = None
    """What `check` examined, in the order of places; None for every other command."""
    probe: Probe | None = None
    """What `probe` sent and learned; None for every other command."""
    fleet: FleetView | None = None
    """What it says of each repository and bucket; None for an audit of one scope."""
    excerpts: Mapping[Location, Excerpt] = {}
    """The masked lines of findings, where somebody asked for them and the scan knew all values of the line."""
    timings: tuple[tuple[str, float], ...] = ()
    """Where the time went: (step, seconds)."""

    def __repr__(self) -> str:
        found = "1 finding" if len(self.findings) == 1 else f"{len(self.findings)} findings"
        counts = f"{found}, {len(self.active)} active, {len(self.skipped)} skipped"
        return f"<Report: {counts}, exit code {self.exit_code}>"

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings that count."""
        return tuple(finding for finding in self.findings if finding.status is Status.ACTIVE)

    @property
    def incomplete(self) -> bool:
        """Whether something could not be scanned, or a key was probed and nothing can be said of it."""
        return any(skip.incomplete for skip in self.skipped) or bool(self.probe and self.probe.unknown)

    def count(self, severity: Severity) -> int:
        """Returns how many active findings have exactly this severity."""
        return sum(1 for finding in self.active if finding.severity is severity)
