"""Tells which languages are parsed, and which files are in them: one row of a table, and one file of queries for each.

A language is added by its row, the package of its grammar in `pyproject.toml` and `queries/<language>.scm`. One without
a grammar here is still known to be source code; its values are the plain reader's.

Bash and PowerShell have grammars and are not in the table: `formats/shell.py` reads settings where a grammar sees one
text (comments, here-documents, `echo "NAME=…" | command`, arguments of `docker run -e`), and would stay as it is.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from auditor.readers.reader_registry import NameTable, names_of


class Language(Struct, frozen=True):
    """A programming language."""

    name: str
    patterns: tuple[str, ...]
    """Patterns of `fnmatch` for lower-cased base names."""
    grammar: str = ""
    """The module of its tree-sitter grammar; empty where there is none."""
    function: str = "language"
    """What gives the grammar in that module."""
    queries: tuple[str, ...] = ()
    """The files of its queries, where they are not the one of its own name."""
    interpreters: tuple[str, ...] = ()
    """Words of a first line `#!…` that say the language."""


LANGUAGES = (
    Language(
        "python",
        ("*.py", "*.pyw", "*.pyi", "*.pyx", "sconstruct", "*.bzl", "*.star", "wscript"),
        "tree_sitter_python",
        interpreters=("python",),
    ),
    Language(
        "javascript",
        ("*.js", "*.mjs", "*.cjs", "*.jsx", "*.es6", "*.user.js", "*.gs", "*.wxs", "*.qml"),
        "tree_sitter_javascript",
        queries=("ecmascript", "javascript", "jsx"),
        interpreters=("node",),
    ),
    Language(
        "typescript",
        ("*.ts", "*.mts", "*.cts"),
        "tree_sitter_typescript",
        "language_typescript",
        interpreters=("deno", "bun"),
        queries=("ecmascript", "typescript"),
    ),
    Language("tsx", ("*.tsx",), "tree_sitter_typescript", "language_tsx", queries=("ecmascript", "typescript", "jsx")),
    Language("go", ("*.go",), "tree_sitter_go"),
    Language("rust", ("*.rs",), "tree_sitter_rust"),
    Language("java", ("*.java",), "tree_sitter_java"),
    Language("csharp", ("*.cs", "*.csx"), "tree_sitter_c_sharp"),
    Language(
        "php",
        ("*.php", "*.php?", "*.phtml", "*.inc"),
        "tree_sitter_php",
        "language_php",
        interpreters=("php",),
    ),
    Language(
        "ruby",
        ("*.rb", "*.rake", "*.gemspec", "gemfile", "rakefile", "vagrantfile", "*.podspec", "fastfile"),
        "tree_sitter_ruby",
        interpreters=("ruby",),
    ),
    Language("kotlin", ("*.kt", "*.kts"), "tree_sitter_kotlin"),
    Language("swift", ("*.swift",), "tree_sitter_swift"),
    Language("c", ("*.c", "*.h"), "tree_sitter_c", queries=("c_family", "c")),
    Language(
        "cpp",
        ("*.cpp", "*.cc", "*.cxx", "*.hpp", "*.hh", "*.hxx", "*.cu", "*.ino"),
        "tree_sitter_cpp",
        queries=("c_family", "cpp"),
    ),
    Language("lua", ("*.lua",), "tree_sitter_lua", interpreters=("lua",)),
    Language("dart", ("*.dart",), "tree_sitter_dart"),
    Language("scala", ("*.scala", "*.sc", "*.sbt"), "tree_sitter_scala"),
    Language("elixir", ("*.ex", "*.exs"), "tree_sitter_elixir", interpreters=("elixir",)),
    Language("terraform", ("*.tf", "*.tfvars", "*.hcl", "*.nomad"), "tree_sitter_hcl"),
    Language("erb", ("*.erb",)),
    Language("objective-c", ("*.m", "*.mm")),
    Language("perl", ("*.pl", "*.pm", "*.t"), interpreters=("perl",)),
    Language("groovy", ("*.groovy", "*.gradle", "jenkinsfile")),
    Language("erlang", ("*.erl", "*.hrl")),
    Language("julia", ("*.jl",)),
    Language("r", ("*.r",)),
    Language("nix", ("*.nix",)),
    Language("solidity", ("*.sol",)),
    Language("zig", ("*.zig",)),
    Language("nim", ("*.nim",)),
    Language("haskell", ("*.hs",)),
    Language("ocaml", ("*.ml", "*.mli")),
    Language("fsharp", ("*.fs", "*.fsx")),
    Language("vb.net", ("*.vb",)),
    Language("clojure", ("*.clj", "*.cljs", "*.edn")),
    Language("protobuf", ("*.proto",)),
    Language("delphi", ("*.pas", "*.dpr")),
    Language("coffeescript", ("*.coffee",)),
    Language("tcl", ("*.tcl",)),
    Language("vim", ("*.vim", ".vimrc")),
)


def language_of(name: str, text: str) -> Language | None:
    """Returns the language of a file by its name, else by its first line."""
    return _by_name(name) or interpreted(text)


@lru_cache(maxsize=1024)
def _by_name(name: str) -> Language | None:
    return next(filter(None, map(_table().find, names_of(name))), None)


@lru_cache(maxsize=1)
def _table() -> NameTable[Language]:
    return NameTable((pattern, language) for language in LANGUAGES for pattern in language.patterns)


def interpreted(text: str) -> Language | None:
    """Returns the language whose interpreter the first line names (`#!/usr/bin/env python3`)."""
    first = text[:120].partition("\n")[0]
    if not first.startswith("#!"):
        return None
    return next((language for language in LANGUAGES if any(word in first for word in language.interpreters)), None)
