"""A stretch of decoded text that knows where each of its characters is in the document."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import final

from auditor.model.secret import Plain


@final
class MappedText:
    """Text after the format's own decoding, with the offsets of its characters in the text it was decoded from.

    `starts[i]` and `ends[i]` enclose the raw form of `text[i]`. For text that is there as it is they are ranges,
    which cost nothing. It holds plaintext, so its `repr` says nothing of it.
    """

    __slots__ = ("ends", "starts", "text")

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text: Plain = text  # type: ignore[assignment]  # a call for every slice would cost reading 2 %
        self.starts = starts
        self.ends = ends

    @classmethod
    def verbatim(cls, source: str, start: int, end: int) -> MappedText:
        """Returns `source[start:end]` as it is there."""
        return cls(source[start:end], range(start, end), range(start + 1, end + 1))

    @classmethod
    def joined(cls, pieces: Iterable[tuple[str, int, int]]) -> MappedText:
        """Pieces `(decoded, start, end)` in order; one as long as its raw form is there as it is."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for decoded, start, end in pieces:
            text.append(decoded)
            if len(decoded) == end - start:
                starts.extend(range(start, end))
                ends.extend(range(start + 1, end + 1))
            else:
                starts.extend([start] * len(decoded))
                ends.extend([end] * len(decoded))
        return cls("".join(text), starts, ends)

    @classmethod
    def adjoined(cls, pieces: Sequence[MappedText]) -> MappedText:
        """Returns pieces of one document as one text."""
        starts = [start for piece in pieces for start in piece.starts]
        ends = [end for piece in pieces for end in piece.ends]
        return cls("".join(piece.text for piece in pieces), starts, ends)

    def __repr__(self) -> str:
        return f"<Passage of {len(self.text)} characters>"

    def __getitem__(self, part: slice) -> MappedText:
        return MappedText(self.text[part], self.starts[part], self.ends[part])

    @property
    def start(self) -> int:
        """The offset of its first character."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """The offset past its last character."""
        return self.ends[-1]

    @property
    def is_verbatim(self) -> bool:
        """Whether it is in the document exactly as it reads."""
        return isinstance(self.starts, range)

    def within(self, outer: MappedText) -> MappedText:
        """Returns this passage of `outer.text`, in the offsets of the text that `outer` was decoded from."""
        if isinstance(self.starts, range) and isinstance(self.ends, range) and isinstance(outer.starts, range):
            shift = outer.starts.start
            return MappedText(self.text, _shifted(self.starts, shift), _shifted(self.ends, shift))
        starts = [outer.starts[at] for at in self.starts]
        ends = [outer.ends[at - 1] for at in self.ends]
        return MappedText(self.text, starts, ends)

    def stripped(self) -> MappedText:
        """Returns the text without white space around it."""
        left = len(self.text) - len(self.text.lstrip())
        return self[left : max(left, len(self.text.rstrip()))]


def _shifted(offsets: range, by: int) -> range:
    return range(offsets.start + by, offsets.stop + by)


_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_ENTITY = re.compile(r"&(?:#[xX]?[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BACKSLASH = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(\r?\n)[ \t]*|(.))", re.DOTALL
)
_DOUBLE_QUOTES = re.compile(r"\\(?:([\"$`\\])|\r?\n)")
_SINGLE_QUOTES = re.compile(r"'\\''")
_QUOTED_PRINTABLE = re.compile(r"=(?:([0-9A-F]{2})|[ \t]*\r?\n)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0", "a": "\a", "v": "\v", "e": "\x1b"}
_LAST = 0x10FFFF


def percent(mapped: MappedText) -> MappedText:
    """Undoes percent-encoding (RFC 3986, section 2.1), byte by byte: values are ASCII."""
    return _replaced(mapped, _PERCENT, lambda match: chr(int(match[1], 16)))


def entities(mapped: MappedText) -> MappedText:
    """Undoes character references of HTML and XML."""
    return _replaced(mapped, _ENTITY, lambda match: html.unescape(match[0]))


def backslashes(mapped: MappedText) -> MappedText:
    """Returns the escapes that JSON and most programming languages share undone; a backslash before a line end joins lines."""
    return _replaced(mapped, _BACKSLASH, _unescaped)


def double_quotes(mapped: MappedText) -> MappedText:
    """Returns the escapes between the double quotes of a shell undone (POSIX, 2.2.3)."""
    return _replaced(mapped, _DOUBLE_QUOTES, lambda match: match[1] or "")


def single_quotes(mapped: MappedText) -> MappedText:
    """Returns a single quote written as a shell needs it between single quotes undone."""
    return _replaced(mapped, _SINGLE_QUOTES, lambda _: "'")


def quoted_printable(mapped: MappedText) -> MappedText:
    """Undoes quoted-printable (RFC 2045, section 6.7), with its soft line breaks."""
    return _replaced(mapped, _QUOTED_PRINTABLE, lambda match: chr(int(match[1], 16)) if match[1] else "")


def doubled(mapped: MappedText, quote: str) -> MappedText:
    """Returns a quote written twice undone, as in SQL, CSV and YAML."""
    return _replaced(mapped, re.compile(re.escape(quote * 2)), lambda _: quote)


def _unescaped(match: re.Match[str]) -> str:
    braced, short, long, byte, newline, other = match.groups()
    if number := braced or short or long or byte:
        code = int(number, 16)
        return chr(code) if code <= _LAST else "\ufffd"
    return "" if newline else _CONTROLS.get(other, other)


def _replaced(mapped: MappedText, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> MappedText:
    if not pattern.search(mapped.text):
        return mapped
    return MappedText.joined(_pieces(mapped.text, pattern, replace)).within(mapped)


def _pieces(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> Iterator[tuple[str, int, int]]:
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], at, match.start()
        yield replace(match), match.start(), match.end()
        at = match.end()
    if at < len(text):
        yield text[at:], at, len(text)
