from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from rulebook_examples import GOOD_NAME, GOOD_RULE, write_pack
from suppression_examples import finding

from auditor.configuration.load_configuration import resolved
from auditor.errors import ConfigurationError
from auditor.model.finding import Status
from auditor.model.material import Pragma
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.model.trusted_settings import TrustedTree
from auditor.suppression.apply import Extent
from auditor.suppression.baseline import NAME, Baseline, Entry, update
from auditor.suppression.baseline_file import save
from auditor.suppression.inline_ignores import OURS
from auditor.suppression.resolve import Suppression, baseline_path, suppression_for

TODAY = date(2026, 11, 20)
KEY = bytes(range(16))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "src").mkdir()
    accepted = update(Baseline(KEY), [finding("accepted"), finding("gone")], covers=lambda _: True, reason="sandbox")
    save(accepted.baseline, root / NAME)
    secrets = {"src/a.py": [{"type": "Secret Keyword", "hashed_secret": "a" * 40}]}
    (root / ".secrets.baseline").write_text(json.dumps({"results": secrets}))
    return root


def suppression(request: AuditRequest) -> Suppression:
    return suppression_for(resolved(request))


def test_the_baseline_beside_the_scanned_folder_or_above_it_is_used(repository: Path) -> None:
    for scanned in (repository, repository / "src"):
        found = suppression(AuditRequest(paths=(scanned,)))
        assert found.digest_key == KEY
        evaluation, _ = found.apply([finding("accepted"), finding("new")], TODAY)
        assert [(one.status, one.status_reason) for one in evaluation] == [
            (Status.BASELINED, "sandbox"),
            (Status.ACTIVE, ""),
        ]


def test_without_a_baseline_there_is_no_key(tmp_path: Path) -> None:
    found = suppression(AuditRequest(paths=(tmp_path,)))
    assert (found.baseline, found.digest_key, bool(found.allowed)) == (None, b"", False)


def test_a_named_baseline_goes_before_the_configured_one_and_that_before_the_found_one(repository: Path) -> None:
    (repository / "named.json").write_bytes((repository / NAME).read_bytes())
    request = AuditRequest(paths=(repository,))
    assert baseline_path(resolved(request)) == repository / NAME
    (repository / ".backpack-audit.yaml").write_text("baseline: configured.json\n")
    assert baseline_path(resolved(request)) == repository / "configured.json"
    named = replace(request, baseline=repository / "named.json")
    assert baseline_path(resolved(named)) == repository / "named.json"


def test_a_baseline_that_is_named_but_missing_is_a_mistake(repository: Path) -> None:
    request = AuditRequest(paths=(repository,), baseline=repository / "missing.json")
    with pytest.raises(ConfigurationError, match="there is no such baseline; `backpack-audit baseline create` makes"):
        suppression(request)


def test_a_run_that_trusts_no_branch_uses_neither_baseline_unless_it_is_named(repository: Path) -> None:
    request = AuditRequest(paths=(repository,), use_config=False)
    assert suppression(request).baseline is None
    assert not suppression(request).allowed
    assert suppression(replace(request, baseline=repository / NAME)).digest_key == KEY


def test_a_damaged_baseline_is_reported_by_its_name(repository: Path) -> None:
    (repository / NAME).write_text("<<<<<<< ours\n")
    with pytest.raises(ConfigurationError, match=r"^\.\./\.backpack-audit\.baseline\.json:1: a merge left a conflict"):
        suppression(AuditRequest(paths=(repository / "src",)))


def test_paths_of_a_detect_secrets_baseline_are_those_of_the_scan(repository: Path) -> None:
    assert suppression(AuditRequest(paths=(repository,))).allowed.contains("src/a.py", "Secret Keyword", "a" * 40)
    below = AuditRequest(paths=(repository / "src",))
    assert suppression(below).allowed.contains("a.py", "Secret Keyword", "a" * 40)
    history = replace(below, scope=Scope.HISTORY)
    assert suppression(history).allowed.contains("src/a.py", "Secret Keyword", "a" * 40)


def test_paths_of_a_detect_secrets_baseline_next_to_what_is_scanned_are_no_names_in_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "lib").mkdir()
    secrets = {"a.py": [{"type": "Secret Keyword", "hashed_secret": "a" * 40}]}
    (repository / "lib" / ".secrets.baseline").write_text(json.dumps({"results": secrets}))
    (repository / ".backpack-audit.yaml").write_text("paths: [src]\n")
    monkeypatch.chdir(repository / "lib")
    assert not suppression(AuditRequest()).allowed
    allowed = suppression(AuditRequest(scope=Scope.HISTORY)).allowed
    assert allowed.contains("lib/a.py", "Secret Keyword", "a" * 40)
    assert not allowed.contains("a.py", "Secret Keyword", "a" * 40)


def test_without_generic_rules_a_detect_secrets_baseline_is_not_read(repository: Path) -> None:
    (repository / ".secrets.baseline").write_text("no json")
    off = suppression(AuditRequest(paths=(repository,), generic=Generic.OFF))
    assert (bool(off.allowed), off.notes) == (False, ())
    assert suppression(AuditRequest(paths=(repository,))).notes == (
        ".secrets.baseline is not valid JSON; nothing in it is honoured",
    )


@pytest.mark.parametrize(
    ("request_", "stale"),
    [
        (AuditRequest(), True),
        (AuditRequest(scope=Scope.STAGED), False),
        (AuditRequest(scope=Scope.RANGE, revision_range="A..B"), False),
        (AuditRequest(scope=Scope.HISTORY), True),
        (AuditRequest(paths=(Path("src"),)), False),
        (AuditRequest(paths=(Path("src"), Path())), True),
        (AuditRequest(paths=(Path(".secrets.baseline"),)), False),
        (AuditRequest(ignore=("BPK102",)), False),
        (AuditRequest(select=("BPK3",)), False),
    ],
)
def test_entries_are_stale_only_where_the_run_would_have_seen_them(
    repository: Path, monkeypatch: pytest.MonkeyPatch, request_: AuditRequest, stale: bool
) -> None:
    monkeypatch.chdir(repository)
    _, notes = suppression(request_).apply([finding("accepted")], TODAY)
    assert any("1 entry without a finding" in note for note in notes) is stale


def test_a_baseline_kept_elsewhere_applies_to_what_is_scanned(repository: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes((repository / NAME).read_bytes())
    found = suppression(AuditRequest(paths=(repository / "src",), baseline=elsewhere))
    assert any("1 entry without a finding" in note for note in found.apply([finding("accepted")], TODAY)[1])
    one_file = suppression(AuditRequest(paths=(repository / ".secrets.baseline",), baseline=elsewhere))
    assert one_file.apply([finding("accepted")], TODAY)[1] == []


def test_nothing_is_called_stale_when_something_was_skipped(repository: Path) -> None:
    found = suppression(AuditRequest(paths=(repository,)))
    assert found.apply([], TODAY, complete=False)[1] == []


@pytest.mark.parametrize("complete", [True, False])
def test_what_is_in_history_is_not_called_stale_either_when_something_was_skipped(*, complete: bool) -> None:
    entry = Entry(fingerprint="0" * 32, rule="BPK102", history=True)
    extent = Extent(history=True, subjects=lambda: {"BPK102": "value"})
    found = Suppression(baseline=Baseline(KEY, (entry,)), extent=extent)
    assert bool(found.apply([], TODAY, complete=complete)[1]) is complete


def test_policy_is_judged_only_where_that_is_said() -> None:
    entry = Entry(fingerprint="0" * 32, rule="BPK509")
    found = Suppression(baseline=Baseline(KEY, (entry,)), extent=Extent(subjects=lambda: {"BPK509": "key"}))
    assert found.apply([], TODAY)[1] == []
    assert found.apply([], TODAY, policy=True)[1] != []


def test_comments_count_unless_a_run_refuses_them() -> None:
    ((evaluation,), _) = Suppression().apply([replace(finding(), pragmas=(Pragma(OURS),))], TODAY)
    assert evaluation.status is Status.IGNORED


def test_notes_begin_with_the_configuration_in_use(repository: Path) -> None:
    (repository / ".backpack-audit.yaml").write_text("exclude: [docs/]\n")
    _, notes = suppression(AuditRequest(paths=(repository,))).apply([finding("accepted"), finding("gone")], TODAY)
    assert notes == ["configuration .backpack-audit.yaml is in use: it excludes docs/"]


def test_comments_may_name_rules_of_own_packs(repository: Path) -> None:
    write_pack(repository, {GOOD_NAME: GOOD_RULE})
    marked = replace(finding(), pragmas=(Pragma(OURS, ("ORG001",)),))
    request = AuditRequest(paths=(repository,))
    assert any("ORG001, which is not a rule" in note for note in suppression(request).apply([marked], TODAY)[1])
    known = replace(request, rules=(repository / GOOD_NAME,))
    assert not any("ORG001" in note for note in suppression(known).apply([marked], TODAY)[1])


@pytest.mark.parametrize(
    ("request_", "configured", "reads"),
    [
        ({}, "", True),
        ({}, "generic: 'off'\n", False),
        ({"generic": Generic.PRECISE}, "generic: 'off'\n", True),
        ({"generic": Generic.OFF}, "", False),
        ({"use_config": False}, "", False),
    ],
)
def test_secrets_are_allowed_where_detectors_run(
    repository: Path, request_: dict[str, object], configured: str, *, reads: bool
) -> None:
    (repository / ".backpack-audit.yaml").write_text(configured)
    found = suppression(AuditRequest(paths=(repository,), **request_))  # type: ignore[arg-type]
    assert bool(found.allowed) is reads
    assert found.extent.generic is (reads or "use_config" in request_)


@pytest.mark.parametrize("scope", Scope)
def test_only_a_scan_of_the_history_looks_at_history(repository: Path, scope: Scope) -> None:
    given = "a..b" if scope is Scope.RANGE else ""
    extent = suppression(AuditRequest(paths=(repository,), scope=scope, revision_range=given)).extent
    assert extent.history is (scope is Scope.HISTORY)
    assert extent.tree is (scope in {Scope.HISTORY, Scope.WORKTREE})


def test_the_baseline_of_a_trusted_revision_is_the_one_in_force(repository: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    tree = TrustedTree(root=repository.resolve(), folder=copies, revision="f" * 40, bring=lambda _: None)
    request = AuditRequest(paths=(repository,), trusted=tree)
    assert suppression(request).baseline is None
    (copies / NAME).write_bytes((repository / NAME).read_bytes())
    found = suppression(request).baseline
    assert found is not None
    assert (found.digest_key, found.shown) == (KEY, NAME)
    (copies / ".secrets.baseline").write_bytes((repository / ".secrets.baseline").read_bytes())
    below = replace(request, paths=(repository / "src",))
    assert suppression(below).allowed.contains("a.py", "Secret Keyword", "a" * 40)


def test_a_new_baseline_is_made_without_the_old_one(repository: Path) -> None:
    found = suppression(AuditRequest(paths=(repository,), new_baseline_key=b"n" * 16))
    assert (found.baseline, found.digest_key) == (None, b"n" * 16)


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("honours", [None, True, False])
def test_whose_comments_count(repository: Path, *, inline: bool, honours: bool | None) -> None:
    marked = replace(finding(), pragmas=(Pragma(OURS),))
    found = suppression(AuditRequest(paths=(repository,), inline_ignores=inline))
    says = None if honours is None else lambda _finding, _pragma: honours
    ((evaluation,), _) = found.apply([marked], TODAY, honours=says)
    assert evaluation.status is (Status.IGNORED if inline and honours is not False else Status.ACTIVE)
