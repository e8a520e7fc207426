"""What an audit says of files in memory: the examples of rules, taken through the same steps as a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.collection.collect import collect
from auditor.evaluation import cases_of, generic_cases_of
from auditor.generic.locate import reported_once
from auditor.inventory.audit_inventory import example_cases
from auditor.model.finding import Finding
from auditor.model.location import Exposure
from auditor.model.request import AuditRequest
from auditor.rulebook.examples import Audit
from auditor.rulebook.rulebook import RuleBook
from auditor.sources.memory import MemorySource
from auditor.suppression.settings_facts import case_of, example_changes

_MODE = 0o644
"""The permission bits of the files of examples: what most files have."""


def rehearsal(book: RuleBook) -> Audit:
    """An audit by the rules of a book, without configuration, baseline or inline comments.

    An example with a `backpack-keys.yaml` is judged by the rules about keys as well; `trusted/PATH` is what the trusted
    revision has at PATH.
    """
    request = AuditRequest(use_config=False, inline_ignores=False, jobs=1, cache=False)

    def audit(files: Mapping[str, bytes], exposure: Exposure) -> Sequence[Finding]:
        collected = collect(request, source=MemorySource(files, exposure, _MODE))
        values, others = cases_of(collected.evidence), generic_cases_of(collected.generic)
        settings = map(case_of, example_changes(files))
        return reported_once(book.judge([*values, *others, *example_cases(files, collected.evidence), *settings]))

    return audit
