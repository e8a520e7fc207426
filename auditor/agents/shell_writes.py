"""Finds the files that a shell command would write, with the texts that it spells out itself: heredocs and `echo`.

Only what is certain counts: a literal path and a literal text. Everything else stays a part of the command.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

_HEREDOC = re.compile(r"<<-?[ \t]*(['\"\\]?)(?P<end>[A-Za-z_][\w.-]*)['\"]?")
_TARGET = re.compile(r"(?<![0-9&<])(?P<add>>>?)\|?[ \t]*(?P<quote>['\"]?)(?P<path>[^\s'\"<>|&;()]+)(?P=quote)")
_TEE = re.compile(r"\btee[ \t]+(?P<add>-a[ \t]+)?(?P<quote>['\"]?)(?P<path>[^\s'\"<>|&;()-][^\s'\"<>|&;()]*)(?P=quote)")
_UNKNOWN = frozenset("$*?`[{")
_SEPARATORS = frozenset({";", "&&", "||", "|", "&", "(", ")"})
_REDIRECTIONS = {">": False, ">>": True, ">|": False}
_LONGEST_LINE = 1 << 16
"""Characters of a line beyond which it is not taken apart: `shlex` takes a second for a megabyte."""


class Write(NamedTuple):
    """A text that a command would write to a file."""

    path: str
    text: str
    appends: bool


def shell_writes(command: str) -> tuple[str, tuple[Write, ...]]:
    """Returns the rest of a command without the texts that it writes to files, and these texts."""
    rest: list[str] = []
    writes: list[Write] = []
    lines = command.split("\n")
    ends = _Ends(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        heredoc = _HEREDOC.search(line) if "<<" in line and len(line) < _LONGEST_LINE else None
        body_end = ends.after(at, heredoc["end"]) if heredoc else -1
        target = _target(line) if body_end >= 0 else None
        if target is None:
            rest.append(_without_echo(line, writes))
            continue
        writes.append(Write(target[0], "".join(f"{each}\n" for each in lines[at:body_end]), target[1]))
        rest.append(line)
        at = body_end + 1
    return "\n".join(rest), tuple(writes)


def without_heredocs(command: str) -> str:
    """Returns a command without the bodies of its heredocs."""
    if "<<" not in command:
        return command
    kept: list[str] = []
    lines = command.split("\n")
    ends = _Ends(lines)
    at = 0
    while at < len(lines):
        heredoc = _HEREDOC.search(lines[at]) if len(lines[at]) < _LONGEST_LINE else None
        kept.append(lines[at])
        end = ends.after(at + 1, heredoc["end"]) if heredoc else -1
        at = end + 1 if end >= 0 else at + 1
    return "\n".join(kept)


class _Ends:
    """The lines that could end a heredoc, so that none of a thousand looks through all that follow."""

    def __init__(self, lines: list[str]) -> None:
        self._numbers: dict[str, list[int]] = {}
        for number, line in enumerate(lines):
            self._numbers.setdefault(line.strip("\t\r"), []).append(number)

    def after(self, start: int, end: str) -> int:
        """Returns the first line from `start` on that ends a heredoc; -1 where there is none."""
        numbers = self._numbers.get(end, [])
        at = bisect_left(numbers, start)
        return numbers[at] if at < len(numbers) else -1


def _target(line: str) -> tuple[str, bool] | None:
    """Returns the file that a line writes to, and whether it is added to; None where that is not one certain file."""
    found = [
        match for match in (*_TEE.finditer(line), *_TARGET.finditer(line)) if not match["path"].startswith("/dev/")
    ]
    path = _certain(found[0]["path"]) if len(found) == 1 else None
    return (path, found[0]["add"] not in {">", None}) if path else None


def _certain(path: str) -> str | None:
    """Returns a path with the home folder spelt `~`; None where only the shell knows it."""
    path = re.sub(r"^(?:\$HOME|\$\{HOME\})(?=/)", "~", path)
    return path if _UNKNOWN.isdisjoint(path) else None


def _without_echo(line: str, writes: list[Write]) -> str:
    """Returns a line without the `echo` and `printf` commands in it that write to files, which are added to `writes`."""
    if ">" not in line or len(line) >= _LONGEST_LINE or not re.search(r"\b(?:echo|printf)\b", line):
        return line
    import shlex  # 1 ms, for few commands

    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError:
        return line
    kept: list[str] = []
    simple: list[str] = []
    found = False
    for word in (*words, ";"):
        if word not in _SEPARATORS:
            simple.append(word)
            continue
        write = _echoed(simple)
        if write:
            writes.append(write)
            found = True
        else:
            kept += [shlex.quote(part) for part in simple]
        kept.append(word)
        simple = []
    return " ".join(kept[:-1]) if found else line


def _echoed(words: list[str]) -> Write | None:
    if len(words) < 3 or words[0] not in {"echo", "printf"}:  # noqa: PLR2004 - echo, >, file
        return None
    operator, path = words[-2], words[-1]
    certain = _certain(path)
    if operator not in _REDIRECTIONS or certain is None or path.startswith("/dev/"):
        return None
    said = words[1:-2]
    while said and re.fullmatch(r"-[neE]+", said[0]):
        said = said[1:]
    text = " ".join(said).replace("\\n", "\n").replace("%s", " ")
    return Write(certain, f"{text}\n", _REDIRECTIONS[operator])
