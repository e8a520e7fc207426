"""`python -m benchmarks.field`: how much of what is in real files is found, and how much harmless is reported.

Every form is audited three times with fresh keys: as it is, with key and secret exchanged, and with the secret alone; every
look-alike once. `--cases FILE` judges a JSON file of forms or look-alikes of the same shape as well as the project's own
cases in `tests/cases/field`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor import AuditRequest, Exposure, Finding, Severity, audit
from auditor.sources.memory import MemorySource
from benchmarks.field_templates import Values
from benchmarks.field_wraps import WRAPS, wrap_of

OWN = Path(__file__).parents[1] / "tests" / "cases" / "field"
_NAMED = ("BPK101", "BPK103", "BPK104")
"""Rules that say that a proven pair is Backpack's."""
_LEAKS = (*_NAMED, "BPK102", "BPK105")
_REQUEST = AuditRequest(use_config=False, inline_ignores=False, describe_rules=False, jobs=1)
_KEY_WORD = "your_api_key"


@dataclass(frozen=True, slots=True)
class Form:
    """A file in which a key and its secret stand."""

    name: str
    path: str
    text: str
    kind: str = ""
    encoding: str = "utf-8"
    wrap: str = ""
    lone: bool | str = True
    """Whether the secret alone has to be found: true for the same text with a word for the key, a text for another."""
    swap: bool = True
    named: bool = True
    pair: bool = True
    """Whether the form is judged with both values; false for one that holds only a secret."""
    around: dict[str, str] = field(default_factory=dict)
    """Other files of the scope."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A harmless file."""

    name: str
    path: str
    text: str
    kind: str = ""
    encoding: str = "utf-8"
    other_secrets: bool = False
    around: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How often something was asked for and how often it held, with what failed."""

    asked: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, question: str, case: Form | Quiet, found: Sequence[Finding], *, holds: bool) -> None:
        self.asked[question] += 1
        self.held[question] += holds
        if not holds:
            seen = ", ".join(sorted(f"{one.rule_id}({one.severity.value})" for one in found)) or "nothing"
            self.failures.append(
                f"{question:14} {case.kind + ': ' if case.kind else ''}{case.name} [{case.path}]: {seen}"
            )

    def lines(self) -> Iterator[str]:
        for question, asked in self.asked.items():
            held = self.held[question]
            yield f"{question:14} {held:4} of {asked:4}  {100 * held / asked:5.1f} %"


def own_cases(folder: Path = OWN) -> list[Form | Quiet]:
    """Returns the project's own cases: a YAML file for each kind, with `found` and `quiet`."""
    import yaml

    cases: list[Form | Quiet] = []
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        cases.extend(Form(**one, kind=path.stem) for one in data.get("found", ()))
        cases.extend(Quiet(**one, kind=path.stem) for one in data.get("quiet", ()))
    return cases


def cases_in(path: Path) -> list[Form | Quiet]:
    """Returns the cases of a JSON file: a list of forms (`lone`, `swap`, `named`, `wrapped`) or of look-alikes."""
    cases: list[Form | Quiet] = []
    for one in json.loads(path.read_text(encoding="utf-8")):
        data: dict[str, Any] = dict(one)
        if "lone" not in data:
            cases.append(Quiet(**data))
            continue
        if data.pop("wrapped", False):
            data["wrap"] = wrap_of(data["name"])
        cases.append(Form(**data))
    return cases


def files_of(
    case: Form | Quiet, values: Values, template: str = "", *, swap: bool = False, key_word: str = ""
) -> dict[str, bytes]:
    """Returns the files of a case by path, expanded (see `Values.expand`) and wrapped."""
    text = values.expand(template or case.text, swap=swap, key_word=key_word)
    data = text.encode("utf-16" if case.encoding == "utf-16" else case.encoding)
    if isinstance(case, Form) and case.wrap:
        data = WRAPS[case.wrap](data)
    around = {path: values.expand(other, swap=swap, key_word=key_word).encode() for path, other in case.around.items()}
    return {case.path: data, **around}


def findings_of(files: dict[str, bytes], least: Severity = Severity.MEDIUM) -> list[Finding]:
    """Returns what an audit of files in memory reports at `least` or above."""
    report = audit(_REQUEST, source=MemorySource(files, Exposure.TRACKED, 0o644))
    return [one for one in report.active if one.severity.rank >= least.rank]


def judge(case: Form | Quiet, chance: random.Random, tally: Tally) -> None:
    """Audits a case in every way that it asks for, and counts what held."""
    if isinstance(case, Quiet):
        found = findings_of(files_of(case, Values(chance)))
        loud = [one for one in found if not (case.other_secrets and one.rule_id == "BPK901")]
        tally.add("silent", case, loud, holds=not loud)
        return
    if case.pair:
        values = Values(chance)
        found = findings_of(files_of(case, values))
        tally.add("pair found", case, found, holds=_covers(found, values, _LEAKS))
        if case.named:
            tally.add("right rule", case, found, holds=_covers(found, values, _NAMED))
    if case.swap and case.pair:
        values = Values(chance)
        found = findings_of(files_of(case, values, swap=True))
        tally.add("swap named", case, found, holds=_covers(found, values, ("BPK201",)))
    if case.lone:
        values = Values(chance)
        template = case.lone if isinstance(case.lone, str) else case.text
        found = findings_of(files_of(case, values, template, key_word=_KEY_WORD))
        tally.add("lone found", case, found, holds=_covers(found, values, _LEAKS))


def _covers(found: Sequence[Finding], values: Values, rules: Sequence[str]) -> bool:
    """Tells whether every pair of a case is reported by one of the rules."""
    reported = {one.api_key for one in found if one.rule_id in rules}
    return reported.issuperset(values.api_keys())


def measured(cases: Sequence[Form | Quiet], seed: int) -> Tally:
    """Judges every case with the keys of one seed."""
    tally = Tally()
    for number, case in enumerate(cases):
        judge(case, random.Random(f"{seed} {number} {case.name}"), tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.field", description=__doc__)
    parser.add_argument(
        "--cases", type=Path, action="append", default=[], help="JSON file of more forms or look-alikes"
    )
    parser.add_argument("--only", default="", help="only cases with these words in their kind or name")
    parser.add_argument("--seed", type=int, help="makes the keys; another one in every run if it is left out")
    parser.add_argument("--quietly", action="store_true", help="without the list of failures")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    sources = [("tests/cases/field", own_cases()), *((path.name, cases_in(path)) for path in options.cases)]
    for name, cases in sources:
        chosen = [case for case in cases if options.only.lower() in f"{case.kind} {case.name}".lower()]
        tally = measured(chosen, seed)
        print(f"{name}: {len(chosen)} cases, seed {seed}")
        print("\n".join(("", *tally.lines(), "")))
        if tally.failures and not options.quietly:
            print("\n".join((*tally.failures, "")))


if __name__ == "__main__":
    main()
