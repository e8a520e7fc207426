"""Tells whether detect-secrets is behind its module name, and which plugins it brings; without importing it (240 ms)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from auditor.storage.cache import code_digest

VERSION = "1.5.0"
"""The version whose results are reproduced; `pyproject.toml` pins it."""
_VERSION_LINE = re.compile(r"""^VERSION = ['"]([^'"]+)['"]""", re.MULTILINE)
_FORK = "bc_detect_secrets-*.dist-info"


def unavailable() -> str:
    """Returns why no generic secret can be looked for, in one sentence; empty if all is well."""
    return _unavailable(_package())


def plugins_digest() -> str:
    """Returns what the prefilter's expressions are derived from, as a key for caches: plugins, this package, the interpreter."""
    package = _package()
    own = Path(__file__).parent
    return code_digest([package / "plugins", own] if package else [own])


@lru_cache(maxsize=1)
def _package() -> Path | None:
    try:
        spec = find_spec("detect_secrets")
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).parent if spec and spec.origin else None


def _unavailable(package: Path | None) -> str:
    install = f"install detect-secrets {VERSION} to look for secrets other than Backpack's"
    if package is None:
        return f"detect-secrets is not installed: {install}"
    if any(package.parent.glob(_FORK)):
        # Both distributions write the same files: whichever came last has won, and nothing tells which.
        return f"bc-detect-secrets is installed in the place of detect-secrets: remove it, then {install}"
    found = _version(package)
    if found != VERSION:
        return f"detect-secrets {found} is installed, which finds other things than {VERSION}: {install}"
    return ""


def _version(package: Path) -> str:
    try:
        match = _VERSION_LINE.search((package / "__version__.py").read_text(encoding="utf-8"))
    except OSError:
        match = None
    return match[1] if match else "of an unknown version"
