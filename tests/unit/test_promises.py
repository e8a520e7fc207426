"""Every promise of SECURITY.md names tests that hold it, and these exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = [line for line in TEXT.partition("## Threat model")[0].splitlines() if line.startswith("|")][2:]
ATTACKERS = ("audited tree", "rule pack", "pull request", "neighbour on the machine", "probe", "fleet")


@pytest.mark.parametrize("row", PROMISES, ids=[row.split("|")[1].strip()[:60] for row in PROMISES])
def test_a_promise_names_tests_that_exist(row: str) -> None:
    _, promise, held_by, _ = row.split("|")
    named = re.findall(r"`([^`]+)`", held_by)
    assert promise.strip()
    assert named
    for name in named:
        path, _, function = name.partition("::")
        files = [*(ROOT / path).rglob("test_*.py")] if (ROOT / path).is_dir() else [ROOT / path]
        tests = {
            node.name
            for file in files
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        }
        assert tests, name
        assert not function or function in tests, name


@pytest.mark.parametrize("who", ATTACKERS)
def test_the_threat_model_names_every_attacker(who: str) -> None:
    rows = [line.split("|")[1] for line in TEXT.partition("## Threat model")[2].splitlines() if line.startswith("|")]
    assert any(who in row for row in rows)
