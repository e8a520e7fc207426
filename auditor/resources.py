"""Tells where the shipped rules are: inside the installed package, or next to it in a checkout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from auditor.errors import ConfigurationError


@lru_cache(maxsize=1)
def builtin_rules() -> Path:
    """Returns the folder of the rules that ship with the tool: `auditor/_rules` in a wheel, `rules/` in a checkout.

    Raises:
        ConfigurationError: the installation is damaged; there is no such folder.
    """
    package = Path(__file__).parent
    for folder in (package / "_rules", package.parent / "rules"):
        if (folder / "names.yaml").is_file():
            return folder
    raise ConfigurationError("the rules are missing: install backpack-audit again", path=str(package))
