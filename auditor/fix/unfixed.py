"""What is not fixed, where and why: said instead of done."""

from __future__ import annotations

import re

from msgspec import Struct

from auditor.model.finding import Finding
from auditor.model.location import Location

CHANGED = "the file changed while it was scanned, or is read in another way than it was; run the command again"
_NUMBER = re.compile(r"^\s*1\.\s+")


class Unfixed(Struct, frozen=True):
    """One problem that a person has to settle."""

    location: Location
    code: str
    rule: str
    why: str
    """Why it is not done, or what to do instead, as a sentence without its capital letter and full stop."""

    @classmethod
    def on(cls, finding: Finding, why: str) -> Unfixed:
        """The remark on a finding that could have been fixed."""
        return cls(finding.location, finding.rule_id, finding.rule, why)

    @classmethod
    def by_hand(cls, finding: Finding) -> Unfixed:
        """The remark on a finding that nothing mechanical fixes: the first step of its remedy."""
        first = _NUMBER.sub("", finding.remediation.partition("\n")[0])
        return cls(finding.location, finding.rule_id, finding.rule, f"not mechanical. {first}")

    @property
    def sort_key(self) -> tuple[object, ...]:
        """The order in which remarks are told."""
        return (*self.location.sort_key, self.code)
