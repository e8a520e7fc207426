"""Jupyter notebooks, versions 2 to 4: each source and output of a cell is a member, `cell 3` or `cell 3 output 1`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from auditor.archives.limits import UnreadableError
from auditor.archives.member import Member, Opening
from auditor.model.secret import PlainBytes

_PYTHON = ".py"
_LANGUAGES = {"python": _PYTHON, "javascript": ".js", "typescript": ".ts", "bash": ".sh", "rust": ".rs", "go": ".go"}
_SUFFIX = re.compile(r"\.\w{1,8}")
_CELL_MAGIC = re.compile(r"\s*%%(?P<name>\w+)[ \t]*(?P<rest>[^\n]*)")
_MAGICS = {"bash": ".sh", "sh": ".sh", "javascript": ".js", "js": ".js", "html": ".html", "markdown": ".md"}
"""The language of the rest of a cell after a magic."""
_FILE_MAGICS = frozenset({"writefile", "file"})
_LINE_MAGIC = re.compile(r"^([ \t]*)(?:%(?=%?[A-Za-z])|!(?!=))", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FORMS = {
    "text": ".txt",
    "text/plain": ".txt",
    "json": ".json",
    "application/json": ".json",
    "html": ".html",
    "text/html": ".html",
    "text/markdown": ".md",
    "javascript": ".js",
    "application/javascript": ".js",
    "svg": ".svg",
    "image/svg+xml": ".svg",
}
"""The forms of an output in version 4 and, with short names, before; the surest first."""
_PICTURES = re.compile(r"(?:image|audio|video)/(?!svg)|application/pdf$|(?:png|jpeg|pdf)$")


def text_of(value: object) -> str:
    """Returns a text as notebooks write it: a string, or a list of lines with their ends; empty for anything else."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def suffix_of(book: Mapping[str, object]) -> str:
    """Returns the ending of files in the notebook's language; Python if it says nothing."""
    metadata = _mapping(book.get("metadata"))
    info, kernel = _mapping(metadata.get("language_info")), _mapping(metadata.get("kernelspec"))
    ending = info.get("file_extension")
    if isinstance(ending, str) and _SUFFIX.fullmatch(ending):
        return ending.lower()
    language = info.get("name") or kernel.get("language")
    return _LANGUAGES.get(language.lower(), ".txt") if isinstance(language, str) else _PYTHON


def language_of(source: str, suffix: str) -> tuple[str, str]:
    """Returns the ending (or `/` and the name) of the file that a cell of code would be, and the code without magics.

    A cell magic says of what language the rest is, or to what file it is written. Other commands of IPython are made
    comments, so that the code around them can be parsed; no character moves.
    """
    if suffix != _PYTHON:
        return suffix, source
    if match := _CELL_MAGIC.match(source):
        name, rest = match["name"], match["rest"]
        below = "\n" * match[0].count("\n") + source[match.end() :]
        if name in _FILE_MAGICS and rest:
            return f"/{rest.split()[-1].rpartition('/')[2]}", below
        if name in _MAGICS:
            return _MAGICS[name], below
    return suffix, _LINE_MAGIC.sub(r"\1#", source)


def forms_of(output: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yields the forms in which an output is kept, but pictures, each with the ending of such a file."""
    if trace := "\n".join(map(text_of, _list(output.get("traceback")))) or text_of(output.get("evalue")):
        yield ".txt", _COLOUR.sub("", trace)
    data = _mapping(output.get("data")) or {key: output[key] for key in _FORMS if key in output}
    for form in sorted(data, key=lambda form: list(_FORMS).index(form) if form in _FORMS else len(_FORMS)):
        value = data[form]
        if _PICTURES.match(form):
            continue
        if isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value)):
            yield _FORMS.get(form, ".txt"), _COLOUR.sub("", text_of(value))
        elif value is not None:
            yield ".json", json.dumps(value, ensure_ascii=False, indent=1)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


Json = dict[str, object]

_SHOWN = frozenset({"source", "input", "outputs", "cell_type", "execution_count", "prompt_number", "id"})
"""What members of their own hold, or numbers."""
_CELLS = frozenset({"cells", "worksheets"})


def members(opening: Opening) -> Iterator[Member]:
    """Yields sources, outputs, and as `metadata` all that is left: parameters of a run, widgets, attachments."""
    book = json.loads(opening.data)
    if not isinstance(book, dict):
        raise UnreadableError
    found = _cells(book)
    suffix = suffix_of(book)
    for number, cell in enumerate(found, 1):
        yield from _cell(f"cell {number}", cell, suffix)
    rest = {key: value for key, value in book.items() if key not in _CELLS}
    rest["cells"] = [{key: value for key, value in cell.items() if key not in _SHOWN} for cell in found]
    yield _member("metadata", ".json", json.dumps(rest, ensure_ascii=False, indent=1))


def _cells(book: Json) -> list[Json]:
    """Returns the cells; until version 3 they were in worksheets."""
    sheets = _dicts(book.get("worksheets")) if "cells" not in book else [book]
    if not any(isinstance(sheet.get("cells"), list) for sheet in sheets):
        raise UnreadableError
    return [cell for sheet in sheets for cell in _dicts(sheet.get("cells"))]


def _dicts(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _cell(path: str, cell: Json, suffix: str) -> Iterator[Member]:
    source = text_of(cell.get("source", cell.get("input")))
    if cell.get("cell_type") == "code":
        name, source = language_of(source, suffix)
    else:
        name = ".md"
    yield _member(path, name, source)
    for number, output in enumerate(_dicts(cell.get("outputs")), 1):
        for index, (name, text) in enumerate(forms_of(output)):
            yield _member(f"{path} output {number}", name, text, leftover=index > 0)


def _member(path: str, name: str, text: str, *, leftover: bool = False) -> Member:
    return Member(path, PlainBytes(text.encode("utf-8", "replace")), f"{path}{name}", leftover=leftover)
