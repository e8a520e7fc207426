"""Takes a shell command apart into pipelines of simple commands, as far as that is certain without running a shell."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.agents.shell_writes import without_heredocs

UNKNOWN = "\0"
"""What a word holds in the place of what only the shell knows."""
_LONGEST = 1 << 16
"""Characters of a command beyond which it is not taken apart."""
_ENDS = frozenset(";&\n(){}")
_BLANK = frozenset(" \t\r")


class SimpleCommand:
    """One simple command: its words, what is in its `$(…)`, where its input comes from and whether a file takes its output."""

    __slots__ = ("inner", "source", "to_file", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.inner: list[str] = []
        self.source = ""
        self.to_file = False


def pipelines(command: str) -> Iterator[list[SimpleCommand]]:
    """Yields the pipelines of a command in their order, without the bodies of heredocs."""
    if len(command) <= _LONGEST:
        yield from _Lexer(without_heredocs(command)).pipelines()


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def pipelines(self) -> Iterator[list[SimpleCommand]]:
        pipeline: list[SimpleCommand] = []
        simple = SimpleCommand()
        while self._at < len(self._text):
            character = self._text[self._at]
            if character in _BLANK:
                self._at += 1
            elif character == "#":
                self._skip_line()
            elif character == "|" and self._text[self._at : self._at + 2] != "||":
                self._at += 2 if self._text[self._at + 1 : self._at + 2] == "&" else 1
                pipeline.append(simple)
                simple = SimpleCommand()
            elif character in "<>" or self._text.startswith("&>", self._at):
                self._redirect(simple)
            elif character in _ENDS or character == "|":
                self._at += 1
                yield [*pipeline, simple]
                pipeline, simple = [], SimpleCommand()
            else:
                self._word_of(simple)
        yield [*pipeline, simple]

    def _word_of(self, simple: SimpleCommand) -> None:
        word = self._word(simple)
        if word.isdigit() and self._text[self._at : self._at + 1] in ("<", ">"):
            self._redirect(simple, stream=word)
        else:
            simple.words.append(word)

    def _redirect(self, simple: SimpleCommand, stream: str = "") -> None:
        start = self._at
        while self._at < len(self._text) and self._text[self._at] in "<>&|":
            self._at += 1
        operator = self._text[start : self._at]
        while self._text[self._at : self._at + 1] in _BLANK and self._at < len(self._text):
            self._at += 1
        target = self._word(simple)
        if operator == "<":
            simple.source = target
        elif ">" in operator and stream in ("", "1") and not target.isdigit():
            simple.to_file = target not in ("/dev/stdout", "/dev/stderr", "/dev/tty", "-")

    def _skip_line(self) -> None:
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end

    def _word(self, simple: SimpleCommand) -> str:
        parts: list[str] = []
        quote = ""
        while self._at < len(self._text):
            character = self._text[self._at]
            if quote == "'":
                self._at += 1
                if character == "'":
                    quote = ""
                else:
                    parts.append(character)
            elif character == "\\":
                parts.append(self._text[self._at + 1 : self._at + 2].replace("\n", ""))
                self._at += 2
            elif character == "`" or self._text.startswith("$(", self._at):
                simple.inner.append(self._inner())
                parts.append(UNKNOWN)
            elif character == '"' or (character == "'" and not quote):
                quote = "" if quote else character
                self._at += 1
            elif not quote and (character in _BLANK or character in _ENDS - {"{", "}"} or character in "<>|"):
                break
            else:
                parts.append(character)
                self._at += 1
        return "".join(parts)

    def _inner(self) -> str:
        """Returns the command in `$(…)` or between backticks, and goes behind it."""
        if self._text[self._at] == "`":
            end = self._text.find("`", self._at + 1)
            end = len(self._text) if end < 0 else end
            inner = self._text[self._at + 1 : end]
        else:
            start = self._at + 2
            end, depth = start, 1
            while end < len(self._text) and depth:
                depth += {"(": 1, ")": -1}.get(self._text[end], 0)
                end += 1
            end -= not depth
            inner = self._text[start:end]
        self._at = end + 1
        return inner
