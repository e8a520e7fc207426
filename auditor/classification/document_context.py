"""Tells how near a document as a whole is to Backpack Exchange: by its text and by its path."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.late_pattern import late
from auditor.model.material import Context, Role
from auditor.model.secret import Plain
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import REQUEST, are_near, without_colours, words_of

_MOST = 4096
"""Mentions of a text that are kept; a text with more is a list, and what is in it has names of its own."""
_LINES_ABOVE = 16
"""Lines above a value within which a heading, a comment or a class still names its owner."""
_COLUMNS = 600
"""Characters on one line within which a word names the owner of a value: an object of JSON, a command, a row."""
_RUN = 24
"""Characters of letters and digits from which a run is a value, which holds any short word by chance."""
_SEGMENT = 8
"""Characters to a slash of a path, at most; in base64 there are 64."""
_CODED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_SHORT = 3
"""Letters of a word that is no word inside another: it counts between other characters than letters only."""


class Mention(Struct, frozen=True):
    """A product's name in a text."""

    line: int
    column: int
    product: str = ""
    """The other exchange; empty for Backpack."""


def mentions_of(text: Plain, vocabulary: Vocabulary, first_line: int = 1) -> tuple[Mention, ...]:
    """Returns every mention of Backpack and of other exchanges, in order.

    Args:
        text: The text of a document.
        vocabulary: The words of the field.
        first_line: The line number of the first line of the text.
    """
    text = Plain(without_colours(text))
    lowered = text.lower()
    if len(lowered) != len(text):
        return ()  # A letter whose lower case is longer: positions would be wrong.
    found: list[tuple[int, str]] = []
    for word, product in _words(vocabulary):
        found.extend((at, product) for at in _places(text, lowered, word))
    if not found:
        return ()
    found.sort()
    return tuple(_placed(text, found[:_MOST], first_line))


def nearest(mentions: Sequence[Mention], line: int, column: int) -> Mention | None:
    """Returns the mention that a person reads a value at a position by; None if none is near enough.

    On the value's own line that is the nearest one, before or behind it; else the last one above.
    """
    after = bisect_right(mentions, (line, column), key=lambda one: (one.line, one.column))
    before = mentions[after - 1] if after else None
    behind = mentions[after] if after < len(mentions) else None
    if before and before.line == line and column - before.column <= _COLUMNS:
        return before
    if behind and behind.line == line and behind.column - column <= _COLUMNS:
        return behind
    return before if before and before.line < line and line - before.line <= _LINES_ABOVE else None


def _words(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    yield from ((word, "") for word in vocabulary.words)
    yield from ((word, vocabulary.others.get(word, word)) for word in vocabulary.exchanges)


def _places(text: str, lowered: str, word: str) -> Iterator[int]:
    at = lowered.find(word)
    while at >= 0:
        end = at + len(word)
        if _is_word(text, at, end):
            yield at
        at = lowered.find(word, end)


def _is_word(text: str, start: int, end: int) -> bool:
    """Returns whether `text[start:end]` is a word, alone or inside a compound name: `BackpackBot`, no `backpacks`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    is_short = end - start <= _SHORT
    if before.isascii() and before.isalpha() and (is_short or not (before.islower() and text[start].isupper())):
        return False
    if after.isascii() and after.isalpha() and not (after.isupper() and text[end - 1].islower()):
        return False
    return not _is_in_value(text, start, end)


def _is_in_value(text: str, start: int, end: int) -> bool:
    """Returns whether the word is inside a long run of base64, which is a value: a name has no digit, `+` or `=` in it.

    A path is none: one begins behind an equals sign, or has many slashes (`Exec=/home/user1/backpack`).
    """
    first, last = start, end
    while first > 0 and start - first < _RUN and text[first - 1] in _CODED and text[first - 1 : first + 1] != "=/":
        first -= 1
    while last < len(text) and last - end < _RUN and text[last] in _CODED:
        last += 1
    run = text[first:last]
    return (
        len(run) >= _RUN
        and run.count("/") * _SEGMENT < len(run)
        and any(character.isdigit() or character in "+=" for character in run)
    )


def _placed(text: str, found: Sequence[tuple[int, str]], first_line: int) -> Iterator[Mention]:
    line, counted = first_line, 0
    for at, product in found:
        line += text.count("\n", counted, at)
        line_start = text.rfind("\n", 0, at) + 1
        counted = at
        yield Mention(line, at - line_start + 1, product)


"""Letters of a word that many others hold."""
_ENOUGH = 2
"""Instruction names, or signing headers, that only occur together in a client of the exchange."""
_BPX = late(r"(?<![A-Za-z0-9+/=])(?:bpx|Bpx|BPX)(?![a-z+/=])")
_BPX_CLIENT = late(
    r"(?<![a-z0-9+/=])bpx[ _.-]?(?:api|py|client|exchange|account|bot|secret|public|private|key)(?![a-z])",
    re.IGNORECASE,
)
"""The exchange's short name, and what only its clients and their settings are called: others use the letters too."""
_LARGEST = 1 << 22
_WORDS_ONLY = late(r"[A-Za-z0-9+/]{40,}")
"""Long runs are values, not words: base64 says `bpx` by chance."""


class DocumentContext(Struct, frozen=True):
    """What a document says of its subject."""

    level: Context
    """`FILE` where the text or the path says Backpack Exchange, `MENTION` where the bare word is alone, else `NONE`."""
    decisive: bool = False
    """The text names the exchange's host or a client of its own: enough to speak for a whole repository."""
    conventions: Mapping[str, tuple[Role, ...]] = {}
    """For the clients that the text shows: the roles of their constructor's positional arguments."""
    mentions: tuple[Mention, ...] = ()
    """Where the text names Backpack or another exchange."""
    other_exchange: str = ""
    """The other exchange, or the namesake, that the path or the text of the document is about."""
    namesake: bool = False
    """The document is about another product of the same name: brand words in names count for nothing."""
    namesake_fields: Mapping[str, str] = {}
    """Names of fields that are another product's, because its settings are in the document, with that product."""


def context_of(text: Plain, path: str, vocabulary: Vocabulary) -> DocumentContext:
    """Judges a document by its text and its path (relative to the root, with `/`)."""
    evaluation = _judged(text, path, vocabulary)
    found = {one.callee: one.order for one in vocabulary.conventions if one.marker in text}
    fields = {
        name: one.product
        for one in vocabulary.namesake_fields
        if any(marker in text for marker in one.texts)
        for name in one.names
    }
    return replace(evaluation, conventions=found, namesake_fields=fields) if found or fields else evaluation


def _judged(text: Plain, path: str, vocabulary: Vocabulary) -> DocumentContext:
    lowered = text[:_LARGEST].lower()
    hosts = any(host in lowered for host in vocabulary.hosts)
    short = "bpx" in lowered
    decisive = hosts or (short and _BPX_CLIENT.search(text) is not None) or _counts(text, vocabulary.instructions)
    if not decisive and any(namesake.lower() in lowered for namesake in vocabulary.namesakes):
        return DocumentContext(Context.NONE, other_exchange="a namesake", namesake=True)
    mentions = mentions_of(text, vocabulary)
    if decisive or _is_in_path(path, vocabulary):
        return DocumentContext(Context.FILE, decisive=decisive, mentions=mentions)
    if len(text) < _LARGEST:
        lowered = _WORDS_ONLY.sub(" ", lowered)
    named = any(len(word) > _SHORT and word in lowered for word in vocabulary.words) or (
        short and _BPX.search(text) is not None
    )
    if (named and any(word in lowered for word in vocabulary.company)) or are_near(
        lowered, vocabulary.headers, REQUEST
    ):
        return DocumentContext(Context.FILE, mentions=mentions)
    level = Context.NONE if all(one.product for one in mentions) else Context.MENTION
    return DocumentContext(level, mentions=mentions, other_exchange=_exchange_in_path(path, vocabulary))


def _counts(text: str, names: tuple[str, ...]) -> bool:
    return sum(name in text for name in names) >= _ENOUGH


@lru_cache(maxsize=1024)
def _is_in_path(path: str, vocabulary: Vocabulary) -> bool:
    return not set(vocabulary.words).isdisjoint(words_of(path))


@lru_cache(maxsize=1024)
def _exchange_in_path(path: str, vocabulary: Vocabulary) -> str:
    """Returns the other exchange that a path names: `exchanges/okx/settings.py`."""
    words = words_of(path)
    return next((vocabulary.others.get(word, word) for word in words if word in vocabulary.exchanges), "")
