"""`backpack-audit check` from the outside: real files, real processes, exit codes and reports as people script them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from command_server import run_text
from repositories import Repository

from auditor.classification.sample_keys import expand, specimen

PAIR = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"


def run(
    folder: Path, *arguments: str, stdin: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100", **(environment or {})}
    return run_text(["check", *arguments], folder, environment, stdin)


def put(folder: Path, name: str, text: str, mode: int = 0o600) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(expand(text), encoding="utf-8")
    path.chmod(mode)
    return path


def report(finished: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(finished.stdout)
    assert found["summary"]["exit_code"] == finished.returncode
    return found


def codes(finished: subprocess.CompletedProcess[str]) -> list[str]:
    return [finding["rule_id"] for finding in report(finished)["findings"]]


def test_a_deployed_file_in_order_is_green_and_clean(tmp_path: Path) -> None:
    put(tmp_path, "etc/bot/.env", PAIR)
    finished = run(tmp_path, "etc/bot/.env", environment={"FORCE_COLOR": "1"})
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("\x1b[32mok") == 11
    assert "2 credentials, all in order" in finished.stdout
    assert "No findings" in finished.stdout
    plain = run(tmp_path, "etc/bot/.env", environment={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert "\x1b" not in plain.stdout


def test_problems_are_reported_with_code_sentence_and_remedy(tmp_path: Path) -> None:
    put(tmp_path, ".env", "BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n", mode=0o644)
    finished = run(tmp_path, ".env")
    assert finished.returncode == 1
    assert "BPK201" in finished.stdout
    assert "swapped" in finished.stdout
    assert "mode 0644: readable by its group and all users" in finished.stdout
    assert specimen("a").key in finished.stdout
    assert specimen("a").secret not in finished.stdout + finished.stderr


@pytest.mark.parametrize(
    "name", ["json", "jsonl", "sarif", "gitlab", "codequality", "github", "junit", "csv", "markdown"]
)
def test_every_format_for_machines_names_the_rule(tmp_path: Path, name: str) -> None:
    put(tmp_path, ".env", "BACKPACK_API_SECRET={{ a.secret | hex }}\n")
    finished = run(tmp_path, ".env", "--format", name)
    assert finished.returncode == 1
    assert "BPK303" in finished.stdout


def test_a_leak_is_no_finding_here_but_is_one_of_scan(repository: Repository) -> None:
    put(repository.path, "bot.py", 'BACKPACK_API_SECRET = "{{ a.secret }}"\n')
    repository.commit()
    assert codes(run(repository.path, "bot.py", "-f", "json")) == []


def test_without_a_credential_it_says_so_on_whatever_is_read(tmp_path: Path) -> None:
    put(tmp_path, ".env", "LOG=debug\n")
    told = run(tmp_path, ".env")
    assert (told.returncode, told.stderr) == (0, "")
    assert "NO CREDENTIAL WAS FOUND" in told.stdout
    assert "all in order" not in told.stdout
    for quieter in (["--format", "json"], ["--quiet"], ["--format", "text=report.txt"]):
        silent = run(tmp_path, ".env", *quieter)
        assert silent.returncode == 0
        assert "NO CREDENTIAL WAS FOUND" in silent.stderr
    full = put(tmp_path, "full.env", PAIR)
    assert run(tmp_path, str(full), "--quiet").stderr == ""


def test_standard_input_and_the_environment(tmp_path: Path) -> None:
    assert codes(run(tmp_path, "--stdin", "-f", "json", stdin=expand(PAIR))) == []
    wrong = run(tmp_path, "--stdin", "-f", "json", stdin=expand("SECRET_KEY={{ a.key }}\nPUBLIC_KEY={{ a.secret }}\n"))
    assert codes(wrong) == ["BPK201"]
    environment = {"BPX_API_KEY": specimen("a").key, "BPX_API_SECRET": f"'{specimen('a').secret}'"}
    checked = run(tmp_path, "--env", "-f", "json", environment=environment)
    assert codes(checked) == ["BPK304"]
    assert report(checked)["findings"][0]["location"]["path"] == "environment"
    assert "NO CREDENTIAL" in run(tmp_path, "--env").stdout


def test_paths_of_windows_and_files_of_several_folders(tmp_path: Path) -> None:
    put(tmp_path, "a/.env", PAIR)
    put(tmp_path, "b/c/.env", "BPX_API_SECRET={{ b.secret | hex }}\n")
    finished = run(tmp_path, "a\\.env", "b\\c\\.env", "-f", "json")
    assert codes(finished) == ["BPK303"]
    assert report(finished)["findings"][0]["location"]["path"] == "b/c/.env"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stdin", "--env"], "cannot be combined"),
        ([".", "--env"], "cannot be combined"),
        (["missing.env"], "missing.env: no such file or folder"),
        (["--select", "BPK101"], "not about stored keys"),
        (["--select", "BPK999"], "no rule BPK999"),
    ],
)
def test_wrong_usage_is_reported_in_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    finished = run(tmp_path, *arguments)
    assert finished.returncode == 2
    assert said in finished.stderr
    assert finished.stdout == ""


def test_a_secret_on_the_command_line_is_refused_and_not_repeated(tmp_path: Path) -> None:
    finished = run(tmp_path, specimen("a").secret)
    assert finished.returncode == 2
    assert "the history of your shell" in finished.stderr
    assert specimen("a").secret[:10] not in finished.stderr


def test_what_cannot_be_looked_at_leaves_the_check_incomplete(tmp_path: Path) -> None:
    (tmp_path / "keys.zip").write_bytes(b"PK\x03\x04" + bytes(64))
    finished = run(tmp_path, ".")
    assert finished.returncode == 3
    assert "THE AUDIT IS INCOMPLETE" in finished.stdout


def test_a_threshold_lets_small_things_pass(tmp_path: Path) -> None:
    put(tmp_path, ".env", "BACKPACK_API_SECRET={{ a.expanded }}\n")
    assert run(tmp_path, ".env").returncode == 0
    assert run(tmp_path, ".env", "--fail-on", "low").returncode == 1


def test_help_says_what_it_is_for(tmp_path: Path) -> None:
    finished = run(tmp_path, "--help")
    assert finished.returncode == 0
    for word in ("--stdin", "--env", "--format", "Leaks are not reported"):
        assert word in finished.stdout


def test_a_credential_without_a_value_is_named_whatever_the_label_of_its_account(tmp_path: Path) -> None:
    text = "BACKPACK_API_SECRET_BOB=\nBPX_SECRET_KEY_ETH_GRID=your_secret_key\nBACKPACK_API_SECRET_NAME=\nAPI_SECRET_EVE=\n"
    put(tmp_path, ".env", text)
    rows = report(run(tmp_path, ".env", "--format", "json"))["checks"]
    assert [(row["field"], row["role"]) for row in rows] == [
        ("BACKPACK_API_SECRET_BOB", "API secret"),
        ("BPX_SECRET_KEY_ETH_GRID", "API secret"),
    ]
