"""Tells which generic findings a detect-secrets `.secrets.baseline` has accepted. Nothing else in that file is used.

It may name plugins and filters, by paths to Python files among others; none of that is ever examined, let alone loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from auditor.config_files.read_text import read_text
from auditor.errors import ConfigurationError
from auditor.model.batch_result import Accepted

NAME = ".secrets.baseline"
_MAX_BYTES = 64 << 20


class AllowedSecrets(Struct, frozen=True):
    """The accepted secrets: hashes and paths, never values. Small enough to be handed to workers."""

    accepted: Accepted = {}
    """Paths are those of the scan."""

    def __bool__(self) -> bool:
        return bool(self.accepted)

    def contains(self, path: str, secret_type: str, hashed_secret: str) -> bool:
        """Returns whether the value with this SHA-1 (in hex) is accepted in this file as a secret of this type."""
        return path in self.accepted.get((secret_type, hashed_secret), ())


def load(path: Path, *, prefix: str = "", folder: str = "") -> tuple[AllowedSecrets, str]:
    """Returns what the file accepts, and a note for people if it is not what its name says (then it accepts nothing).

    `prefix` leads from the file's folder to the folder to which the names of the scan are relative, with a `/` at its
    end; what is outside of that folder is left out. `folder` is the other way: where the file is below those names.
    """
    import json  # only where there is such a file

    try:
        content = json.loads(read_text(path, what="detect-secrets baseline", limit=_MAX_BYTES, shown_as=NAME))
    except ConfigurationError as error:
        return AllowedSecrets(), f"{error}; nothing in it is honoured"
    except (ValueError, RecursionError):
        return AllowedSecrets(), f"{NAME} is not valid JSON; nothing in it is honoured"
    paths: dict[tuple[str, str], dict[str, None]] = {}
    for name, kind, hashed in _entries(content):
        if name.startswith(prefix):
            paths.setdefault((kind, hashed), {})[folder + name.removeprefix(prefix)] = None
    return AllowedSecrets({secret: tuple(names) for secret, names in paths.items()}), ""


def _entries(content: Any) -> Iterator[tuple[str, str, str]]:
    """Yields path, type and hash of every listed secret: audited as harmless, as real or not at all, all are accepted."""
    results = content.get("results") if isinstance(content, Mapping) else None
    for path, secrets in results.items() if isinstance(results, Mapping) else ():
        for secret in secrets if isinstance(secrets, list) else ():
            kind, hashed = (
                (secret.get("type"), secret.get("hashed_secret")) if isinstance(secret, Mapping) else (None, None)
            )
            if isinstance(kind, str) and isinstance(hashed, str):
                yield _normal(path), kind, hashed


def _normal(path: str) -> str:
    """Returns the path as we write it: some versions write `./` first, and on Windows backslashes."""
    return path.replace("\\", "/").removeprefix("./")
