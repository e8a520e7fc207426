"""Backpack's secrets for teams who stay with detect-secrets: `detect-secrets scan -p <the path of this file>`.

detect-secrets shows a plugin one line after the other. Which value is a secret is decided by the whole file all the
same, with the steps and rules of `backpack-audit scan`; a line is then asked for the values found. What it is given
is plaintext, because that is what detect-secrets hashes into its baseline.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from pathlib import Path

from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.plugins.base import BasePlugin
from detect_secrets.util.code_snippet import CodeSnippet

from auditor.model.location import Exposure, Span
from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit
from auditor.readers.document import Document
from auditor.readers.text_encoding import decode
from auditor.rulebook.rulebook import load
from auditor.sources.memory import MemorySource

_MAX_BYTES = 16 << 20
_SHORTEST = 16
"""Characters of the shortest value that is looked for on other lines than its own."""


class BackpackDetector(BasePlugin):
    """Finds secrets of Backpack Exchange and Backpack Wallet by what they prove to be."""

    secret_type = "Backpack Secret"  # noqa: S105 - a type's name

    def analyze_line(
        self,
        filename: str,
        line: str,
        line_number: int = 0,
        context: CodeSnippet | None = None,  # noqa: ARG002 - detect-secrets passes it by name
        **kwargs: object,  # noqa: ARG002
    ) -> set[PotentialSecret]:
        """Returns the secrets on a line of a file; of a line that is in no file, by itself."""
        try:
            found = Path(filename).stat()
            values = _secrets_of(filename, found.st_mtime_ns, found.st_size)
        except OSError:
            values = _secrets_in(line.encode("utf-8", "surrogatepass"), filename)
        return {
            PotentialSecret(type=self.secret_type, filename=filename, secret=value, line_number=line_number)
            for value in values
            if value in line
        }

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        """Yields the secrets in a text that is in no file."""
        yield from _secrets_in(string.encode("utf-8", "surrogatepass"), "string")


@lru_cache(maxsize=8)
def _secrets_of(filename: str, _changed: int, size: int) -> tuple[str, ...]:
    return _secrets_in(Path(filename).read_bytes(), filename) if size <= _MAX_BYTES else ()


@lru_cache(maxsize=1)
def _leak_rules() -> tuple[str, ...]:
    return tuple(rule.code for rule in load().rules if rule.traits.leak)


def _secrets_in(data: bytes, name: str) -> tuple[str, ...]:
    request = AuditRequest(
        select=_leak_rules(), generic=Generic.OFF, use_config=False, inline_ignores=False, describe_rules=False, jobs=1
    )
    # Whether git would ignore the file is not detect-secrets' question.
    report = audit(request, source=MemorySource({Path(name).as_posix(): data}, Exposure.TRACKED))
    locations = [finding.location for finding in report.findings if finding.location.member is None]
    if not locations:
        return ()
    document = Document(decode(data).text, name)
    values = (_value(document, location.span) for location in locations)
    return tuple(dict.fromkeys(value for value in values if len(value) >= _SHORTEST))


def _value(document: Document, span: Span) -> str:
    """Returns the text of a value, or of one over several lines its first line."""
    line = document.line_text(span.line)
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None].strip()
