"""The report: everything an audit has to say, frozen, free of secrets."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.finding import Finding, Severity, Status
from auditor.model.in_force import InForce
from auditor.model.known_key import KeyFacts
from auditor.model.location import Exposure, Location
from auditor.model.probed import Probe
from auditor.model.rule_traits import Question


class Skipped(Struct, frozen=True, order=True):
    """Something that was not scanned as it should have been, and why."""

    path: str
    reason: str
    incomplete: bool = True
    """False for a mere note: the content was scanned all the same (a broken file read as plain text)."""
    excluded: int = 0
    """How many files and folders it stands for, where they were left out on purpose."""
    target: str = ""
    """In a fleet, the name of the repository or bucket; empty in every other audit."""


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
    """How many secrets stand where they belong: in credential stores that only their owner can read."""

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
    """What `check` looked at, in the order of places; None for every other command."""
    probe: Probe | None = None
    """What `probe` sent and learned; None for every other command."""
    timings: tuple[tuple[str, float], ...] = ()
    """Where the time went: (step, seconds)."""

    def __repr__(self) -> str:
        counts = f"{len(self.findings)} findings, {len(self.active)} active, {len(self.skipped)} skipped"
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
        """How many active findings have exactly this severity."""
        return sum(1 for finding in self.active if finding.severity is severity)
