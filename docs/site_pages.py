"""The pages of the site that come from the program and from other folders; `docs/conf.py` writes them at each build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from auditor.cli.application import app
from auditor.cli.command_help import CONTEXT
from auditor.cli.rules_view import facts_page
from auditor.generic.generic_facts import GENERIC_FACTS
from auditor.inventory.policy_facts import POLICY_FACTS
from auditor.rulebook.value_facts import VALUE_FACTS
from auditor.suppression.settings_facts import SETTINGS_FACTS

HERE = Path(__file__).parent
ROOT = HERE.parent
SITE = HERE / "_site"
COPIES = {
    "README.md": "readme",
    "SECURITY.md": "security",
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
    "benchmarks/README.md": "benchmarks",
}
"""Documents outside this folder, and the name of their page."""
SCHEMAS = {
    "auditor/schemas/report-v1.json": "The JSON report",
    "auditor/schemas/configuration.json": "The configuration",
    "auditor/schemas/inventory-v1.json": "The key inventory",
    "auditor/schemas/baseline-v1.json": "The baseline",
    "auditor/schemas/fleet-record-v1.json": "A fleet's record",
    "rules/schema.json": "A rule",
}
API = """# The Python API

```{eval-rst}
.. automodule:: auditor.api
   :members:
   :imported-members:
```
"""


def write() -> None:
    """Writes all of them."""
    SITE.mkdir(exist_ok=True)
    pages = {
        "command-line": command_line(),
        "facts": facts(),
        "schemas": schemas(),
        "python-api": API,
        **{name: _copied(ROOT / path) for path, name in COPIES.items()},
    }
    for name, text in pages.items():
        path = SITE / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def command_line() -> str:
    """Returns the help of every command."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="backpack-audit", terminal_width=100, **CONTEXT)  # type: ignore[arg-type]
    parts = ["# Help of every command"]
    for words, command, inner in _commands(root, context, ("backpack-audit",)):
        parts += [f"## {' '.join(words)}", f"```text\n{command.get_help(inner).rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def _commands(command: Any, context: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    yield words, command, context
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        if name[0].isalpha():
            inner = command.get_command(context, name)
            below = typer.Context(inner, info_name=name, parent=context, terminal_width=100)
            yield from _commands(inner, below, (*words, name))


def facts() -> str:
    """Returns what the conditions of rules may ask, subject by subject."""
    tables = (VALUE_FACTS, *POLICY_FACTS, GENERIC_FACTS, SETTINGS_FACTS)
    pages = [re.sub(r"^#", "##", facts_page(table), flags=re.MULTILINE) for table in tables]
    return "# Facts that conditions may use\n\n" + "\n".join(pages)


def schemas() -> str:
    """Returns every JSON Schema that ships with the program."""
    parts = ["# JSON Schemas"]
    for path, title in SCHEMAS.items():
        schema = json.loads((ROOT / path).read_text(encoding="utf-8"))
        parts += [f"## {title}", f"`{schema['$id']}`, in `{path}`.", f"```json\n{json.dumps(schema, indent=2)}\n```"]
    return "\n\n".join(parts) + "\n"


def _copied(path: Path) -> str:
    """A document of another folder, with its links seen from the folder of these pages."""
    text = path.read_text(encoding="utf-8")
    below = path.parent.relative_to(ROOT).as_posix()
    moved = "../../" if below == "." else f"../../{below}/"
    return _LINK.sub(lambda link: f"]({_normal(moved + link[1])})", text)


_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s]+)\)")


def _normal(path: str) -> str:
    """A path without the `..` that can be resolved."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def links_inside(text: str, document: str) -> str:
    """Points links that leave the folder of documents at their copy on the site; without a copy only their words stay.

    Args:
        text: The Markdown of a page.
        document: Its name without ending, such as `rules/BPK101`.
    """
    folder = ["docs", *document.split("/")[:-1]]

    def inside(link: re.Match[str]) -> str:
        words, (target, _, anchor) = link[1], link[2].partition("#")
        whole = _normal("/".join([*folder, target]))
        up = "../" * document.count("/")
        fragment = f"#{anchor}" if anchor else ""
        if whole in COPIES:
            return f"[{words}]({up}_site/{COPIES[whole]}.md{fragment})"
        if whole.startswith("docs/") and (ROOT / whole).is_file():
            return f"[{words}]({up}{whole.removeprefix('docs/')}{fragment})"
        return words if "`" in words or link[0].startswith("!") else f"`{words}`"

    return _WHOLE.sub(inside, text)


_WHOLE = re.compile(r"(?<!\!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\((?!https?:|#|mailto:)([^)\s]+)\)")
