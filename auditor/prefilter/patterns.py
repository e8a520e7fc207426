"""Tells what the prefilter looks for, as Hyperscan expressions over raw bytes.

All of them over-select on purpose: a boundary around a shape costs ten times the scan (`benchmarks/README.md`), and
readers look closer anyway. What they must never do is miss a text that a reader could turn into a finding. For the
second look, at the few blobs that are left, hex and base58 have their boundaries: mangled names are full of runs.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from auditor._version import __version__
from auditor.model.material import Role
from auditor.storage import cache
from auditor.storage.cache import sha256
from auditor.vocabulary.vocabulary import Vocabulary

_WRAPPED_NAMES = ("secret", "Secret", "SECRET", "bpx_", "bpx-", "BPX_")
_SHORT = 3
_OFFSETS = ((0, 0), (1, 2), (2, 3))
"""Bytes before a word in its group, and the characters at its beginning that these bytes have a part in."""
_BITS, _BITS_PER_CHARACTER = 8, 6
_KEY_FILES = ("LS0tLS1CRUdJTiBQUklWQVRF", "LS0tLS1CRUdJTiBPUEVOU1NI")
"""How base64 of a key file in PEM and in OpenSSH's form begins."""
_GZIP = "H4sI"
"""How base64 of gzip begins: its magic number and its method (RFC 1952, section 2.3)."""
_GZIP_REST = "[A-Za-z0-9+/_-]{60}"
_KEY_AND_MORE = "[A-Za-z0-9+/]{57}[DTjz]06"
"""Base64 of a padded key or secret with a colon behind it, as `Authorization: Basic` holds a pair."""


def wrapped_words(vocabulary: Vocabulary) -> Iterator[str]:
    """Returns regular expressions of which one matches base64 of every text that says Backpack or names a secret."""
    words = [word for word in vocabulary.words if word.isascii() and len(word) > _SHORT]
    forms = dict.fromkeys(form for word in words for form in (word, word.capitalize(), word.upper()))
    for form in (*forms, *_WRAPPED_NAMES):
        yield from map(_escaped, _aligned(form.encode()))
    for form in forms:
        for once in _aligned(form.encode()):
            yield from map(_escaped, _aligned(once.encode()))
    yield from _KEY_FILES
    yield _GZIP + _GZIP_REST
    yield _KEY_AND_MORE


def _aligned(word: bytes) -> Iterator[str]:
    """Returns the characters that a word determines in each alignment."""
    for before, unsure in _OFFSETS:
        text = base64.b64encode(bytes(before) + word).decode()
        yield text[unsure : (before + len(word)) * _BITS // _BITS_PER_CHARACTER]


def _escaped(text: str) -> str:
    return text.replace("+", r"\+")


class Hit:
    """What a blob holds, as a set of bits: plain numbers, because each `&` of an `IntFlag` takes 0.4 µs."""

    SHAPE = 1
    """A value that could prove itself with no word next to it."""
    CONTEXT = 2
    """A word that says Backpack Exchange, or its namesake."""
    NAME = 4
    """A word that a credential's name holds."""
    HOST = 8
    """The exchange's own host or client: speaks for the whole scope."""
    UTF16 = 16
    """A shape or word with a NUL next to each character: to be decoded and spotted again."""
    PHRASE = 32
    """A word that names a recovery phrase, or a wallet's keyring."""
    HASH = 64
    """A shape that its label calls a hash; only places have it, never a blob."""
    WRAPPED = 128
    """A word in base64, or compressed text in base64: a whole file may be in it."""
    ROW = 256
    """Words in a row, as in a recovery phrase, and in one sentence of ten as well; looked for where nothing stronger
    says how closely to read."""


class Pattern(Struct, frozen=True):
    """One expression, and the bit that its match sets."""

    expression: bytes
    hit: int
    caseless: bool = False
    exact: bytes = b""
    """The same with its boundaries, for the second look; empty where that is no different."""

    @property
    def located(self) -> bytes:
        """The expression by which the places in a blob are found."""
        return self.exact or self.expression


_LAST = (rb"AEIMQUYcgkosw048", rb"BCDFGHJKLNOPRSTVWX", rb"Zabdefhijlmnpqrtuv", rb"xyz1235679+/_\\-")
"""Every last character before the padding, canonical ones first. Hyperscan looks for pairs (`k=`) where the choice is
small and for every `=` where it is large: a tenth of the whole pass."""

HASH_PREFIX = r"(?:h1|sha-?(?:1|224|256|384|512)|sha3-(?:224|256|384|512)|md5|blake(?:2[bs]|3))[:-]"
"""What is right before a hash and says so, without regard to case: `h1:`, `sha256-`."""

SHAPES: tuple[bytes, ...] = (
    # 32 bytes in base64 or base64url, padded; also with the backslashes that JSON encoders write into it. The end of
    # 64 bytes (`==`), of base64 in base64 and of quoted-printable (`=3D`) looks the same.
    *(rb"[A-Za-z0-9+/\\_-]{42}[" + last + rb"]=" for last in _LAST),
    rb"[A-Za-z0-9+/\\_-]{43}\\u003[dD]",
    # The same in a URL or a form.
    rb"(?:[A-Za-z0-9_-]|%2[BbFf]){43}%3[Dd]",
    # The same in HTML.
    rb"[A-Za-z0-9&#;xX+/]{43}(?:&#61;|&#x3[dD];|&equals;)",
    # The private half of a JSON Web Key; blanks and separators as one run take half the time.
    rb"\bd[\x22\x27]?[:=\s]{1,17}[\x22\x27][A-Za-z0-9_-]{43}[\x22\x27]",
    # Key files: PEM, OpenSSH, PKCS #8 of Ed25519 in base64 and in DER.
    rb"-----BEGIN [A-Z ]{0,20}PRIVATE KEY",
    rb"M[A-Za-z0-9+/]{2}CAQ[A-Za-z0-9+/]wBQYDK2Vw",
    rb"\x30[\x2e\x51\x53\x50]\x02\x01[\x00\x01]\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20",
)

HEX = rb"[0-9a-fA-F]{64}"
"""32 bytes in hex, or more."""

_NAMES: tuple[bytes, ...] = (
    rb"secret",
    rb"api[ _.-]{0,2}key",
    rb"private[ _.-]{0,2}key",
    rb"public[ _.-]{0,2}key",
    rb"priv[ _.-]?key",
    rb"pub[ _.-]?key",
    rb"(?:verify|verifying|sign|signing|access)[ _.-]?key",
    rb"seed",
    rb"backpack[ _.-]?(?:api|key)",
    rb"b(?:p|px)[ _.-]?(?:api|key)",
    rb"(?:base|api|rest|wss?)[ _.-]?(?:url|host|endpoint)",
    rb"endpoint",
)
CLIENTS = rb"bpx[_-]?api[_-]?client|bpx[_-]py|bpx\.(?:account|public)"
"""How clients of the exchange are named."""
_PHRASES: tuple[bytes, ...] = (rb"mnemonic", rb"(?:seed|recovery)[ _.-]{0,2}(?:phrase|words)")

ROWS = (
    Pattern(rb"(?:[a-z\x80-\xff]{3,} ){11}[a-z\x80-\xff]{3}", Hit.ROW),
    Pattern(rb"(?:(?:\xe3[\x81-\x83][\x80-\xbf]){2,}\xe3\x80\x80){11}", Hit.ROW),
)
"""Twelve words in small letters or without any, and none of them short, as in all lists of recovery phrases: a line of
prose seldom has them, a long text always does. The Japanese put their own kind of space between them.

They have a pass of their own (`backpack`), which takes less time than they add to the pass over everything else.
"""
SHORTEST_ROW = 47
"""Bytes of the shortest row."""


@lru_cache(maxsize=2)
def patterns(vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    """Returns every expression of the prefilter, in a stable order; kept between runs, because to make them takes 4 ms."""
    code = cache.code_digest([Path(__file__).parent])
    state = sha256(f"{__version__} {code} {vocabulary.digest}".encode()).hexdigest()
    return cache.kept("patterns", state, tuple[Pattern, ...], lambda: tuple(_patterns(vocabulary)))


def _patterns(vocabulary: Vocabulary) -> Iterator[Pattern]:

    for shape in SHAPES:
        yield Pattern(shape, Hit.SHAPE)
    # 32 or more bytes as numbers. Anything that ends in `,` is tried at every comma: 50 ms for 1 MB of numbers, and this 5.
    yield Pattern(rb"(?:\d{1,3},\s*){31}\d", Hit.SHAPE)
    for letters, sizes in ((rb"[0-9a-fA-F]", ((64, 64), (128, 128))), (rb"[1-9A-HJ-NP-Za-km-z]", ((85, 90),))):
        yield Pattern(letters + rb"{%d}" % sizes[0][0], Hit.SHAPE, exact=_bounded(letters, sizes))
    yield Pattern(_any_of((*map(_literal, vocabulary.hosts), CLIENTS)), Hit.HOST | Hit.CONTEXT, caseless=True)
    for word in (*vocabulary.words, *vocabulary.instructions, "x-window"):
        yield from _context(word)
    yield Pattern(_any_of(_NAMES), Hit.NAME, caseless=True)  # One report for all of them: a file about keys has four.
    for phrase in _PHRASES:
        yield Pattern(phrase, Hit.NAME | Hit.PHRASE, caseless=True)
    for role in sorted(phrase for phrase in vocabulary.roles if not phrase.isascii()):
        yield Pattern(_literal(role.replace(" ", "")), Hit.NAME)
    yield from _wide(vocabulary)
    yield from (Pattern(expression.encode(), Hit.WRAPPED) for expression in wrapped_words(vocabulary))


def _wide(vocabulary: Vocabulary) -> Iterator[Pattern]:
    """Returns what finds a context word in UTF-16 of either byte order; `utf16_runs` finds shapes."""
    for word in vocabulary.words:
        if word.isascii() and len(word) > _SHORT:
            yield Pattern(b"\\x00".join(bytes([byte]) for byte in word.encode()), Hit.UTF16, caseless=True)


def hashes(vocabulary: Vocabulary) -> Iterator[Pattern]:
    """Shapes right behind what makes their role `Role.HASH`, each ending where the shape's own pattern ends.

    Lock files are full of them: 50 µs each to be read and named, and 1 µs here.
    """
    words = sorted(phrase for phrase, role in vocabulary.roles.items() if role is Role.HASH and phrase.isalnum())
    name = rb"(?:^|[\n\x22\x27{,;(])[ \t]{0,16}(?:" + b"|".join(map(_literal, words)) + rb")[\x22\x27]?[ \t]{0,4}[=:]"
    prefix = rb"(?:^|[^A-Za-z0-9])" + HASH_PREFIX.encode()
    label = rb"(?:" + prefix + rb"|" + name + rb"[ \t]{0,4}[\x22\x27]?)"
    hexadecimal = rb"(?:[0-9]{1,3}(?:c[0-9]{1,2})?/)?(?:[0-9a-f]{64}|[0-9a-f]{128})(?:[^0-9a-f]|$)"  # Yarn's: `10c0/…`.
    for value in (hexadecimal, rb"[a-z0-9+/]{43}=", rb"[a-z0-9+/]{86}="):
        yield Pattern(label + value, Hit.HASH, caseless=True)


def _bounded(letters: bytes, sizes: Sequence[tuple[int, int]]) -> bytes:
    """Runs of the letters that have one of the lengths; base58 may have the `n` of an escaped line break before it."""
    other = b"[^" + letters[1:]
    runs = b"|".join(letters + b"{%d,%d}" % size for size in sizes)
    return rb"(?:^|" + other + rb"|0[xX])(?:" + runs + rb")(?:" + other + rb"|$)"


def _context(word: str) -> Iterator[Pattern]:
    if len(word) > _SHORT:
        yield Pattern(_literal(word), Hit.CONTEXT, caseless=word.isascii())
        return
    # A short word is in many others (`SUBPXL`) and in any base64: it counts between other characters only.
    for form in (word, word.capitalize(), word.upper()):
        yield Pattern(rb"(?:^|[^A-Za-z0-9+/=])" + _literal(form) + rb"(?:[^a-z+/=]|$)", Hit.CONTEXT)


def _any_of(expressions: Iterable[bytes]) -> bytes:
    return b"|".join(b"(?:%b)" % each for each in expressions)


def _literal(text: str) -> bytes:
    return re.escape(text.encode())
