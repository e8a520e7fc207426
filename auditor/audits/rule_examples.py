"""Tells what an audit says of files in memory: the examples of rules, taken through the same steps as a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.classification.sample_keys import expand
from auditor.collection.collect import collect
from auditor.collection.resolve_run import run_of
from auditor.errors import ConfigurationError
from auditor.evaluation import cases_of, generic_cases_of
from auditor.generic.locate import reported_once
from auditor.inventory.audit_inventory import example_cases
from auditor.model.finding import Finding
from auditor.model.location import Exposure
from auditor.model.request import AuditRequest
from auditor.rulebook.rule import Example, Rule
from auditor.rulebook.rulebook import RuleBook
from auditor.sources.memory import MemorySource
from auditor.suppression.settings_facts import case_of, example_changes

Audit = Callable[[Mapping[str, bytes], Exposure], Sequence[Finding]]
"""Audits files in memory, all with one exposure."""


class ExampleResult(Struct, frozen=True):
    """What became of one example."""

    code: str
    title: str
    flags: bool
    """Whether the rule must find something."""
    found: tuple[str, ...]
    """The codes of all findings, sorted."""
    trouble: str = ""
    """Why the example could not be run; empty if it ran."""

    @property
    def is_right(self) -> bool:
        """Whether the rule did what the example says."""
        return not self.trouble and (self.code in self.found) is self.flags

    @property
    def explanation(self) -> str:
        """What went wrong, as a sentence; empty if nothing did."""
        if self.is_right:
            return ""
        if self.trouble:
            return self.trouble
        others = f"the findings are {', '.join(self.found)}" if self.found else "there is no finding"
        return f"{self.code} must {'find something here' if self.flags else 'find nothing here'}; {others}"


def run(rules: Iterable[Rule], audit: Audit) -> list[ExampleResult]:
    """Runs every example of the rules, in their order."""
    return [_run(rule, example, audit) for rule in rules for example in rule.examples]


def _run(rule: Rule, example: Example, audit: Audit) -> ExampleResult:
    try:
        files = {path: expand(text).encode() for path, text in example.files.items()}
    except KeyError as error:
        trouble = f"a placeholder names the part or filter {error}, which does not exist"
        return ExampleResult(rule.code, example.title, example.flags, (), trouble)
    try:
        found = {finding.rule_id for finding in audit(files, example.exposure)}
    except ConfigurationError as error:
        trouble = f"a file of the example is wrong: {error}"
        return ExampleResult(rule.code, example.title, example.flags, (), trouble)
    return ExampleResult(rule.code, example.title, example.flags, tuple(sorted(found)))


_MODE = 0o644
"""The permission bits of the files of examples: what most files have."""


def rehearsal(book: RuleBook) -> Audit:
    """Returns an audit by the rules of a book, without configuration, baseline or inline comments.

    An example with a `backpack-keys.yaml` is judged by the rules about keys as well; `trusted/PATH` is what the trusted
    revision has at PATH.
    """
    run = run_of(AuditRequest(use_config=False, inline_ignores=False, jobs=1, cache=False))

    def audit(files: Mapping[str, bytes], exposure: Exposure) -> Sequence[Finding]:
        collected = collect(run, source=MemorySource(files, exposure, _MODE))
        values, others = cases_of(collected.evidence), generic_cases_of(collected.generic)
        settings = map(case_of, example_changes(files))
        return reported_once(book.judge([*values, *others, *example_cases(files, collected.evidence), *settings]))

    return audit
