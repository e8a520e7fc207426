"""How complaints speak: what may be repeated, which name was meant, and words as an enumeration.

32 bytes need 43 characters in base64, 43 in base58 and 64 in hex. A text without a run of more than 40 characters of
those alphabets can therefore hold no whole secret, whatever field it was pasted into.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_LONGEST_RUN = 40
_LONGEST_TEXT = 120
_RUN = re.compile(rf"[A-Za-z0-9+/=_-]{{{_LONGEST_RUN + 1},}}")


def is_showable(text: str) -> bool:
    """Whether a text is short, printable, and free of runs that could be key material."""
    return len(text) <= _LONGEST_TEXT and text.isprintable() and not _RUN.search(text)


def shown(text: str) -> str:
    """The text in quotes, or words in its place."""
    return f"'{text}'" if is_showable(text) else "a value that is not repeated here"


def listed(words: Collection[str], last: str = " and ") -> str:
    """Words as an enumeration."""
    *most, end = words or ("",)
    return f"{', '.join(most)}{last}{end}" if most else end


def nearest(word: str, words: Collection[str]) -> str:
    """A question that names the nearest of the allowed words; empty if none is near."""
    from difflib import get_close_matches  # only where something is wrong

    matches = get_close_matches(word[:_LONGEST_TEXT], list(words), n=1)
    return f" (did you mean {matches[0]}?)" if matches else ""
