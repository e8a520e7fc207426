"""Takes the code blocks out of a Markdown text for its translation, and puts them back afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping

FENCE = "```"
_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_SNIPPET = re.compile(r"(?<=<)[^<>\n]*[a-z][^<>\n]*(?=>)|(?<=# )[^\n]*[a-z][^\n]*(?=\n)")
"""What a reader of an example has to understand: a text in angle brackets, and a comment."""


def prose_of(text: str) -> str:
    """Returns a text with each code block replaced by its fence alone; empty where nothing else is left."""
    prose = _BLOCK.sub(FENCE, text).strip()
    return prose if prose.replace(FENCE, "").strip() else ""


def snippets_of(text: str) -> list[str]:
    """Returns what of a text's code blocks a translation replaces."""
    return [snippet.strip() for block in _BLOCK.findall(text) for snippet in _SNIPPET.findall(block)]


def with_blocks(prose: str, english: str, snippets: Mapping[str, str]) -> str:
    """Returns a translated prose with the code blocks of the English text.

    Args:
        prose: The translation, which has a fence alone where each block belongs; empty for a text of blocks only.
        english: The English text.
        snippets: Translations of what `snippets_of` returns.
    """
    blocks = [
        _SNIPPET.sub(lambda match: snippets.get(match[0].strip(), match[0].strip()), block)
        for block in _BLOCK.findall(english)
    ]
    if not prose:
        return "\n\n".join(blocks)
    parts = prose.split(FENCE)
    return "".join(part + block for part, block in zip(parts, [*blocks, ""], strict=False)).strip()
