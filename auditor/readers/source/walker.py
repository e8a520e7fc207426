"""Tells which literals a program holds, and what it calls each: one pass over the captured parts of any language.

The parts nest as the program does. A literal belongs to the innermost one around it: to an assignment, which names it;
to a call, in which it has a position; to an entry or a place of a collection.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import final

from auditor.readers.document import Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.source.called_names import callee_of, name_of
from auditor.readers.source.captures import Region
from auditor.readers.source.column_names import columns_in, is_statement
from auditor.readers.source.declared_names import Declarations, fields_of_struct
from auditor.readers.source.frames import (
    ITEM,
    NO_USE,
    Found,
    Frame,
    Use,
    entry_use,
    holder,
    labelled,
    scope_of,
    use_in,
)
from auditor.readers.source.keywords import (
    REACH,
    looked_up,
    names_a_setting,
    option_in,
    setting_named,
    setting_of_fallback,
    stored_as,
)
from auditor.readers.source.quoted_literals import literal
from auditor.readers.source.settled_parts import names_in, settled_in
from auditor.redaction import is_name

_GAP = r"[\s+.&~<>\\]++|//[^\n]*+|/\*.*?\*/|\#[^\n]*+"
_JOINS = {
    "": re.compile(rf"(?:{_GAP})*+", re.DOTALL),
    "list": re.compile(rf"(?:{_GAP}|,)*+", re.DOTALL),
}
"""What may be between literals that are put together."""
_LONGEST_CALL = 200
"""Characters of a half-typed call before a literal in it, on the same line."""
_FORMATS = frozenset({"format", "formatted"})
"""Methods of a format that are given its values."""
_NUMBERED = re.compile(r"\(\s{0,9}(\d{1,2})\s{0,9},")
"""The number of a column, of which the value is set: `statement.setString(2, "…")`."""
_EXECUTES = frozenset({"execute", "executemany", "exec", "query", "run", "bind", "bindall"})
"""What is called with the values of a prepared statement."""
_CASES = frozenset({"InlineData", "TestCase", "DataRow", "Arguments", "TestWith", "case", "each"})
"""What gives a test its arguments: an annotation, or a call that is then called with the test."""
_ROWS = re.compile(r"\[\]\*?(struct\s{0,9}\{[^{}]{1,200}\}|\w{1,80})\s?$")
"""The type of the rows of a table of Go: `[]Account`, `[]struct{ key, secret string }`."""
_SHORTEST = 30
"""Characters of the shortest argument that is given the name that its parameter is declared with."""
_TWICE = 2
"""How often a program names what it both declares and calls, at least."""
_OPENED = ("(", "{", "|")
"""What is before the default in a call or a lambda that no part holds together, as in a macro of Rust."""
_DEEPEST = 400
"""Parts within parts beyond which nothing is looked into."""


@final
class Walker:
    """Walks the parts of one text."""

    def __init__(
        self, text: str, regions: Sequence[Region], arrays: Sequence[MappedText] = (), *, broken: bool = False
    ) -> None:
        self._text = text
        self._broken = broken
        """Whether there are syntax errors, and so calls that the tree does not hold together."""
        parts = [*_joined(text, regions), *((Region(each.start, each.end, "array"), each) for each in arrays)]
        self._parts = sorted(parts, key=lambda part: part[0].order)
        self._stack = [Frame(Region(0, -1, "scope"))]
        self._done: list[Literal] = []
        self._prepared: tuple[str, ...] = ()
        """The columns of the statement that was last prepared."""
        self._declarations = Declarations(text)

    def literals(self) -> list[Literal]:
        """Returns every literal that has a name, is passed to something, or is an item of a collection."""
        for region, mapped in self._parts:
            while len(self._stack) > 1 and self._stack[-1].region.end < region.end:
                if self._stack[-1].region.end > region.start:
                    break
                self._close()
            if len(self._stack) > 1 and self._stack[-1].region.end < region.end:
                continue  # A list of numbers that goes beyond the brackets in which it begins.
            if mapped is not None:
                self._string(region, mapped)
            elif len(self._stack) < _DEEPEST:
                self._open(region)
        while self._stack:
            self._close()
        return self._done

    def _open(self, region: Region) -> None:
        if self._stack[-1].region.kind == "key":
            frame = Frame(region._replace(kind="key"))
        elif region.kind == "value":
            frame = Frame(region, name=name_of(region.label))
        elif region.kind == "key":
            frame = Frame(region)
        else:
            frame = self._bracket(region)
        self._stack.append(frame)

    def _bracket(self, region: Region) -> Frame:
        use = use_in(self._stack, region.byte)
        around = holder(self._stack)
        is_built = region.kind in {"call", "composite"}
        name = (is_built and callee_of(region.label)) or name_of(region.label)
        own = name if region.kind in {"scope", "composite"} else ""
        path = (*around.path, *dict.fromkeys(each for each in (use.name, use.callee, own) if each))
        frame = Frame(region, path=path, outer=use, name=name)
        if region.kind == "call":
            self._give_columns(frame)
        elif region.node and region.node.type == "literal_value":
            before = self._text[max(0, region.start - REACH) : region.start]
            if rows := _ROWS.search(before):
                frame.columns = fields_of_struct(rows[1]) or self._declarations.names(rows[1])
        return frame

    def _give_columns(self, frame: Frame) -> None:
        """Gives a call the names of columns that come from before it: its format, its statement, the row before it."""
        called = frame.name.rpartition(".")[2]
        if called in _FORMATS:
            frame.columns = columns_in(frame.region.label)
        elif called in _CASES:
            frame.columns = self._declarations.names_behind(frame.region.end)
        elif self._prepared and called.lower() in _EXECUTES:
            frame.columns = self._prepared
        elif self._prepared and (number := _NUMBERED.match(self._text, frame.region.start)):
            at = int(number[1]) - 1
            frame.columns, frame.columns_at = self._prepared[max(0, at) : at + 1], 0
        elif headers := scope_of(self._stack).headers.get(frame.name):
            frame.columns, frame.columns_at = headers, len(headers)

    def _string(self, region: Region, mapped: MappedText) -> None:
        frame = self._stack[-1]
        if frame.region.kind == "key":
            self._key(frame.region, mapped)
            return
        index = frame.index(region.byte) if frame.region.kind in {"call", "collection"} else 0
        if frame.region.kind == "call" and (columns := columns_in(mapped.text)):
            frame.columns, frame.columns_at = columns, index
            self._prepared = columns if is_statement(mapped.text) else self._prepared
        if frame.region.kind == "call" and names_a_setting(frame.name, mapped.text):
            frame.setting, frame.setting_index = setting_named(mapped.text), index + mapped.text.endswith(">")
            return
        if frame.setting_index + 1 == index > 0 and len(mapped.text.strip("-")) == 1 and not frame.is_last(index):
            frame.setting_index = index  # The letter that is short for an option: `StringP("api-secret", "s", "…")`.
            return
        if frame.region.kind == "collection" and mapped.text[:1] == "-" and (option := option_in(mapped.text)):
            frame.setting, frame.setting_index = option, index
        use = use_in(self._stack, region.byte)
        callee = frame.name if frame.region.kind == "call" else ""
        before = self._text[max(0, region.start - REACH) : region.start]
        name = setting_of_fallback(before, callee) or stored_as(use.name, before)
        if name or (
            (use is NO_USE or use is ITEM) and before.rstrip().endswith(_OPENED) and (name := looked_up(before))
        ):
            use = labelled(self._stack, name, "assign")
        elif use is NO_USE and self._broken:
            use = open_call(self._text, region.start, holder(self._stack).path)
        if use is not NO_USE:
            self._holder_of(use).found.append(Found(mapped, use, index))

    def _holder_of(self, use: Use) -> Frame:
        return self._stack[-1] if use is ITEM else holder(self._stack)

    def _key(self, region: Region, mapped: MappedText) -> None:
        """Takes a key; one that is itself a value (an account's public key) is a value, and names nothing."""
        frame = holder(self._stack)
        frame.entry = -1
        if region.form == "pair" and mapped.text and not is_name(mapped.text):
            frame.entry = mapped.start
            frame.found.append(Found(mapped, entry_use(frame, 0), 0))

    def _close(self) -> None:
        closed = self._stack.pop()
        if closed.region.kind == "collection" and self._stack and (names := names_in(closed)):
            self._heads(closed, names)
        if closed.found:
            literals = settled_in(closed, self._stack)
            if closed.region.kind in {"call", "composite"}:
                literals = self._declared(closed, literals)
            self._done.extend(literals)

    def _declared(self, call: Frame, literals: list[Literal]) -> list[Literal]:
        """Returns the literals of a call, those that could be values with the names that the program declares for them."""
        # To find what a program declares takes longer than its parse: calls with an address are everywhere, and a client is
        # named once where it comes from somewhere else.
        is_asked = any(_is_nameless(literal) and "://" not in literal.mapped.text for literal in literals)
        is_constant = call.name.isupper()
        if not is_asked or (not is_constant and self._text.count(call.name.rpartition(".")[2]) < _TWICE):
            return literals
        names = self._declarations.names(call.name)
        if not names and is_constant:
            names = self._declarations.names(scope_of(self._stack).name)  # A constant of an enumeration.
        return [
            literal._replace(name=names[literal.position])
            if _is_nameless(literal) and literal.position is not None and literal.position < len(names)
            else literal
            for literal in literals
        ]

    def _heads(self, row: Frame, names: tuple[str, ...]) -> None:
        """Ends a row of names: the rows behind it in the same list or call, or in later calls, have them."""
        around = holder(self._stack)
        if around.region.kind not in {"call", "collection"}:
            return
        around.columns, around.columns_at = names, around.index(row.region.byte)
        if around.region.kind == "call" and around.size == 1:
            scope_of(self._stack).headers[around.name] = names


def _is_nameless(literal: Literal) -> bool:
    """Returns whether a literal is an argument without a name that is no name itself."""
    text = literal.mapped.text
    return literal.kind == "argument" and not literal.name and len(text) >= _SHORTEST and not is_name(text)


def open_call(text: str, start: int, path: tuple[str, ...]) -> Use:
    """Returns the use of a literal behind a bracket that is not closed before it: an argument of a half-typed call."""
    closed = position = 0
    for at in range(start - 1, max(-1, start - _LONGEST_CALL), -1):
        character = text[at]
        if character in ")]}":
            closed += 1
        elif character in "([{" and closed:
            closed -= 1
        elif character == "(":
            callee = callee_of(text[:at])
            return Use("", "argument", f"open@{at}", callee, position, path) if callee else NO_USE
        elif character in "[{;\n" and not closed:
            return NO_USE
        elif character == "," and not closed:
            position += 1
    return NO_USE


def _joined(text: str, regions: Sequence[Region]) -> Iterator[tuple[Region, MappedText | None]]:
    """Yields the parts, each string with what it says, and those that are put together as one."""
    holes = [region.start for region in regions if region.kind == "hole"]
    reached, joins = -1, _JOINS[""]
    run: list[tuple[Region, MappedText]] = []
    for region in regions:
        if region.kind == "hole" or (region.kind == "concat" and region.start < reached):
            continue
        if run and not (
            region.kind == "string" and region.end <= reached and joins.fullmatch(text, run[-1][0].end, region.start)
        ):
            yield _one(run)
            run = []
        if region.kind == "concat":
            reached, joins = region.end, _JOINS[region.form]
            continue
        if region.kind != "string":
            yield region, None
            continue
        mapped = None if _any_in(holes, region) else literal(text, region.start, region.end, region.form)
        if mapped is not None:
            run.append((region, mapped))
    if run:
        yield _one(run)


def _any_in(holes: Sequence[int], region: Region) -> bool:
    at = bisect_left(holes, region.start)
    return at < len(holes) and holes[at] < region.end


def _one(run: Sequence[tuple[Region, MappedText]]) -> tuple[Region, MappedText]:
    region, mapped = run[0]
    if len(run) == 1:
        return region, mapped
    return region._replace(end=run[-1][0].end), MappedText.adjoined([piece for _, piece in run])
