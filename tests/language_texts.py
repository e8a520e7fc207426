"""Lists what the language files of `rules/languages` have to translate, and what of it they lack.

`python tests/language_texts.py` (or `make languages`) counts what is missing and what was made from an English text that
has changed. With the code of a language it prints these entries as YAML with the English text as a comment, to be pasted
into the file and filled in; a new language begins with all of them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor.languages.available import language_file, languages
from auditor.languages.read_language import digest, parsed, shared_steps, snippets_of, texts_of
from auditor.reporters._html.page_words import WORDS
from auditor.resources import builtin_rules
from auditor.rulebook.pack import open_pack
from auditor.rulebook.rule import Rule
from auditor.rulebook.rule_cache import kept_rules
from auditor.wording.language import ENGLISH

CODE = Path(__file__).parents[1] / "auditor"
STEPS = "steps"
Texts = Mapping[str, str]


class English:
    """Everything that a language file translates, as the code and the rules have it today."""

    def __init__(self) -> None:
        """Reads the calls of `say` and `plural`, the words of the HTML page, and the rules."""
        self.words: dict[str, None] = {}
        self.amounts: dict[str, None] = {}
        for file in sorted(CODE.rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if "say(" in text or "plural(" in text or file.name == "catalogue.py":
                self._collect(ast.parse(text), file)
        for pair in WORDS.values():
            self.words[pair if isinstance(pair, str) else pair[1]] = None

    @cached_property
    def rules(self) -> dict[str, Texts]:
        """The texts of each rule by their paths, and the remediations that rules share."""
        return {STEPS: shared_steps(), **{rule.code: texts_of(rule) for rule in own_rules()}}

    @cached_property
    def snippets(self) -> dict[str, None]:
        """What a reader of code examples has to understand."""
        texts = (text for rule in own_rules() for text in (rule.example, rule.use_instead))
        return dict.fromkeys(snippet for text in texts for snippet in snippets_of(text))

    def _collect(self, tree: ast.Module, file: Path) -> None:
        tables = _tables(tree)
        is_page = "_html" in file.parts or file.name == "language.py"
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="text"), args=[ast.Constant(value=str(english)), _]):
                    self.words[english] = None
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "say" and not is_page:
                self.words |= dict.fromkeys(_texts(node.args[0], tables, file))
            elif node.func.id == "plural":
                self.amounts |= dict.fromkeys(_nouns(node.args[1]))


def own_rules() -> tuple[Rule, ...]:
    """Returns the rules that ship with the tool."""
    return kept_rules([open_pack(builtin_rules())])


def _tables(tree: ast.Module) -> dict[str, list[str]]:
    """Returns the texts of the constants and dictionaries of a module, by name."""
    found: dict[str, list[str]] = {}
    for node in tree.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Dict):
            found[target.id] = [str(each.value) for each in value.values if isinstance(each, ast.Constant)]
        elif isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            found[target.id] = [value.value]
    return found


def _texts(node: ast.expr, tables: Mapping[str, list[str]], file: Path) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name in tables:
            yield from tables[name]
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_, ast.Constant(value=str(other))]
        ):
            yield from (*tables[name], other)
        case _:
            raise AssertionError(f"{file}:{node.lineno}: say() takes a literal, or a table of the same module")


def _nouns(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def said_in(code: str) -> dict[str, Any]:
    """Returns what the file of a language says."""
    return parsed(language_file(code).read_bytes())


def lacking(code: str, english: English) -> dict[str, Any]:
    """Returns the entries that a language lacks, with the English texts; of rules also those that are out of date."""
    said = said_in(code) if language_file(code).is_file() else {}
    rules: dict[str, dict[str, dict[str, str]]] = {}
    for rule, texts in english.rules.items():
        known = (said.get("rules") or {}).get(rule, {})
        wanted = {path: text for path, text in texts.items() if known.get(path, {}).get("of") != digest(text)}
        if wanted:
            rules[rule] = {path: {"of": digest(text), "text": text} for path, text in wanted.items()}
    found: dict[str, Any] = {
        name: {text: text for text in getattr(english, name) if text not in (said.get(name) or {})}
        for name in ("words", "amounts", "snippets")
    }
    return {name: entries for name, entries in (found | {"rules": rules}).items() if entries}


def superfluous(code: str, english: English) -> list[str]:
    """Returns the entries of a language that translate no text of today."""
    said = said_in(code)
    found = [
        f"{name}: {text}" for name in ("words", "snippets") for text in said[name] if text not in getattr(english, name)
    ]
    for rule, entries in said["rules"].items():
        found += [f"rules: {rule}: {path}" for path in entries if path not in english.rules.get(rule, {})]
    return found


def _print_skeleton(entries: Mapping[str, Any], indent: str = "") -> None:
    for name, value in entries.items():
        if isinstance(value, str):
            comment = value.strip().replace("\n", f"\n{indent}# ")
            text = "" if name == "text" else repr_yaml(name)
            sys.stdout.write(
                f"{indent}# {comment}\n{indent}{text or 'text'}: ''\n" if name != "of" else f"{indent}of: '{value}'\n"
            )
        else:
            sys.stdout.write(f"{indent}{name}:\n")
            _print_skeleton(value, indent + "  ")


def repr_yaml(text: str) -> str:
    """Returns a text as a YAML scalar on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(arguments: list[str]) -> None:
    """Lists what is missing; with a language, as YAML to be filled in."""
    english = English()
    if arguments:
        _print_skeleton(lacking(arguments[0], english))
        return
    for code in languages():
        if code == ENGLISH:
            continue
        counts = {
            name: sum(map(len, entries.values())) if name == "rules" else len(entries)
            for name, entries in lacking(code, english).items()
        }
        said = ", ".join(f"{number} of {name}" for name, number in counts.items())
        sys.stdout.write(f"{code}: {f'missing or out of date: {said}' if said else 'complete'}\n")
        for entry in superfluous(code, english):
            sys.stdout.write(f"  not needed any more: {entry}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
