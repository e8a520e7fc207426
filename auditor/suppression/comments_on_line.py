"""Tells what on one line of text can be a comment, whatever the language; everything doubtful is none.

The language is not known here, and need not be: a marker asks for silence, so it is enough never to see a comment
where some language would read a string or a value. What looks like a comment inside quotes, or is glued to an
unquoted value, belongs to the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.model.late_pattern import late

_AFTER = r"""(?:^|(?<=[\s"'`)\]}>{(<,;\x01]))"""
"""Where the comment of a C-like or shell-like language may begin; not glued to an unquoted value."""

_TOKEN = late(
    rf"""
      (?P<block>{_AFTER}(?:/\*|<!--|\(\*|\{{-|<%--))(?P<inside>.*?)(?:\*/|-->|\*\)|-\}}|--%>|$)
    | (?P<line>
          {_AFTER}(?:\#|//)                                          # shell, Python, YAML; C, JavaScript, Go
        | (?:^|(?<=\s))(?:--+|;+|%+|!+|::)(?=\s|[a-z]+[:-])          # SQL, Lua; INI, Lisp; TeX, Erlang; properties; batch
        | (?:^|(?<=\s))(?i:@?rem|dnl)(?=\s)                          # batch, BASIC; m4
        | ^\s*\*(?=[\s/])                                            # a later line of a C comment
        | (?:^|(?<=\s))'(?=\s*[a-z-]+:[^']*$)                        # BASIC: no other quote follows
      )(?P<rest>.*)
    | "(?:\\.|[^"\\])*+(?:"|$)                                       # strings; one without an end runs on
    | `(?:\\.|[^`\\])*+(?:`|$)
    | (?<!\w)'(?:\\.|[^'\\])*+'                                      # not the apostrophe of a word
    """,
    re.VERBOSE,
)
_CLOSERS = " \t*#%}>)/-"
"""What may close a comment that runs to the end of its line: `#}`, `#>`, `--}}`."""
_VALUE = "\x00"
"""Replaces every character of the value: no comment begins in it or glued to it."""
_CLOSED = "\x01"
"""Replaces a quote that closes a value of several lines: a comment may begin behind it."""
_OPENS_NEXT = late(r"(?:[=:(>\\]|[|>][+-]?\d?[+-]?|<<[-~]?[\"']?\w+[\"']?)$")
"""The end of a line whose value relies on the next one: `key: >-`, `key =`, `call(`, `cat <<EOF`."""
_LONGEST_OPENING = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One line as far as comments go."""

    comments: tuple[str, ...] = field(repr=False)
    """The texts of its comments, without what opens and closes them."""
    code: str = field(repr=False)
    """What is outside of comments."""

    @property
    def is_comment(self) -> bool:
        """Whether nothing but comments relies on the line."""
        return not self.code.strip()

    @property
    def opens_next(self) -> bool:
        """Whether a value begins on the next line because this one announces it."""
        return _OPENS_NEXT.search(self.code.rstrip()[-_LONGEST_OPENING:]) is not None


def read_line(text: str, start: int = 0, end: int = 0, *, continued: bool = False) -> Line:
    """Returns the comments of a line on which the value fills `text[start:end]`.

    `continued` says that the value began on an earlier line, so that quotes right behind it close it.
    """
    masked = text[:start] + _VALUE * (end - start) + text[end:]
    if continued:
        closing = len(masked[end:]) - len(masked[end:].lstrip("\"'`"))
        masked = masked[:end] + _CLOSED * closing + masked[end + closing :]
    comments, code, at = [], [], 0
    for begin, stop, comment in _comments(masked):
        comments.append(comment)
        code.append(masked[at:begin])
        at = stop
    return Line(tuple(comments), "".join((*code, masked[at:])))


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Yields start, end and text of every comment, from left to right."""
    for token in _TOKEN.finditer(text):
        if token["block"]:
            yield token.start(), token.end(), token["inside"].strip()
        elif token["line"]:
            yield token.start(), token.end(), token["rest"].rstrip(_CLOSERS).lstrip()
