"""`backpack-audit baseline`: what is accepted, what is new, and what a merge makes of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from repositories import MakeRepository, Repository
from rulebook_examples import GOOD_NAME, GOOD_RULE, write_pack
from typer.testing import CliRunner

from auditor.audits.policy import PolicyRequest, audit_inventory
from auditor.classification.sample_keys import expand, specimen
from auditor.cli.baseline import app
from auditor.errors import UsageError
from auditor.model.finding import Status
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Scope
from auditor.pipeline import audit

NAME = ".backpack-audit.baseline.json"
TODAY = date(2026, 11, 20)


def baseline(repository: Repository, *arguments: str, code: int = 0) -> str:
    """What the command says of a repository."""
    action, *options = arguments
    result = CliRunner().invoke(app, [action, str(repository.path), *options])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


def scan(repository: Repository, **request: Any) -> Report:
    return audit(replace(AuditRequest(paths=(repository.path,)), **request), today=TODAY)


def active(repository: Repository, **request: Any) -> list[tuple[str, str]]:
    return [(one.rule_id, one.location.path) for one in scan(repository, **request).active]


def entries(repository: Repository) -> list[dict[str, Any]]:
    return [entry for entry in json.loads((repository.path / NAME).read_text("utf-8"))["findings"] if entry]


@pytest.fixture
def accepted(repository: Repository) -> Repository:
    """Two leaks and a broken value, committed and accepted."""
    repository.write("a.env", expand("BACKPACK_API_SECRET={{ a.secret }}\n")).chmod(0o600)
    repository.write("b.env", expand("BACKPACK_API_SECRET={{ b.secret }}\n")).chmod(0o600)
    repository.write("c.env", expand("BACKPACK_API_KEY={{ c.key | drop }}\n")).chmod(0o600)
    repository.commit()
    baseline(repository, "create", "--reason", "sandbox keys")
    return repository


def test_what_is_accepted_is_counted_and_does_not_fail(accepted: Repository) -> None:
    report = scan(accepted)
    assert report.exit_code == 0
    assert {finding.status for finding in report.findings} == {Status.BASELINED}
    assert len(report.findings) >= 3


def test_a_baseline_holds_no_value_and_no_position(accepted: Repository) -> None:
    text = (accepted.path / NAME).read_text("utf-8")
    for label in "ab":
        assert specimen(label).secret not in text
        assert specimen(label).seed.hex() not in text
    assert {key for entry in entries(accepted) for key in entry} <= {
        "rule",
        "fingerprint",
        "digest",
        "api_key",
        "path",
        "field",
        "reason",
    }


def test_entries_are_shown_with_the_first_characters_of_their_api_key(accepted: Repository) -> None:
    shown = baseline(accepted, "show").splitlines()
    (line,) = (line for line in shown if "a.env" in line)
    assert f"API key {specimen('a').key[:8]}…" in line
    assert specimen("a").key[:9] not in "\n".join(shown)
    (broken,) = (line for line in shown if "c.env" in line)
    assert "API key " not in broken


def test_a_baseline_without_api_keys_is_read_and_an_update_adds_them(accepted: Repository) -> None:
    path = accepted.path / NAME
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'"api_key": "[^"]*", ', "", text), "utf-8")
    assert "API key" not in baseline(accepted, "show")
    baseline(accepted, "update")
    assert path.read_text("utf-8") == text


def test_a_second_baseline_of_the_same_tree_has_the_same_fingerprints(accepted: Repository) -> None:
    first = [entry["fingerprint"] for entry in entries(accepted)]
    baseline(accepted, "create", "--force")
    assert [entry["fingerprint"] for entry in entries(accepted)] == first


def test_a_new_secret_on_an_accepted_line_is_reported(accepted: Repository) -> None:
    accepted.write("a.env", expand("BACKPACK_API_SECRET={{ new.secret }}\n"))
    accepted.git("add", "a.env")
    assert ("BPK102", "a.env") in active(accepted)


def test_a_new_value_that_is_no_key_is_reported_in_an_accepted_place(accepted: Repository) -> None:
    assert not active(accepted)
    accepted.write("c.env", expand("BACKPACK_API_KEY={{ d.key | drop }}\n"))
    assert [path for _, path in active(accepted)] == ["c.env"]


def test_a_moved_and_reindented_secret_stays_accepted(accepted: Repository) -> None:
    (accepted.path / "a.env").unlink()
    accepted.write("deep/er/config.yaml", expand("\n\nbackpack:\n    api_secret: {{ a.secret }}\n")).chmod(0o600)
    accepted.commit()
    assert ("BPK102", "deep/er/config.yaml") not in active(accepted)


def test_an_update_drops_what_is_gone_keeps_reasons_and_accepts_what_is_new(accepted: Repository) -> None:
    (accepted.path / "a.env").unlink()
    accepted.write("d.env", expand("BACKPACK_API_SECRET={{ d.secret }}\n")).chmod(0o600)
    accepted.git("add", "--all")
    said = baseline(accepted, "update", "--reason", "later", "--expires", "2999-12-31")
    keys = {label: f"API key {specimen(label).key[:8]}…" for label in "ad"}
    assert f"- BPK102  {keys['a']}  a.env  BACKPACK_API_SECRET  -- sandbox keys\n" in said
    assert f"+ BPK102  {keys['d']}  d.env  BACKPACK_API_SECRET  until 2999-12-31  -- later\n" in said
    assert {(entry["path"], entry["reason"]) for entry in entries(accepted)} == {
        ("b.env", "sandbox keys"),
        ("c.env", "sandbox keys"),
        ("d.env", "later"),
    }
    assert not active(accepted)
    before = (accepted.path / NAME).read_bytes()
    baseline(accepted, "update")
    assert (accepted.path / NAME).read_bytes() == before


def test_an_update_can_be_kept_from_accepting(accepted: Repository) -> None:
    accepted.write("d.env", expand("BACKPACK_API_SECRET={{ d.secret }}\n"))
    accepted.git("add", "d.env")
    before = (accepted.path / NAME).read_bytes()
    baseline(accepted, "update", "--drop-only")
    assert (accepted.path / NAME).read_bytes() == before
    assert ("BPK102", "d.env") in active(accepted)


def test_a_scan_of_a_part_drops_nothing(accepted: Repository) -> None:
    before = (accepted.path / NAME).read_bytes()
    part = CliRunner().invoke(app, ["update", str(accepted.path / "b.env")])
    assert part.exit_code == 0
    assert "0 accepted, 0 dropped" in part.output
    assert (accepted.path / NAME).read_bytes() == before


def test_an_expired_acceptance_counts_again_and_is_said(accepted: Repository) -> None:
    baseline(accepted, "create", "--force", "--expires", "2999-01-31")
    path = accepted.path / NAME
    path.write_text(path.read_text().replace("2999-01-31", "2020-01-31"))
    assert ("BPK102", "a.env") in active(accepted)
    assert any("expired and the findings count again" in note for note in scan(accepted).notes)
    assert "until 2020-01-31  (expired: it counts again)" in baseline(accepted, "show")


def test_a_day_in_the_past_is_refused(accepted: Repository) -> None:
    today = datetime.now(tz=UTC).date()
    for action in ("create", "update"):
        with pytest.raises(UsageError, match="is in the past"):
            baseline(accepted, action, "--expires", str(today - timedelta(days=1)))
    baseline(accepted, "update", "--expires", str(today))


def test_a_stale_entry_is_said(accepted: Repository) -> None:
    (accepted.path / "a.env").unlink()
    said = f"{NAME}: 1 entry without a finding: BPK102 in a.env; `backpack-audit baseline update` drops what is gone"
    assert said in scan(accepted).notes


def test_branches_that_accept_different_findings_merge(accepted: Repository) -> None:
    accepted.write(".gitattributes", f"{NAME} merge=union\n")
    accepted.commit("base")
    for branch, label in (("one", "d"), ("two", "e")):
        accepted.git("checkout", "-q", "-b", branch, "main")
        accepted.write(f"{label}.env", expand(f"BACKPACK_API_SECRET={{{{ {label}.secret }}}}\n")).chmod(0o600)
        accepted.git("add", "--all")
        baseline(accepted, "update")
        accepted.commit(branch)
    accepted.git("merge", "-q", "one")
    assert {entry["path"] for entry in entries(accepted)} == {"a.env", "b.env", "c.env", "d.env", "e.env"}
    # git makes files that everybody can read
    assert {rule for rule, _ in active(accepted)} <= {"BPK402"}


def test_what_is_only_in_history_is_not_stale_in_a_scan_of_the_tree(repository: Repository) -> None:
    repository.write("a.env", expand("BACKPACK_API_SECRET={{ a.secret }}\n"))
    repository.commit()
    (repository.path / "a.env").unlink()
    repository.commit()
    assert "in history" in baseline(repository, "create", "--history")
    assert not active(repository, scope=Scope.HISTORY)
    assert scan(repository).notes == ()
    before = (repository.path / NAME).read_bytes()
    baseline(repository, "update")
    assert (repository.path / NAME).read_bytes() == before


def test_an_incomplete_scan_drops_nothing_and_says_so(accepted: Repository, make_repository: MakeRepository) -> None:
    accepted.write("README.md")
    accepted.commit()
    (accepted.path / "a.env").unlink()
    accepted.commit()
    clone = make_repository("clone")
    clone.git("pull", "-q", "--depth=1", accepted.path.as_uri(), "main")
    before = [entry["fingerprint"] for entry in entries(clone)]
    said = baseline(clone, "update", "--history", "--drop-only", code=3)
    assert "a shallow clone: history is missing" in said
    assert "nothing was dropped" in said
    assert [entry["fingerprint"] for entry in entries(clone)] == before


def test_what_there_is_is_not_overwritten_and_what_there_is_not_is_said(repository: Repository) -> None:
    for action in ("update", "show"):
        with pytest.raises(UsageError, match=r"^\.?\S*\.backpack-audit\.baseline\.json does not exist"):
            baseline(repository, action)
    baseline(repository, "create")
    with pytest.raises(UsageError, match="already exists: use `baseline update` to keep its reasons"):
        baseline(repository, "create")
    assert baseline(repository, "show").endswith("0 accepted\n")


def test_a_named_file_is_used(accepted: Repository, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.json"
    baseline(accepted, "create", "--baseline", str(other))
    (accepted.path / NAME).unlink()
    assert active(accepted)
    assert not active(accepted, baseline=other)


def test_the_file_that_the_configuration_names_is_used(accepted: Repository) -> None:
    accepted.write(".backpack-audit.yaml", "baseline: accepted/known.json\n")
    (accepted.path / "accepted").mkdir()
    baseline(accepted, "create")
    assert (accepted.path / "accepted" / "known.json").exists()
    (accepted.path / NAME).unlink()
    assert not active(accepted)


INVENTORY = """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: 0}
keys:
  - {name: grid-bot, api_key: "{{ d.key }}", status: active, read_only: true, used_by: [tax-tracker]}
"""


def policy_codes(repository: Repository, *packs: Path) -> set[tuple[str, str]]:
    request = AuditRequest(paths=(repository.path,), rules=packs)
    found = audit_inventory(request, PolicyRequest()).findings
    return {(one.rule_id, str(one.status)) for one in found if one.traits.is_policy}


@pytest.fixture
def declared(accepted: Repository) -> Repository:
    accepted.write("backpack-keys.yaml", expand(INVENTORY))
    accepted.commit()
    assert ("BPK509", "active") in policy_codes(accepted)
    return accepted


def test_findings_about_keys_are_accepted_and_kept(declared: Repository) -> None:
    said = baseline(declared, "update", "--policy", "--reason", "the desk knows")
    assert "+ BPK509  backpack-keys.yaml  keys.grid-bot" in said
    assert {status for _, status in policy_codes(declared)} == {"baselined"}
    assert not any("without a finding" in note for note in scan(declared).notes)
    assert "0 accepted, 0 dropped" in baseline(declared, "update")
    assert {status for _, status in policy_codes(declared)} == {"baselined"}


def test_what_is_settled_in_the_inventory_is_dropped_when_the_inventory_is_asked(declared: Repository) -> None:
    baseline(declared, "update", "--policy")
    declared.write("backpack-keys.yaml", expand(INVENTORY).replace("read_only: true", "read_only: true, owner: desk"))
    assert "BPK509" not in baseline(declared, "update")
    assert "- BPK509  backpack-keys.yaml" in baseline(declared, "update", "--policy")


def test_a_baseline_can_begin_with_findings_about_keys(declared: Repository) -> None:
    said = baseline(declared, "create", "--force", "--inventory", str(declared.path / "backpack-keys.yaml"))
    assert "+ BPK509" in said


def test_findings_of_a_pack_about_keys_are_accepted_and_kept(declared: Repository, tmp_path: Path) -> None:
    text = GOOD_RULE.replace("subject: value", "subject: key").replace('field.role == "api_secret"', "key.active")
    text = text.replace("{field} in {path}", "{key}")
    pack = write_pack(tmp_path / "pack", {GOOD_NAME: text})
    baseline(declared, "update", "--policy", "--rules", str(pack))
    assert ("ORG001", "baselined") in policy_codes(declared, pack)
    assert not any("without a finding" in note for note in scan(declared, rules=(pack,)).notes)
    baseline(declared, "update", "--rules", str(pack))
    baseline(declared, "update", "--policy")
    assert ("ORG001", "baselined") in policy_codes(declared, pack)
