"""Finds the files and folders that the arguments of a command name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from auditor.errors import UsageError
from auditor.redaction import redacted


def given_paths(texts: Sequence[str] | None) -> tuple[Path, ...]:
    r"""Returns the paths as given, the current folder if none; on POSIX also in the notation of Windows (`bots\main\.env`).

    Raises:
        UsageError: one of them does not exist; what looks like a key or a secret is not repeated in the sentence.
    """
    return tuple(map(_existing, texts or ["."]))


def _existing(text: str) -> Path:
    for spelled in dict.fromkeys((text, text.replace("\\", "/"))):
        if os.path.lexists(spelled):
            return Path(spelled)
    raise UsageError(f"{redacted(text) or 'an empty path'}: no such file or folder")
