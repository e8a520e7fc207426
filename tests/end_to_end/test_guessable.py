"""What users of other tools type: it works, or the answer names what does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Command, Outcome

from auditor.classification.sample_keys import expand


@pytest.fixture(scope="module")
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture
def run(command: Command, tmp_path: Path) -> Callable[..., Outcome]:
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "a.env").write_text(
        expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
    )
    (tmp_path / "b.env").write_text(expand("BACKPACK_API_SECRET={{ b.secret | hex }}\n"))
    return lambda *arguments, stdin=b"": command(tmp_path, *arguments, stdin=stdin)


def rules_of(outcome: Outcome) -> set[str]:
    return {rule for _, rule in outcome.rules}


def test_a_dash_is_standard_input(run: Callable[..., Outcome]) -> None:
    text = expand("BACKPACK_API_SECRET={{ a.secret }}\n").encode()
    for arguments in (["scan", "-"], ["scan", "--stdin"], ["check", "-"]):
        outcome = run(*arguments, "-f", "json", stdin=text)
        assert outcome.report["scan"]["targets"] == ["stdin"]
    assert run("scan", "-", "bots").code == 2


def test_exclude_leaves_out_files_and_says_so(run: Callable[..., Outcome]) -> None:
    everything = run("scan", "-f", "json")
    assert {path for path, _ in everything.rules} == {"bots/a.env", "b.env"}
    without = run("scan", "-f", "json", "--exclude", "bots/")
    assert {path for path, _ in without.rules} == {"b.env"}
    assert "--exclude leaves out bots/" in run("scan", "--exclude", "bots/").out
    assert run("scan", "-f", "json", "--exclude", "bots/", "--exclude", "*.env").rules == []
    nested = run("scan", "bots", "-f", "json", "--exclude", "/bots/a.env")
    assert nested.rules == []
    assert run("scan", "--exclude", "").code == 2


def test_output_is_the_file_of_the_format_that_has_none(run: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = run("scan", "-f", "json", "-o", "report.json", "-f", "csv=report.csv")
    assert (outcome.code, outcome.out) == (1, "")
    assert json.loads((tmp_path / "report.json").read_text())["findings"]
    assert (tmp_path / "report.csv").read_text().startswith("rule_id,")
    assert run("scan", "-f", "json=a.json", "-o", "b.json").code == 2
    assert run("scan", "-o", "-").out


def test_exit_zero_is_for_findings_alone(run: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = run("scan", "--exit-zero", "-f", "json")
    assert (outcome.code, outcome.report["summary"]["exit_code"]) == (0, 0)
    assert run("fix", "--exit-zero", "-q").code == 0
    assert run("scan", "--exit-zero", "nothing-here").code == 2
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(64))
    assert run("scan", "--exit-zero").code == 3


def test_color_wins_over_the_environment(run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for name in ("scan", "fix", "check"):
        assert "\x1b[" in run(name, "--color", "always").out
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" not in run("scan", "--color", "never").out
    assert "\x1b[" in run("scan").out
    assert run("scan", "--color", "maybe").code == 2


@pytest.mark.parametrize("name", ["BPK303", "bpk303", "BPK3", "wrong-encoding", "Wrong-Encoding", "BPK303,BPK304"])
def test_rules_are_named_by_code_prefix_and_slug(run: Callable[..., Outcome], tmp_path: Path, name: str) -> None:
    assert rules_of(run("scan", "-f", "json", "--select", name)) == {"BPK303"}
    assert "BPK303" not in rules_of(run("scan", "-f", "json", "--ignore", name))
    (tmp_path / ".backpack-audit.yaml").write_text(f"ignore: [{name}]\n")
    assert "BPK303" not in rules_of(run("scan", "-f", "json"))
    (tmp_path / ".backpack-audit.yaml").unlink()
    text = (tmp_path / "b.env").read_text()
    (tmp_path / "b.env").write_text(f"# backpack-audit: ignore[{name}]\n{text}")
    assert "BPK303" not in rules_of(run("scan", "-f", "json"))
    assert "BPK402" in rules_of(run("scan", "-f", "json"))


def test_a_slug_behind_ignore_is_no_reason_to_ignore_everything(run: Callable[..., Outcome], tmp_path: Path) -> None:
    text = (tmp_path / "b.env").read_text()
    (tmp_path / "b.env").write_text(f"# backpack-audit: ignore wrong-encoding\n{text}")
    outcome = run("scan", "-f", "json", "b.env")
    assert "BPK303" not in rules_of(outcome)
    assert "BPK402" in rules_of(outcome)
    (tmp_path / "b.env").write_text(f"# backpack-audit: ignore[wrong-encodin]\n{text}")
    assert "BPK303" in rules_of(run("scan", "-f", "json", "b.env"))
    assert "did you mean wrong-encoding?" in run("scan", "b.env").out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scna", "Did you mean 'scan'?"),
        ("scan --hystory", "Did you mean '--history'?"),
        ("scan --jobs two", "'two' is not a whole number"),
        ("scan --jobs -3", "-3 is less than 0."),
        ("baseline create --expires soon", "'soon' is not a date such as 2026-08-31"),
        ("scan -f sarf", "did you mean sarif?"),
        ("scan --select BPK1011", "did you mean BPK101?"),
        ("scan --select leaked-secrets", "did you mean leaked-secret?"),
        ("scan --select leaked", "there is no rule 'leaked' (did you mean leaked-"),
        ("scan --ignore bpk9o1", "there is no rule BPK9O1 (did you mean BPK901?)"),
        ("scan --ignore bpx", "there is no rule 'bpx'"),
        ("scan --fail-on hihg", "'high'"),
        ("explain leaked-secrets", "did you mean leaked-secret?"),
        ("rules explain BPK1011", "did you mean BPK101?"),
    ],
)
def test_what_is_misspelt_is_answered_with_what_was_meant(run: Callable[..., Outcome], line: str, said: str) -> None:
    outcome = run(*line.split())
    assert outcome.code == 2
    assert said in outcome.err


def test_explain_takes_a_prefix(run: Callable[..., Outcome]) -> None:
    listed = [line.split("\t")[0] for line in run("explain", "BPK1").out.splitlines()]
    assert listed == [f"BPK10{number}" for number in range(1, 8)]
    assert run("explain", "bpk101").out == run("rules", "explain", "leaked-key-pair").out
    assert run("explain", "BPK101").out.startswith("# BPK101 leaked-key-pair")


def test_the_version_is_said_in_four_ways(run: Callable[..., Outcome]) -> None:
    said = {run(*arguments).out for arguments in (["version"], ["--version"], ["-V"])}
    module = subprocess.run([sys.executable, "-m", "auditor", "version"], capture_output=True, text=True, check=True)
    assert {module.stdout} == said
    assert said.pop().startswith("backpack-audit ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_gets_its_script(run: Callable[..., Outcome], shell: str) -> None:
    script = run("completion", shell).out
    assert "_BACKPACK_AUDIT_COMPLETE" in script
    assert "backpack-audit" in script


def test_a_file_of_functions_completes_in_zsh_at_the_first_tab(run: Callable[..., Outcome]) -> None:
    lines = run("completion", "zsh").out.splitlines()
    assert lines[0] == "#compdef backpack-audit"
    assert lines[-5:] == [
        'if [ "$funcstack[1]" = _backpack-audit ]; then',
        '  _backpack_audit_completion "$@"',
        "else",
        "  compdef _backpack_audit_completion backpack-audit",
        "fi",
    ]


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    environment = {**os.environ, "_BACKPACK_AUDIT_COMPLETE": "complete_bash"}
    for words, count, expected in (
        ("backpack-audit sc", "1", "scan"),
        ("backpack-audit scan --his", "2", "--history"),
        ("backpack-audit policy up", "2", "update"),
        ("backpack-audit policy --inv", "2", "--inventory"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "auditor"],
            cwd=tmp_path,
            env={**environment, "COMP_WORDS": words, "COMP_CWORD": count},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.split() == [expected], done.stderr


def test_fix_takes_the_names_of_what_it_does_anyway(run: Callable[..., Outcome]) -> None:
    assert run("fix").out == run("fix", "--diff").out == run("fix", "--dry-run").out
    assert run("fix", "--diff", "--write").code == 2


@pytest.mark.parametrize("options", [["-q"], ["-f", "csv"], ["-f", "json"], []], ids=str)
def test_a_scan_of_nothing_is_never_silent(run: Callable[..., Outcome], tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, code in ((["empty"], 3), (["empty", "--allow-empty"], 0), (["-"], 0)):  # an empty input was read
        outcome = run("scan", *arguments, *options)
        assert outcome.code == code
        if "--allow-empty" not in arguments:
            assert "NOTHING WAS SCANNED" in outcome.out + outcome.err
    everything = run("scan", "--exclude", "*", *options)
    assert "NOTHING WAS SCANNED" in everything.out + everything.err
