"""A run is looked up once: what an audit asks the file system about its own settings."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType

import pytest
from repositories import Repository

from auditor import AuditRequest, Severity, audit, check, policy
from auditor.classification.sample_keys import expand
from auditor.collection.resolve_run import run_of

LOOKED_UP = ("targets", "find", "resolved", "suppression_for", "baseline_path")
WHERE = ("sources/targets.py", "configuration/discovery.py", "load_configuration.py", "suppression/resolve.py")


@pytest.fixture
def settled(repository: Repository) -> Repository:
    repository.write("backpack-keys.yaml", expand("version: 1\nkeys:\n  - name: a\n    api_key: {{ a.key }}\n"))
    repository.write(".backpack-audit.yaml", "exclude: [docs/]\n")
    repository.write("bot/.env", expand("BACKPACK_API_SECRET={{ a.secret }}\n"))
    repository.commit()
    return repository


def counted(run: Callable[[], object]) -> Counter[str]:
    """How often each function that looks settings up is entered."""
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name in LOOKED_UP and frame.f_code.co_filename.endswith(WHERE):
            calls[frame.f_code.co_name] += 1

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("command", [audit, check, policy])
def test_settings_are_looked_up_once(settled: Repository, command: Callable[[AuditRequest], object]) -> None:
    request = AuditRequest(paths=(settled.path / "bot",), jobs=1)
    if command is policy:
        request = AuditRequest(paths=(settled.path,), jobs=1)
    assert counted(lambda: command(request)) == Counter(LOOKED_UP)


@pytest.mark.parametrize("command", [audit, check, policy])
def test_trusted_settings_and_those_of_the_tree_are_looked_up_once_each(
    settled: Repository, command: Callable[[AuditRequest], object]
) -> None:
    settled.write(".backpack-audit.yaml", "exclude: [docs/, other/]\n")
    request = AuditRequest(paths=(settled.path,), trust="HEAD", jobs=1)
    assert counted(lambda: command(request))["resolved"] == 2


def test_a_run_says_what_it_relies_on(settled: Repository) -> None:
    run = run_of(AuditRequest(paths=(settled.path / "bot",), fail_on=Severity.HIGH, jobs=1))
    assert (run.root, run.repository, run.names_root) == (settled.path / "bot", settled.path, settled.path / "bot")
    assert run.shown(settled.path / ".backpack-audit.yaml") == "../.backpack-audit.yaml"
    assert [*run.upward()] == [settled.path / "bot", settled.path]
    assert run.threshold is Severity.HIGH
    assert run.suppression.digest_key == b""


def test_another_request_for_the_same_files_keeps_what_is_known(settled: Repository) -> None:
    run = run_of(AuditRequest(paths=(settled.path,), select=("BPK1",), jobs=1))
    assert run.choice == (("BPK1",), ())
    other = run.asking(select=("BPK2",))
    assert other.choice == (("BPK2",), ())
    assert (other.where, other.configuration) == (run.where, run.configuration)
