"""Each kind of look-alike stays silent at medium and above, with fresh values each time, and what is like it and a leak does not.

The tables are in `tests/cases/silence`, one kind a file: `silent` and `flags`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import AuditRequest, Exposure, Severity, audit
from auditor.classification.sample_keys import expand
from auditor.sources.memory import MemorySource

FOLDER = Path(__file__).parents[1] / "cases" / "silence"
ROUNDS = 3
"""How often each look-alike is made of other values: a value may pass by chance."""
_LABEL = re.compile(r"\{\{ (?=[a-z]+\d*\.)")


def cases(side: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)[side]
    ]


def alarms(case: Mapping[str, Any], number: int) -> set[str]:
    text = expand(_LABEL.sub(f"{{{{ round{number}-", case["text"]))
    request = AuditRequest(use_config=False, inline_ignores=False, describe_rules=False, jobs=1)
    source = MemorySource({case["path"]: text.encode()}, Exposure.TRACKED, 0o600)
    found = audit(request, source=source).active
    return {
        finding.rule_id
        for finding in found
        if finding.severity.rank >= Severity.MEDIUM.rank or finding.rule_id == "BPK901"
    }


@pytest.mark.parametrize("case", cases("silent"))
def test_a_lookalike_of_this_kind_is_silent(case: Mapping[str, Any]) -> None:
    allowed = {"BPK901"} if case.get("other_secrets") else set()
    assert [alarms(case, number) - allowed for number in range(ROUNDS)] == [set()] * ROUNDS


@pytest.mark.parametrize("case", cases("flags"))
def test_a_leak_beside_a_lookalike_is_found(case: Mapping[str, Any]) -> None:
    assert [case["code"] in alarms(case, number) for number in range(ROUNDS)] == [True] * ROUNDS
