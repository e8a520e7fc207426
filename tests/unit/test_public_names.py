"""What `from auditor import …` gives: the documented names, loaded when they are asked for."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import auditor

SOURCE = Path(auditor.__file__)


def homes() -> dict[str, str]:
    """Each public name with its module, as the type checker sees them."""
    block = next(node for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: node.module for node in imports for alias in node.names if node.module}


def test_importing_the_package_loads_none_of_it() -> None:
    code = "import sys, auditor; print([name for name in sys.modules if name.startswith('auditor.')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['auditor._version']"


def test_the_type_checker_sees_exactly_the_public_names() -> None:
    assert {*homes(), "__version__"} == set(auditor.__all__)


@pytest.mark.parametrize(("name", "module"), homes().items())
def test_a_name_is_the_one_of_its_module(name: str, module: str) -> None:
    assert getattr(auditor, name) is getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("name", ["check", "policy"])
@pytest.mark.parametrize(
    "before", ["", "import auditor.audits.stored_keys, auditor.inventory.inventory", "import auditor.cli.policy"]
)
def test_a_function_with_the_name_of_a_command_can_be_called_whatever_was_imported_before(
    name: str, before: str, tmp_path: Path
) -> None:
    (tmp_path / "backpack-keys.yaml").write_text("version: 1\nkeys: []\n", encoding="utf-8")
    code = f'{before}\nfrom auditor import {name}, AuditRequest\nprint(repr({name}(AuditRequest(paths="."))))'
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (result.stdout[:8], result.stderr) == ("<Report:", "")


def test_all_names_are_shown_to_who_looks_around() -> None:
    assert set(auditor.__all__) <= set(dir(auditor))


def test_a_name_that_does_not_exist_is_the_usual_error() -> None:
    with pytest.raises(AttributeError, match="module 'auditor' has no attribute 'scan_everything'"):
        _ = auditor.scan_everything  # type: ignore[attr-defined]
