"""INI, properties and systemd units: sections of `key = value` or `key: value`, with continued lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.late_pattern import late
from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.grouping import Accounts, split_accounts
from auditor.readers.mapped_text import MappedText

NAMES = (
    "*.ini", "*.netdev", "*.network", "*.nmconnection", "*.cfg", "*.conf", "*.cnf", "*.config", "*.properties", "*.service", "*.timer", "*.socket", "*.desktop", "*.inf",
    "*.editorconfig", ".gitconfig", ".npmrc", ".pypirc", "*.prefs", "*.reg", "*.pref", "credentials", "*.url", "*.ovpn",
)  # fmt: skip

_LINE = late(r"[^\n]*\n?")
_SECTION = late(r"[ \t]*\[([^\]\r\n]{1,200})\][ \t]*(?:[#;].*)?")
_ENTRY = late(r"([ \t]*+)((?:[^\s=:#;!\[\]\\]|\\.)(?:[^\r\n=:\\]|\\.)*+)[=:][ \t]*+", re.DOTALL)
_COMMENT = late(r"[ \t]*(?:[#;!]|//)")
_INLINE = late(r"(?<![ \t])[ \t]++[#;].*", re.DOTALL)
_ENVIRONMENT = late(
    r"(?P<quote>[\"']?)(?P<name>[A-Za-z_]\w{0,100})=(?P<inner>[\"']?)(?P<value>[^\"'\r\n]{0,500}?)(?P=inner)(?P=quote)(?:\s|$)"
)
_INDENTED = late(r"[ \t]+")
_LONGEST_KEY = 200


def read(document: Document) -> Iterator[Literal]:
    """Yields every entry that has a value, with its section."""
    text = document.text
    section: tuple[str, ...] = ()
    group = ""
    accounts: Accounts | None = Accounts("top")
    entries: list[Literal] = []
    for start, end in _logical_lines(text):
        line = text[start:end]
        if match := _SECTION.fullmatch(line.rstrip()):
            yield from entries if accounts else split_accounts(entries)
            section, group, accounts, entries = (match[1].strip(),), f"section@{start}", None, []
            continue
        match = _ENTRY.match(line)
        if match is None or len(match[2].rstrip(" \t")) > _LONGEST_KEY:
            continue
        name = match[2].strip().strip("\"'")
        for setting, mapped in _settings(name, text, start + match.end(), end):
            where = accounts.group(setting) if accounts else group
            entries.append(Literal(mapped, setting, section, where, "assignment"))
    yield from entries if accounts else split_accounts(entries)


def _logical_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of each entry with the lines that continue it: behind a backslash, or indented deeper."""
    start = end = -1
    margin = 0
    is_open = is_section = False
    for match in _LINE.finditer(text):
        line = match[0]
        is_empty = not line.strip() or _COMMENT.match(line) is not None
        if start >= 0 and not is_empty and (is_open or (_margin(line) > margin and not is_section)):
            end = match.end()
        else:
            if start >= 0:
                yield start, end
            start, end, margin = (-1, -1, 0) if is_empty else (match.start(), match.end(), _margin(line))
            is_section = _SECTION.match(line) is not None
        is_open = line.rstrip().endswith("\\")
    if start >= 0:
        yield start, end


def _margin(line: str) -> int:
    match = _INDENTED.match(line)
    return match.end() if match else 0


def _settings(name: str, text: str, start: int, end: int) -> Iterator[tuple[str, MappedText]]:
    """Yields the name and value of an entry; a unit's `Environment=` has several, each perhaps in quotes (systemd.exec(5))."""
    if name == "Environment":
        for match in _ENVIRONMENT.finditer(text, start, end):
            yield match["name"], MappedText.verbatim(text, *match.span("value"))
    else:
        yield name, _value(text, start, end)


def _value(text: str, start: int, end: int) -> MappedText:
    """Returns the value without quotes around it and without the comment behind it."""
    quote = text[start : start + 1]
    closing = text.find(quote, start + 1, end) if quote in {'"', "'"} else -1
    if closing > 0 and not _INLINE.sub("", text[closing + 1 : end]).strip(" \t\r\n,;"):
        return mapped_text.backslashes(MappedText.verbatim(text, start + 1, closing))
    raw = text[start:end]
    kept = raw if "\n" in raw.rstrip() else _INLINE.sub("", raw)
    mapped = MappedText.verbatim(text, start, start + len(kept.rstrip()))
    return mapped_text.backslashes(mapped) if "\\\n" in mapped.text or "\\=" in mapped.text else mapped
