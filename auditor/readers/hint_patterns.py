r"""Tells what the passes over a text can find, as Hyperscan expressions over its UTF-8: none misses what its pass finds.

Each says what its pass cannot do without. Characters outside ASCII are any bytes above `\x7f`: white space and digits
of Unicode are among them. Some are reported each time they match, for `value_hints` to look closer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from auditor.prefilter.database import Database, Expression, database
from auditor.readers.plain.labels import SHORTEST_WORDS
from auditor.readers.plain.phrase_rows import HINTS as PHRASE_WORDS


class Hint:
    """Which passes can find something in a text, as a set of bits."""

    PEM = 1
    """A key file begins (`key_shapes.blocks`)."""
    ARRAY = 2
    """Numbers in a row (`key_shapes.arrays`)."""
    SHAPE = 4
    """A run as long as a key (`key_shapes.shapes`, `key_shapes.jwk_values`)."""
    ESCAPED = 8
    """An escape that values are written with (`labelled_values.escaped`)."""
    LABELLED = 16
    """A run that is no words, with a credential's word before or above it (`labelled_values.labelled`)."""
    PHRASE = 32
    """Words in a row, alone or behind a label (`phrase_rows.phrases`)."""
    QUOTED = 64
    """A quoted text of a program that could be a value (`promising`)."""
    WRAPPED = 128
    """A run as long as the shortest file in base64 (`wrapped_text`)."""
    COLOUR = 256
    """A terminal's control sequence (`without_colours`)."""
    UNQUOTED = 512
    """Nobody has looked for `QUOTED`."""
    ROW = 1024
    """Letters and blanks as many as the shortest phrase has: to be told from prose, and never passed on."""


ALL = 2 * Hint.COLOUR - 1
"""Every bit: nothing is known of the text."""
RUN = rb"A-Za-z0-9+/_.%~-"
"""The characters of a labelled value; those of all shapes are among them."""
SHORTEST_RUN = 16
_SPACE = rb"\s\x0b\x1c-\x1f\x80-\xff"
_QUOTE, _UNQUOTED = rb"[\x22\x27`]", rb"[^\s\x22\x27`]"
_CODE = rb"\s\x22\x27`(){}\[\];,<>|?"
_COLONS = rb":+(?:/:+)*"
_NO_URL = rb"(?:[^:%b]|%b(?:[^:/%b]|/[^:/%b]))*(?:%b/?)?" % (_CODE, _COLONS, _CODE, _CODE, _COLONS)
"""What holds no code and no `://`."""
_OTHER = rb"[^A-Za-z_.:/%b-]" % _CODE
"""A character that no word has, nor what is between words."""
_WORDS = rb"[A-Za-z_.:/-]*"
_AROUND = rb"[ \t\r\x22\x27`*_>|,\xe2\x80\xa2-]*"
_WORD = rb"[a-z\x80-\xff]{3,}"
"""A word of at least three small letters, or of letters outside ASCII, each of which has two or three bytes."""
_ROW = (
    rb"[\x22\x27`]?(?:"
    + _WORD
    + rb"(?:[ \t]{1,2}"
    + _WORD
    + rb"){11}|(?:(?:\xe3[\x81-\x83][\x80-\xbf])+\xe3\x80\x80){11})"
)
_ANY_ROW = rb"(?:[A-Za-z\x80-\xff]+[ \t\x80-\xff]+){11}"
_NUMBERS = rb"(?:,[(byte)%b]*[0-9\x80-\xff][0-9a-fA-FxXu%b]*){8}" % (_SPACE, _SPACE)


def _any_of(words: Iterable[str]) -> bytes:
    """Returns an expression for any of the words; of those outside ASCII, in small letters or in capitals."""
    return b"(?:" + b"|".join(b"".join(map(_in_any_case, word)) for word in words) + b")"


def _in_any_case(letter: str) -> bytes:
    if letter.isascii():
        return letter.encode()
    forms = dict.fromkeys((letter, letter.upper()))
    return b"(?:" + b"|".join(b"".join(b"\\x%02x" % byte for byte in form.encode()) for form in forms) + b")"


_PHRASE_LABEL = _any_of(PHRASE_WORDS) + rb"[\w\x22\x27`*%b-]*[:=|\xef][:=|>\x22\x27`*%b]*" % (_SPACE, _SPACE)
_ONCE = (
    (rb"-----BEGIN ", Hint.PEM),
    (_NUMBERS, Hint.ARRAY),
    (rb"[A-Za-z0-9+/_-]{43}", Hint.SHAPE),
    # What a row consists of; whether it is one, the expressions of `row_database` say, at a third of this whole pass.
    (rb"[a-z\x80-\xff \t]{44}", Hint.ROW),
    (rb"(?i)" + _PHRASE_LABEL + _ANY_ROW, Hint.PHRASE),
    (rb"(?:\\x[0-9a-fA-F]{2}){8}", Hint.QUOTED),
    # Without one of these marks a text has no escape or colour that the passes undo.
    *((mark, Hint.ESCAPED) for mark in (rb"%[23]", rb"&#", rb"&(?:equals|plus|sol);", rb"\\/", rb"\\u00", rb"\\x")),
    (rb"(?i)quoted-printable", Hint.ESCAPED),
    *((mark, Hint.COLOUR) for mark in (rb"\x1b\[", rb"u001[bB]\[", rb"x1[bB]\[", rb"033\[", rb"\\e\[")),
    *((mark, Hint.COLOUR) for mark in (rb"\xe2\x90\x9b\[", rb"\^\[\[", rb"\[0[m;]", rb"\[1;", rb"\[39m")),
    # Letters that are `k`, `s` and `i` to Python where case does not count, and not to Hyperscan.
    (rb"\xe2\x84\xaa|\xc5\xbf|\xc4[\xb0\xb1]", Hint.LABELLED | Hint.QUOTED | Hint.PHRASE),
)
BITS = tuple(hint for _, hint in _ONCE)
BEHIND_LABEL, ALONE, QUOTED, NAMED = range(4)
"""What is reported each time: a run with a credential's word on its line, at its sixteenth character; a run that has
its line for itself, at the end of the line; what is in quotes, no code and no words, and what is in quotes behind a name, at
the closing quote."""
_BEHIND = rb"[^\n]*[^\n%b]" % RUN
_RUN = b"[%b]{%d}" % (RUN, SHORTEST_RUN)
_NAME_TO_VALUE = rb"[\w\])\x22\x27:<>\[&?=,(@$%b-]*" % _SPACE
_NAMED_QUOTE = _NAME_TO_VALUE + rb"%b%b{16,}%b" % (_QUOTE, _UNQUOTED, _QUOTE)
_LATIN = [word for word in SHORTEST_WORDS if word.isascii()]
_FOREIGN = _any_of(word for word in SHORTEST_WORDS if not word.isascii())
_EACH = (
    (BEHIND_LABEL, rb"(?i)" + _any_of(_LATIN) + _BEHIND + _RUN),
    (BEHIND_LABEL, rb"(?i)" + _FOREIGN + rb"(?:" + _BEHIND + rb")?" + _RUN),
    (ALONE, rb"(?:^|\n)%b[=%b]{%d,}%b(?:\n|$)" % (_AROUND, RUN, SHORTEST_RUN, _AROUND)),
    (
        QUOTED,
        _QUOTE + _NO_URL + rb"(?:[A-Za-z]%b%b|%b%b[A-Za-z])" % (_NO_URL, _OTHER, _OTHER, _NO_URL) + _NO_URL + _QUOTE,
    ),
    (QUOTED, rb"%b%b[a-z][A-Z]%b[a-z][A-Z]%b%b" % (_QUOTE, _WORDS, _WORDS, _WORDS, _QUOTE)),
    (NAMED, rb"(?i)" + _any_of([*_LATIN, "url", "uri", "host", "endpoint"]) + _NAMED_QUOTE),
    (NAMED, rb"(?i)" + _FOREIGN + _NAMED_QUOTE),
)
KINDS = tuple(kind for kind, _ in _EACH)


@lru_cache(maxsize=1)
def hint_database() -> Database:
    """Returns the compiled expressions: those that are reported once, then those that are reported each time."""
    import hyperscan  # 12 ms

    once = [Expression(text, hyperscan.HS_FLAG_SINGLEMATCH) for text, _ in _ONCE]
    return database([*once, *(Expression(text, 0) for _, text in _EACH)])


@lru_cache(maxsize=1)
def row_database() -> Database:
    """Returns the compiled expressions of a recovery phrase's words in a row."""
    import hyperscan  # 12 ms

    heads = (rb"[\n\x22\x27`:=|>][ \t]{0,8}", rb"^[ \t]{0,8}")
    return database([Expression(head + _ROW, hyperscan.HS_FLAG_SINGLEMATCH) for head in heads])
