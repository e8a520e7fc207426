"""The generic secrets of one blob: spotted lines in, facts without plaintext out. Runs in workers."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from auditor.generic import adapter
from auditor.generic.lines import LONG, Lines
from auditor.generic.look import Found, Looked, look
from auditor.generic.lookalikes import is_ours, lookalike
from auditor.generic.rewriting import is_yaml
from auditor.generic.spot import MOST, Suspicion, generic_spotter
from auditor.material.digest import digest
from auditor.model.generic import Accepted, GenericHit
from auditor.model.material import Material, Pragma
from auditor.model.place import Span
from auditor.model.report import Skipped
from auditor.model.request import Generic
from auditor.readers.decode import decode
from auditor.suppression.pragmas import ALLOW_NEXT_LINE, ALLOW_SECRET, pragmas_for

_NOTHING_ACCEPTED: Accepted = MappingProxyType({})
_TELLING = 8
"""Characters below which what a detector calls the value is only its beginning (`ghp`)."""
_CUT = (
    "line {number} is longer than {limit} characters: it was searched for secrets other than Backpack's only around what "
    "looks like one"
)
_EXCESS = "{excess}: the file was searched for secrets other than Backpack's line by line, as plain text"
_PARTIAL = (
    "more than {most} places look like secrets other than Backpack's: what stands behind them was not searched for more"
)
_SAMPLE = 1 << 16
"""Bytes that are looked at to tell a binary."""
_UTF16_SHARE = 4
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_END_OF_KEY = re.compile(r"-----END|^PPK-|Private-MAC", re.MULTILINE)
_KEY_FILE_LINES = 120
"""Lines of a key file that make its identity: RSA of 4096 bits takes 51, OpenSSH's form of it 50."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericExaminer:
    """Examines one blob after another; small and picklable."""

    mode: Generic
    digest_key: bytes
    accepted: Accepted = field(default_factory=lambda: _NOTHING_ACCEPTED)

    def examine(
        self,
        data: bytes | memoryview,
        name: str,
        suspicion: Suspicion,
        *,
        start: tuple[int, int] = (1, 1),
        materials: Sequence[Material] = (),
        member: str | None = None,
    ) -> tuple[list[GenericHit], list[Skipped]]:
        """What the detectors find in a blob in which `generic_spotter` saw something, and what was cut.

        `start` is the line and column of its first byte, for a window into a larger blob. `materials` are those of
        the same blob: what a rule about Backpack reports is left out here.
        """
        if adapter.skips_file(name):
            return [], []
        raw = bytes(data)
        spotter = generic_spotter(self.mode)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            # detect-secrets passes over such files in silence. A binary is none of its business, or ours here.
            if _is_binary(raw):
                return [], []
            text = decode(raw).text
            suspicion = spotter.spot(text.encode("utf-8", "surrogatepass"), name) or suspicion
        lines = Lines(text, name, start)
        looked = look(lines, name, suspicion, spotter=spotter, mode=self.mode)
        hits = self._hits(_Blob(lines, name, materials, member), looked.found)
        return hits, list(_omitted(lines, name, looked, suspicion))

    def _hits(self, blob: _Blob, found: Sequence[Found]) -> list[GenericHit]:
        """One hit for each value of a type: detect-secrets, too, names its first line only."""
        values: dict[tuple[str, str, bool], list[Found]] = {}
        for one in found:
            values.setdefault((one.detector.secret_type, one.value, one.allowlisted), []).append(one)
        counts: Counter[str] = Counter()
        hits = []
        for same in values.values():
            places = [(one, span) for one in same if not is_ours(span := blob.span(one), blob.materials)]
            if places:
                counts[same[0].detector.secret_type] += 1
                hits.append(self._hit(blob, places, counts[same[0].detector.secret_type]))
        return hits

    def _hit(self, blob: _Blob, places: Sequence[tuple[Found, Span]], number: int) -> GenericHit:
        (first, span), *others = places
        texts = sorted({blob.identity(one) for one, _ in places})
        detector = first.detector
        return GenericHit(
            span=span,
            secret_type=detector.secret_type,
            detector=detector.name,
            precise=detector.precise,
            number=number,
            repeats=tuple(dict.fromkeys(other for _, other in others if other != span)),
            digest=digest(self.digest_key, "\0".join(texts)),
            accepted_in=self.accepted.get((detector.secret_type, adapter.sha1(first.value)), ())
            if self.accepted
            else (),
            silenced=lookalike(first, blob.name, span, blob.materials),
            pragmas=blob.pragmas(first, span),
            member=blob.member,
        )


@dataclass(frozen=True, slots=True)
class _Blob:
    """What the hits of one blob have in common."""

    lines: Lines
    name: str
    materials: Sequence[Material]
    member: str | None

    def span(self, found: Found) -> Span:
        return self.lines.span(found.number, _shown(found))

    def identity(self, found: Found) -> str:
        """The text that makes a finding this one: of a key file, whose detector only sees its first line, the file."""
        if any(expression.pattern == found.value for expression in found.detector.expressions):
            return _END_OF_KEY.split(self.lines.following(found.number, _KEY_FILE_LINES), maxsplit=1)[0]
        return _shown(found)

    def pragmas(self, found: Found, span: Span) -> tuple[Pragma, ...]:
        known = pragmas_for(self.lines.document.line_text, span)
        is_told = any(pragma.marker in (ALLOW_SECRET, ALLOW_NEXT_LINE) for pragma in known)
        return known if is_told or not found.allowlisted else (*known, Pragma(ALLOW_SECRET))


def _omitted(lines: Lines, name: str, looked: Looked, suspicion: Suspicion) -> Iterator[Skipped]:
    """What was not looked at as detect-secrets would."""
    for number in looked.cut:
        yield Skipped(name, _CUT.format(number=number, limit=LONG), incomplete=False)
    # What only the second, eager try takes for INI is hardly ever that (JSON on one line): nothing worth a note.
    if looked.excess and (is_yaml(name) or lines.source.lstrip().startswith("[")):
        yield Skipped(name, _EXCESS.format(excess=looked.excess), incomplete=False)
    if suspicion.is_partial:
        yield Skipped(name, _PARTIAL.format(most=MOST))


def _is_binary(raw: bytes) -> bool:
    """Whether bytes that are no UTF-8 are no text either. In UTF-16, which is text, every other byte is often zero."""
    sample = raw[:_SAMPLE]
    return 0 < sample.count(0) * _UTF16_SHARE < len(sample) and not raw.startswith(_WIDE_MARKS)


def _shown(found: Found) -> str:
    """The value as it stands on the line, where the detector only names its beginning (`ghp`)."""
    if len(found.value) >= _TELLING:
        return found.value
    matches = (expression.search(found.line) for expression in found.detector.expressions)
    return next((match[0] for match in matches if match and found.value in match.groups()), found.value)
