"""Archives to begin with: one of each format, with a pair in it that the raw bytes hide."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Iterator

from packing import database_of, tar_of, workbook_of, zip_of
from plants import PAIR, PLANTS
from reading_doors import archive_endings

_PAIR = PLANTS[PAIR]


def archive_seeds() -> Iterator[bytes]:
    """Yields small archives, each with the byte that names it."""
    cell = {"cell_type": "code", "source": ["BACKPACK_API_SECRET=\x01\n"], "outputs": []}
    notebook = {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    rows = {"settings": [("backpack_api_secret", "{{ fuzz.secret }}"), ("backpack_api_key", "{{ fuzz.key }}")]}
    made = {
        ".zip": zip_of({"a/.env": _PAIR, "b.zip": zip_of({".env": _PAIR})}),
        ".jar": zip_of({"META-INF/a": b"x", "backpack.properties": _PAIR}),
        ".tar": tar_of({".env": _PAIR, "b.gz": gzip.compress(_PAIR)}),
        ".gz": gzip.compress(tar_of({".env": _PAIR})),
        ".lzma": lzma.compress(_PAIR, lzma.FORMAT_ALONE),
        "": lzma.compress(_PAIR),
        ".txt": bz2.compress(_PAIR),
        ".ipynb": json.dumps(notebook).replace("\\u0001", "\x01").encode(),
        ".db": database_of("CREATE TABLE settings (name TEXT, value TEXT)", rows=rows)[:8192],
        ".xlsx": workbook_of({"keys": [("backpack api key", "{{ fuzz.key }}"), ("secret", "{{ fuzz.secret }}")]}),
        ".docx": zip_of({"word/document.xml": b"<a>" + _PAIR + b"</a>", "[Content_Types].xml": b"<Types/>"}),
    }
    endings = archive_endings()
    for ending, data in made.items():
        yield bytes([endings.index(ending)]) + data
