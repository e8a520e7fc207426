"""One blob in which the prefilter saw something: opened, examined, and told without plaintext."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import final

from msgspec.structs import replace

from auditor.classification.classify import keyed_digest
from auditor.generic import detect_secrets
from auditor.generic.false_positives import KEY_FILES, is_ours, lookalike, placeholder_reason
from auditor.generic.generic_prefilter import LARGEST, MOST, GenericMatch, generic_prefilter_for
from auditor.generic.lines import LONG, Lines
from auditor.generic.run_detectors import DetectorHit, Looked, look
from auditor.model.batch_result import Accepted, GenericHit
from auditor.model.location import Span
from auditor.model.material import Material, Pragma
from auditor.model.report import Skipped
from auditor.model.request import Generic
from auditor.model.secret import Plain
from auditor.model.skip_reason import SkipReason
from auditor.readers.text_encoding import decode, is_binary
from auditor.suppression.inline_ignores import ALLOW_NEXT_LINE, ALLOW_SECRET, pragmas_for
from auditor.wording.skip_words import skip

_TELLING = 8
"""Characters below which what a detector calls the value is only its beginning (`ghp`)."""
_END_OF_KEY = re.compile(r"-----END|^PPK-|Private-MAC", re.MULTILINE)
_KEY_FILE_LINES = 120
"""Lines of a key file that make its identity: RSA of 4096 bits takes 51, OpenSSH's form of it 50."""


@final
class Blob:
    """A text with what the detectors found in it. It holds plaintext and does not leave this package."""

    __slots__ = ("_lines", "_looked", "_name", "_suspicion")

    def __init__(self, lines: Lines, name: str, suspicion: GenericMatch, looked: Looked) -> None:
        self._lines = lines
        self._name = name
        self._suspicion = suspicion
        self._looked = looked

    @classmethod
    def open(
        cls, raw: bytes, name: str, suspicion: GenericMatch, *, mode: Generic, start: tuple[int, int] = (1, 1)
    ) -> Blob | None:
        """Shows the detectors what was spotted; None for a file that is none of their business."""
        if detect_secrets.skips_file(name):
            return None
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            # detect-secrets passes over such files in silence. A binary is none of its business, or ours here.
            if is_binary(raw):
                return None
            text = decode(raw).text
            known = generic_prefilter_for(mode).spot(text.encode("utf-8", "surrogatepass"), name)
            suspicion = known or replace(suspicion, fields=())
        lines = Lines(text, name, start)
        return cls(lines, name, suspicion, look(lines, name, suspicion, mode=mode))

    def hits(self, materials: Sequence[Material], digest_key: bytes, accepted: Accepted) -> list[GenericHit]:
        """Returns one hit for each value of a type, since detect-secrets names its first line alone; none for Backpack's."""
        nearby = _by_line(materials)
        values: dict[tuple[str, Plain, bool], list[DetectorHit]] = {}
        for one in self._looked.found:
            values.setdefault((one.detector.secret_type, one.value, one.allowlisted), []).append(one)
        counts: Counter[str] = Counter()
        hits = []
        for (secret_type, value, _), same in values.items():
            spans = [(one, self._span(one)) for one in same]
            locations = [(one, span) for one, span in spans if not is_ours(span, nearby.get(span.line, ()))]
            if not locations:
                continue
            counts[secret_type] += 1
            # What is no secret at one place may be one at another, where the detector only names its beginning.
            reasons = [self._harmless(one, span, nearby) for one, span in locations]
            chosen = reasons.index("") if "" in reasons else 0
            first, span = locations[chosen]
            hits.append(
                GenericHit(
                    span=span,
                    secret_type=secret_type,
                    detector=first.detector.name,
                    precise=first.detector.precise,
                    number=counts[secret_type],
                    repeats=tuple(
                        other for other in dict.fromkeys(location for _, location in locations) if other != span
                    ),
                    digest=keyed_digest(
                        digest_key, Plain("\0".join(sorted({self._identity(one) for one, _ in locations})))
                    ),
                    accepted_in=accepted.get((secret_type, detect_secrets.sha1(value)), ()) if accepted else (),
                    silenced=reasons[chosen],
                    pragmas=self._pragmas(first, span),
                )
            )
        return hits

    def _span(self, found: DetectorHit) -> Span:
        """Returns where a value is in the file; all of a field where the detector saw other text than the file has."""
        value = found.field
        if value is None:
            return self._lines.span(found.number, _shown(found), found.column)
        shown = _shown(found)
        at = value.text.find(shown)
        part = value[at : at + len(shown)] if at >= 0 and shown else value
        return self._lines.document.span(part.start, part.end)

    def _harmless(self, found: DetectorHit, span: Span, nearby: Mapping[int, Sequence[Material]]) -> str:
        """Returns why a finding at a place is no secret; empty if it may be one."""
        is_head = found.detector.name == KEY_FILES
        following = self._lines.following(found.number, _KEY_FILE_LINES) if is_head else found.line
        return lookalike(found, self._name, span, nearby.get(span.line, ())) or placeholder_reason(found, following)

    def omitted(self) -> Iterator[Skipped]:
        """Yields what was not scanned as detect-secrets would."""
        for number in self._looked.cut:
            yield skip(self._name, SkipReason.LONG_LINE, incomplete=False, number=number, n=LONG)
        if self._suspicion.is_too_large:
            yield skip(
                self._name, SkipReason.SEARCHED_BY_LINE, incomplete=False, excess=f"more than {LARGEST:,} characters"
            )
        if self._suspicion.is_partial:
            yield skip(self._name, SkipReason.TOO_MANY_CANDIDATES, n=MOST)

    def _identity(self, found: DetectorHit) -> Plain:
        """Returns the text that makes a finding this one: of a key file, whose detector only sees its first line, the file."""
        if any(expression.pattern == found.value for expression in found.detector.expressions):
            return Plain(_END_OF_KEY.split(self._lines.following(found.number, _KEY_FILE_LINES), maxsplit=1)[0])
        return _shown(found)

    def _pragmas(self, found: DetectorHit, span: Span) -> tuple[Pragma, ...]:
        known = pragmas_for(self._lines.document.line_text, span)
        is_told = any(pragma.marker in (ALLOW_SECRET, ALLOW_NEXT_LINE) for pragma in known)
        return known if is_told or not found.allowlisted else (*known, Pragma(ALLOW_SECRET))


def _by_line(materials: Sequence[Material]) -> Mapping[int, list[Material]]:
    found: dict[int, list[Material]] = {}
    for material in materials:
        for line in range(material.span.line, material.span.end_line + 1):
            found.setdefault(line, []).append(material)
    return found


def _shown(found: DetectorHit) -> Plain:
    """Returns the value as it relies on the line, where the detector only names its beginning (`ghp`)."""
    if len(found.value) >= _TELLING:
        return found.value
    matches = (expression.search(found.line) for expression in found.detector.expressions)
    return Plain(next((match[0] for match in matches if match and found.value in match.groups()), found.value))
