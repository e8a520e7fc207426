"""Puts the text of a case into something else: base64 of the whole file, an archive, a document."""

from __future__ import annotations

import base64
import gzip
import io
import lzma
import pickle
import plistlib
import zipfile
from collections.abc import Callable


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _cloud_init(encoding: str, data: bytes) -> bytes:
    lines = ["#cloud-config", "write_files:", "  - path: /opt/bot/.env", f"    encoding: {encoding}"]
    return "\n".join([*lines, f"    content: {_b64(data)}", ""]).encode()


def _zip(members: dict[str, bytes], *, stored: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _docx(data: bytes) -> bytes:
    lines = data.decode().splitlines()
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def _pdf(data: bytes) -> bytes:
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in data.decode().splitlines())
    stream = f"BT /F1 12 Tf 50 700 Td {shown}ET"
    parts = (
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj",
        f"4 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj",
        "trailer<</Root 1 0 R>>",
    )
    return "\n".join(("%PDF-1.4", *parts, "%%EOF", "")).encode()


def _mail(data: bytes) -> bytes:
    attachment = base64.encodebytes(data).decode()
    return (
        "From max@example.com Mon Jan  5 14:02:11 2026\nSubject: lunch\n\nAt noon.\n\n"
        "From max@example.com Mon Jan  5 15:02:11 2026\nSubject: env\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b1"\n\n--b1\nContent-Type: text/plain\n\nas asked\n\n'
        '--b1\nContent-Type: application/octet-stream; name="bot.env"\nContent-Transfer-Encoding: base64\n'
        f'Content-Disposition: attachment; filename="bot.env"\n\n{attachment}\n--b1--\n'
    ).encode()


def _plist(data: bytes) -> bytes:
    rows = [line.split("\t") for line in data.decode().splitlines() if "\t" in line]
    return plistlib.dumps({row[0]: row[1] for row in rows}, fmt=plistlib.FMT_BINARY)


WRAPS: dict[str, Callable[[bytes], bytes]] = {
    "kubernetes": lambda data: (
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: bot}}\ndata:\n  .env: {_b64(data)}\n".encode()
    ),
    "variable": lambda data: f"STAGE=prod\nAPP_CONFIG_B64={_b64(data)}\n".encode(),
    "gzip and base64": lambda data: _cloud_init("gz+b64", gzip.compress(data, mtime=0)),
    "cloud-init": lambda data: _cloud_init("b64", data),
    "basic auth": lambda data: f"GET https://bot.example.com/\nAuthorization: Basic {_b64(data)}\n".encode(),
    "heredoc": lambda data: f"#!/bin/sh\nbase64 -d > .env <<EOF\n{base64.encodebytes(data).decode()}EOF\n".encode(),
    "data url": lambda data: f'<a download="b.env" href="data:text/plain;base64,{_b64(data)}">get</a>\n'.encode(),
    "mbox": _mail,
    "docx": _docx,
    "pdf": _pdf,
    "plist": _plist,
    "pickle": lambda data: pickle.dumps(data.decode().splitlines()),
    "zip inside a zip": lambda data: _zip({"inner.zip": _zip({"bot.env": data}, stored=True)}, stored=True),
    "xz": lzma.compress,
    "epub": lambda data: _zip(
        {"mimetype": b"application/epub+zip", "OEBPS/1.xhtml": b"<html><body>" + data + b"</body></html>"}
    ),
    "elf": lambda data: b"\x7fELF\x02\x01\x01" + bytes(64) + b"\0".join(data.split()) + bytes(64),
}
_WORDS = {"base64 of a whole": "kubernetes", "ci variable": "variable", "cloud-init": "cloud-init"}
"""Words in the name of a case that mean a wrap of another name."""


def wrap_of(name: str) -> str:
    """Returns the wrap that the name of a case describes.

    Raises:
        KeyError: The name describes none that is known.
    """
    lowered = name.lower()
    known = (*((word, wrap) for word, wrap in _WORDS.items()), *((wrap, wrap) for wrap in WRAPS))
    found = next((wrap for word, wrap in known if word in lowered), None)
    if found is None:
        raise KeyError(name)
    return found
