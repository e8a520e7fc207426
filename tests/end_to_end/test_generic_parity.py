"""With `--generic all` everything is found that detect-secrets finds: same file, same line, same type.

More is found where our readers read more: values without quotes in `.properties` and in files that configparser refuses, what
has a known form in comments and lists of YAML and INI. The place is that of the value, also where detect-secrets names the line of the key.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from generic_forms import FORMS, NEVER_FOUND, corpus

from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit

JUDGED = {"Secret Keyword", "Base64 High Entropy String", "Hex High Entropy String"}
READ_BETTER = {"folded.yaml", "values.yaml", "flow.yaml", "quoted.yml", "settings.ini", "windows.cfg", "app.properties"}
Finds = set[tuple[str, int, str]]
LIBRARY = ("json", "smtplib.py", "urllib")
"""Parts of the standard library: what a scan of ordinary code must not disagree about."""
MORE_OF_IT = ("configparser.py", "email", "http", "ssl.py", "urllib", "wsgiref")
PACKAGES = ("click", "dotenv", "requests")


def theirs(folder: Path, *options: str) -> Finds:
    # What is scanned here are Python's own modules, some of which are imported from where they lie: -B leaves no bytecode.
    command = [sys.executable, "-B", "-m", "detect_secrets", "scan", "--all-files", "--no-verify", *options]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    results = json.loads(result.stdout)["results"]
    return {(path, one["line_number"], one["type"]) for path, found in results.items() for one in found}


def ours(folder: Path, mode: Generic) -> Finds:
    """Where something is found, at its first place."""
    return {one[0] for one in _found(folder, mode)}


def everywhere(folder: Path, mode: Generic) -> Finds:
    """Where something is found, at all places."""
    return {place for one in _found(folder, mode) for place in one}


@cache
def _found(folder: Path, mode: Generic) -> list[list[tuple[str, int, str]]]:
    report = audit(AuditRequest(paths=(folder,), use_config=False, generic=mode, jobs=1))
    # A comment that allows a secret sets a finding aside here, and makes none there.
    found = [one for one in report.findings if one.secret_type and not one.pragmas]
    return [
        [
            (place.path, place.span.line, one.secret_type)
            for place in (one.location, *(other.location for other in one.related))
        ]
        for one in found
    ]


def lacking(expected: Finds, found: Finds) -> Finds:
    """What is expected and not found; of a block of YAML, detect-secrets names the line before its text."""
    return {
        (path, line, kind)
        for path, line, kind in expected - found
        if not (path.endswith("folded.yaml") and (path, line + 1, kind) in found)
    }


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


@pytest.fixture(scope="module", params=[3, pytest.param(1, marks=pytest.mark.slow)])
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    write(folder, corpus(1, every=request.param))
    return folder


@pytest.fixture(scope="module")
def expected(generated: Path) -> Finds:
    return theirs(generated)


def test_every_form_in_every_frame(generated: Path, expected: Finds) -> None:
    assert {kind for _, _, kind in expected} == set(FORMS) - {NEVER_FOUND}
    assert lacking(expected, everywhere(generated, Generic.ALL)) == set()


def test_nothing_more_is_found_where_detect_secrets_reads_as_we_do(generated: Path, expected: Finds) -> None:
    more = ours(generated, Generic.ALL) - expected
    assert {path.partition("/")[2] for path, _, _ in more} <= READ_BETTER


def test_the_default_is_detect_secrets_without_its_judging_plugins(generated: Path, expected: Finds) -> None:
    known = {one for one in expected if one[2] not in JUDGED}
    assert known
    found = everywhere(generated, Generic.PRECISE)
    assert lacking(known, found) == set()
    assert not {kind for _, _, kind in found} & JUDGED


@pytest.mark.parametrize(
    ("modules", "installed"),
    [(LIBRARY, ()), pytest.param(MORE_OF_IT, PACKAGES, marks=pytest.mark.slow)],
)
def test_ordinary_code(tmp_path: Path, modules: Sequence[str], installed: Sequence[str]) -> None:
    library, packages = (Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib"))
    parts = [library / name for name in modules] + [packages / name for name in installed]
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
