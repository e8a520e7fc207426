"""What the command says where detect-secrets is not what it should be: the audit goes on, and nothing is hidden."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.classification.sample_keys import expand


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "a.py").write_text(expand("token = 'ghp_{{ a.secret | hex }}'\n"))
    return folder


def scan(tree: Path, *options: str, instead: Path | None = None) -> tuple[int, dict[str, Any]]:
    environment = {**os.environ, "PYTHONPATH": str(instead)} if instead else dict(os.environ)
    command = [sys.executable, "-c", "from auditor.cli.main import main; main()", "scan", "--format", "json", *options]
    result = subprocess.run([*command, str(tree)], env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    return result.returncode, json.loads(result.stdout)


def fork(folder: Path) -> Path:
    package = folder / "detect_secrets"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')\n")
    (package / "__version__.py").write_text("VERSION = '1.5.52'\n")
    (folder / "bc_detect_secrets-1.5.52.dist-info").mkdir()
    return folder


def test_it_is_used_by_default(tree: Path) -> None:
    code, report = scan(tree)
    assert code == 1
    assert [finding["rule_id"] for finding in report["findings"]] == ["BPK901"]


def test_a_fork_in_its_place_is_said_and_never_imported(tree: Path, tmp_path: Path) -> None:
    code, report = scan(tree, instead=fork(tmp_path / "site"))
    assert code == 0
    assert report["findings"] == []
    assert ["bc-detect-secrets is installed" in skip["reason"] for skip in report["skipped"]] == [True]


def test_who_asked_for_it_gets_an_incomplete_audit(tree: Path, tmp_path: Path) -> None:
    site = fork(tmp_path / "site")
    assert scan(tree, "--generic", "all", instead=site)[0] == 3
    code, report = scan(tree, "--generic", "off", instead=site)
    assert (code, report["skipped"]) == (0, [])
