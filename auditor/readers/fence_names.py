"""Tells which file name chooses the reader of a fence by its info string: ```` ```python title="bot.py" ````."""

from __future__ import annotations

import re

_EXTENSIONS = {
    "python": "py", "python3": "py", "pycon": "py", "ipython": "py", "javascript": "js", "node": "js", "typescript": "ts",
    "rust": "rs", "golang": "go", "csharp": "cs", "c#": "cs", "kotlin": "kt", "ruby": "rb", "bash": "sh", "shell": "sh",
    "console": "sh", "zsh": "sh", "shellscript": "sh", "terminal": "sh", "powershell": "ps1", "pwsh": "ps1", "batch": "bat",
    "cmd": "bat", "dotenv": "env", "docker": "dockerfile", "hcl": "tf", "terraform": "tf", "c++": "cpp", "objc": "m",
    "plaintext": "txt", "text": "txt", "jsonc": "json", "yml": "yaml", "elixir": "ex", "perl": "pl", "markdown": "md",
}  # fmt: skip
_WORD = re.compile(r"[\w#+.-]+")


def fence_name(info: str) -> str:
    """Returns a name that chooses the reader of a fence; one without a language chooses none."""
    match = _WORD.search(info)
    language = match[0].lower() if match else ""
    return f"fence.{_EXTENSIONS.get(language, language)}"
