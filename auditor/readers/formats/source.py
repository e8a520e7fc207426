"""Source code of every language that Pygments has a lexer for; text that would take it too long is read in windows.

Minified scripts have lines of megabytes. There only the surroundings of what the plain reader finds are lexed, and a
literal counts only where the lexer too sees a string exactly there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from auditor.readers.document import Document
from auditor.readers.embedded import Literal
from auditor.readers.file_names import names_of
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain import plain_reader
from auditor.readers.source.tokens import Token, TooMuchError, tokens
from auditor.readers.source.walker import Walker

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LEXERS = {
    "python": ("*.py", "*.pyw", "*.pyi", "*.pyx", "sconstruct", "*.bzl", "*.star", "wscript"),
    "javascript": ("*.js", "*.mjs", "*.cjs", "*.jsx", "*.es6", "*.user.js", "*.gs", "*.wxs", "*.qml"),
    "typescript": ("*.ts", "*.tsx", "*.mts", "*.cts"),
    "go": ("*.go",),
    "rust": ("*.rs",),
    "java": ("*.java",),
    "csharp": ("*.cs", "*.csx"),
    "php": ("*.php", "*.php?", "*.phtml", "*.inc"),
    "ruby": ("*.rb", "*.rake", "*.gemspec", "gemfile", "rakefile", "vagrantfile", "*.erb", "*.podspec", "fastfile"),
    "kotlin": ("*.kt", "*.kts"),
    "swift": ("*.swift",),
    "objective-c": ("*.m", "*.mm"),
    "c": ("*.c", "*.h", "*.ino"),
    "cpp": ("*.cpp", "*.cc", "*.cxx", "*.hpp", "*.hh", "*.hxx", "*.cu"),
    "lua": ("*.lua",),
    "perl": ("*.pl", "*.pm", "*.t"),
    "dart": ("*.dart",),
    "scala": ("*.scala", "*.sc", "*.sbt"),
    "groovy": ("*.groovy", "*.gradle", "jenkinsfile"),
    "elixir": ("*.ex", "*.exs"),
    "erlang": ("*.erl", "*.hrl"),
    "julia": ("*.jl",),
    "r": ("*.r",),
    "nix": ("*.nix",),
    "solidity": ("*.sol",),
    "zig": ("*.zig",),
    "nim": ("*.nim",),
    "haskell": ("*.hs",),
    "ocaml": ("*.ml", "*.mli"),
    "fsharp": ("*.fs", "*.fsx"),
    "vb.net": ("*.vb",),
    "clojure": ("*.clj", "*.cljs", "*.edn"),
    "terraform": ("*.tf", "*.tfvars", "*.hcl", "*.nomad"),
    "protobuf": ("*.proto",),
    "delphi": ("*.pas", "*.dpr"),
    "coffeescript": ("*.coffee",),
    "tcl": ("*.tcl",),
    "vim": ("*.vim", ".vimrc"),
}
NAMES = tuple(pattern for patterns in _LEXERS.values() for pattern in patterns)
ANY_SIZE = True

_SHEBANGS = {
    "python": "python",
    "node": "javascript",
    "deno": "typescript",
    "ruby": "ruby",
    "perl": "perl",
    "php": "php",
}
_LARGEST = 400_000
"""Characters of the largest text that is lexed as a whole; a lexer reads about a million a second."""
_LONGEST_LINE = 20_000
_WINDOW = 3_000
"""Characters that are lexed on each side of a value in a larger text."""
_LARGEST_WINDOW = 60_000
_MOST_LEXED = 2_000_000
"""Characters in all windows of one text together; values beyond them keep what the plain reader says of them."""
_BY_INDENT = frozenset({"python"})


def sniff(document: Document) -> bool:
    """Whether the first line says which interpreter runs it."""
    return _interpreter(document.text) != ""


def read(document: Document) -> Iterator[Literal]:
    """Every literal that has a name, is passed to something, or stands in a list."""
    alias = _alias(document)
    text = document.text
    if len(text) <= _LARGEST and _longest_line(text) <= _LONGEST_LINE:
        try:
            yield from _literals(text, alias)
        except TooMuchError:
            pass
        else:
            return
    yield from _in_windows(text, alias)


def _alias(document: Document) -> str:
    for path in names_of(document.name):
        base = path.rpartition("/")[2]
        for alias, patterns in _LEXERS.items():
            if any(fnmatchcase(base, pattern) for pattern in patterns):
                return alias
    return _interpreter(document.text) or "python"


def _interpreter(text: str) -> str:
    first = text[:120].partition("\n")[0]
    return next((alias for word, alias in _SHEBANGS.items() if first.startswith("#!") and word in first), "")


def _longest_line(text: str) -> int:
    return max(map(len, text.split("\n")))


def _lexer(alias: str, text: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name  # 60 ms, only where source code has a hit

    options = {"startinline": True} if alias == "php" and "<?" not in text else {}
    return get_lexer_by_name(alias, **options)


def _literals(text: str, alias: str) -> Iterator[Literal]:
    values = [(value.start, value.end) for value in plain_reader.values(text)]
    found = list(_without(values, tokens(text, _lexer(alias, text))))
    return Walker(text, found, by_indent=alias in _BY_INDENT).literals()


def _without(values: list[tuple[int, int]], found: Iterable[Token]) -> Iterator[Token]:
    """The tokens, those that are part of a bare value made nameless: half of a key is no name."""
    starts = [start for start, _ in values]
    for token in found:
        before = bisect_right(starts, token.start) - 1
        is_part = before >= 0 and token.end <= values[before][1] and token.kind == "name"
        yield token._replace(kind="dynamic", text="") if is_part else token


def _in_windows(text: str, alias: str) -> Iterator[Literal]:
    values = {(value.start, value.end) for value in plain_reader.values(text)}
    lexed = 0
    for start, end in _windows(text, sorted(values)):
        lexed += end - start
        if lexed > _MOST_LEXED:
            return
        window = MappedText.verbatim(text, start, end)
        try:
            literals = list(_literals(window.text, alias))
        except TooMuchError:
            continue
        for literal in literals:
            placed = literal.within(window)
            if (placed.mapped.start, placed.mapped.end) in values:
                yield placed._replace(group=f"{start}/{literal.group}" if literal.group else "")


def _windows(text: str, values: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches around values, near ones together, that begin at a line or behind a quote-free mark."""
    windows: list[tuple[int, int]] = []
    for start, end in values:
        first, last = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
        if windows and first < windows[-1][1] and last - windows[-1][0] <= _LARGEST_WINDOW:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((_start(text, first, start), last))
    return windows


def _start(text: str, first: int, value: int) -> int:
    """Where to begin so that the lexer is not inside a string: at a line's start, else behind a statement's end."""
    for mark in ("\n", ";", "}", "{", ","):
        at = text.find(mark, first, value)
        if at >= 0:
            return at + 1
    return first
