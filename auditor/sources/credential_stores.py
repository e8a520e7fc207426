"""Which files hold credentials on purpose, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import translate


def store_matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Says of paths with `/` whether their base name matches one of the fnmatch patterns, without regard to case.

    An ignored folder of packages has 100 000 files, so what no pattern can begin or end with is told first.
    """
    if not patterns:
        return lambda _path: False
    literals = [re.split(r"[*?\[\]]", pattern.lower()) for pattern in patterns]
    tails = tuple(parts[-1] for parts in literals if parts[-1])
    heads = tuple(parts[0] for parts in literals if not parts[-1])
    matches = re.compile("|".join(translate(pattern.lower()) for pattern in patterns)).match

    def is_store(path: str) -> bool:
        name = path[path.rfind("/") + 1 :].lower()
        return (name.endswith(tails) or name.startswith(heads)) and matches(name) is not None

    return is_store
