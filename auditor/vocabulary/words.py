"""Splits names into lower-case words, and takes a terminal's colours out of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import AnyStr

_WHOLE = frozenset(
    {"b64", "base64", "base58", "ed25519", "x25519", "sha1", "sha256", "sha384", "sha512", "md5", "h1", "p8"}
)
"""Words with digits that are words all the same."""
_CHUNK = re.compile(r"[A-Za-z0-9]+|[^\W_A-Za-z0-9]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """Returns the words of a name: `BACKPACK_API_SECRET2`, `backpackApiSecret` and `Backpack API-secret` give the same.

    Numbers that only count (`account1`) are left out; words of other scripts stay as they are.
    """
    words: list[str] = []
    for chunk in _CHUNK.findall(name if name.isascii() else _without_accents(name)):
        if chunk.lower() in _WHOLE:
            words.append(chunk.lower())
        elif chunk.isascii():
            words.extend(_camel_words(chunk))
        else:
            words.append(chunk.lower())
    return tuple(words)


def _without_accents(name: str) -> str:
    """Returns the name with plain Latin letters: `clave pública` is written without its accent as often as with it.

    Marks of other scripts are letters there (`ガ`), and stay.
    """
    folded: list[str] = []
    for character in unicodedata.normalize("NFD", name):
        if not (unicodedata.combining(character) and folded and folded[-1].isascii()):
            folded.append(character)
    return unicodedata.normalize("NFC", "".join(folded)).replace("đ", "d").replace("Đ", "D")


def _camel_words(chunk: str) -> list[str]:
    found: list[str] = []
    for word in _CAMEL.findall(chunk):
        joined = found[-1] + word.lower() if found else ""
        if word.isdigit():
            if joined in _WHOLE:
                found[-1] = joined
        else:
            found.append(word.lower())
    return found


REQUEST = 4096
"""Characters of the code of one request, which names all headers of its signature."""


def are_near(text: AnyStr, words: Sequence[AnyStr], reach: int) -> bool:
    """Returns whether some stretch of a text has all of some whole words, the first characters of all within `reach`.

    In a long list, as one of all packages of a registry, nearly any word is somewhere.
    """
    if not all(word in text for word in words):
        return False
    found = sorted((at, number) for number, word in enumerate(words) for at in _places(text, word))
    last = [-reach - 1] * len(words)
    for at, number in found:
        last[number] = at
        if min(last) >= 0 and at - min(last) <= reach:
            return True
    return False


def _places(text: AnyStr, word: AnyStr) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at] if at else text[:0]).isalnum() and not text[end : end + 1].isalnum():
            yield at
        at = text.find(word, end)


_SEQUENCE = (
    r"(?:\x1b|\\u001[bB]|\\x1[bB]|\\0?33|\\e|␛|\^\[)?\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m|\x1b\[[0-9;?]{0,12}[A-Za-z]"
)
"""Colours (ECMA-48, SGR) as bytes or written out, and other sequences as bytes; logs often lose the escape character."""

_MARKS = ("\x1b[", "u001b[", "u001B[", "x1b[", "x1B[", "033[", "\\e[", "␛[", "^[[", "[0m", "[0;", "[1;", "[39m")
"""Without any of these a text has no colours: brackets alone are everywhere, and the expression is slow on them."""


def without_colours(text: str) -> str:
    """Returns the text with blanks in the place of control sequences; no offset moves."""
    if not any(mark in text for mark in _MARKS):
        return text
    return re.sub(_SEQUENCE, lambda match: " " * len(match[0]), text)
