"""What the shape of the code promises: layers, where secrets are revealed, who prints and who exits; see test_plaintext too."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "auditor").rglob("*.py"))


def package_of(path: Path) -> str:
    return path.relative_to(ROOT / "auditor").parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "auditor").as_posix()


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def offenders(wrong: Callable[[ast.Module], object], *, allowed: Collection[str] = ()) -> list[str]:
    """The modules for which something is wrong; `allowed` are packages and modules at the top."""
    return [name_of(path) for path, tree in TREES.items() if package_of(path) not in allowed and wrong(tree)]


def test_layers_import_downward_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Late imports count too, and so do the package files that an import runs; only imports for types alone do not."""
    graph = grimp.build_graph("auditor", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) >= len(MODULES)
    TopologicalSorter({module: imports[module] | packages_of(module, imports[module]) for module in imports}).prepare()


def packages_of(module: str, imported: Collection[str]) -> set[str]:
    """The packages whose files an import runs: those of what is imported, unless the module is inside them."""
    parts = [name.split(".") for name in imported]
    packages = {".".join(name[:end]) for name in parts for end in range(1, len(name))}
    return {package for package in packages if package != module and not module.startswith(f"{package}.")}


def test_package_files_define_nothing() -> None:
    packages = [path for path in MODULES if path.name == "__init__.py" and path.parent != ROOT / "auditor"]
    assert [name_of(path) for path in packages if any(map(defines, TREES[path].body))] == []


def defines(node: ast.stmt) -> bool:
    """Whether a statement gives a package file a name of its own, or one that it only passes on."""
    is_import = isinstance(node, ast.ImportFrom) and node.module != "__future__"
    return is_import or isinstance(node, (ast.FunctionDef, ast.ClassDef))


PLUGINS = ("archives/formats/", "audits/", "cli/", "readers/formats/", "reporters/")
"""Folders whose files are named after what they are for: a format, a command."""


def test_no_two_files_share_a_name() -> None:
    names = Counter(path.name for path in MODULES if not name_of(path).startswith(PLUGINS))
    assert [name for name, count in names.items() if count > 1 and name != "__init__.py"] == []


def test_few_modules_are_loose_at_the_top() -> None:
    places_of_python = {"__init__.py", "__main__.py"}
    assert (
        len([path for path in MODULES if path.parent == ROOT / "auditor" and path.name not in places_of_python]) <= 10
    )


SEE_PLAINTEXT = {
    "readers",
    "classification",
    # What is fixed must be written again, into the file that held it; nothing but masks leaves the package otherwise.
    "fix",
}


def test_only_readers_and_classification_see_plaintext() -> None:
    def reveals(tree: ast.Module) -> bool:
        return any(isinstance(call.func, ast.Attribute) and call.func.attr == "reveal" for call in calls(tree))

    assert offenders(reveals, allowed=SEE_PLAINTEXT) == []
    assert offenders(reveals), "the check itself sees something"


def test_only_the_command_line_prints_and_exits() -> None:
    writing = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}

    def writes(tree: ast.Module) -> bool:
        return not writing.isdisjoint(ast.unparse(call.func) for call in calls(tree))

    # A worker process must not run what its parent left to do at the end.
    assert offenders(writes, allowed={"cli"}) == ["scanner/worker_handle.py", "scanner/worker_process.py"]
    assert offenders(writes), "the check itself sees something"


def test_only_the_exit_codes_catch_everything() -> None:
    def catches_everything(tree: ast.Module) -> bool:
        handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
        caught = {ast.unparse(handler.type) if handler.type else "everything" for handler in handlers}
        return not caught.isdisjoint({"everything", "Exception", "BaseException"})

    # A worker's exception goes to its parent as a WorkerError, without its message; that of a fleet's unit is its outcome.
    expected = ["cli/end_process.py", "fleet/run_unit.py", "scanner/worker_process.py"]
    assert offenders(catches_everything) == expected


def test_no_module_and_no_function_is_long() -> None:
    """One idea a file, one step a function; options of a command are in its signature, so those may be longer."""
    functions = (
        (path, node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and package_of(path) != "cli"
    )
    lengths = {f"{name_of(path)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1 for path, node in functions}
    assert [name for name, lines in lengths.items() if lines > 50] == []
    assert [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


def test_every_module_has_a_docstring() -> None:
    assert offenders(lambda tree: not ast.get_docstring(tree)) == []


_CODE = re.compile(r"(?:BPK|bpk)[0-9]{1,3}")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_goes_by_the_code_of_a_rule(path: Path) -> None:
    """A rule says its traits itself, so that rules of other packs are treated the same; help texts may name examples."""
    if path.name == "codes.py":
        return
    texts = [
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    ]
    assert [text for text in texts if isinstance(text, str) and _CODE.fullmatch(text)] == []


def test_a_run_that_finds_nothing_imports_nothing_heavy() -> None:
    heavy = (
        "yaml",
        "nacl",
        "rich",
        "tree_sitter",
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


def test_only_what_holds_plaintext_is_a_dataclass() -> None:
    def shows_its_fields(tree: ast.Module) -> bool:
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        return any(
            any("dataclass" in ast.unparse(each) for each in node.decorator_list)
            and "repr=False" not in ast.unparse(node)
            for node in classes
        )

    assert offenders(shows_its_fields) == []


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
        "auditor.suppression.comments_on_line",
        "auditor.suppression.baseline_file",
        "auditor.reporters._text.finding_blocks",
        "auditor.reporters._text.check_table_layout",
        "auditor.rulebook.load_rules",
        "auditor.rulebook.by_reach",
        "auditor.pairing",
        "auditor.storage.atomic_write",
        "pkgutil",
        "typer",
        "typing_extensions",
        "uuid",
    }
    assert "auditor.reporters.text" in loaded_by_a_clean_scan["MODULES"]
    assert loaded_by_a_clean_scan["MODULES"].isdisjoint(unneeded)


ONE_USER = {"dask": "fleet/dask_engine.py", "distributed": "fleet/dask_engine.py", "obstore": "fleet/object_store.py"}
"""Packages of the extra `fleet`, each with the one module that may import it."""


@pytest.mark.parametrize(("package", "module"), ONE_USER.items())
def test_one_module_imports_a_package_of_the_fleet(package: str, module: str) -> None:
    def imports(tree: ast.Module) -> bool:
        named = (each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names)
        froms = (node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
        return any(name.partition(".")[0] == package for name in (*named, *froms))

    assert offenders(imports) == [module]
