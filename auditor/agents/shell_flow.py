"""Tells what of files a shell command would show to the model, or send: the text flows through the pipeline as far as it is certain.

What cuts, counts, rewrites or encrypts a text ends its flow: nothing is said of it. Its output is audited after the tool ran.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.agents.event import ADDED, SENT, SHOWN
from auditor.agents.file_names import FileNames, Named
from auditor.agents.git_additions import added_by
from auditor.agents.shell_commands import UNKNOWN, SimpleCommand, pipelines
from auditor.agents.shell_senders import is_sender, reads_input, sent_words
from auditor.prefilter.database import Database

_PRINTERS = frozenset(
    [
        "cat",
        "bat",
        "batcat",
        "less",
        "more",
        "nl",
        "tac",
        "rev",
        "sort",
        "uniq",
        "base64",
        "base32",
        "xxd",
        "od",
        "hexdump",
        "hd",
        "strings",
        "fold",
        "fmt",
        "pr",
        "expand",
        "paste",
        "diff",
        "tee",
        "type",
        "get-content",
        "gc",
    ]
)
_WRAPPERS = frozenset(
    [
        "sudo",
        "doas",
        "env",
        "command",
        "builtin",
        "exec",
        "nohup",
        "time",
        "nice",
        "ionice",
        "stdbuf",
        "timeout",
        "unbuffer",
    ]
)
_KEYWORDS = frozenset(["if", "then", "elif", "else", "do", "while", "until", "!"])
_SHELLS = frozenset(["sh", "bash", "zsh", "dash", "ksh"])
_QUIET = frozenset("cqlL")
_QUIET_OPTIONS = frozenset(
    ("--count", "--quiet", "--silent", "--files-with-matches", "--files-without-match", "--files")
)
_CONTEXT = frozenset("ABC")
_LINES = 10
_DEEPEST = 3
_LONGEST_PATTERN = 200
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")


def named_by(command: str, names: FileNames, depth: int = 0) -> Iterator[Named]:
    """Yields what a command would show, send or add to git of files that it names.

    Args:
        command: The command.
        names: The agent's current folder, from which names are resolved.
        depth: How many commands are around this one.
    """
    for pipeline in pipelines(command):
        yield from _of_pipeline(pipeline, names, depth)


def _of_pipeline(pipeline: list[SimpleCommand], names: FileNames, depth: int) -> Iterator[Named]:
    flow: list[Named] = []
    for simple in pipeline:
        name, arguments = _command(simple.words)
        if name == "cd" and len(pipeline) == 1:
            names.enter(arguments[-1] if arguments else "~")
        if simple.source:
            flow = _read([simple.source], names)
        sends = sent_words(name, arguments)
        yield from (one._replace(how=SENT) for one in _read(sends, names))
        if flow and reads_input(name, arguments):
            yield from (one._replace(how=SENT) for one in flow)
        if name == "git":
            added = ((path, names.text(path)) for path in dict.fromkeys(added_by(arguments, names.folder)))
            yield from (Named(path, text, ADDED) for path, text in added if text is not None)
        if depth < _DEEPEST:
            yield from _inside(simple, name, arguments, names, depth)
        flow = [] if simple.to_file else _after(name, arguments, flow, names)
    yield from flow


def _inside(simple: SimpleCommand, name: str, arguments: list[str], names: FileNames, depth: int) -> Iterator[Named]:
    """Yields what commands inside a command would show: of a shell, and in `$(…)` of what prints or sends its arguments."""
    if name in _SHELLS:
        option = next((at for at, word in enumerate(arguments) if re.fullmatch(r"-[a-z]*c", word)), None)
        if option is not None and option + 1 < len(arguments):
            yield from named_by(arguments[option + 1], names, depth + 1)
    if is_sender(name) or (name in ("echo", "printf") and not simple.to_file):
        for inner in simple.inner:
            yield from named_by(inner, names, depth + 1)


def _command(words: list[str]) -> tuple[str, list[str]]:
    """Returns the base name of the program and its arguments, without assignments and wrappers before it."""
    rest = list(words)
    is_wrapped = False
    while rest:
        if (
            _ASSIGNED.match(rest[0])
            or (is_wrapped and (rest[0][:1] == "-" or rest[0][:1].isdigit()))
            or rest[0] in _KEYWORDS
        ):
            rest.pop(0)
        elif _base(rest[0]) in _WRAPPERS:
            rest.pop(0)
            is_wrapped = True
        else:
            return _base(rest[0]), rest[1:]
    return "", []


def _base(word: str) -> str:
    return word.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe").lower()


def _read(words: list[str], names: FileNames) -> list[Named]:
    return [Named(path, text, SHOWN) for word in words for path, text in names.files(word)]


def _after(name: str, arguments: list[str], flow: list[Named], names: FileNames) -> list[Named]:
    """Returns what a command writes to its output of what it reads."""
    if name in _PRINTERS:
        named = _read([word for word in arguments if word[:1] != "-"], names) if name != "tee" else []
        return named or flow
    if name in ("head", "tail"):
        return _ends(name, arguments, flow, names)
    if name in ("grep", "egrep", "fgrep", "rg", "zgrep"):
        return _matching(name, arguments, flow, names)
    if name == "sed":
        return _lines(arguments, flow, names)
    return []


def _ends(name: str, arguments: list[str], flow: list[Named], names: FileNames) -> list[Named]:
    said = re.search(r"(?:^| )(?:-n ?|--lines[= ]|-)([+-]?\d+)(?= |$)", " ".join(arguments))
    if any(word.startswith(("-c", "--bytes")) for word in arguments):
        return []
    count = int(said[1]) if said else _LINES
    from_start = bool(said and said[1][0] == "+")
    files = [word for word in arguments if word[:1] not in "-+" and not word.isdigit()]
    kept = []
    for one in _read(files, names) or flow:
        lines = one.text.splitlines(keepends=True)
        if name == "head":
            lines = lines[:count]
        else:
            lines = lines[max(0, count - 1) :] if from_start else lines[-abs(count) :] if count else []
        kept.append(one._replace(text="".join(lines)))
    return kept


def _matching(name: str, arguments: list[str], flow: list[Named], names: FileNames) -> list[Named]:
    """Returns the lines that `grep` prints; all of a file where the expression is not one that Hyperscan takes."""
    flags = {letter for word in arguments if re.fullmatch(r"-[A-Za-z]+\d*", word) for letter in word[1:]}
    if flags & _QUIET or not _QUIET_OPTIONS.isdisjoint(arguments):
        return []
    patterns, files = _grep_operands(arguments)
    read = _read(files, names)
    is_whole = flags & _CONTEXT or any(UNKNOWN in pattern or "$" in pattern[:-1] for pattern in patterns)
    expression = None if is_whole else _expression(name, patterns, flags)
    if expression is None:
        return read or flow
    kept = []
    for one in read or flow:
        lines = one.text.splitlines(keepends=True)
        found = [line for line in lines if expression(line.rstrip("\r\n")) is not ("v" in flags)]
        kept.append(one._replace(text="".join(found)))
    return kept


def _grep_operands(arguments: list[str]) -> tuple[list[str], list[str]]:
    patterns: list[str] = []
    files: list[str] = []
    words = iter(arguments)
    for word in words:
        if word in ("-e", "--regexp"):
            patterns.append(next(words, ""))
        elif re.fullmatch(r"-[ABCmd]|--include|--exclude|-f|-g|-t", word):
            next(words, "")
        elif word[:1] != "-" or word == "-":
            files.append(word)
    return (patterns, files) if patterns else (files[:1], files[1:])


def _expression(name: str, patterns: list[str], flags: set[str]) -> Callable[[str], bool] | None:
    """Returns whether a line matches, in linear time whatever the expression; None where that cannot be said."""
    if name == "fgrep" or "F" in flags:
        parts = [re.escape(pattern) for pattern in patterns]
    elif name in ("grep", "zgrep") and not flags & {"E", "P"}:
        # In a basic expression the operators are those behind a backslash.
        parts = [
            re.sub(r"(\\?)([|(){}+?])", lambda match: match[2] if match[1] else f"\\{match[2]}", pattern)
            for pattern in patterns
        ]
    else:
        parts = patterns
    if not parts or any(len(part) > _LONGEST_PATTERN for part in parts):
        return None
    import hyperscan  # 12 ms

    flag = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_ALLOWEMPTY | hyperscan.HS_FLAG_UTF8
    flag |= hyperscan.HS_FLAG_CASELESS if "i" in flags else 0
    compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        compiled.compile(expressions=["|".join(f"(?:{part})" for part in parts).encode()], flags=[flag])
    except (hyperscan.error, UnicodeEncodeError):
        return None
    one = Database(compiled)

    def matches(line: str) -> bool:
        found: list[int] = []
        one.scan(line.encode("utf-8", "replace"), lambda *_: found.append(1))
        return bool(found)

    return matches


def _lines(arguments: list[str], flow: list[Named], names: FileNames) -> list[Named]:
    """Returns the lines that `sed -n 'A,Bp'` prints; nothing where sed changes something."""
    if not arguments or arguments[0] != "-n" or len(arguments) < 2:  # noqa: PLR2004 - the expression
        return []
    said = re.fullmatch(r"(\d{1,9})(?:,(\d{1,9}|\$))?p", arguments[1])
    if not said:
        return []
    first = int(said[1])
    last = None if said[2] == "$" else int(said[2] or first)
    kept = _read(arguments[2:], names) or flow
    return [one._replace(text="".join(one.text.splitlines(keepends=True)[max(0, first - 1) : last])) for one in kept]
