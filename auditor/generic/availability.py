"""Tells whether detect-secrets is behind its module name, and which plugins it brings; without importing it (240 ms)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.storage.cache import code_digest
from auditor.wording.skip_words import skip

VERSION = "1.5.0"
"""The version whose results are reproduced; `pyproject.toml` pins it."""
_VERSION_LINE = re.compile(r"""^VERSION = ['"]([^'"]+)['"]""", re.MULTILINE)
_FORK = "bc_detect_secrets-*.dist-info"


def unavailable() -> Skipped | None:
    """Returns why no generic secret can be looked for; None if all is well."""
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


def _unavailable(package: Path | None) -> Skipped | None:
    if package is None:
        return skip(".", SkipReason.NO_DETECT_SECRETS, version=VERSION)
    if any(package.parent.glob(_FORK)):
        # Both distributions write the same files: whichever came last has won, and nothing tells which.
        return skip(".", SkipReason.FORKED_DETECT_SECRETS, version=VERSION)
    found = _version(package)
    if found != VERSION:
        return skip(".", SkipReason.OTHER_DETECT_SECRETS, found=found, version=VERSION)
    return None


def _version(package: Path) -> str:
    try:
        match = _VERSION_LINE.search((package / "__version__.py").read_text(encoding="utf-8"))
    except OSError:
        match = None
    return match[1] if match else "of an unknown version"
