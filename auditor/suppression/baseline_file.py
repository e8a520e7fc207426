"""How a baseline is written so that branches merge.

One finding is one line, sorted. Every such line ends with a comma, because a `null` ends the list: a line can be added
or removed anywhere without touching its neighbours. Two branches that add in the same gap still conflict, unless the
repository has `.backpack-audit.baseline.json merge=union` in its `.gitattributes`; what a union leaves unsorted or
double is read all the same, and put in order by `baseline update`.
"""

from __future__ import annotations

import json
from pathlib import Path

from auditor.config_files.read_text import read_text
from auditor.storage import atomic_write
from auditor.suppression.baseline import Baseline, Entry
from auditor.suppression.baseline_format import SCHEMA, parse

_MAX_BYTES = 32 << 20


def render(baseline: Baseline) -> bytes:
    """The file's bytes: valid JSON, the same for the same entries."""
    lines = ["{", f'  "schema": "{SCHEMA}",', f'  "salt": "{baseline.digest_key.hex()}",', '  "findings": [']
    lines += (f"    {_line(entry)}," for entry in sorted(baseline.entries, key=lambda entry: entry.sort_key))
    lines += ["    null", "  ]", "}", ""]
    return "\n".join(lines).encode()


def _line(entry: Entry) -> str:
    """One entry; keys that say nothing are left out."""
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
