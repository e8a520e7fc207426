"""Which files and folders the arguments of a command name; and that a secret among them is not repeated."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from auditor.errors import UsageError

_VALUE = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}|0x[0-9a-fA-F]{64}|\s*\[[\d,\s]+\]\s*|\S+(?:\s+\S+){11,}")
"""What a key, a secret or a recovery phrase looks like, in any encoding."""


def given_paths(texts: Sequence[str] | None) -> tuple[Path, ...]:
    r"""The paths as given, the current folder if none; on POSIX also in the notation of Windows (`bots\main\.env`).

    Raises:
        UsageError: one of them does not exist; what looks like a key or a secret is not repeated in the sentence.
    """
    return tuple(map(_existing, texts or ["."]))


def _existing(text: str) -> Path:
    for spelled in dict.fromkeys((text, text.replace("\\", "/"))):
        if os.path.lexists(spelled):
            return Path(spelled)
    if _VALUE.fullmatch(text):
        raise UsageError(
            "a key or secret was given where a path belongs: it now stands in the shell's history and in the list of "
            "processes. Pipe it in with --stdin, or name the file that holds it; if it is a secret, revoke its key"
        )
    raise UsageError(f"{text}: no such file or folder")
