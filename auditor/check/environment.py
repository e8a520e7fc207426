"""Which variables of the environment hold stored keys, and how they are read: as the lines of an environment file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.model.location import Exposure
from auditor.sources.memory import MemorySource

NAME = "environment"
"""The file name under which reports mention the environment."""
_PREFIXES = ("BACKPACK_", "BPX_", "BP_")
_SPECIAL = re.compile(r"[\\']")
_NOT_OURS = ("BACKPACK_AUDIT_",)
"""Settings of this program."""


def environment_source(environment: Mapping[str, str]) -> MemorySource:
    """The variables whose names are Backpack's, one a line in the order of their names, as a source."""
    names = sorted(name for name in environment if name.startswith(_PREFIXES) and not name.startswith(_NOT_OURS))
    lines = (f"{name}='{_SPECIAL.sub(_escaped, environment[name])}'\n" for name in names)
    text = "".join(lines).encode("utf-8", "surrogateescape")
    return MemorySource({NAME: text}, exposure=Exposure.UNVERSIONED)


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
