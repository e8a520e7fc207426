"""What the shape of the code promises: layers, where plaintext may be seen, who prints and who exits."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "auditor").rglob("*.py"))


def package_of(path: Path) -> str:
    return path.relative_to(ROOT / "auditor").parts[0].removesuffix(".py")


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def test_layers_import_downward_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Late imports count too; only those for types alone do not."""
    graph = grimp.build_graph("auditor", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) >= len(MODULES)
    TopologicalSorter(imports).prepare()


SEE_PLAINTEXT = {
    "readers",
    "classification",
    # What is mended must be written anew, into the file that held it; nothing but masks leaves the package otherwise.
    "fix",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_readers_and_classification_see_plaintext(path: Path) -> None:
    reveals = [call for call in calls(path) if isinstance(call.func, ast.Attribute) and call.func.attr == "reveal"]
    assert not reveals or package_of(path) in SEE_PLAINTEXT


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if package_of(path) == "cli":
        return
    names = {ast.unparse(call.func) for call in calls(path)}
    assert names.isdisjoint({"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_exits_catch_everything(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    caught = {
        ast.unparse(node.type) if node.type else "everything"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
    }
    if path.name != "exit_codes.py":
        assert caught.isdisjoint({"everything", "Exception", "BaseException"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_decides(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_a_run_that_finds_nothing_imports_nothing_heavy() -> None:
    heavy = (
        "yaml",
        "nacl",
        "rich",
        "pygments",
        "detect_secrets",
        "cel_expr_python",
        "markdown_it",
        "jsonschema",
        "sqlite3",
    )
    code = (
        "import sys, auditor.pipeline, auditor.cli.main, auditor.cli.scan, auditor.cli.hook, auditor.cli.output\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_what_holds_plaintext_is_a_dataclass(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(each) for each in node.decorator_list):
            assert "repr=False" in ast.unparse(node), f"{node.name} shows all its fields: make it a Struct"


CLEAN_SCAN = """
import dataclasses, sys
from auditor.cli.main import main
sys.argv = ["backpack-audit", "scan", sys.argv[1]]
try:
    main()
finally:
    ours = [module for name, module in sys.modules.items() if name.startswith("auditor.")]
    classes = {each for module in ours for each in vars(module).values() if isinstance(each, type)}
    print("DATACLASSES", *sorted(each.__name__ for each in classes if dataclasses.is_dataclass(each)))
    print("MODULES", *sorted(sys.modules))
"""


@pytest.fixture
def loaded_by_a_clean_scan(tmp_path: Path) -> dict[str, set[str]]:
    (tmp_path / "a.txt").write_text("hello\n", encoding="utf-8")
    command = [sys.executable, "-c", CLEAN_SCAN, str(tmp_path / "a.txt")]
    for _ in range(2):  # the first run of a version fills the cache
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {kind: set(names) for kind, *names in map(str.split, done.stdout.splitlines()[-2:])}


def test_a_clean_scan_generates_no_code(loaded_by_a_clean_scan: dict[str, set[str]]) -> None:
    assert loaded_by_a_clean_scan["DATACLASSES"] == set()


def test_a_clean_scan_imports_only_what_it_needs(loaded_by_a_clean_scan: dict[str, set[str]]) -> None:
    unneeded = {
        "secrets",
        "auditor.config_files.tree",
        "auditor.suppression.comment_parser",
        "auditor.suppression.baseline_file",
        "auditor.reporters._text.finding_blocks",
        "auditor.reporters._text.check_table_layout",
        "auditor.rulebook.load_rules",
    }
    assert "auditor.reporters.text" in loaded_by_a_clean_scan["MODULES"]
    assert loaded_by_a_clean_scan["MODULES"].isdisjoint(unneeded)
