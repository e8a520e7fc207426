"""What is remembered of a blob is forgotten with every change to the program, its libraries or what it looks for."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.collection import scan_digest as module
from auditor.collection.scan_digest import LIBRARIES, scan_digest
from auditor.model.batch_result import GenericOptions
from auditor.model.request import Generic
from auditor.vocabulary.vocabulary import builtin

ROOT = Path(__file__).parents[3]
NO_READERS = {"cel-expr-python", "markupsafe", "pathspec", "rich", "typer"}
"""Dependencies that judge, show and select, and read no blob."""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small program in the place of ours, and a place of modules with two distributions."""
    folder = tmp_path / "program"
    (folder / "readers").mkdir(parents=True)
    (folder / "readers" / "python.py").write_text("a", encoding="utf-8")
    (folder / "readers" / "go.scm").write_text("a", encoding="utf-8")
    modules = tmp_path / "modules"
    for name in ("tree_sitter_go-0.25.0.dist-info", "rich-13.9.dist-info"):
        (modules / name).mkdir(parents=True)
    monkeypatch.setattr(module, "_PROGRAM", str(folder))
    monkeypatch.setattr(sys, "path", [str(modules), *sys.path, str(tmp_path / "missing")])
    return tmp_path


def changed(change: Callable[[], object]) -> bool:
    before = scan_digest(builtin(), None)
    assert before == scan_digest(builtin(), None)
    change()
    return scan_digest(builtin(), None) != before


@pytest.mark.parametrize("name", ["readers/python.py", "readers/go.scm", "readers/new.py", "new.yaml"])
def test_every_file_of_the_program_counts(program: Path, name: str) -> None:
    assert changed(lambda: (program / "program" / name).write_text("changed", encoding="utf-8"))
    assert changed((program / "program" / name).unlink)


def test_what_python_makes_of_files_does_not_count(program: Path) -> None:
    made = program / "program" / "readers" / "__pycache__"

    def compiled() -> None:
        made.mkdir()
        (made / "python.pyc").write_bytes(b"a")

    assert not changed(compiled)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("tree_sitter_go-0.25.0.dist-info", "tree_sitter_go-0.25.1.dist-info", True),
        ("tree_sitter_go-0.25.0.dist-info", "Tree_Sitter_Go-0.25.0.dist-info", False),
        ("rich-13.9.dist-info", "rich-14.0.dist-info", False),
    ],
)
def test_versions_of_the_libraries_that_read_count(program: Path, old: str, new: str, *, counts: bool) -> None:
    assert changed(lambda: (program / "modules" / old).rename(program / "modules" / new)) is counts


def test_a_program_without_files_of_its_own_has_a_digest(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PROGRAM", str(program / "program.pyz" / "auditor"))
    assert not changed(lambda: None)


def test_words_and_what_is_looked_for_count_and_accepted_values_do_not() -> None:
    extended = builtin().extended({"hosts": ("exchange-proxy.example.com",)})
    digests = [
        scan_digest(vocabulary, options)
        for vocabulary in (builtin(), extended)
        for options in (None, GenericOptions(Generic.PRECISE), GenericOptions(Generic.ALL))
    ]
    assert len(set(digests)) == 6
    assert scan_digest(builtin(), GenericOptions(Generic.ALL, {("type", "hash"): ("path",)})) == digests[2]


def test_plug_ins_of_detect_secrets_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "plugins_digest", lambda: "one")
    options = GenericOptions(Generic.PRECISE)
    before = scan_digest(builtin(), options)
    monkeypatch.setattr(module, "plugins_digest", lambda: "other")
    assert scan_digest(builtin(), options) != before


def test_every_dependency_that_reads_is_among_the_libraries() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=]", each)[0] for each in project["dependencies"]}
    assert {name for name in names - NO_READERS if not name.replace("-", "_").startswith(LIBRARIES)} == set()
