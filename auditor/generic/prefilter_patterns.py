"""The prefilter's expressions, derived from the plugins of the installed detect-secrets."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from itertools import groupby

import hyperscan

from auditor.generic.detect_secrets import detectors
from auditor.generic.detector_patterns import ANY_DETECTOR, Patterns, Strings
from auditor.generic.exact_match import Source
from auditor.generic.regex_superset import file_expressions, line_expression
from auditor.generic.regex_tree import UnreadableError, read, unusual
from auditor.model.request import Generic
from auditor.prefilter.database import Expression

_ANYTHING = rb"[\x00-\xff]"
_ANY_LINE = rb"[^\r\n](?:[\r\n]|$)"
_ONCE = hyperscan.HS_FLAG_SINGLEMATCH
SILENT = ("IPPublicDetector",)
"""Detectors that never report: a default filter drops every value without a letter, and addresses have none."""


def derived_patterns(mode: Generic) -> Patterns:
    """Returns the expressions for the detectors of a mode."""
    inexact = _utf8_expression(unusual())
    lines = [(Expression(inexact, 0), ANY_DETECTOR)]
    deciding: dict[int, tuple[Source, ...]] = {}
    demands: dict[tuple[bytes, ...], None] = {(inexact,): None}
    strings = []
    for detector in detectors():
        if (mode is Generic.PRECISE and not detector.precise) or detector.name in SILENT:
            continue
        if detector.charset:
            # Fewer characters have too little entropy, even if all are different.
            least = math.floor(2**detector.limit) + 1
            lines.append((Expression(_quoted(detector.charset, least), 0), detector.name))
            strings.append((detector.charset, least, detector.limit))
        for pattern in detector.expressions:
            text, demand = _expressions(pattern)
            deciding[len(lines)] = ((pattern.pattern, pattern.flags),)
            lines.append((Expression(text, 0), detector.name))
            demands[demand] = None
    files = tuple(_demanding(demands))
    if len(deciding) == len(lines) - 1:
        # Every detector says what decides, so an unusual character need not count by itself.
        deciding[0] = tuple(dict.fromkeys(source for sources in deciding.values() for source in sources))
    return Patterns(
        lines=tuple(line for line, _ in lines),
        owners=tuple(owner for _, owner in lines),
        deciding=deciding,
        files=(*files, *(Expression(_standing_alone(charset, least), _ONCE) for charset, least, _ in strings)),
        strings=tuple(Strings(len(files) + at, *values) for at, values in enumerate(strings)),
    )


def _expressions(pattern: re.Pattern[str]) -> tuple[bytes, tuple[bytes, ...]]:
    """Returns an expression for lines and one for files; for one that cannot be followed, what selects all."""
    try:
        node = read(pattern)
    except UnreadableError:
        return _ANY_LINE, ()
    text, demand = line_expression(node), file_expressions(node)
    return text if text and _compiles(text) else _ANY_LINE, demand if all(map(_compiles, demand)) else ()


def _compiles(text: bytes) -> bool:
    """Returns whether Hyperscan takes the expression: it refuses some for their size."""
    try:
        hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK).compile(expressions=[text], ids=[0], elements=1, flags=[0])
    except hyperscan.error:
        return False
    return True


def _demanding(demands: Collection[tuple[bytes, ...]]) -> Iterator[Expression]:
    """Expressions of which one matches in a file that holds all the parts of any demand."""
    alone = [demand for demand in demands if len(demand) <= 1]
    together = [demand for demand in demands if len(demand) > 1]
    parts = {part: number for number, part in enumerate(dict.fromkeys(part for demand in together for part in demand))}
    # The parts come first, because a combination names them by their index. They have no SINGLEMATCH: with it,
    # Hyperscan 5.4 stops before all combinations are reported.
    yield from (Expression(part, hyperscan.HS_FLAG_QUIET) for part in parts)
    for demand in together:
        text = " & ".join(str(parts[part]) for part in demand)
        yield Expression(text.encode("ascii"), hyperscan.HS_FLAG_COMBINATION | _ONCE)
    yield from (Expression(demand[0] if demand else _ANYTHING, _ONCE) for demand in alone)


def _class(charset: str) -> bytes:
    return b"[" + b"".join(b"\\x%02x" % ord(character) for character in sorted(set(charset))) + b"]"


def _quoted(charset: str, least: int) -> bytes:
    return rb"[\x22\x27]%s{%d,}[\x22\x27]" % (_class(charset), least)


def _standing_alone(charset: str, least: int) -> bytes:
    # An added backslash before a quote may be the last character.
    return rb"(?:^|[\s\x22\x27:,{\[=])%s{%d,}(?:[\s\x22\x27,}\]]|$)" % (_class(charset), least - 1)


def _utf8_expression(characters: str) -> bytes:
    """Returns an expression for one of these characters, in UTF-8."""
    encoded = sorted(character.encode() for character in characters)
    choices = []
    for prefix, group in groupby(encoded, key=lambda text: text[:-1]):
        last = b"".join(b"\\x%02x" % text[-1] for text in group)
        choices.append(b"".join(b"\\x%02x" % byte for byte in prefix) + b"[" + last + b"]")
    return b"|".join(choices)
