"""The literals of one program, from its text to names, places and values that are put together."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence

from auditor.classification.prose_and_phrases import is_wording
from auditor.readers.document import Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.labels import CREDENTIAL_WORDS, is_credential_word
from auditor.readers.source.byte_offsets import bytes_at
from auditor.readers.source.captures import regions_of
from auditor.readers.source.languages import Language
from auditor.readers.source.parser import matches, parse
from auditor.readers.source.walker import Walker

SMALL = 512
"""Characters of a text that is always examined as a whole."""
SHORTEST_QUOTED = 8
"""Characters of a quoted text that could be a piece of a value."""
_AROUND = 512
"""Characters on each side of a value that hold what is in one call or object with it."""
_QUOTED = re.compile(r"[\"'`](?![A-Za-z_.:/-]{0,15}[\"'`])([^\s\"'`]{8,})[\"'`]")
"""What is in quotes, but for short words: a piece of a value has digits."""
_ESCAPES = re.compile(r"(?:\\x[0-9a-fA-F]{2}){8}")
_LABEL = re.compile(
    rf"(?:{CREDENTIAL_WORDS}|url|uri|host|endpoint)[\w\]\")'-]{{0,40}}\s{{0,3}}(?::\s?[\w<>\[\]&'? ]{{1,40}})?"
    r"(?:=>?|:=?|,|\(|->|<-)\s{0,3}[\w@$(&]{0,12}$"
)
"""A label and what is between it and the value, in small letters: without regard to case it would take six times as long."""
_HOST_WORDS = ("url", "uri", "host", "endpoint")
_NO_VALUE = re.compile(r"[A-Z_]+|.*backpack\.exchange.*|/.*")
"""The name of a setting, the exchange's own URL, a path: nothing that a label makes a value."""
_HOST = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://)?[^/\s{}]*\.[a-zA-Z]{2,24}(?:[:/?#].*)?")
"""What could be a host name with a dot, alone or in a URL."""
_REACH = 100
_SYLLABLE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
SYLLABLE = 3.0
"""Letters and digits to a syllable or number: 1.8 in base64 of random bytes, more than four in names."""
VALUE_CHARACTERS = string.ascii_letters + string.digits + "+/=_-"
_STRAYS = str.maketrans("", "", VALUE_CHARACTERS)
STRAY = 4
"""Characters of a text to one that no encoding of a value has, at least: the format of a date, a time, a version and a
sentence without blanks have more of them, a value with a slip in it one or two."""
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""How a date or a point in time begins."""
_DATE = re.compile(DATE)
MIXED = r"(?=[^A-Za-z]*+[A-Za-z])(?:[^0-9]*+[0-9]|(?:.*?[a-z][A-Z]){2})"
"""What has a letter, and a digit or two changes from small letters to capitals: of twenty letters of base64 without a digit
nearly all have, and no setting, header or name in one case."""
_MIXED = re.compile(MIXED, re.DOTALL)
_CODE = re.compile(r"[(){}\[\];,<>|?]")
SEGMENT = 8
"""Characters to a slash of a path, at most; in base64 there are 64."""
_PIECE = 16
"""Characters below which a random text can only be a piece of a value."""


def promising(text: str, values: Iterable[MappedText], *, quoted: bool = True) -> list[tuple[int, int]]:
    """Returns the stretches of a text that could hold values, apart and in order; none where it holds none.

    Args:
        text: The text of a program.
        values: What the plain reader takes for values in it.
        quoted: Whether a quoted text of it could be a value (`value_hints`).
    """
    if len(text) <= SMALL:
        return [(0, len(text))]
    stretches: list[tuple[int, int]] = []
    for start, end in sorted((*((value.start, value.end) for value in values), *(_candidates(text) if quoted else ()))):
        first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
        if stretches and first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(last, stretches[-1][1]))
        else:
            stretches.append((first, last))
    return stretches


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    if "\\x" in text:
        yield from (match.span() for match in _ESCAPES.finditer(text))
    for match in _QUOTED.finditer(text):
        if looks_random(match[1]) or has_label(match[1], text[max(0, match.start() - _REACH) : match.start()]):
            yield match.span()


def has_label(quoted: str, left: str) -> bool:
    """Returns whether a quoted text that could be damaged, or a host, has a name that makes it a value.

    Args:
        quoted: What is between the quotes.
        left: What is before them, the last characters of which could name it.
    """
    if len(quoted) < _PIECE or _NO_VALUE.fullmatch(quoted):
        return False
    left = left[-_REACH:].lower()
    could_be_host = any(word in left for word in _HOST_WORDS) and _HOST.fullmatch(quoted) is not None
    if not could_be_host and (not is_credential_word(left) or is_wording(quoted)):
        return False
    return _LABEL.search(left) is not None


def looks_random(content: str) -> bool:
    """Returns whether a quoted text could be a value or a piece of one by the look of it."""
    if _CODE.search(content) or "://" in content or content.count("/") * SEGMENT >= len(content):
        return False  # Code between two literals, a template, a URL, of which the plain reader knows the values, or a path.
    if len(content.translate(_STRAYS)) * STRAY >= len(content) or _DATE.match(content) or not _MIXED.match(content):
        return False
    syllables = _SYLLABLE.findall(content)
    size = sum(map(len, syllables))
    return size < SYLLABLE * len(syllables)


_MOST = 500_000
"""Characters around possible values up to which a program is scanned; one with more is a table of data."""


def literals_of(
    text: str, values: Sequence[MappedText], language: Language, *, quoted: bool = True
) -> list[Literal] | None:
    """Returns the literals of a program that could matter; None where it would take too long.

    Where nothing in the text could be a value, nothing is parsed.

    Args:
        text: The text of the program.
        values: What the plain reader takes for values in it; lists of numbers among them are values of the program too.
        language: A language with a grammar.
        quoted: Whether a quoted text of it could be a value (`value_hints`).
    """
    stretches = promising(text, values, quoted=quoted)
    if not stretches:
        return []
    if sum(end - start for start, end in stretches) > _MOST:
        return None
    tree = parse(text.encode("utf-8", "surrogatepass").replace(b"\0", b" "), language)
    if tree is None:
        return None
    offsets = bytes_at(text, (edge for stretch in stretches for edge in stretch))
    ranges = zip(offsets[::2], offsets[1::2], strict=True)
    numbers = [value for value in values if value.text.startswith("[") and not value.is_verbatim]
    if (captured := matches(tree, language, ranges)) is None:
        return None
    regions = regions_of(captured, text, numbers)
    return Walker(text, regions, numbers, broken=tree.root_node.has_error).literals()
