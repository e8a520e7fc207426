"""Decides which text may be shown: none that holds what looks like a key, a secret, a token or a recovery phrase.

Names of files, branches and authors, commit messages, command lines and values of configuration files can hold a
secret that somebody pasted there. Everything that shows such a text asks this module.

One rule: text is measured in words, that is in runs of small letters (with a capital before them), of capitals and of
digits. Names have four characters or more to a word; base64 and base58 of random bytes have 1.8. Measured on 20 000
random values in each encoding, at most one in 1 500 is missed (base64 with many marks); of 156 000 paths of an
installed system, three are taken for secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


class _Pattern:
    """A regular expression that is compiled when it is first used: together they take 4 ms, and most runs need none."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a method of a compiled expression
        method = getattr(re.compile(self._text), name)
        setattr(self, name, method)
        return method


REDACTED = "<redacted>"
"""What is shown in the place of a secret."""

_LONGEST_SHOWN = 120
_SHORTEST = 7
"""Characters of the shortest text that holds one: a user and a password in an address (`a://b:@`)."""
_SHORTEST_PREFIXED = 20
"""Characters of the shortest token that says by its beginning whose it is (`AKIA` and sixteen); all other forms are longer."""
_LEAST = 24
"""Characters in upper case, lower case and digits from which a random text may be a secret or most of one."""
_LEAST_ONE_CASE = 48
"""The same without upper or without lower case: 32 bytes in base32 have 52. Shorter ones are ULIDs and store paths."""
_WHOLE = (40, 41, 42, 43, 44, 84, 85, 86, 87, 88)
"""Characters of 32 and of 64 bytes in base64, base64url and base58, without marks at the ends."""
_MOST_MARKS = 5
"""Marks within 32 bytes of base64: on average there are 1.3, and paths have more."""
_FORM = _Pattern(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])"
    r"|(?<![A-Za-z0-9])[A-Z0-9]{43,}(?![A-Za-z0-9])"
    r"|[A-Za-z0-9+/]{4,24}BQYDK2Vw[A-Za-z0-9+/]{40,}=*"
)
"""What has the form of 32 or 64 bytes however it measures: base64 of a text, of a repeated byte, of DER (RFC 8410)."""
_BASE32 = _Pattern(r"(?<![A-Za-z0-9])(?=[A-Z]*[2-7])[A-Z2-7]{52}(?![A-Za-z0-9])")
_GLUED = 43
"""Characters in a row in which a longer token is measured: a value may have letters or digits right next to it."""
_LEAST_MARKED = 32
"""Letters and digits of a stretch that is measured though it has marks, and something right next to it."""
_RANDOM_MARKED = 2.3
"""Characters to a word below which such a stretch is random."""
_WORD_BETWEEN_MARKS = _Pattern(r"(?<=[+/_-])(?:[A-Z]?[a-z]{4,}|[A-Z]{5,})(?=[+/_-])")
_STANDARD, _SAFE = _Pattern(r"[+/]"), _Pattern(r"[_-]")
_HEX_RUN = _Pattern(r"[0-9a-f]{60,}|[0-9A-F]{60,}")
_LEAST_HEX = 60
"""The same in hex: 32 bytes have 64. Shorter ones are MD5 and SHA-1 digests, which name many files."""
_WORD = _Pattern(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_RANDOM_WORDS = 2.6
_SHORT_WORDS = 3.7
"""Characters to a word below which a text is random, or may be if it has `_MANY_DIFFERENT` characters."""
_MANY_DIFFERENT = 24
_SHORT_TOKEN = 4
"""Characters below which a token between marks says nothing: base64 has tokens of any length."""
_RUN = _Pattern(rf"[A-Za-z0-9+/=_-]{{{_LEAST},}}")
_TOKEN = _Pattern(r"[A-Za-z0-9]+")
_HEX = _Pattern(r"[0-9a-f]+|[0-9A-F]+")
_DIGIT = _Pattern(r"\d")
_UUID = _Pattern(r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])")
_NUMBERS = _Pattern(r"(?<!\d)\d{1,3}(?:[,;\s]+\d{1,3}){15,}(?!\d)")
_BYTES = _Pattern(r"(?:\\x|0[xX]|%)?[0-9a-fA-F]{2}(?:[\s,:]*(?:\\x|0[xX]|%)[0-9a-fA-F]{2}|[\s,:]+[0-9a-fA-F]{2}){23,}")
_PHRASE = _Pattern(r"(?<![a-z])[a-z]{3,8}(?:[ \t,_-]+[a-z]{3,8}){10,}(?![a-z])")
_LEAST_PHRASE = 11
_USER_IN_ADDRESS = _Pattern(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<user>[^/?#\s@]+)@")
_PREFIXED = _Pattern(
    r"(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-|xox[abeoprs]-|[sr]k_live_"
    r"|npm_|pypi-|A[KS]IA)[A-Za-z0-9_-]{16,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_.-]{8,}"
)
"""Tokens that say by their beginning whose they are, and JSON web tokens."""
_NAMED = _Pattern(
    r"(?i:pass(?:word|phrase|wd)?|pwd|secret|token)[ \t]*[=:][ \t]*(?P<value>(?=\S*\d)(?=\S*[A-Za-z])[^\s/]{8,})"
)
_SHORTEST_PIECE = 16
"""Characters of the shortest text that could be a piece of a value, or hold one."""
_PIECE = _Pattern(rf"[A-Za-z0-9+/]{{{_SHORTEST_PIECE},}}+")
_PIECE_HEX = _Pattern(r"[0-9a-f]{20,}|[0-9A-F]{20,}")
_LEAST_PIECE_HEX = 30
_FEWEST_TURNS = 4
"""Words, that is runs of letters and of numbers, from which fewer digits of hex with a letter or digit right next to them
are a piece: no name has them (of 115,000 runs in an installed system one has, and that is data). Between marks they are
the identifier of an account, say, and are measured as everything else."""
_PIECE_WORD = _Pattern(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[+/]+")
_PIECE_NUMBERS = _Pattern(r"\d{1,3}(?:[,\s]+\d{1,3}){7,}")
_PADDED = _Pattern(r"[A-Za-z0-9+/]{24,}=")
_WORDS = _Pattern(r"[^\W\d_]+(?:[ \t]+[^\W\d_]+){10,}")


def holds_secret(text: str) -> bool:
    """Returns whether a text holds a whole secret, or most of one, in any encoding."""
    if len(text) < _SHORTEST or _is_short_name(text):
        return False
    return next(_stretches(text), None) is not None


def redacted(text: str) -> str:
    """Returns a text with `<redacted>` in the place of every secret in it."""
    if len(text) < _SHORTEST or _is_short_name(text):
        return text
    found = sorted(_stretches(text))
    if not found:
        return text
    parts: list[str] = []
    at = 0
    for start, end in found:
        if start >= at:
            parts += [text[at:start], REDACTED]
        at = max(at, end)
    return "".join((*parts, text[at:]))


def _is_short_name(text: str) -> bool:
    """Returns whether a text is too short for a secret, and has none of the marks of a user or password in it."""
    return len(text) < _SHORTEST_PREFIXED and "@" not in text and "=" not in text and ":" not in text


def is_showable(text: str) -> bool:
    """Returns whether a text is short, printable and holds no secret."""
    return len(text) <= _LONGEST_SHOWN and text.isprintable() and not holds_secret(text)


def is_name(text: str) -> bool:
    """Returns whether a text from inside an audited file is a name: short, and no piece of a value.

    Stricter than `holds_secret`, because a reader that is wrong about where a value begins takes a part of it for a name.
    """
    if len(text) < _SHORTEST_PIECE:
        return True
    if len(text) > _LONGEST_SHOWN or _PADDED.search(text) or _WORDS.search(text):
        return False
    return not any(map(is_random, _PIECE.findall(text)))


def without_pieces(text: str) -> str:
    """Returns a text from inside an audited file without secrets, and without what could be a piece of one."""
    text = _PIECE.sub(lambda run: REDACTED if is_random(run[0]) else run[0], redacted(text))
    return str(_PIECE_NUMBERS.sub(REDACTED, text))


def is_random(run: str) -> bool:
    """Returns whether a run of sixteen or more characters of base64 or hex could be a piece of a value."""
    if _PIECE_HEX.search(run) and any(_is_piece_of_hex(run, *digits.span()) for digits in _PIECE_HEX.finditer(run)):
        return True
    words = len(_PIECE_WORD.findall(run))
    return len(run) < _RANDOM_WORDS * words or (len(run) < _SHORT_WORDS * words and len(set(run)) >= _MANY_DIFFERENT)


def _is_piece_of_hex(run: str, start: int, end: int) -> bool:
    if end - start >= _LEAST_PIECE_HEX:
        return True
    is_glued = (run[start - 1 : start] + run[end : end + 1]).strip("+/") != ""
    return is_glued and len(_PIECE_WORD.findall(run[start:end])) >= _FEWEST_TURNS


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yields where secrets start and end; stretches may overlap."""
    for match in _USER_IN_ADDRESS.finditer(text):
        # `ssh://git@host` names an account and no password; `https://token@host` is one.
        if ":" in match["user"] or match["scheme"].lower().startswith("http"):
            yield match.span("user")
    for pattern in (_NUMBERS, _BYTES, _PREFIXED, _FORM, _BASE32):
        yield from (match.span() for match in pattern.finditer(text))
    yield from (match.span("value") for match in _NAMED.finditer(text))
    yield from (match.span() for match in _PHRASE.finditer(text) if _is_phrase(match[0]))
    without_ids = _UUID.sub(lambda match: "." * len(match[0]), text)
    for run in _RUN.finditer(without_ids):
        yield from _random_stretches(run[0], run.start())


def _is_phrase(text: str) -> bool:
    """Returns whether eleven words in a row are of the list from which recovery phrases are made."""
    from mnemonic import Mnemonic

    known = set(Mnemonic("english").wordlist)
    row = 0
    for word in re.findall("[a-z]+", text):
        row = row + 1 if word in known else 0
        if row >= _LEAST_PHRASE:
            return True
    return False


def _random_stretches(run: str, offset: int) -> Iterator[tuple[int, int]]:
    """Yields the stretches of neighbouring tokens that are random together: base64 may hold any of the marks."""
    tokens = list(_TOKEN.finditer(run))
    cluster: list[re.Match[str]] = []
    for number, token in enumerate(tokens):
        if whole := _whole_value(run, tokens, number):
            yield offset + token.start(), offset + whole
        if len(token[0]) < _SHORT_TOKEN or _is_wordless(token[0]):
            cluster.append(token)
            continue
        yield from _judged(cluster, run, offset)
        cluster = []
    for token in tokens:
        if len(token[0]) > _GLUED:
            yield from _glued(token[0], offset + token.start())
    yield from _judged(cluster, run, offset)
    if len(run) > _GLUED:
        yield from _marked(run, offset)


def _marked(run: str, offset: int) -> Iterator[tuple[int, int]]:
    """Yields the random stretches of a run with the marks of base64 in it, whatever is right next to them."""
    words = list(_WORD.finditer(run))
    first = size = 0
    for last, word in enumerate(words):
        size += len(word[0])
        while size - len(words[first][0]) >= _LEAST_MARKED:
            size -= len(words[first][0])
            first += 1
        start, end = words[first].start(), word.end()
        is_dense = size >= _LEAST_MARKED and size < _RANDOM_MARKED * (last - first + 1)
        if is_dense and end - start - size <= _MOST_MARKS and _is_mixed(run[start:end]):
            yield offset + start, offset + _with_padding(run, end)


def _is_mixed(text: str) -> bool:
    """Returns whether a text has what a random one in base64 has: both cases, digits, one kind of marks, no word between two."""
    is_cased = not text.islower() and not text.isupper()
    is_of_one_kind = not (_STANDARD.search(text) and _SAFE.search(text))
    return is_cased and is_of_one_kind and bool(_DIGIT.search(text)) and not _WORD_BETWEEN_MARKS.search(text)


def _glued(token: str, offset: int) -> Iterator[tuple[int, int]]:
    """Yields the random stretches of a token that is not random as a whole: a value between words, without a mark."""
    for match in _HEX_RUN.finditer(token):
        yield offset + match.start(), offset + match.end()
    words = list(_WORD.finditer(token))
    first = 0
    for last, word in enumerate(words):
        while word.end() - words[first].end() >= _GLUED:
            first += 1
        stretch = token[words[first].start() : word.end()]
        random_words = len(stretch) < _RANDOM_WORDS * (last - first + 1)
        if len(stretch) >= _GLUED and random_words and not (stretch.islower() or stretch.isupper()):
            yield offset + words[first].start(), offset + word.end()


def _whole_value(run: str, tokens: list[re.Match[str]], first: int) -> int:
    """Returns the end of the value of exactly 32 or 64 bytes that starts with a token; 0 if none does."""
    start = tokens[first].start()
    for token in tokens[first : first + _MOST_MARKS + 1]:
        length = token.end() - start
        if length > _WHOLE[-1]:
            break
        joined = "".join(_TOKEN.findall(run, start, token.end())) if length in _WHOLE else ""
        if joined and not (joined.islower() or joined.isupper()) and _is_wordless(joined) and _DIGIT.search(joined):
            return _with_padding(run, token.end())
    return 0


def _judged(cluster: list[re.Match[str]], run: str, offset: int) -> Iterator[tuple[int, int]]:
    joined = "".join(token[0] for token in cluster)
    if len(joined) < _LEAST or joined.isdigit():
        return
    if _HEX.fullmatch(joined):
        least = _LEAST_HEX
    elif joined.islower() or joined.isupper():
        least = _LEAST_ONE_CASE
    else:
        least = _LEAST
    if len(joined) >= least and _is_wordless(joined):
        yield offset + cluster[0].start(), offset + _with_padding(run, cluster[-1].end())


def _with_padding(run: str, end: int) -> int:
    while run[end : end + 1] == "=":
        end += 1
    return end


def _is_wordless(token: str) -> bool:
    if _HEX.fullmatch(token) and len(token) >= _LEAST_HEX:
        return True
    words = len(_WORD.findall(token))
    return len(token) < _RANDOM_WORDS * words or (
        len(token) < _SHORT_WORDS * words and len(set(token)) >= _MANY_DIFFERENT
    )
