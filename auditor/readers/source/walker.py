"""Which literals a program holds, and what it calls each: one pass over the tokens of any language.

It knows no grammar, only what the languages have in common: `name = value`, `name: type = value`, `key: value` and
`key => value` in braces, `callee(value, name=value)`, indices, and look-ups (`getenv("NAME", "default")`), whose first
argument is a name and no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import final

from auditor.readers.embedded import Literal
from auditor.readers.grouping import Accounts
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.byte_arrays import SIZES, listed
from auditor.readers.source.brackets import NO_USE, Found, Frame
from auditor.readers.source.keywords import CONTROL, DEFINING, names_a_setting
from auditor.readers.source.literal_names import entry_use, inner_path, settled_in, use_in
from auditor.readers.source.tokens import Token
from auditor.redaction import is_name

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_ASSIGNS = frozenset({"=", ":=", "+=", "||=", "??=", "?=", "<-", "==", "===", "!=", "!=="})
_JOINS = frozenset({"+", ".", "..", "~", "&", "\\", "<>", "++"})
_DOTS = frozenset({".", "?.", "->", "::", "&."})
_CONTINUES = _ASSIGNS | _JOINS | _DOTS | {",", "=>", ":", "(", "[", "{", "|", "||", "&&", "??", "?"}
_BYTE = re.compile(r"(?:0[xX]([0-9a-fA-F]{1,2})|(\d{1,3}))(?:u8)?")
_NO_BYTE = 256
_DEEPEST = 200
_SCOPED_BY_INDENT = frozenset({"class", "def"})


@final
class Walker:
    """Walks the tokens of one text. `by_indent` says that lines end statements and indentation makes scopes."""

    def __init__(self, text: str, tokens: Sequence[Token], *, by_indent: bool = False) -> None:
        self._text = text
        self._tokens = tokens
        self._by_indent = by_indent
        self._at = 0
        self._before: Token | None = None
        self._stack = [Frame("", 0)]
        self._scopes: list[tuple[int, str]] = []
        self._done: list[Literal] = []
        self._ignored = 0
        """Brackets deeper than anybody writes, which are not looked into."""

    def literals(self) -> Iterator[Literal]:
        """Every literal that has a name, is passed to something, or stands in a list."""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            self._take(token)
            if token.kind != "newline":
                self._before = token
        while self._stack:
            closed = self._stack.pop()
            self._done.extend(settled_in(closed, self._outer_group(closed)))
        yield from self._done

    def _take(self, token: Token) -> None:
        frame = self._stack[-1]
        if token.kind == "newline":
            self._line_end(frame)
            return
        if frame.size == 0 and self._by_indent and not frame.opener:
            self._indent(token)
        frame.size += 1
        match token.kind:
            case "name":
                self._name(frame, token)
            case "string" if token.literal is not None:
                self._string(frame, token.literal)
            case "number":
                self._number(frame, token.text)
            case "mark":
                self._mark(frame, token)
            case _:
                frame.numbers = None
                frame.chain = []

    def _line_end(self, frame: Frame) -> None:
        if frame.opener in {"(", "["} or self._before is None or frame.size == 0:
            return
        if not self._continues(frame):
            frame.next_element(is_statement=True)

    def _continues(self, frame: Frame) -> bool:
        """Whether a statement goes on in the next line."""
        before = self._before.text if self._before else ""
        if self._by_indent and not frame.opener:
            return before == "\\"
        following = self._tokens[self._at].text if self._at < len(self._tokens) else ""
        return before in _CONTINUES or following in {".", "?.", "->", "=>", "="}

    def _indent(self, token: Token) -> None:
        column = token.start - (self._text.rfind("\n", 0, token.start) + 1)
        while self._scopes and self._scopes[-1][0] >= column:
            self._scopes.pop()
        if token.text in _SCOPED_BY_INDENT and self._at < len(self._tokens):
            self._scopes.append((column, self._tokens[self._at].text))
            self._stack[0].accounts = None
        names = tuple(name for _, name in self._scopes)
        if self._stack[0].path != names:
            self._stack[0].path = names
            self._stack[0].accounts = Accounts(f"scope@{token.start}")

    def _name(self, frame: Frame, token: Token) -> None:
        name = token.text.lstrip("$@%")
        frame.numbers = None
        dotted = self._before is not None and self._before.text in _DOTS
        if not dotted and name in CONTROL:
            frame.defines = frame.defines or name in DEFINING
            frame.previous = frame.chain[-1] if frame.chain and name.lower() == "as" else ""
            frame.chain = []
        else:
            frame.add_name(name, dotted=dotted)

    def _number(self, frame: Frame, text: str) -> None:
        frame.chain = []
        if frame.numbers is None:
            return
        match = _BYTE.fullmatch(text)
        number = int(match[1], 16) if match and match[1] else int(match[2]) if match else _NO_BYTE
        if number < _NO_BYTE and len(frame.numbers) <= max(SIZES):
            frame.numbers.append(number)
        else:
            frame.numbers = None

    def _string(self, frame: Frame, literal: MappedText) -> None:
        frame.numbers = None
        mapped = self._joined(frame, literal)
        if self._is_key(frame):
            frame.chain = [mapped.text]
            frame.key_at = mapped.start if mapped.text and not is_name(mapped.text) else -1
            if frame.key_at >= 0:
                frame.found.append(Found(mapped, entry_use(frame, 0), frame.index))
        else:
            self._value(frame, mapped)
            frame.chain = []

    def _is_key(self, frame: Frame) -> bool:
        """Whether the string just read is a key: it begins its element, and `:` or `=>` (or `=` in braces) follows."""
        following = self._tokens[self._at].text if self._at < len(self._tokens) else ""
        if following == "=>":
            return frame.size == 1
        if following == "{" and frame.opener in {"", "{"}:
            return True
        return frame.size == 1 and frame.opener in {"{", "["} and following in {":", "="}

    def _joined(self, frame: Frame, literal: MappedText) -> MappedText:
        """The literal with those that are joined to it: side by side, or by an operator."""
        pieces = [literal]
        while (at := self._following_string(frame)) >= 0 and (piece := self._tokens[at].literal) is not None:
            pieces.append(piece)
            self._at = at + 1
        if len(pieces) == 1:
            return literal
        starts = [start for piece in pieces for start in piece.starts]
        ends = [end for piece in pieces for end in piece.ends]
        return MappedText("".join(piece.text for piece in pieces), starts, ends)

    def _following_string(self, frame: Frame) -> int:
        """The index of a string that continues the one before; -1 if there is none."""
        at = self._at
        joined = False
        broken = False
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.kind == "newline":
                broken = True
            elif token.kind == "mark" and token.text in _JOINS and not joined:
                joined = True
            elif token.kind == "string":
                return at if joined or not broken or frame.opener in {"(", "["} else -1
            else:
                return -1
            at += 1
        return -1

    def _mark(self, frame: Frame, token: Token) -> None:
        mark = token.text
        if mark in _CLOSERS:
            self._open(frame, token)
        elif mark in _CLOSERS.values():
            self._close(mark, token.end)
        elif mark in {",", ";"}:
            frame.next_element(is_statement=mark == ";")
        elif mark in _ASSIGNS:
            frame.name_by("=")
        elif mark in {":", "=>"}:
            if frame.mark != "=" and not (mark == ":" and frame.is_choice):
                frame.name_by(":")
        elif mark not in _DOTS:
            frame.is_choice = frame.is_choice or mark == "?"
            frame.chain, frame.previous, frame.numbers = [], "", None

    def _open(self, frame: Frame, token: Token) -> None:
        if len(self._stack) > _DEEPEST:
            self._ignored += 1
            return
        callee = ".".join(frame.chain)
        defines = frame.defines and not frame.label
        use = NO_USE if defines else use_in(frame)
        before = self._before
        is_subscript = (
            token.text == "["
            and before is not None
            and before.end == token.start
            and (bool(frame.chain) or before.text in {")", "]"})
        )
        is_definition = defines and (token.text == "{" or frame.defined == callee)
        if token.text == "{" and not callee:
            callee = frame.defined
        self._stack.append(
            Frame(
                token.text,
                token.start,
                path=frame.path if is_subscript else inner_path(frame, token.text, use, callee),
                callee=callee,
                outer_path=frame.path,
                inherited=use,
                is_definition=is_definition,
                is_subscript=is_subscript,
            )
        )
        if not is_subscript:
            frame.numbers = None
            frame.chain = []

    def _close(self, mark: str, end: int) -> None:
        if self._ignored:
            self._ignored -= 1
            return
        depth = next(
            (index for index in range(1, len(self._stack) + 1) if _CLOSERS.get(self._stack[-index].opener) == mark), 0
        )
        for _ in range(depth):
            closed = self._stack.pop()
            parent = self._stack[-1]
            if closed.is_subscript or self._is_computed_key(closed, parent):
                self._subscript(closed, parent)
            elif closed.numbers is not None and len(closed.numbers) in SIZES:
                self._value(parent, listed(closed.numbers, closed.start, end))
            else:
                self._done.extend(settled_in(closed, self._outer_group(closed)))

    def _is_computed_key(self, closed: Frame, parent: Frame) -> bool:
        """Whether brackets hold a key: `{["secret"] = "…"}`, `{["secret"]: "…"}`."""
        following = self._tokens[self._at].text if self._at < len(self._tokens) else ""
        return closed.opener == "[" and parent.opener == "{" and len(closed.found) == 1 and following in {"=", ":"}

    def _subscript(self, closed: Frame, parent: Frame) -> None:
        """`config["secret"]` goes on with the name `secret`; an index that is no text changes nothing."""
        if len(closed.found) == 1:
            parent.chain = [*parent.chain, closed.found[0].mapped.text]

    def _value(self, frame: Frame, mapped: MappedText) -> None:
        is_first = frame.opener == "(" and frame.index == 0 and not frame.label
        if is_first and names_a_setting(frame.callee, mapped.text):
            frame.setting = mapped.text.lstrip("-")
            return
        use = use_in(frame)
        frame.found.append(Found(mapped, use if use.kind != "text" else None, frame.index))

    def _outer_group(self, frame: Frame) -> str:
        """The group of what stands in brackets side by side: `{name: …, value: …}, {name: …, value: …}`."""
        return f"pairs@{self._stack[-1].start if self._stack else frame.start}"
