"""Tells how a baseline is written so that branches merge.

One finding is one line, sorted. Every such line ends with a comma, because a `null` ends the list: a line can be added
or removed anywhere without touching its neighbours. Two branches that add in the same gap still conflict, unless the
repository has `.backpack-audit.baseline.json merge=union` in its `.gitattributes`; what a union leaves unsorted or
double is read all the same, and put in order by `baseline update`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from auditor.config_files.problems import nearest, shown
from auditor.config_files.read_text import read_text
from auditor.errors import ConfigurationError
from auditor.storage import atomic_write
from auditor.suppression.baseline import KEY_BYTES, KEY_CHARACTERS, Baseline, Entry
from auditor.wording.lists import listed

SCHEMA = "backpack-audit/baseline/v1"
_TOP = ("schema", "salt", "findings")
_KEYS = ("rule", "fingerprint", "digest", "api_key", "path", "field", "history", "reason", "expires")
_MARKER = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)
_LIST = re.compile(r'"findings"\s*:\s*\[')
_AFTER = re.compile(r"\s*([,\]])\s*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ANY = re.compile(r".*", re.DOTALL)
_FORMS = {
    "rule": (re.compile(r"[A-Z][A-Z0-9]{3,15}"), "a rule's code"),
    "fingerprint": (re.compile(r"[0-9a-f]{32}"), "32 hex digits"),
    "digest": (re.compile(r"(?:[0-9a-f]{32})?"), "32 hex digits"),
    "api_key": (
        re.compile(rf"(?:[A-Za-z0-9+/]{{{KEY_CHARACTERS}}})?"),
        f"the first {KEY_CHARACTERS} characters of an API key",
    ),
    "path": (_ANY, "a path"),
    "field": (_ANY, "a name"),
    "reason": (_ANY, "a text"),
}


def parse(text: str, name: str) -> Baseline:
    """Returns the baseline that the text says; notes and errors call it `name`.

    Raises:
        ConfigurationError: it is none of ours, or damaged, with the line.
    """
    return _Reader(text, name).baseline()


class _RepeatedKeyError(ValueError):
    def __init__(self, key: str) -> None:
        self.key = key


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key)
        found[key] = value
    return found


class _Reader:
    """Reads one baseline."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._decoder = json.JSONDecoder(object_pairs_hook=_distinct)

    def baseline(self) -> Baseline:
        """Returns the baseline that the text says."""
        if marker := _MARKER.search(self._text):
            message = "a merge left a conflict here; keep the findings of both sides and one salt, delete the "
            raise self._error(f"{message}markers, and run `backpack-audit baseline update`", marker.start())
        entries: dict[tuple[str, str], Entry] = {}
        start = end = len(self._text)
        if match := _LIST.search(self._text):
            start = end = match.end()
            for offset, end, value in self._elements(start):  # noqa: B007 - where the last one ended
                if value is not None:
                    self._admit(entries, self._entry(value, offset), offset)
            end = self._text.index("]", end)
        key = self._digest_key(self._text[:start] + "\n" * self._text.count("\n", start, end) + self._text[end:])
        return Baseline(key, tuple(sorted(entries.values(), key=lambda entry: entry.sort_key)), self._name)

    def _digest_key(self, text: str) -> bytes:
        """Returns what is around the list of findings; `text` has an empty list in its place, on the same lines."""
        around, end = self._decode(text, len(text) - len(text.lstrip()))
        if rest := text[end:].lstrip():
            raise self._error("this baseline has ended before; delete what follows", len(text) - len(rest), text)
        if not isinstance(around, dict) or around.get("schema") != SCHEMA:
            raise self._error(f'this is not a baseline of backpack-audit: it lacks `"schema": "{SCHEMA}"`', 0)
        self._refuse_unknown(around, _TOP, 0)
        key = around.get("salt")
        if not isinstance(key, str) or not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", key):
            raise self._error(f"salt must be {2 * KEY_BYTES} hex digits; `baseline create` makes one", 0)
        if not isinstance(around.get("findings"), list):
            raise self._error("findings must be a list", 0)
        return bytes.fromhex(key)

    def _elements(self, at: int) -> Iterator[tuple[int, int, Any]]:
        """Yields start, end and value of every element of the list that begins at `at`."""
        at += len(self._text[at:]) - len(self._text[at:].lstrip())
        while self._text[at : at + 1] != "]":
            value, end = self._decode(self._text, at)
            after = _AFTER.match(self._text, end)
            if after is None:
                raise self._error("this is not valid JSON: a comma or the end of the list is missing", end)
            yield at, after.start(1), value
            at = after.start(1) if after[1] == "]" else after.end()

    def _decode(self, text: str, at: int) -> tuple[Any, int]:
        """Returns the value that begins at `at`, and where it ends."""
        try:
            return self._decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise self._error(f"this is not valid JSON: {error.msg}", error.pos, text) from None
        except _RepeatedKeyError as error:
            locations = [location.start() for location in re.finditer(re.escape(json.dumps(error.key)), text[at:])]
            again = at + locations[1] if len(locations) > 1 else at
            raise self._error(f"{shown(error.key)} is here twice; keep one of them", again, text) from None
        except (RecursionError, ValueError):
            raise self._error("this is deeper or larger than anything that belongs here", at, text) from None

    def _entry(self, value: Any, offset: int) -> Entry:
        if not isinstance(value, dict):
            raise self._error(f"a finding is a mapping of {listed(_KEYS)}", offset)
        self._refuse_unknown(value, _KEYS, offset)
        for key, (form, words) in _FORMS.items():
            text = value.get(key, "")
            if not isinstance(text, str) or not form.fullmatch(text):
                raise self._error(f"{key} must be {words}", offset)
        if not isinstance(history := value.get("history", False), bool):
            raise self._error("history must be true or false", offset)
        texts = {key: value.get(key, "") for key in _FORMS}
        return Entry(history=history, expires=self._date(value.get("expires"), offset), **texts)

    def _date(self, text: Any, offset: int) -> date | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text if isinstance(text, str) and _DATE.fullmatch(text) else "")
        except ValueError:
            raise self._error("expires must be a date as 2026-08-31", offset) from None

    def _admit(self, entries: dict[tuple[str, str], Entry], entry: Entry, offset: int) -> None:
        """Takes an entry that a union of two branches may have left double."""
        other = entries.setdefault(entry.identity, entry)
        if (other.reason, other.expires) != (entry.reason, entry.expires):
            message = "this finding is here twice, with another reason or date; keep one of the lines"
            raise self._error(message, offset)

    def _refuse_unknown(self, found: dict[str, Any], known: tuple[str, ...], offset: int) -> None:
        for key in found:
            if key not in known:
                hint = nearest(key, known)
                raise self._error(f"{shown(key)} does not belong here{hint}; there may be {listed(known)}", offset)

    def _error(self, message: str, offset: int, text: str | None = None) -> ConfigurationError:
        line = (self._text if text is None else text).count("\n", 0, offset) + 1
        return ConfigurationError(message, path=self._name, line=line)


_MAX_BYTES = 32 << 20


def render(baseline: Baseline) -> bytes:
    """Returns the file's bytes: valid JSON, the same for the same entries."""
    lines = ["{", f'  "schema": "{SCHEMA}",', f'  "salt": "{baseline.digest_key.hex()}",', '  "findings": [']
    lines += (f"    {_line(entry)}," for entry in sorted(baseline.entries, key=lambda entry: entry.sort_key))
    lines += ["    null", "  ]", "}", ""]
    return "\n".join(lines).encode()


def _line(entry: Entry) -> str:
    """Returns one entry; keys that say nothing are left out."""
    said = {
        "rule": entry.rule,
        "fingerprint": entry.fingerprint,
        "digest": entry.digest,
        "api_key": entry.api_key,
        "path": entry.path,
        "field": entry.field,
        "history": entry.history,
        "reason": entry.reason,
        "expires": entry.expires and entry.expires.isoformat(),
    }
    line = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)
    # A file name that is no UTF-8 can only be written with escapes.
    return line if line.isprintable() else json.dumps(json.loads(line))


def save(baseline: Baseline, path: Path) -> None:
    """Writes the file, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    atomic_write.write(path, render(baseline))


def load(path: Path, *, shown_as: str | None = None) -> Baseline:
    """Reads the file; notes and errors call it `shown_as`.

    Raises:
        ConfigurationError: it cannot be read or is no baseline of ours, with the line.
    """
    name = shown_as or str(path)
    return parse(read_text(path, what="baseline", limit=_MAX_BYTES, shown_as=name), name)
