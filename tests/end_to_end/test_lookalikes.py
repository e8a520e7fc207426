"""No false alarm: a folder of files whose values look like keys and secrets, and are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import AuditRequest, Exposure, Generic, Report, audit
from auditor.classification.sample_keys import expand
from auditor.sources.memory import MemorySource

FOLDER = Path(__file__).parents[1] / "cases" / "lookalikes"
FILES = {
    path.relative_to(FOLDER).as_posix(): expand(path.read_text(encoding="utf-8")).encode()
    for path in sorted(FOLDER.rglob("*"))
    if path.is_file()
}


def report(files: dict[str, bytes]) -> Report:
    request = AuditRequest(generic=Generic.OFF, use_config=False, inline_ignores=False, describe_rules=False, jobs=1)
    return audit(request, source=MemorySource(files, Exposure.TRACKED, 0o644))


def alarms(files: dict[str, bytes]) -> list[str]:
    return [
        f"{found.location.path}:{found.location.span.line} {found.rule_id} {found.field}"
        for found in report(files).active
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_lookalike_alone_is_no_finding(name: str) -> None:
    assert alarms({name: FILES[name]}) == []


def test_lookalikes_together_are_no_finding_though_some_mention_the_exchange() -> None:
    found = report(FILES)
    assert [one.rule_id for one in found.active] == []
    assert (found.scan.files, found.skipped) == (len(FILES), ())


@pytest.mark.parametrize(
    "name", ["go.sum", "package-lock.json", "requests.log", "tokens.http", "laravel/.env", "webhooks.md"]
)
def test_a_leak_among_lookalikes_is_still_found(name: str) -> None:
    planted = {**FILES, name: FILES[name] + expand("\n\nBACKPACK_API_SECRET={{ planted.secret }}\n").encode()}
    assert [(found.location.path, found.rule_id) for found in report(planted).active if found.rule_id != "BPK402"] == [
        (name, "BPK102")
    ]
