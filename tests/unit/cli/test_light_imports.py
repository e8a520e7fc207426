"""The light commands import pathlib and msgspec without extras, and nobody else notices."""

from __future__ import annotations

import subprocess
import sys

_SCRIPT = """
import sys
from auditor.cli.light_imports import import_without_extras
import_without_extras()
import_without_extras()
extras = {"decimal", "numbers", "uuid", "urllib.parse", "ipaddress", "datetime", "msgspec.inspect", "msgspec.toml"}
assert extras.isdisjoint(sys.modules), extras & set(sys.modules)
import datetime, decimal, pathlib, urllib.parse, uuid
import msgspec, msgspec.inspect, msgspec.yaml, msgspec.toml
assert pathlib.Path("/a b").as_uri() == "file:///a%20b"
assert msgspec.json.decode(b'"2026-11-26"', type=datetime.date) == datetime.date(2026, 11, 26)
assert msgspec.json.decode(b"[1]", type=list[int]) == [1]
assert decimal.Decimal("1.5") + 1 == decimal.Decimal("2.5")
assert uuid.UUID(int=1).int == 1
assert msgspec.inspect.type_info(int) == msgspec.inspect.IntType()
assert msgspec.yaml.decode and msgspec.toml.decode
"""
_BROKEN = """
import sys
import auditor.cli.light_imports as light
made = light._made
light._made = lambda name, **attributes: made(name)  # as if a new version of msgspec wanted more of it
light.import_without_extras()
import decimal, msgspec, pathlib
assert msgspec.json.encode(decimal.Decimal("1.5")) == b'"1.5"'
assert pathlib.Path("/a").as_uri() == "file:///a"
"""


def test_the_real_modules_are_there_for_whoever_imports_them_afterwards() -> None:
    subprocess.run([sys.executable, "-c", _SCRIPT], check=True, timeout=60)


def test_a_version_that_needs_more_gets_the_real_modules() -> None:
    subprocess.run([sys.executable, "-c", _BROKEN], check=True, timeout=60)
