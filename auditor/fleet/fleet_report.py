"""Joins everything that was ever recorded, judges it with the rules of today, and says what of the fleet was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from auditor._version import __version__
from auditor.configuration.settings import Configuration
from auditor.errors import UsageError
from auditor.fleet.cross_pairs import CrossPairs, Spread, TokenPass, spread_of, with_spread
from auditor.fleet.current_records import Shelf, kind_of, shelf_of
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.fleet_policy import FleetPolicy
from auditor.fleet.judge_target import Judge
from auditor.fleet.record_store import RecordStore
from auditor.fleet.restore_target import Restored, joined_target, restored, sightings_of
from auditor.fleet.scan_fleet import past_plans
from auditor.fleet.target_states import TargetCoverage, coverage
from auditor.model.clock import utc_day
from auditor.model.exit_code import exit_code
from auditor.model.finding import Finding, Status
from auditor.model.fleet_view import FleetView, TargetRow
from auditor.model.location import farthest
from auditor.model.report import InForce, InPlace, Measure, Report, ScanFacts, Skipped
from auditor.model.request import AuditRequest
from auditor.model.skip_reason import SkipReason
from auditor.model.token_index import TokenIndex, merge
from auditor.pairing import index_of
from auditor.reach.describe import in_place
from auditor.suppression.baseline import Baseline
from auditor.wording.skip_words import skip


class FleetOptions(Struct, frozen=True, kw_only=True):
    """What a report over a fleet takes besides a request."""

    today: date | None = None
    """The day by which acceptances expire and ages count; None for today in UTC."""
    baseline: Baseline | None = None
    """What is accepted in every target, in addition to the targets' own baselines."""
    policy: FleetPolicy | None = None
    """The inventory that is joined with all targets."""


def fleet_report(store: RecordStore, request: AuditRequest, key: FleetKey, options: FleetOptions) -> Report:
    """Returns the report of everything that the records hold.

    Args:
        store: The records.
        request: The rules, and how findings are judged; its paths do not count.
        key: The fleet key.
        options: What else there is.

    Raises:
        AuditError: there are no records, they cannot be read, were written under another key, or a rule or the inventory
            is wrong.
    """
    started = perf_counter()
    drawing = _Drawing(store, request, key, options)
    drawn = drawing.report()
    seconds = perf_counter() - started
    drawn = replace(drawn, scan=replace(drawn.scan, seconds=seconds), timings=(("join and judge", seconds),))
    return replace(drawn, exit_code=exit_code(drawn, request.fail_on))


class _Drawing:
    def __init__(self, store: RecordStore, request: AuditRequest, key: FleetKey, options: FleetOptions) -> None:
        self._store = store
        self._key = key
        self._request = request
        self._today = options.today or utc_day()
        self._policy = options.policy
        self._judge = Judge(request, key, self._today, options.baseline)
        self._across = CrossPairs()
        self._in_place = Counter[str]()

    def report(self) -> Report:
        """Returns the report without its exit code."""
        tokens = TokenPass()
        plans = past_plans(self._store)
        past = [unit for plan in plans for unit in plan]
        shelf = shelf_of(self._store, past, self._key, tokens.take)
        covered = coverage(shelf, plans, self._store)
        if not covered and not shelf.unreadable:
            raise UsageError(f"there are no records at {self._store.shown}: `backpack-audit fleet scan` writes them")
        crossing = tokens.crossing()
        index = self._index(shelf, tokens, crossing)
        spread = self._spread(shelf, tokens, crossing, index)
        parts = [self._part(target, shelf, covered[target], index, spread) for target in sorted(covered)]
        return self._drawn(shelf, parts)

    def _restored(self, target: str, shelf: Shelf) -> Restored:
        return restored(target, shelf.entries[target], self._store, self._key)

    def _index(self, shelf: Shelf, tokens: TokenPass, crossing: frozenset[bytes]) -> TokenIndex:
        holders = sorted(tokens.holders(crossing))
        return merge(index_of(sightings_of(self._restored(target, shelf)), crossing) for target in holders)

    def _spread(self, shelf: Shelf, tokens: TokenPass, crossing: frozenset[bytes], index: TokenIndex) -> Spread:
        """Returns how far the secrets got that are in several targets."""
        shared = frozenset(token for token in crossing if token in index.derived)
        holders = sorted(tokens.holders(shared))
        return spread_of(
            (
                one
                for target in holders
                for one in joined_target(self._restored(target, shelf), index, self._key).evidence
            ),
            shared,
        )

    def _part(self, target: str, shelf: Shelf, covered: TargetCoverage, index: TokenIndex, spread: Spread) -> _Part:
        if target not in shelf.entries:
            return _Part(row=_row(target, covered, None, ()), skipped=covered.skipped)
        found = self._restored(target, shelf)
        joined = joined_target(found, index, self._key)
        joined = replace(joined, evidence=tuple(with_spread(one, spread) for one in joined.evidence))
        self._across.take(joined.evidence)
        placed = in_place(joined.evidence)
        self._in_place.update(pairs=placed.pairs, secrets=placed.secrets)
        if self._policy is not None:
            self._policy.take(joined.evidence)
        is_history = kind_of(shelf.entries[target]) == "git"
        judged = self._judge.judge(found, joined, is_history=is_history, complete=covered.state == "read")
        return _Part(
            row=_row(target, covered, found.scan, judged.findings),
            findings=judged.findings,
            skipped=(*found.skipped, *covered.skipped),
            notes=tuple(f"{target}: {note}" for note in judged.notes),
            measures=judged.measures,
            scan=found.scan,
        )

    def _drawn(self, shelf: Shelf, parts: Sequence[_Part]) -> Report:
        book = self._judge.book(Configuration())
        findings = [finding for part in parts for finding in part.findings]
        policy = self._policy.audited(book, self._today) if self._policy else None
        if policy is not None:
            findings = [*policy.lowered(findings), *policy.findings]
        unreadable = tuple(skip(".", SkipReason.DAMAGED_RECORD, reason=text) for text in shelf.unreadable)
        drawn = Report(
            version=__version__,
            rules_digest=book.digest,
            rules=book.infos() if self._request.describe_rules else (),
            scan=_sum(parts),
            findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
            skipped=tuple(sorted({*unreadable, *(skip for part in parts for skip in part.skipped)})),
            notes=tuple(note for part in parts for note in part.notes) + _old_versions(shelf),
            in_place=InPlace(self._in_place["pairs"], self._in_place["secrets"]),
            in_force=InForce(measures=tuple(_merged(measure for part in parts for measure in part.measures))),
            fleet=FleetView(targets=tuple(part.row for part in parts), across=self._across.pairs()),
        )
        return policy.shown_in(drawn) if policy is not None else drawn


class _Part(Struct, frozen=True, kw_only=True):
    """What the report says of one target."""

    row: TargetRow
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    scan: ScanFacts = ScanFacts()


def _row(target: str, covered: TargetCoverage, scan: ScanFacts | None, findings: Sequence[Finding]) -> TargetRow:
    active = [one for one in findings if one.status is Status.ACTIVE]
    counts = Counter(str(one.severity) for one in active)
    reaches = [one.reach for one in active if one.reach is not None]
    scan = scan or ScanFacts()
    return TargetRow(
        target=target,
        kind=covered.kind,
        state=covered.state,
        reason=covered.reason,
        units=covered.units,
        units_read=covered.units_read,
        blobs=scan.blobs,
        commits=scan.commits,
        bytes=scan.bytes,
        critical=counts["critical"],
        high=counts["high"],
        medium=counts["medium"],
        low=counts["low"],
        info=counts["info"],
        suppressed=len(findings) - len(active),
        reach=farthest(*reaches) if reaches else None,
    )


def _sum(parts: Sequence[_Part]) -> ScanFacts:
    return ScanFacts(
        targets=tuple(part.row.target for part in parts),
        files=sum(part.scan.files for part in parts),
        blobs=sum(part.scan.blobs for part in parts),
        commits=sum(part.scan.commits for part in parts),
        bytes=sum(part.scan.bytes for part in parts),
    )


def _merged(measures: Iterable[Measure]) -> Iterator[Measure]:
    """Yields each measure once, with what it took in all targets."""
    found: dict[object, Measure] = {}
    for one in measures:
        identity = (one.means, one.origin, one.values, one.unit)
        known = found.get(identity)
        took = (
            None if one.took is None or (known and known.took is None) else one.took + (known.took or 0 if known else 0)
        )
        found[identity] = replace(one, took=took)
    yield from found.values()


def _old_versions(shelf: Shelf) -> tuple[str, ...]:
    versions = Counter(entry.version for own in shelf.entries.values() for entry in own if entry.version != __version__)
    return tuple(
        f"{count:,} records were written by version {version}: scan again for what {__version__} finds"
        for version, count in sorted(versions.items())
    )
