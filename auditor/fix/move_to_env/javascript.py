"""A literal in JavaScript or TypeScript gives way to `process.env.NAME`."""

from __future__ import annotations

import re

from auditor.fix.file_text import Edit
from auditor.fix.move_to_env.source_literal import Reference, SourceLiteral, edit

_FALLBACK = re.compile(r"process\.env\.([A-Za-z_]\w*)\s*(?:\|\||\?\?)\s*$")
_QUOTES = "\"'`"
_FAR = 200
_LOADS = re.compile(r"""dotenv/config|require\(["']dotenv["']\)|from\s+["']dotenv["']|loadEnvFile""")
_ESM = re.compile(r"^(?:import\s[^(]|export\s)", re.MULTILINE)
_HEAD = re.compile(r"""(?:#![^\n]*\n)?(?:["']use strict["'];?[ \t]*\r?\n)?""")
_KEY = re.compile(r"\s*:")


def reference(literal: SourceLiteral) -> Reference | str:
    """Returns how to refer to a secret of a script that runs in Node.js."""
    if literal.material.client_bundle:
        return "the file is shipped to browsers, where there is no environment: only a server may hold the secret"
    text, start, end = literal.text.text, literal.start - 1, literal.end + 1
    field = literal.text.field_at(literal.material.span)
    if field is None or text[literal.start : literal.end] != field.value.reveal():
        return "the literal is put together from parts"
    if start < 0 or text[start] not in _QUOTES or text[literal.end : end] != text[start]:
        return "the literal has no quotes of its own"
    if _KEY.match(text, end) and text[:start].rstrip()[-1:] in {"{", ","}:
        return "the literal is a key, not a value"
    if literal.text.document.name.lower().endswith(("jsx", "tsx")) and re.search(
        r"\w=$", text[max(0, start - 2) : start]
    ):
        return "the literal may be an attribute of an element, which takes no expression without braces"
    before = _FALLBACK.search(text, max(0, start - _FAR), start)
    begin = before.start() if before else start
    loading = _loading(text, literal.text.document.name, literal.text.line_end) if literal.loads else ()
    return Reference(
        edits=lambda name: (*loading, edit(begin, end, f"process.env.{name}")), name=before[1] if before else ""
    )


def _loading(text: str, name: str, line_end: str) -> tuple[Edit, ...]:
    """Returns the edit that loads `.env` in the first line, unless the file does so."""
    if _LOADS.search(text):
        return ()
    head = _HEAD.match(text)
    at = head.end() if head else 0
    is_module = name.lower().endswith((".mjs", ".ts", ".mts", ".tsx", ".jsx")) or _ESM.search(text) is not None
    is_module = is_module and not name.lower().endswith((".cjs", ".cts"))
    line = 'import "dotenv/config";' if is_module else 'require("dotenv").config();'
    return (edit(at, at, f"{line}{line_end}"),)
