"""A document that an editor has open: where it is, and its text as it is now."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from pygls.uris import from_fs_path, to_fs_path

from auditor.lsp.editor_text import EditorText

_ELSEWHERE = frozenset({"untitled", "inmemory", "vscode-notebook-cell"})
"""Schemes of documents that are in no file; other schemes show what is somewhere else already (`git:`, `output:`)."""
_ENDINGS = {
    "bash": ".sh", "c": ".c", "cpp": ".cpp", "csharp": ".cs", "csv": ".csv", "dart": ".dart", "dotenv": ".env",
    "elixir": ".ex", "env": ".env", "go": ".go", "html": ".html", "ini": ".ini", "java": ".java", "javascript": ".js",
    "javascriptreact": ".jsx", "json": ".json", "jsonc": ".jsonc", "kotlin": ".kt", "lua": ".lua", "markdown": ".md",
    "php": ".php", "properties": ".properties", "python": ".py", "ruby": ".rb", "rust": ".rs", "scala": ".scala",
    "sh": ".sh", "shellscript": ".sh", "sql": ".sql", "swift": ".swift", "terraform": ".tf", "toml": ".toml",
    "typescript": ".ts", "typescriptreact": ".tsx", "xml": ".xml", "yaml": ".yaml",
}  # fmt: skip
"""The file ending that chooses the reader of a document without a file, by the protocol's name of its language."""


class OpenDocument(Struct, frozen=True, eq=False):
    """One version of a document."""

    uri: str
    """As the editor writes it."""
    version: int | None
    language: str
    text: EditorText

    @property
    def path(self) -> Path | None:
        """Returns its file without links; None where it is in none."""
        return path_of(self.uri)

    @property
    def name(self) -> str:
        """Returns a name for a document without a file, by which a reader is chosen."""
        parts = urlsplit(self.uri)
        base = unquote(parts.path).rpartition("/")[2] or "document"
        ending = "" if "." in base else _ENDINGS.get(self.language, "")
        return f"{parts.scheme}:/{base}{ending}"


def is_audited(uri: str) -> bool:
    """Returns whether a document is the user's own text."""
    try:
        scheme = urlsplit(uri).scheme
    except ValueError:
        return False
    return scheme in _ELSEWHERE or (scheme == "file" and path_of(uri) is not None)


def path_of(uri: str) -> Path | None:
    """Returns the file of an address, without links."""
    try:
        if urlsplit(uri).scheme != "file":
            return None
        path = to_fs_path(uri)
    except ValueError:
        return None
    if not path or "\0" in path or not os.path.isabs(path):  # noqa: PTH117 - a text
        return None
    return Path(os.path.realpath(path))


def uri_of(path: Path) -> str:
    """Returns the address of a file."""
    return from_fs_path(str(path)) or path.as_uri()
