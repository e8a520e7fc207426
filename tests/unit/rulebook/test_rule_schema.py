"""The JSON Schema for editors says of a rule file what the loader says."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import yaml
from rulebook_examples import GOOD_RULE, rule_text

from auditor.resources import builtin_rules
from auditor.rulebook.pack import PackFile, open_pack
from auditor.rulebook.rule_schema import schema


def problems(text: str) -> list[str]:
    checker = jsonschema.Draft202012Validator(schema())
    return [error.message for error in checker.iter_errors(yaml.safe_load(text))]


def test_the_shipped_schema_is_the_loaders() -> None:
    shipped: dict[str, Any] = json.loads((builtin_rules() / "schema.json").read_text("utf-8"))
    assert shipped == schema(), "write it again: json.dump(schema(), file, ensure_ascii=False, indent=2)"
    jsonschema.Draft202012Validator.check_schema(shipped)


@pytest.mark.parametrize("file", open_pack(builtin_rules()).rule_files, ids=lambda file: file.code)
def test_every_rule_satisfies_it(file: PackFile) -> None:
    assert problems(file.content.decode()) == []


@pytest.mark.parametrize(
    "text",
    [
        GOOD_RULE + "severty: high\n",
        rule_text(why=""),
        rule_text(severity="severe"),
        rule_text(subject="values"),
        rule_text(code="bpk1"),
        rule_text(slug="Not-A-Slug"),
        rule_text(title="7"),
        rule_text(references="[]"),
        rule_text(variants="[{severity: low}]"),
        rule_text(data="{Hosts: [a]}"),
        rule_text(precedence="high"),
        GOOD_RULE.replace('files: {.env: "BACKPACK_API_KEY={{ a.key }}"}', "files: {}"),
        GOOD_RULE.partition("  pass:")[0],
    ],
)
def test_what_the_loader_refuses_it_refuses(text: str) -> None:
    assert problems(text)


def test_a_good_rule_satisfies_it() -> None:
    assert problems(GOOD_RULE) == []
