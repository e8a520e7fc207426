"""What a detect-secrets baseline accepts. It is read as data: the plugins that it names are never loaded."""

from __future__ import annotations

import codecs
import json
from typing import Any

from auditor.errors import ConfigurationError
from auditor.model.generic import Accepted

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_accepted(data: bytes, path: str) -> Accepted:
    """The accepted values of a `.secrets.baseline`, by secret type and SHA-1.

    They are for the workers alone, which hash what they find: an unkeyed hash of a value with little entropy is as
    good as the value, so none is reported.

    Raises:
        ConfigurationError: the file is no such baseline.
    """
    results = _parsed(data, path).get("results", {})
    accepted: dict[tuple[str, str], list[str]] = {}
    try:
        for file, entries in results.items():
            for entry in entries:
                accepted.setdefault((entry["type"], entry["hashed_secret"]), []).append(file.replace("\\", "/"))
    except (AttributeError, KeyError, TypeError):
        message = "`results` of a detect-secrets baseline must list objects with `type` and `hashed_secret` by file"
        raise ConfigurationError(message, path=path) from None
    return {key: tuple(sorted(set(files))) for key, files in accepted.items()}


def _parsed(data: bytes, path: str) -> dict[str, Any]:
    # PowerShell's `>` writes UTF-16.
    encoding = "utf-16" if data.startswith(_WIDE_MARKS) else "utf-8-sig"
    try:
        parsed = json.loads(data.decode(encoding))
    except UnicodeDecodeError:
        raise ConfigurationError("a detect-secrets baseline must be UTF-8 or UTF-16", path=path) from None
    except json.JSONDecodeError as error:
        message = f"a detect-secrets baseline must be JSON: {error.msg}"
        raise ConfigurationError(message, path=path, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise ConfigurationError("this JSON is nested too deeply for a detect-secrets baseline", path=path) from None
    if not isinstance(parsed, dict):
        raise ConfigurationError("a detect-secrets baseline must be a JSON object", path=path)
    return parsed
