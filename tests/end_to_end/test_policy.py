"""`backpack-audit policy` from the outside: real repositories, real processes, reports as their consumers read them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_server import run_text
from repositories import MakeRepository, Repository

from auditor.classification.sample_keys import expand, specimen
from auditor.cli.init_files import inventory_skeleton

HOUSE_RULES = Path(__file__).parents[2] / "docs" / "house-rules"
INVENTORY = """\
version: 1
account: {{two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: 0}}
keys:
  - name: grid
    api_key: {key}
    status: {status}
    read_only: false
    subaccount: grid
    ip_whitelist: [9.9.9.9]
    used_by: [trading-bot]
    owner: desk@example.com
    created: 2026-08-01
    rotate_after_days: 90
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_text(["policy", *arguments], folder, os.environ)


def report(folder: Path, *arguments: str) -> dict[str, Any]:
    finished = run(folder, "--as-of", "2026-09-01", "--format", "json", *arguments)
    assert finished.stdout, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    assert found["summary"]["exit_code"] == finished.returncode
    return found


def rules(found: dict[str, Any]) -> list[str]:
    return [finding["rule_id"] for finding in found["findings"]]


def inventory(status: str = "active", key: str = "{{ a.key }}") -> str:
    return expand(INVENTORY.format(status=status, key=key))


@pytest.fixture
def repository(make_repository: MakeRepository) -> Repository:
    made = make_repository()
    made.write("bot/.env", expand("BACKPACK_API_SECRET={{ a.secret }}\n"))
    made.write(".gitignore", ".env\n")
    made.write("backpack-keys.yaml", inventory())
    made.commit()
    return made


def test_a_tidy_account_is_clean(repository: Repository) -> None:
    (repository.path / "bot" / ".env").chmod(0o600)
    found = report(repository.path)
    assert found["findings"] == []
    assert found["summary"]["exit_code"] == 0


def test_a_leak_of_an_active_key_is_critical_at_its_line_in_the_inventory(repository: Repository) -> None:
    repository.write("deploy.sh", expand("export BPX_SECRET={{ a.secret }}\n"))
    repository.commit()
    finding = next(one for one in report(repository.path)["findings"] if one["rule_id"] == "BPK510")
    assert (finding["severity"], finding["confidence"]) == ("critical", "proven")
    assert (finding["location"]["path"], finding["location"]["line"]) == ("backpack-keys.yaml", 4)
    assert finding["api_key"] == specimen("a").key
    assert "deploy.sh" in {related["location"]["path"] for related in finding["related"]}
    assert "can trade on sub-account grid only from the 1 address of its whitelist" in finding["message"]


def test_an_inventory_without_keys_has_the_exposure_that_git_says(make_repository: MakeRepository) -> None:
    made = make_repository("fresh")
    made.write("sub/backpack-keys.yaml", "version: 1\nkeys: []\n")
    for prepare, expected in ((lambda: None, "untracked"), (made.commit, "tracked")):
        prepare()
        (finding,) = report(made.path / "sub")["findings"]
        assert (finding["rule_id"], finding["exposure"]) == ("BPK514", expected)


def test_a_leak_that_was_not_pushed_asks_for_a_rewrite_and_a_pushed_one_for_a_revocation(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write("deploy.sh", expand("export BPX_SECRET={{ a.secret }}\nexport BPX_API_KEY={{ b.key }}\n"))
    repository.write("other.env", expand("BPX_SECRET={{ b.secret }}\n"))
    repository.commit()
    local = {
        one["rule_id"]: one for one in report(repository.path)["findings"] if one["rule_id"] in {"BPK501", "BPK510"}
    }
    assert {code: one["action"] for code, one in local.items()} == {"BPK501": "rewrite", "BPK510": "rewrite"}
    assert all("in commits that no remote has" in one["message"] for one in local.values())
    assert "purge --all" in local["BPK510"]["remediation"]
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote"))
    repository.git("push", "--quiet", "origin", "HEAD")
    pushed = {one["rule_id"]: one["action"] for one in report(repository.path)["findings"]}
    assert (pushed["BPK501"], pushed["BPK510"]) == ("revoke", "revoke")


def test_a_leak_of_a_revoked_key_is_low_and_passes(repository: Repository) -> None:
    (repository.path / "bot" / ".env").unlink()
    repository.write("deploy.sh", expand("export BPX_SECRET={{ a.secret }}\n"))
    repository.write("backpack-keys.yaml", inventory("revoked"))
    found = report(repository.path)
    assert {finding["severity"] for finding in found["findings"]} == {"low"}
    assert "says that this API key (grid) was revoked" in found["findings"][0]["message"]
    assert found["summary"]["exit_code"] == 0


def test_history_is_asked_for(repository: Repository) -> None:
    repository.write("deploy.sh", expand("export BPX_SECRET={{ a.secret }}\n"))
    repository.commit()
    repository.write("deploy.sh", "export BPX_SECRET=\n")
    repository.commit()
    assert "BPK510" not in rules(report(repository.path))
    assert "BPK510" in rules(report(repository.path, "--history"))


def test_a_secret_in_api_key_is_found_as_anywhere_else(repository: Repository) -> None:
    repository.write("backpack-keys.yaml", inventory(key="{{ b.secret }}"))
    for arguments in ((), ("--no-scan",)):
        found = report(repository.path, *arguments)
        finding = next(one for one in found["findings"] if one["rule_id"] == "BPK202")
        assert (finding["location"]["path"], finding["location"]["line"]) == ("backpack-keys.yaml", 5)
        assert specimen("b").secret not in json.dumps(found)


def test_the_name_of_a_key_is_not_masked_as_if_it_were_a_secret(repository: Repository) -> None:
    said = run(repository.path).stdout
    entry, _, rest = said.partition("\nbot/.env:")
    assert "keys.grid" in entry
    assert "••••" not in entry
    assert "••••" in rest


def test_without_a_scan_only_the_inventory_counts(repository: Repository) -> None:
    repository.write("deploy.sh", expand("export BPX_SECRET={{ a.secret }}\nexport BPX_API_KEY={{ b.key }}\n"))
    repository.commit()
    found = report(repository.path, "--no-scan")
    assert found["findings"] == []
    assert found["scan"]["files"] == 1
    assert {"BPK501", "BPK510"} <= set(rules(report(repository.path)))


def test_an_inventory_may_stand_elsewhere(repository: Repository, tmp_path: Path) -> None:
    elsewhere = tmp_path / "keys.yaml"
    elsewhere.write_text(inventory(key="{{ b.secret }}"))
    found = report(repository.path, "--inventory", str(elsewhere), "bot")
    locations = {finding["rule_id"]: finding["location"]["path"] for finding in found["findings"]}
    assert locations["BPK202"] == "../../keys.yaml"
    assert locations["BPK501"] in (".env", "../../keys.yaml")


def test_the_inventory_of_the_repository_is_found_from_below(repository: Repository) -> None:
    repository.write("bot/deploy.sh", expand("export BPX_SECRET={{ a.secret }}\n"))
    repository.commit()
    finding = next(one for one in report(repository.path, "bot")["findings"] if one["rule_id"] == "BPK510")
    assert finding["location"]["path"] == "../backpack-keys.yaml"


def test_an_organisation_s_rules_and_profiles_are_used(repository: Repository, tmp_path: Path) -> None:
    found = report(repository.path, "--rules", str(HOUSE_RULES))
    assert {"DESK001", "DESK002", "DESK004"} <= set(rules(found))
    pack = tmp_path / "pack"
    (pack / "integrations").mkdir(parents=True)
    (pack / "pack.yaml").write_text("name: ours\ndata: [integrations]\n")
    rule = next(HOUSE_RULES.glob("*/DESK001-*.yaml"))
    (pack / rule.name).write_text(rule.read_text())
    (pack / "integrations" / "engine.yaml").write_text(
        "name: engine\ntitle: our engine\nneeds: read\nwhitelist: optional\naddresses_from: Ask us.\nsources: [https://example.com]\n"
    )
    repository.write("backpack-keys.yaml", inventory().replace("trading-bot", "engine"))
    assert "BPK502" in rules(report(repository.path, "--rules", str(pack)))


def test_a_comment_in_the_inventory_is_honoured(repository: Repository) -> None:
    text = inventory().replace("- name: grid", "- name: grid # backpack-audit: ignore[BPK509] -- being looked for")
    repository.write("backpack-keys.yaml", text.replace("    owner: desk@example.com\n", ""))
    (finding,) = (one for one in report(repository.path)["findings"] if one["rule_id"] == "BPK509")
    assert finding["status"] == "ignored"


def test_every_format_reports_the_inventory(repository: Repository) -> None:
    repository.write("backpack-keys.yaml", inventory().replace("    owner: desk@example.com\n", ""))
    for name in ("text", "json", "jsonl", "sarif", "gitlab", "codequality", "github", "junit", "csv", "markdown"):
        assert "BPK509" in run(repository.path, "--as-of", "2026-09-01", "--format", name).stdout


def test_the_text_report_has_a_table_for_account_and_keys(repository: Repository) -> None:
    text = run(repository.path, "--as-of", "2026-09-01").stdout
    for words in ("Withdrawal delay", "24 hours", "31 of 90 days", "trading-bot", "1 entry"):
        assert words in text


def test_what_is_wrong_ends_with_2_and_all_complaints(repository: Repository) -> None:
    repository.write("backpack-keys.yaml", inventory("actve").replace("90", '"90"'))
    finished = run(repository.path)
    assert finished.returncode == 2
    assert "backpack-keys.yaml:6:13: status must be active, revoked or unknown, not 'actve'" in finished.stderr
    assert "backpack-keys.yaml:13:24: rotate_after_days must be a whole number" in finished.stderr
    (repository.path / "backpack-keys.yaml").unlink()
    finished = run(repository.path)
    assert finished.returncode == 2
    assert "`backpack-audit policy init` writes one" in finished.stderr
    assert run(repository.path, "--as-of", "tomorrow").returncode == 2


def test_init_writes_what_a_scan_sees_and_then_only_adds(repository: Repository) -> None:
    (repository.path / "backpack-keys.yaml").unlink()
    repository.write("ops/config.yaml", expand("backpack:\n  api_key: {{ b.key }}\n"))
    finished = run(repository.path, "init")
    assert (finished.returncode, finished.stdout.split(".")[0]) == (0, "backpack-keys")
    text = (repository.path / "backpack-keys.yaml").read_text()
    assert specimen("a").key in text
    assert specimen("b").key in text
    assert specimen("a").secret not in text
    assert rules(report(repository.path)).count("BPK514") == 3
    again = run(repository.path, "init")
    assert (again.returncode, again.stdout) == (0, "backpack-keys.yaml: nothing to add.\n")
    assert (repository.path / "backpack-keys.yaml").read_text() == text
    repository.write("ops/new.yaml", expand("backpack:\n  api_key: {{ c.key }}\n"))
    assert "1 API key added" in run(repository.path, "update").stdout
    after = (repository.path / "backpack-keys.yaml").read_text()
    assert after.startswith(text.rstrip("\n"))
    assert specimen("c").key in after


def test_init_fills_in_what_init_wrote(repository: Repository) -> None:
    (repository.path / "backpack-keys.yaml").write_text(inventory_skeleton.add_inventory(None).text or "")
    assert "added" in run(repository.path, "init").stdout
    text = (repository.path / "backpack-keys.yaml").read_text()
    assert specimen("a").key in text
    assert "#  - name: market-maker-main" in text


def test_update_needs_an_inventory_and_follows_no_link(repository: Repository) -> None:
    path = repository.path / "backpack-keys.yaml"
    target = path.rename(repository.path.parent / "elsewhere.yaml")
    before = target.read_text()
    missing = run(repository.path, "update")
    assert (missing.returncode, "policy init" in missing.stderr) == (2, True)
    path.symlink_to(target)
    for command in ("init", "update"):
        linked = run(repository.path, command)
        assert (linked.returncode, "is a symbolic link" in linked.stderr) == (2, True)
    assert target.read_text() == before


@pytest.mark.parametrize("option", ["--fail-on=high", "--format=json", "--show-suppressed", "--select=BPK1"])
def test_init_refuses_what_it_does_not_honour(repository: Repository, option: str) -> None:
    assert run(repository.path, "init", option).returncode == 2


def test_a_folder_called_init_can_be_audited(repository: Repository) -> None:
    repository.write("init/deploy.sh", expand("export BPX_SECRET={{ a.secret }}\n"))
    repository.commit()
    assert "BPK510" in rules(report(repository.path, "./init"))
