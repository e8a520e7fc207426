"""What tests of the policy part stand on: an inventory and files in memory, scanned and judged for real."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from auditor.classification.sample_keys import expand
from auditor.evaluation import cases_of
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.inventory import FILE_NAME, Inventory
from auditor.inventory.load_inventory import read_inventory
from auditor.inventory.policy_facts import POLICY_FACTS
from auditor.inventory.profiles import load_profiles
from auditor.model.blob_source import BlobRef
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding
from auditor.model.location import Exposure
from auditor.model.report import PolicyView
from auditor.pairing import pair, sightings
from auditor.rulebook.rulebook import RuleBook, load
from auditor.rulebook.value_facts import VALUE_FACTS
from auditor.scanner.worker import ScanWorker
from auditor.sources.memory import MemorySource
from auditor.sources.projects import Projects
from auditor.vocabulary.vocabulary import builtin

TODAY = date(2026, 9, 1)


@cache
def rulebook(*packs: Path) -> RuleBook:
    """The shipped rules and those of some packs."""
    return load(packs, (VALUE_FACTS, *POLICY_FACTS))


def inventory(text: str, *, today: date = TODAY) -> Inventory:
    """The inventory of a text with placeholders for keys."""
    return read_inventory(expand(text), shown_as=FILE_NAME, today=today, profiles=load_profiles())


def scan(files: Mapping[str, str], exposure: Exposure = Exposure.TRACKED) -> list[Evidence]:
    """What the scan finds in files whose texts have placeholders for keys."""
    vocabulary = builtin()
    source = MemorySource({path: expand(text).encode() for path, text in files.items()}, exposure)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    batch = ScanWorker(vocabulary, source.blob_reader(), digest_key=b"0" * 32).examine(items)
    locations = source.provenances([blob.key for blob in batch.examined])
    return pair(sightings(batch.examined, locations, Projects(vocabulary)))


@dataclass(frozen=True)
class Result:
    """What a policy audit says."""

    findings: tuple[Finding, ...]
    view: PolicyView


def audit(
    files: Mapping[str, str],
    *,
    exposure: Exposure = Exposure.TRACKED,
    packs: Sequence[Path] = (),
    scanned: bool = True,
    settle: Callable[[Sequence[Finding]], Sequence[Finding]] = tuple,
) -> Result:
    """The whole policy audit of files, one of which is the inventory; `settle` stands for suppression."""
    evidence = scan(files if scanned else {FILE_NAME: files[FILE_NAME]}, exposure)
    policy = audit_policy(inventory(files[FILE_NAME]), evidence, today=TODAY, scanned=scanned)
    evaluation = rulebook(*packs).judge([*cases_of(evidence), *policy.cases])
    findings = tuple(settle(policy.lowered(evaluation)))
    return Result(findings, policy.view(findings))


def codes(findings: Sequence[Finding], *, beginning: tuple[str, ...] = ("BPK5", "BPK6")) -> list[str]:
    """The codes of findings, sorted, those about keys alone unless told otherwise."""
    return sorted(finding.rule_id for finding in findings if finding.rule_id.startswith(beginning))
