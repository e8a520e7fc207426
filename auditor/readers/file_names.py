"""What a file is really called: people add endings to the name of a file of any format."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENDING = re.compile(
    r"(?:[._-](?:example|sample|template|tmpl|tpl|dist|default|bak|backup|old|orig|new|copy|save|local|j2|\d+)|~)$"
)


def names_of(path: str) -> Iterator[str]:
    """The path in lower case with `/`, then without one such ending after another: `config.yaml.example.bak`."""
    name = path.replace("\\", "/").lower()
    while name:
        yield name
        shorter = _ENDING.sub("", name)
        if shorter == name:
            return
        name = shorter
