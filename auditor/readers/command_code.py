"""Finds the code that commands of a shell hold: `python -c "…"`, a here-document into a program or a file.

Each is a document of its own, at its own place. What is in the quotes of a shell is read without its escapes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from auditor.model.late_pattern import late
from auditor.readers import mapped_text
from auditor.readers.document import EmbeddedDocument
from auditor.readers.mapped_text import MappedText
from auditor.readers.source.languages import interpreted

_PROGRAMS = {
    "python": "py", "node": "js", "bun": "js", "deno": "ts", "mongosh": "js", "ruby": "rb", "perl": "pl", "lua": "lua",
    "elixir": "exs", "bash": "sh", "sh": "sh", "zsh": "sh", "dash": "sh", "ksh": "sh", "fish": "fish", "pwsh": "ps1",
    "powershell": "ps1", "psql": "sql", "mysql": "sql", "mariadb": "sql", "sqlite3": "sql", "sqlcmd": "sql",
    "clickhouse-client": "sql", "php": "php", "kubectl": "yaml", "oc": "yaml", "curl": "json",
}  # fmt: skip
"""What a program reads, by its name without a version."""
_PROGRAM = rf"(?<![\w.-])(?P<program>{'|'.join(_PROGRAMS)})(?:[\d.]{{1,8}}+)?(?:\.exe)?(?![\w./=:-])"
_FLAG = r"(?:-[A-Za-z]{0,5}[cepQ]|--(?:eval|print|command|execute|query)|-Command|eval)"
_BETWEEN = r"[ \t]+(?:\\\r?\n[ \t]*)?"
_OPTION = r"(?:[^\s'\"|;&<>()`\\]{1,200}+|'[^'\n]{0,200}+'|\"[^\"\n]{0,200}+\"){1,8}+"
_QUOTED = (
    r"(?:'(?P<single>[^']*+(?:'\\''[^']*+)*+)'|\"(?P<double>[^\"\\]*+(?:\\.[^\"\\]*+)*+)\""
    r"|\$'(?P<escaped>[^'\\]*+(?:\\.[^'\\]*+)*+)')"
)
_INLINE = late(
    rf"{_PROGRAM}(?:{_BETWEEN}(?!{_FLAG}[\s=]){_OPTION}){{0,12}}+{_BETWEEN}{_FLAG}(?:=|{_BETWEEN}){_QUOTED}", re.DOTALL
)
_LISTED = late(
    rf"\"(?:[\w./-]{{0,60}}/)?{_PROGRAM}\"\s{{0,40}}+,\s{{0,40}}+\"{_FLAG}\"\s{{0,40}}+,\s{{0,40}}+"
    r"\"(?P<escaped>[^\"\\]*+(?:\\.[^\"\\]*+)*+)\"",
    re.DOTALL,
)
"""`["python", "-c", "…"]`, as in a Dockerfile."""
_STATEMENT = late(
    rf"(?<![\w.-])(?P<program>sqlite3)(?:{_BETWEEN}{_OPTION}){{1,6}}?{_BETWEEN}(?=[\"']\s{{0,40}}(?:insert|replace|update)\b){_QUOTED}",
    re.DOTALL | re.IGNORECASE,
)
"""`sqlite3 bot.db "insert into …"`, which needs no option."""
_HERE = late(
    r"(?<![<\w])<<(?P<dash>[-~]?)[ \t]{0,9}\\?(?P<quote>['\"]?)(?P<word>[A-Za-z_]\w{0,60}+)(?P=quote)(?P<rest>[^\n]*+)\n"
)
_NAMED_PROGRAM = late(_PROGRAM)
_FILE = late(
    r"(?:(?<![<>&\d])>{1,2}[ \t]{0,9}|\btee[ \t](?:-a[ \t])?[ \t]{0,9})(?P<quote>[\"']?)(?P<path>[\w./~$\{\}-]{1,200}+)"
)
_COPIED = late(r"[ \t]*(?:COPY|ADD)\b", re.IGNORECASE)
_END = late(r"^[ \t]*([A-Za-z_]\w{0,60})[ \t]*\r?$", re.MULTILINE)
_LONGEST_COMMAND = 400
"""Characters before a here-document in which its program is."""


def may_hold_code(text: str) -> bool:
    """Returns whether a text has what every command with code in it has."""
    return "<<" in text or " -" in text or '"-' in text or " eval" in text or "sqlite3" in text


def read_by(command: str) -> str:
    """Returns a name that chooses the reader of what a command runs (`python {0}`); empty for one that is not known."""
    match = _NAMED_PROGRAM.match(command.split(" ", 1)[0].rpartition("/")[2])
    return f"command.{_PROGRAMS[match['program']]}" if match else ""


def command_code(text: str) -> Iterator[EmbeddedDocument]:
    """Yields the code that the commands in a text hold, in order and apart."""
    if not may_hold_code(text):
        return
    reached = 0
    for part in sorted((*_inline(text), *_here_documents(text)), key=lambda part: part.mapped.start):
        if part.mapped.start >= reached:
            reached = part.mapped.end
            yield part


def _inline(text: str) -> Iterator[EmbeddedDocument]:
    for pattern in (_INLINE, _LISTED, _STATEMENT):
        for match in pattern.finditer(text):
            style = next(style for style in ("single", "double", "escaped") if match.groupdict().get(style) is not None)
            name = _PROGRAMS[match["program"]]
            if not match[style].strip() or name in {"php", "yaml", "json"}:  # Options of these say something else.
                continue
            mapped = MappedText.verbatim(text, *match.span(style))
            if style == "single":
                mapped = mapped_text.single_quotes(mapped)
            elif style == "double":
                mapped = mapped_text.double_quotes(mapped)
            else:
                mapped = mapped_text.backslashes(mapped)
            yield EmbeddedDocument(mapped, f"command.{name}")


def _here_documents(text: str) -> Iterator[EmbeddedDocument]:
    ends: dict[str, list[int]] = {}
    matches = list(_HERE.finditer(text))
    if matches:
        for end in _END.finditer(text):
            ends.setdefault(end[1], []).append(end.start())
    for match in matches:
        known = ends.get(match["word"], ())
        index = bisect_left(known, match.end())
        if index == len(known) or known[index] == match.end():
            continue
        body = _lines(text, match.end(), known[index], match["dash"])
        line = text.rfind("\n", 0, match.start()) + 1
        before = text[max(line, match.start() - _LONGEST_COMMAND) : match.start()]
        if name := _read_by(before, match["rest"][:_LONGEST_COMMAND], body.text):
            yield EmbeddedDocument(body, name)


def _read_by(before: str, rest: str, body: str) -> str:
    """Returns a name that chooses the reader of a here-document: its file's, that of its program; empty if neither is known."""
    if body.startswith("#!") and (language := interpreted(body)):
        return f"command{language.patterns[0].lstrip('*')}"
    if _COPIED.match(before) and (words := rest.split()):
        return words[-1]
    if file := _FILE.search(rest) or _FILE.search(before):
        return file["path"]
    programs = [*_NAMED_PROGRAM.finditer(before), *_NAMED_PROGRAM.finditer(rest)]
    return f"command.{_PROGRAMS[programs[-1]['program']]}" if programs else ""


def _lines(text: str, start: int, end: int, dash: str) -> MappedText:
    """Returns the lines of a here-document; behind `<<-` without the tabs before them."""
    if not dash:
        return MappedText.verbatim(text, start, end)
    pieces: list[tuple[str, int, int]] = []
    for line in text[start:end].splitlines(keepends=True):
        bare = line.lstrip("\t")
        pieces.append((bare, start + len(line) - len(bare), start + len(line)))
        start += len(line)
    return MappedText.joined(pieces)
