"""Tells what the expressions of a program are about: the name on the left of an assignment, what is called."""

from __future__ import annotations

import re

_SUBSCRIPT = re.compile(r"\[\s*(?::|[brfu]{0,2}[\"'`])([^\[\]\"'`]+)[\"'`]?\s*\]\s*[!?]?$")
_INDEX = re.compile(r"(?:\s*+\][^\[\]\"'`]*+\[)++")
"""The indexes at the end of an expression, which is written backwards: from the end it takes linear time."""
_LAST_WORD = re.compile(r"[\"'`:\s]*+[?!]?+([\w-]++)")
"""The last word of an expression, backwards too."""
_NAME = re.compile(r"[^\W\d][\w-]*")
_DOTS = re.compile(r"\s*(?:->|::|\?\.|&\.|\.)\s*")
_CALLEE = re.compile(r"[\w.:>&?!\\-]*")
_LONGEST_CALLEE = 300
_MAKERS = ("make_unique", "make_shared", "make_optional", "emplace")
"""Functions of C++ that hand on their arguments to the type between their brackets."""


def name_of(text: str) -> str:
    """Returns the name that an expression on the left of an assignment gives: `config["secret"]` gives `secret`."""
    text = text.strip()
    if text.startswith("[") and "," in text:
        text = text[1:].partition(",")[0]  # `const [secret, setSecret] = useState("…")`
    if match := _SUBSCRIPT.search(text):
        return match[1]
    backwards = text[::-1]
    indexes = _INDEX.match(backwards)
    word = _LAST_WORD.match(backwards, indexes.end() if indexes else 0)
    match = _NAME.search(word[1][::-1]) if word else None
    return match[0] if match else text.strip("\"'`")


def callee_of(text: str) -> str:
    """Returns the dotted name of what is called, from behind the last call or index in it."""
    head = text[-_LONGEST_CALLEE:].rstrip("( \t\r\n")
    if head.endswith(">") and not head.endswith("->"):
        at = max(0, head.rfind("<"))
        is_made = head.endswith(_MAKERS, 0, at)
        head = head[at + 1 : -1] if is_made else head[:at].rstrip()  # The types of a generic call.
    match = _CALLEE.match(head[::-1])
    name = match[0][::-1] if match else ""
    return _DOTS.sub(".", name).strip(".:>&?-").removesuffix("!") + ("!" if name.endswith("!") else "")
