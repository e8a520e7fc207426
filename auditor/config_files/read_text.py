"""Tells which text a file of ours holds: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from auditor.errors import ConfigurationError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_text(path: Path, *, what: str, limit: int, shown_as: str | None = None) -> str:
    """Returns the text of the file, without its byte order mark.

    `what` says in errors what the file is, `shown_as` how it is called there; `limit` is in bytes.

    Raises:
        ConfigurationError: it is no regular file, too large, unreadable, or in another encoding.
    """
    name = shown_as or str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            message = f"a {what} is a file of at most {limit >> 10} KiB; this is something else"
            raise ConfigurationError(message, path=name)
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"the {what} cannot be read: {error.strerror}", path=name) from None
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"the {what} must be UTF-8; save it as such", path=name, line=line) from None
