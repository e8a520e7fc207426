"""Every file beside this one, read: what `FILE.expected.yaml` lists is all it holds, exactly there and so named.

A value is a placeholder of `auditor.classification.sample_keys`; fields of the same letter in `group` share a group, others do
not; what is not given is empty. Fields with short values do not count.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.readers.read_document import read
from auditor.readers.document import Document

FOLDER = Path(__file__).parent
SHORTEST = 40


def as_row(field: Field, document: Document) -> dict[str, Any]:
    span = field.span
    raw = document.text[document.offset(span.line, span.column) : document.offset(span.end_line, span.end_column)]
    value = field.value.reveal()
    row: dict[str, Any] = {"at": f"{span.line}:{span.column}", "value": value, "kind": field.kind}
    optional = {
        "raw": raw if raw != value else "",
        "name": field.name,
        "path": "/".join(field.path),
        "group": field.group,
        "callee": field.callee,
        "position": field.position,
    }
    return row | {key: given for key, given in optional.items() if given not in {"", None}}


def with_letters(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    letters: dict[str, str] = {}
    for row in rows:
        if "group" in row:
            row["group"] = letters.setdefault(str(row["group"]), f"g{len(letters) + 1}")
    return rows


@pytest.mark.parametrize("expected", sorted(FOLDER.glob("*.expected.yaml")), ids=lambda path: path.name)
def test_a_file_is_read_as_expected(expected: Path) -> None:
    sample = expected.with_name(expected.name.removesuffix(".expected.yaml"))
    document = Document(expand(sample.read_text(encoding="utf-8")), sample.name)
    wanted = yaml.safe_load(expected.read_text(encoding="utf-8"))
    fields, troubles = read(document)
    found = [as_row(field, document) for field in fields if len(field.value.reveal()) >= SHORTEST]
    assert with_letters(found) == with_letters([expanded(row) for row in wanted["fields"]])
    assert [trouble.reason for trouble in troubles] == wanted.get("troubles", [])


def expanded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: expand(given) if key in {"value", "raw"} else given for key, given in row.items()}


def test_every_sample_has_an_expectation() -> None:
    samples = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".pyc"}
    samples -= {Path(__file__).name}
    expectations = {name for name in samples if name.endswith(".expected.yaml")}
    assert {f"{name}.expected.yaml" for name in samples - expectations} == expectations
