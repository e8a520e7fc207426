"""Writes values whose texts may hold bytes that are no UTF-8: names of files in another encoding, as Python has them.

Such a byte is a lone surrogate in a Python text, as is half of a pair that a document escapes. Neither JSON nor MessagePack can
hold one. It is written as a character of a private plane instead, and read back as what it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import json, msgpack

_SHIFT = 0x100000
_LONE = re.compile("[\ud800-\udfff]")
_WRITTEN = re.compile("[\U0010d800-\U0010dfff]")
_MARK = b"\xf4\x8d"
"""How the written characters begin in UTF-8."""
T = TypeVar("T")


def packed(value: object) -> bytes:
    """Returns a value in MessagePack."""
    return _encoded(value, msgpack.encode, as_they_are=(bytes,))


def unpacked(data: bytes, form: type[T]) -> T:
    """Returns what was packed.

    Raises:
        DecodeError: it is damaged, or has another form.
    """
    return msgpack.decode(data, type=form) if _MARK not in data else _convert(msgpack.decode(data), form)


def to_json(value: object) -> bytes:
    """Returns a value in JSON."""
    return _encoded(value, json.encode)


def from_json(data: bytes, form: type[T]) -> T:
    """Returns what was written as JSON.

    Raises:
        DecodeError: it is damaged, or has another form.
    """
    return json.decode(data, type=form) if _MARK not in data else _convert(json.decode(data), form)


def _encoded(value: object, encode: Callable[[object], bytes], as_they_are: tuple[type, ...] = ()) -> bytes:
    try:
        return encode(value)
    except UnicodeEncodeError:
        return encode(_mapped(msgspec.to_builtins(value, builtin_types=as_they_are), _written))


def _convert(content: object, form: type[T]) -> T:
    return msgspec.convert(_mapped(content, _read), form)


def _written(text: str) -> str:
    return _LONE.sub(lambda found: chr(ord(found[0]) + _SHIFT), text)


def _read(text: str) -> str:
    return _WRITTEN.sub(lambda found: chr(ord(found[0]) - _SHIFT), text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, (list, tuple)):
        return [_mapped(one, change) for one in value]
    if isinstance(value, dict):
        return {_mapped(name, change): _mapped(one, change) for name, one in value.items()}
    return value
