"""`backpack-audit rules`: list, explain, test."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from auditor.cli import rules_view
from auditor.cli.rules import app
from auditor.errors import ConfigurationError, UsageError
from auditor.evaluation import fact_tables
from auditor.model.case import FactTable
from auditor.resources import builtin_rules
from auditor.rulebook.codes import FIXED
from auditor.rulebook.rulebook import load

RULE = """\
code: ORG001
slug: secret-without-team
title: A secret has no team
subject: value
severity: low
confidence: strong
when: field.role == "api_secret" && !field.name.startsWith("TEAM_")
message: "{field} names no team"
variants: [{when: place.documentation, severity: info}]
remediation: "Rename {field} in {path}: `${{{{ team }}}}`. {cleaning}"
what: Finds secrets whose names do not begin with a team's.
why: Nobody knows whom to ask.
example: A.
use_instead: B.
references: [https://example.com/teams]
examples:
  flag:
    - title: no team
      files: {.env: "BACKPACK_API_SECRET={{ a.secret }}"}
  pass:
    - title: a team
      files: {.env: "TEAM_BACKPACK_API_SECRET={{ a.secret }}"}
"""


def run(*arguments: str) -> Result:
    """The command's outcome; errors of ours come out as they are, for `cli.exits` to show."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "ORG001-secret-without-team.yaml").write_text(RULE, "utf-8")
    return tmp_path


def test_the_list_has_a_line_for_every_rule_with_its_columns() -> None:
    lines = [line.split("\t") for line in run("list").output.splitlines()]
    assert {line[0]: line[3] for line in lines}.items() <= FIXED.items()
    assert ["BPK101", "leak", "critical", "leaked-key-pair"] in [line[:4] for line in lines]
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)


def test_the_list_shows_rules_of_other_packs_too(pack: Path) -> None:
    last = run("list", "--rules", str(pack)).output.splitlines()[-1]
    assert last == f"ORG001\t{pack.name}\tlow\tsecret-without-team\tA secret has no team"


@pytest.mark.parametrize("name", ["BPK202", "bpk202", "secret-in-key-field"])
def test_a_rule_is_explained_by_code_or_slug(name: str) -> None:
    page = run("explain", name).output
    assert page.startswith("# BPK202 secret-in-key-field\n")
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## What it does",
        "## Why is this bad?",
        "## Example",
        "## Use instead",
        "## References",
        "## What to do",
    ]


def test_a_page_names_what_varies_and_leaves_blanks_for_words(pack: Path) -> None:
    page = run("explain", "ORG001", "--rules", str(pack)).output
    assert "- Severity: low (by circumstances info)\n- Confidence: strong\n" in page
    assert page.endswith(
        "Rename [field] in [path]: `${{ team }}`. "
        "Remove the value from the file, and from the history where it was committed.\n"
    )


@pytest.mark.parametrize("table", tuple(fact_tables()), ids=lambda table: table.subject)
def test_a_subject_is_explained_by_its_facts_functions_and_words(table: FactTable) -> None:
    lines = run("explain", table.subject).output.splitlines()
    for name, fact in table.facts.items():
        assert f"- `{name}` ({fact.type}): {fact.doc}" in lines
    assert sum(line.startswith("- `{") for line in lines) == len(table.words)
    assert ("## Functions" in lines) is bool(table.functions)


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("BPK1001", "did you mean BPK101?"),
        ("leaked-secrt", "did you mean leaked-secret?"),
        ("leaked", "did you mean leaked-"),
        ("XYZ", "`backpack-audit rules list`"),
    ],
)
def test_a_rule_that_is_not_there(wanted: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"there is no rule {wanted}") as caught:
        run("explain", wanted)
    assert hint in str(caught.value)


def test_the_examples_of_a_users_pack_hold(pack: Path) -> None:
    result = run("test", str(pack))
    assert (result.exit_code, result.output) == (0, "2 examples of 1 rule: all of them hold\n")


def test_an_example_that_does_not_hold_is_shown_and_fails_the_command(pack: Path) -> None:
    rule = pack / "ORG001-secret-without-team.yaml"
    rule.write_text(RULE.replace("TEAM_BACKPACK", "TEEM_BACKPACK"), "utf-8")
    result = run("test", str(rule))
    assert result.exit_code == 1
    assert result.output == (
        "ORG001: a team\n    ORG001 must find nothing here; the findings are BPK102, ORG001\n"
        "2 examples of 1 rule: 1 of them failed\n"
    )


def test_a_rule_of_ours_is_tested_by_its_file() -> None:
    result = run("test", str(builtin_rules() / "format" / "BPK306-weak-public-key.yaml"))
    assert (result.exit_code, result.output) == (0, "5 examples of 1 rule: all of them hold\n")


def test_a_path_of_ours_without_a_rule_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"there is no rule in rules/names\.yaml"):
        run("test", str(builtin_rules() / "names.yaml"))


def test_a_broken_pack_is_a_configuration_error_with_its_place(pack: Path) -> None:
    (pack / "ORG001-secret-without-team.yaml").write_text(RULE.replace("field.role", "field.rol"), "utf-8")
    with pytest.raises(ConfigurationError, match=r":7:7: there is no fact or function `field\.rol`"):
        run("test", str(pack))


def test_a_terminal_gets_a_table_and_a_rendered_page(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    book = load((), fact_tables())
    shown = Terminal()
    monkeypatch.setattr("sys.stdout", shown)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    rules_view.show_list(book.rules)
    rules_view.show_page(rules_view.rule_page(book.rules[0]))
    text = shown.getvalue()
    assert "Severity" in text
    assert "BPK101" in text
    assert "\x1b[" in text
    assert "##" not in text
