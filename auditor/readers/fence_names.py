"""Tells which file name chooses the reader of a fence by its info string: ```` ```python title="bot.py" ````."""

from __future__ import annotations

import re

from auditor.model.late_pattern import late

_EXTENSIONS = {
    "python": "py", "python3": "py", "pycon": "py", "ipython": "py", "javascript": "js", "node": "js", "typescript": "ts",
    "rust": "rs", "golang": "go", "csharp": "cs", "c#": "cs", "kotlin": "kt", "ruby": "rb", "bash": "sh", "shell": "sh",
    "console": "sh", "zsh": "sh", "shellscript": "sh", "terminal": "sh", "powershell": "ps1", "pwsh": "ps1", "batch": "bat",
    "cmd": "bat", "dotenv": "env", "docker": "dockerfile", "hcl": "tf", "terraform": "tf", "c++": "cpp", "objc": "m",
    "plaintext": "txt", "text": "txt", "jsonc": "json", "yml": "yaml", "elixir": "ex", "perl": "pl", "markdown": "md",
}  # fmt: skip
_GUESSES = tuple(
    (late(pattern, re.MULTILINE), extension)
    for pattern, extension in (
        (
            r"^[ \t]*(?:from [\w.]+ import |import [\w.]+[ \t]*\r?$|(?:async )?def \w+\(|class \w[^\n]*:[ \t]*\r?$|print\()",
            "py",
        ),
        (r"^[ \t]*(?:package \w+[ \t]*\r?$|func (?:\(|\w+\())|:= ", "go"),
        (r"\blet mut |^[ \t]*(?:fn \w|use [\w:]+;)|\w::new\(", "rs"),
        (r"\b(?:public|private) (?:static|final|class) |^[ \t]*import [\w.]+;|\bString \w+ =", "java"),
        (r"\b(?:const|let|var) \w+[ \t]*=|=> ?[{(]|\brequire\(|\bnew [A-Z]\w*\(|^[ \t]*import [^\n]+ from [\"']", "js"),
        (r"^[ \t]*(?:\$ |export \w+=|curl |sudo |[A-Z][A-Z0-9_]*=\S)", "sh"),
        (r"^[ \t]*[a-z_]\w* = [\w.]+\(", "py"),
    )
)
"""What only one of the common languages has, the surest first."""
_MOST_GUESSED = 20_000
"""Characters of a block by which its language is known."""
_WORD = late(r"[\w#+.-]+")


def guessed_name(code: str) -> str:
    """Returns a name that chooses the reader of code whose language nobody says; one without an ending where it is not clear."""
    start = code[:_MOST_GUESSED]
    return f"fence.{next((extension for pattern, extension in _GUESSES if pattern.search(start)), '')}"


def fence_name(info: str) -> str:
    """Returns a name that chooses the reader of a fence; one without a language chooses none."""
    match = _WORD.search(info)
    language = match[0].lower() if match else ""
    return f"fence.{_EXTENSIONS.get(language, language)}"
