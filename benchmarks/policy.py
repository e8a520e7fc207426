"""How long the policy part takes: `python -m benchmarks.policy [KEYS]` makes an inventory and audits it, step by step.

The inventory has KEYS keys (1 000 by default) with four addresses and one integration each; one key in ten is leaked,
in a file of its own. Keys are made first and not counted, nor is reading the files: it is a scan as any other.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from auditor.classification.sample_keys import specimen
from auditor.evaluation import fact_tables
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.load_inventory import read_inventory
from auditor.inventory.profiles import load_profiles
from auditor.model.blob_source import BlobRef
from auditor.model.evidence import Evidence
from auditor.model.location import Exposure
from auditor.pairing import pair, sightings
from auditor.resources import builtin_rules
from auditor.rulebook.pack import open_pack
from auditor.rulebook.rule_library import Library
from auditor.rulebook.rulebook import RuleBook
from auditor.scanner.worker import ScanWorker
from auditor.sources.memory import MemorySource
from auditor.sources.projects import Projects
from auditor.vocabulary.vocabulary import builtin

TODAY = date(2026, 9, 1)
RUNS = 5
T = TypeVar("T")


@dataclass
class Laps:
    """CPU seconds of every step, run after run."""

    seconds: dict[str, list[float]]

    def take(self, step: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        result = work()
        self.seconds.setdefault(step, []).append(time.process_time() - started)
        return result


def inventory_text(keys: int) -> str:
    lines = ["version: 1", "account: {two_factor: true, withdrawal_addresses_without_2fa: 1}", "keys:"]
    for number in range(keys):
        block = f"{20 + number // 256 % 64}.{number % 256}"
        lines.append(f"  - name: key-{number}")
        lines.append(f"    api_key: {specimen(f'bench-{number}').key}")
        lines.append("    status: active")
        lines.append("    read_only: false")
        lines.append(f"    subaccount: desk-{number % 20}")
        lines.append(f"    ip_whitelist: [{block}.0.1, {block}.0.2, {block}.1.0/24, {block}.1.7]")
        lines.append("    used_by: [tealstreet]")
        lines.append("    owner: desk@example.com")
        lines.append(f"    created: 2026-{number % 8 + 1:02}-{number % 27 + 1:02}")
        lines.append("    rotate_after_days: 90")
    return "\n".join(lines) + "\n"


def leaked(keys: int) -> list[Evidence]:
    files = {f"bot-{n}/.env": f"BACKPACK_API_SECRET={specimen(f'bench-{n}').secret}\n" for n in range(0, keys, 10)}
    source = MemorySource({path: text.encode() for path, text in files.items()}, Exposure.TRACKED)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    batch = ScanWorker(builtin(), source.blob_reader(), digest_key=b"0" * 32).examine(items)
    locations = source.provenances([blob.key for blob in batch.examined])
    return pair(sightings(batch.examined, locations, Projects(builtin())))


def main(arguments: Sequence[str]) -> None:
    keys = int(arguments[0]) if arguments else 1000
    text, evidence = inventory_text(keys), leaked(keys)
    laps = Laps({})
    runs = [_run(text, evidence, laps) for _ in range(RUNS)]
    print(f"{keys} keys, {runs[0][0]} cases, {runs[0][1]} findings; CPU seconds, of {RUNS} runs:\n")
    print("| step | min | median | max |\n|---|---:|---:|---:|")
    for step, seconds in [*laps.seconds.items(), ("evaluation (joined to table)", _sums(laps))]:
        print(f"| {step} | {min(seconds):.3f} | {statistics.median(seconds):.3f} | {max(seconds):.3f} |")


def _run(text: str, evidence: Sequence[Evidence], laps: Laps) -> tuple[int, int]:
    """The numbers of cases and findings."""
    library = Library([open_pack(builtin_rules())], fact_tables())
    laps.take("rules read and compiled", library.check)
    rulebook = RuleBook(library)
    profiles = laps.take("profiles read", load_profiles)
    inventory = laps.take(
        "inventory read", lambda: read_inventory(text, shown_as="keys.yaml", today=TODAY, profiles=profiles)
    )
    audit = laps.take("joined", lambda: audit_policy(inventory, evidence, today=TODAY))
    cases = laps.take("cases made", lambda: audit.cases)
    found = laps.take("judged", lambda: rulebook.judge(cases))
    laps.take("table made", lambda: audit.view(found))
    return len(cases), len(found)


def _sums(laps: Laps) -> list[float]:
    steps = ("joined", "cases made", "judged", "table made")
    return [sum(laps.seconds[step][run] for step in steps) for run in range(RUNS)]


if __name__ == "__main__":
    main(sys.argv[1:])
