"""Jupyter notebooks, versions 2 to 4: each source and output of a cell is a member, `cell 3` or `cell 3 output 1`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from auditor.archives.archive_errors import UnreadableError
from auditor.archives.formats import notebook_cells
from auditor.archives.member import Member, Opening

Json = dict[str, object]

_SHOWN = frozenset({"source", "input", "outputs", "cell_type", "execution_count", "prompt_number", "id"})
"""What members of their own hold, or numbers."""
_CELLS = frozenset({"cells", "worksheets"})


def members(opening: Opening) -> Iterator[Member]:
    """Sources, outputs, and as `metadata` all that is left: parameters of a run, widgets, attachments."""
    book = json.loads(opening.data)
    if not isinstance(book, dict):
        raise UnreadableError
    found = _cells(book)
    suffix = notebook_cells.suffix_of(book)
    for number, cell in enumerate(found, 1):
        yield from _cell(f"cell {number}", cell, suffix)
    rest = {key: value for key, value in book.items() if key not in _CELLS}
    rest["cells"] = [{key: value for key, value in cell.items() if key not in _SHOWN} for cell in found]
    yield _member("metadata", ".json", json.dumps(rest, ensure_ascii=False, indent=1))


def _cells(book: Json) -> list[Json]:
    """The cells; until version 3 they were in worksheets."""
    sheets = _dicts(book.get("worksheets")) if "cells" not in book else [book]
    if not any(isinstance(sheet.get("cells"), list) for sheet in sheets):
        raise UnreadableError
    return [cell for sheet in sheets for cell in _dicts(sheet.get("cells"))]


def _dicts(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _cell(path: str, cell: Json, suffix: str) -> Iterator[Member]:
    source = notebook_cells.text_of(cell.get("source", cell.get("input")))
    if cell.get("cell_type") == "code":
        name, source = notebook_cells.language_of(source, suffix)
    else:
        name = ".md"
    yield _member(path, name, source)
    for number, output in enumerate(_dicts(cell.get("outputs")), 1):
        for index, (name, text) in enumerate(notebook_cells.forms_of(output)):
            yield _member(f"{path} output {number}", name, text, leftover=index > 0)


def _member(path: str, name: str, text: str, *, leftover: bool = False) -> Member:
    return Member(path, text.encode("utf-8", "replace"), f"{path}{name}", leftover=leftover)
