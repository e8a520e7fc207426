"""Which modules may see plaintext, `str` and `bytes` included, and that nothing after classification can.

The types `Plain`, `PlainBytes` and `Secret` are followed to every class, function and alias that has or gives them, and
from there to every module that names one of those: it must be on the list below, with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(path.read_text("utf-8"))
    for path in sorted((ROOT / "auditor").rglob("*.py"))
}

SEE_PLAINTEXT = {
    "archives": "opens what holds files",
    "sources": "reads blobs",
    "readers": "reads fields",
    "classification": "decides what a value is; what leaves it is no plaintext any more",
    "generic": "shows lines and fields to other products' detectors; what leaves it is a place and a keyed digest",
    "scanner": "is the worker that goes from a blob to facts",
    "fix": "writes a value again into the file that held it; nothing but masks leaves it otherwise",
    "model.secret": "has the types",
    "model.field": "has the type of what readers give",
    "model.blob_source": "has the types of what sources give",
    "suppression.inline_ignores": "reads the comment next to a value, for the worker",
    "inventory.load_inventory": "reads a file in which somebody may have written a secret for an API key",
    "detect_secrets_plugin": "gives detect-secrets the values, as every plugin does",
    "probe.bare_secret": "reads a file that is one secret, for the worker",
    "purge.clean_blobs": "writes versions of files again without their secrets",
    "audits.fix": "compares a file with what the plan read before it writes",
    "audits.purge": "cleans messages of commits",
    "audits.read_files_again": "reads a file again for the text of API keys, and to sign",
    "audits.empty_credentials": "reads stored files for fields that nobody has filled",
    "agents.event": "has the types of what a coding agent is about to write, run or send",
    "agents.event_source": "hands that to a worker",
    **dict.fromkeys(
        (
            *("lsp.code_actions", "lsp.editor_text", "lsp.features", "lsp.finding_diagnostics", "lsp.fix_in_editor"),
            *("lsp.write_ignore_comment", "lsp.open_document", "lsp.server", "lsp.session", "lsp.work_tree"),
        ),
        "has a document that is open in an editor: its text, or the session that holds it",
    ),
    **dict.fromkeys(("fleet.bucket_source", "fleet.packed_logs", "fleet.unit_source"), "reads blobs of a fleet"),
    **dict.fromkeys(
        (
            *("api", "pipeline", "collection.collect", "collection.listing", "agents.judge_event", "cli.run_scan"),
            *("audits.check", "audits.keys_in_report", "audits.policy", "audits.probe", "audits.probe_plan"),
            *("audits.rule_examples", "audits.stored_keys", "cli.check", "cli.probe", "cli.probe_view", "cli.run_lsp"),
            *(
                "fleet.gather_unit",
                "fleet.plan_units",
                "fleet.repository_state",
                "lsp.known_files",
            ),
            *("lsp.tree_settings", "trust.base_comments"),
        ),
        "passes a source or a scanner on, and asks it for no content",
    ),
}
"""Packages and modules, each with what it does with plaintext."""
AFTER_CLASSIFICATION = (
    *(
        "evaluation",
        "languages",
        "pairing",
        "reach",
        "redaction",
        "reporters",
        "rulebook",
        "storage",
        "vocabulary",
        "wording",
    ),
    *("suppression", "inventory", "trust", "configuration", "cli"),
    *(
        "model.batch_result",
        "model.case",
        "model.evidence",
        "model.excerpt",
        "model.finding",
        "model.location",
        "model.material",
    ),
    *("model.report", "model.request", "model.token_index"),
    *("fleet.cross_pairs", "fleet.fleet_report", "fleet.current_records", "fleet.record_store", "fleet.restore_target"),
    *(
        "fleet.judge_target",
        "fleet.run_unit",
        "fleet.scan_fleet",
        "fleet.target_states",
        "fleet.unit_record",
    ),
)
"""What works with facts, findings and records, or shows, keeps and sends them."""

Name = tuple[str, str]
"""A module, and what it defines."""

TYPES: frozenset[Name] = frozenset(("auditor.model.secret", name) for name in ("Plain", "PlainBytes", "Secret"))


class Naming(NamedTuple):
    """What one module says."""

    gives: Mapping[str, frozenset[Name]]
    """By what it defines: what that has or gives."""
    names: frozenset[Name]
    """All that it names."""


def carriers(modules: Mapping[str, ast.Module]) -> frozenset[Name]:
    """Returns the types of plaintext, and every class, function and alias that has or gives what is among them.

    A class has what its attributes and bases are and what its methods return, a function gives what it returns. What
    they take does not count: whoever hands it over has it from a carrier.
    """
    names = frozenset(modules)
    defined = {
        (module, name): gives
        for module, tree in modules.items()
        for name, gives in _naming(module, tree, names).gives.items()
    }
    known = set(TYPES)
    while found := {name for name, gives in defined.items() if name not in known and not gives.isdisjoint(known)}:
        known |= found
    return frozenset(known)


def seen_by(modules: Mapping[str, ast.Module], known: frozenset[Name]) -> dict[str, set[str]]:
    """Returns what each module names of the carriers that are known, as `module.name`; without those that name none."""
    names = frozenset(modules)
    named = {module: known & _naming(module, tree, names).names for module, tree in modules.items()}
    own = {module: {one for one in known if one[0] == module} for module in modules}
    return {
        module: {f"{owner}.{name}" for owner, name in own[module] | named[module]}
        for module in modules
        if own[module] | named[module]
    }


@cache
def _naming(module: str, tree: ast.Module, modules: frozenset[str]) -> Naming:
    scope = _imported(tree, modules)
    meant = partial(_meant, module=module, scope=scope)
    gives = {
        name: frozenset(found for given in _given(node) for part in ast.walk(given) if (found := meant(part)))
        for name, node in _definitions(tree)
    }
    return Naming(gives, frozenset((*scope.values(), *(found for node in ast.walk(tree) if (found := meant(node))))))


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Yields what a module defines, also where only type checkers see it."""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node
        elif isinstance(node, ast.If):
            yield from _definitions(ast.Module(node.body, []))


def _given(node: ast.stmt) -> Iterator[ast.expr]:
    """Yields the annotations of what a definition has or gives."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from [node.returns] if node.returns else []
    elif isinstance(node, ast.AnnAssign):
        yield node.annotation
    elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.BinOp, ast.Subscript)):
        yield node.value  # an alias: `Content = PlainBytes | …`
    elif isinstance(node, ast.ClassDef):
        yield from node.bases
        for each in node.body:
            yield from _given(each)
        yield from _kept(node)


def _kept(node: ast.ClassDef) -> Iterator[ast.expr]:
    """Yields what a constructor keeps: `self.text = Plain(text)`, `self.text: Plain = text`, `self._lines = Lines(…)`."""
    for each in ast.walk(node):
        if isinstance(each, ast.AnnAssign) and _is_own(each):
            yield each.annotation
        elif isinstance(each, ast.Assign) and isinstance(each.value, ast.Call) and _is_own(each):
            yield each.value.func


def _is_own(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(ast.unparse(target).startswith("self.") for target in targets)


def _imported(tree: ast.Module, modules: Collection[str]) -> dict[str, Name]:
    """Returns what imports call what they import, late ones too: a definition, or a module with an empty name."""
    scope: dict[str, Name] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                is_module = f"{node.module}.{each.name}" in modules
                scope[each.asname or each.name] = (
                    (f"{node.module}.{each.name}", "") if is_module else (node.module, each.name)
                )
    return scope


def _meant(node: ast.AST, module: str, scope: Mapping[str, Name]) -> Name | None:
    """Returns what a name or an attribute of a module means."""
    if isinstance(node, ast.Name):
        return scope.get(node.id, (module, node.id))
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner, name = scope.get(node.value.id, ("", "?"))
        return (owner, node.attr) if not name else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        return scope.get(node.value)  # cast("Document", …)
    return None


def _is_below(module: str, packages: Collection[str]) -> bool:
    return any(module == f"auditor.{package}" or module.startswith(f"auditor.{package}.") for package in packages)


def _unlisted(modules: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    seen = seen_by(modules, carriers(modules))
    return {module: names for module, names in seen.items() if not _is_below(module, SEE_PLAINTEXT)}


def test_only_listed_modules_see_plaintext() -> None:
    assert _unlisted(MODULES) == {}


def test_every_listed_module_sees_plaintext() -> None:
    seen = seen_by(MODULES, carriers(MODULES))
    assert [one for one in SEE_PLAINTEXT if not any(_is_below(module, [one]) for module in seen)] == []


def test_nothing_after_classification_is_listed() -> None:
    """But for the comment next to a value, the inventory that is read, and commands that pass a source on."""
    assert {one for one in SEE_PLAINTEXT if _is_below(f"auditor.{one}", AFTER_CLASSIFICATION)} == {
        *("suppression.inline_ignores", "inventory.load_inventory", "trust.base_comments"),
        *("cli.check", "cli.probe", "cli.probe_view", "cli.run_lsp", "cli.run_scan"),
    }
    assert [one for one in AFTER_CLASSIFICATION if f"auditor.{one}" not in MODULES] == [], "each is there"


def test_records_after_classification_carry_none() -> None:
    known = carriers(MODULES)
    records = (
        "BlobResult",
        "BatchResult",
        "Case",
        "Evidence",
        "Excerpt",
        "Finding",
        "GenericHit",
        "Location",
        "Material",
    )
    assert [name for _, name in known if name in (*records, "Report", "Skipped", "TokenIndex", "UnitRecord")] == []


@pytest.mark.parametrize(
    ("module", "violation"),
    [
        ("pairing", "from auditor.model.secret import Plain"),
        ("suppression.apply", "from auditor.readers.text_encoding import decode\ntext = decode(b'').text"),
        ("reporters.json", "from auditor.readers import read_document\nfields = read_document.read"),
        ("storage.cache", "def late():\n    from auditor.readers.document import Document"),
        ("fleet.unit_record", "from auditor.fix.file_text import FileText as Text\nclass Kept:\n    text: Text"),
    ],
    ids=["the type", "what a function gives", "the same by its module", "a class, imported late", "a class, renamed"],
)
def test_a_violation_is_seen(module: str, violation: str) -> None:
    wrong = ast.parse(f"{ast.unparse(MODULES[f'auditor.{module}'])}\n{violation}\n")
    assert set(_unlisted({**MODULES, f"auditor.{module}": wrong})) == {f"auditor.{module}"}


@pytest.mark.parametrize(
    "carrier",
    [
        "class Kept(Struct):\n    value: Plain",
        "class Kept(Struct):\n    lines: Mapping[str, tuple[Plain, ...]]",
        "class Kept:\n    def __init__(self, text):\n        self.text = Plain(text)",
        "class Kept:\n    @property\n    def text(self) -> Plain: ...",
        "class Base:\n    value: Plain\nclass Kept(Base): ...",
        "Texts = Plain | bytes\ndef Kept() -> Texts: ...",
        "async def Kept() -> Iterator[Plain]: ...",
    ],
)
def test_what_has_plaintext_is_followed(carrier: str) -> None:
    modules = {
        "auditor.model.kept": ast.parse(f"from auditor.model.secret import Plain\n{carrier}"),
        "auditor.pairing": ast.parse("from auditor.model.kept import Kept\nclass Pair:\n    one: Kept"),
        "auditor.evaluation": ast.parse("from auditor.pairing import Pair"),
    }
    seen = seen_by(modules, carriers(modules))
    assert "auditor.model.kept.Kept" in seen["auditor.pairing"]
    assert seen["auditor.evaluation"] == {"auditor.pairing.Pair"}
    used = {
        "auditor": ast.parse(""),
        **modules,
        "auditor.evaluation": ast.parse("from auditor import pairing\npairing.Pair()"),
    }
    assert seen_by(used, carriers(used))["auditor.evaluation"] == {"auditor.pairing.Pair"}


def test_what_takes_plaintext_and_gives_a_fact_is_none() -> None:
    modules = {
        "auditor.classification": ast.parse(
            "from auditor.model.secret import Plain\ndef digest(text: Plain) -> bytes: ..."
        ),
        "auditor.pairing": ast.parse("from auditor.classification import digest\ndigest('')"),
    }
    assert set(seen_by(modules, carriers(modules))) == {"auditor.classification"}
