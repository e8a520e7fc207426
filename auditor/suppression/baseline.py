"""Tells which findings are accepted: a baseline of identities, without clock, line number, commit or any hash of a secret.

The identity of Ed25519 material is its derived public key, through the finding's fingerprint: it stays accepted when
it moves, and another secret on the same line is new. What is no such material is known by rule, path and field and by
a digest under a random key that lives in the baseline, so a new value in an old place is new as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.finding import Finding, Status
from auditor.model.location import Exposure
from auditor.redaction import redacted

NAME = ".backpack-audit.baseline.json"
KEY_BYTES = 16
"""Random bytes that key the digests: without them, digests of short values could be guessed from any baseline."""

KEY_CHARACTERS = 8
"""How many characters of an API key an entry keeps: as many as reports show where they shorten it."""

Identity = tuple[str, str]
"""Fingerprint, and the digest in hex (empty for Ed25519 material)."""


class Entry(Struct, frozen=True, kw_only=True):
    """One accepted finding. `rule`, `api_key`, `path` and `field` are for people: of one identity they may change."""

    fingerprint: str
    digest: str = ""
    """Keyed digest of the value in hex; empty for Ed25519 material."""
    rule: str
    api_key: str = ""
    """The first `KEY_CHARACTERS` of the API key concerned; empty where there is none."""
    path: str = ""
    field: str = ""
    history: bool = False
    """It is in history, where a scan of the work tree need not see it."""
    reason: str = ""
    expires: date | None = None
    """The last day on which it is accepted."""

    @property
    def identity(self) -> Identity:
        """What a finding must have to be accepted by this entry."""
        return self.fingerprint, self.digest

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """The order of the file: by rule, then spread evenly, so that two branches rarely add in the same gap."""
        return self.rule, self.fingerprint, self.digest

    def has_expired(self, today: date) -> bool:
        """Returns whether it no longer accepts anything."""
        return self.expires is not None and today > self.expires


class Baseline(Struct, frozen=True, dict=True):
    """The accepted findings, sorted."""

    digest_key: bytes
    """`KEY_BYTES` random bytes; the file calls them its salt."""
    entries: tuple[Entry, ...] = ()
    shown: str = "the baseline"
    """What notes call the file."""

    @cached_property
    def by_identity(self) -> dict[Identity, Entry]:
        """Every entry by what it accepts."""
        return {entry.identity: entry for entry in self.entries}

    def entry_of(self, finding: Finding) -> Entry | None:
        """Returns the entry that mentions this finding, expired or not."""
        return self.by_identity.get(identity_of(finding))


class Change(Struct, frozen=True):
    """What became of a baseline."""

    baseline: Baseline
    added: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()


def identity_of(finding: Finding) -> Identity:
    """Returns what makes a finding the same finding, wherever it is."""
    return finding.fingerprint, finding.digest.hex()


def update(
    baseline: Baseline,
    findings: Sequence[Finding],
    *,
    covers: Callable[[Entry], bool],
    accept_new: bool = True,
    reason: str = "",
    expires: date | None = None,
) -> Change:
    """Returns the baseline after a run: entries without a finding go if the run `covers` them, the others keep their reason.

    New entries come from active findings that have no entry, with `reason` and `expires`; an expired entry stays
    expired until a person changes it. Of one identity in several places the first place is reported.
    """
    seen = _entries_of(findings)
    kept = [
        _refreshed(entry, seen.get(entry.identity), covered=covers(entry))
        for entry in baseline.entries
        if entry.identity in seen or not covers(entry)
    ]
    dropped = [entry for entry in baseline.entries if entry.identity not in seen and covers(entry)]
    known = set(baseline.by_identity)
    active = {identity_of(finding) for finding in findings if finding.status is Status.ACTIVE}
    reason = redacted(reason)  # the file is committed
    added = [
        replace(entry, reason=reason, expires=expires)
        for identity, entry in seen.items()
        if accept_new and identity in active and identity not in known
    ]
    entries = tuple(sorted((*kept, *added), key=lambda entry: entry.sort_key))
    return Change(replace(baseline, entries=entries), tuple(added), tuple(dropped))


def _entries_of(findings: Iterable[Finding]) -> dict[Identity, Entry]:
    """Returns an entry for every identity, from its first place in the work tree, else from its first place in history."""
    entries: dict[Identity, Entry] = {}
    for finding in sorted(findings, key=lambda finding: (finding.exposure is Exposure.HISTORY, finding.sort_key)):
        identity = identity_of(finding)
        entries.setdefault(
            identity,
            Entry(
                fingerprint=identity[0],
                digest=identity[1],
                rule=finding.rule_id,
                api_key=(finding.api_key or "")[:KEY_CHARACTERS],
                path=finding.location.path,
                field=finding.field,
                history=finding.exposure is Exposure.HISTORY,
            ),
        )
    return entries


def _refreshed(entry: Entry, now: Entry | None, *, covered: bool) -> Entry:
    """Returns the entry with its place as it is today. What is in history stays there until a run looks again."""
    if now is None:
        return entry
    history = now.history or (entry.history and not covered)
    return replace(now, history=history, reason=entry.reason, expires=entry.expires)
