"""With `--generic all` the findings are those of detect-secrets itself: same file, same line, same type."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest
from generic_forms import FORMS, NEVER_FOUND, corpus

from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit

JUDGING = ("KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString")
Finds = set[tuple[str, int, str]]
LIBRARY = ("configparser.py", "email", "http", "json", "smtplib.py", "ssl.py", "urllib", "wsgiref")
"""Parts of the standard library: what a scan of ordinary code must not disagree about."""
PACKAGES = ("click", "dotenv", "requests")


def theirs(folder: Path, *options: str) -> Finds:
    # What is scanned here are Python's own modules, some of which are imported from where they lie: -B leaves no bytecode.
    command = [sys.executable, "-B", "-m", "detect_secrets", "scan", "--all-files", "--no-verify", *options]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    results = json.loads(result.stdout)["results"]
    return {(path, one["line_number"], one["type"]) for path, found in results.items() for one in found}


def ours(folder: Path, mode: Generic) -> Finds:
    report = audit(AuditRequest(paths=(folder,), use_config=False, generic=mode, jobs=1))
    # A comment that allows a secret sets a finding aside here, and makes none there.
    return {
        (one.location.path, one.location.span.line, one.secret_type)
        for one in report.findings
        if one.secret_type and not one.pragmas
    }


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    write(folder, corpus(1))
    return folder


def test_every_form_in_every_frame(generated: Path) -> None:
    expected = theirs(generated)
    assert {kind for _, _, kind in expected} == set(FORMS) - {NEVER_FOUND}
    assert ours(generated, Generic.ALL) == expected


def test_the_default_is_detect_secrets_without_its_judging_plugins(generated: Path) -> None:
    without = [option for name in JUDGING for option in ("--disable-plugin", name)]
    expected = theirs(generated, *without)
    assert expected
    assert ours(generated, Generic.PRECISE) == expected


def test_ordinary_code(tmp_path: Path) -> None:
    library, packages = (Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib"))
    parts: Sequence[Path] = [library / name for name in LIBRARY] + [packages / name for name in PACKAGES]
    for part in (part for part in parts if part.exists()):
        if part.is_dir():
            shutil.copytree(part, tmp_path / part.name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        else:
            shutil.copy(part, tmp_path)
    expected = theirs(tmp_path)
    assert expected
    assert ours(tmp_path, Generic.ALL) == expected


def test_a_lone_carriage_return_ends_no_line(tmp_path: Path) -> None:
    """The one difference in line numbers: editors and git count line feeds (docs/generic.md)."""
    write(tmp_path, {"a.py": 'x = 1\ry = 2\rpassword = "hunter2"\n', "b.py": ""})
    assert theirs(tmp_path) == {("a.py", 3, "Secret Keyword")}
    assert ours(tmp_path, Generic.ALL) == {("a.py", 1, "Secret Keyword")}


def test_a_comment_above_a_value_counts_in_yaml_too(tmp_path: Path) -> None:
    """detect-secrets forgets comments when it rewrites a YAML file."""
    write(tmp_path, {"a.yaml": "# pragma: allowlist nextline secret\npassword: hunter2\n", "b.py": ""})
    assert theirs(tmp_path) == {("a.yaml", 2, "Secret Keyword")}
    assert ours(tmp_path, Generic.ALL) == set()


def test_a_file_in_another_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    """detect-secrets passes over it without a word."""
    write(tmp_path, {"empty.py": ""})
    text = '# \u00fc\npassword = "hunter2"\n'
    (tmp_path / "latin.py").write_bytes(text.encode("latin-1"))
    (tmp_path / "wide.py").write_bytes(text.encode("utf-16"))
    assert theirs(tmp_path) == set()
    assert ours(tmp_path, Generic.ALL) == {(name, 2, "Secret Keyword") for name in ("latin.py", "wide.py")}
