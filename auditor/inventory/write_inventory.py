"""Tells what a first inventory says: every API key that a scan saw, where and under which name, and what is left to fill in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Protocol

from auditor.config_files import tree
from auditor.config_files.problems import Problems
from auditor.config_files.yaml_tree import parse_yaml
from auditor.errors import UsageError
from auditor.inventory.inventory import FILE_NAME, Inventory
from auditor.inventory.observations import Observations, join
from auditor.inventory.subjects import sightings
from auditor.model.evidence import Evidence
from auditor.wording.amounts import plural

_BASE = "  "
"""How far entries are indented as they are made."""


def extended(text: str, entries: Sequence[str], *, shown: str) -> str:
    """Returns the text of an inventory with more entries at the end of `keys`.

    Args:
        text: A valid inventory.
        entries: Whole lines each, comments included, the dash indented by two spaces.
        shown: What errors call the file.

    Raises:
        UsageError: its keys are written in brackets, which cannot take comments.
    """
    root = parse_yaml(text, Problems(shown), what="inventory")
    if not isinstance(root, tree.Mapping):
        raise UsageError(f"{shown} is no inventory")
    found = {key.text: (key, value) for key, value in root.entries}
    name, keys = found["keys"]
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    in_brackets = lines[keys.span.line - 1][keys.span.column - 1] == "["
    if in_brackets and isinstance(keys, tree.Items) and not keys.items:
        return _filled(lines, name.span.line, keys.span.line, entries, newline)
    if in_brackets:
        raise UsageError(
            f"{shown}:{keys.span.line}: the keys are written in brackets; put each on lines of its own behind `- `, and "
            "run the command again"
        )
    later = [key.span.line for key, _ in root.entries if key.span.line > name.span.line]
    at = _end(lines, min(later, default=len(lines) + 1) - 1, keys.span.column)
    indent = " " * (keys.span.column - 1)
    new = [newline, *_lines("\n".join(entries), indent, newline)]
    return "".join((*lines[:at], *new, *([newline] if at < len(lines) and lines[at].strip() else []), *lines[at:]))


def _filled(lines: list[str], first: int, last: int, entries: Sequence[str], newline: str) -> str:
    """Returns the text with entries in place of `keys: []`, whose brackets may rely on a line of their own."""
    head, tail = "".join(lines[: last - 1]), lines[last - 1 :]
    line, _, comment = tail[0].partition("[")
    after = comment.partition("]")[2].strip()
    kept = line.rstrip() if last == first else ""
    opening = f"{kept}{'  ' if kept and after else ''}{after}".rstrip()
    new = _lines("\n".join(entries), _BASE, newline)
    return "".join((head, *([opening + newline] if opening else []), *new, *tail[1:]))


def _end(lines: list[str], end: int, column: int) -> int:
    """Returns the line behind the last that belongs to the keys: blank lines and comments of what follows come after it."""
    while end > 0:
        line = lines[end - 1]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and not (line.lstrip().startswith("#") and indent < column):
            return end
        end -= 1
    return end


def _lines(text: str, indent: str, newline: str) -> list[str]:
    return [
        f"{indent}{line.removeprefix(_BASE)}{newline}" if line else newline for line in text.rstrip("\n").split("\n")
    ]


_LONGEST_NAME = 40
_HEAD = """\
# Every Backpack Exchange API key of one account, what it may do, and who answers for it.
# Written by `backpack-audit policy init` on {today}, when a scan saw {count}; yours from now on.
# `backpack-audit policy update` adds the keys that a later scan sees and leaves the rest as it is.
#
# Uncomment and fill in what is commented out: Backpack has no endpoint that says it. `backpack-audit policy` names what
# is left. Never write an API secret here.
version: 1

# account:                                # backpack.exchange, Settings
#   two_factor: true                      # or false
#   withdrawal_delay_hours: 24            # 0 if the delay is off
#   withdrawal_addresses_without_2fa: 0   # addresses of the address book that need no 2FA: how many, or their names

# Who uses the keys. Well-known programs have profiles (tealstreet, hummingbot, tax-tracker, ...) and need no entry.
# integrations:
#   my-bot: {{needs: trade, addresses: [198.51.100.10]}}
"""
_KEY = """\
  - name: {name}
    api_key: {api_key}
    # status: active            # or revoked
    # read_only: false          # or true
    # subaccount: main          # or its name
    # ip_whitelist: []          # its entries
    # used_by: []               # integrations
    # owner: desk@example.com   # best an e-mail address
    # created: {today}
    # rotate_after_days: 90
"""


class RevealPublicKeys(Protocol):
    """A second look at the places of API keys: what a scan carries away of a key is only its token."""

    def __call__(self, seen: Sequence[Evidence]) -> Mapping[bytes, str]:
        """Returns the text of each API key, in the exchange's own base64, by its token (`Evidence.material.token`).

        Only what the scan takes for a public key may be in the answer: a prime-order point that is nobody's secret.
        """
        ...


def write_inventory(path: Path, evidence: Sequence[Evidence], reveal: RevealPublicKeys, today: date) -> int:
    """Writes an inventory of the keys that a scan saw, and returns how many it lists. It never overwrites anything.

    Raises:
        UsageError: `path` exists already, or cannot be written.
    """
    seen = _seen(Inventory(path=FILE_NAME), evidence)
    text = skeleton(seen, _texts(seen, reveal), today)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already; `backpack-audit policy update` adds keys to it") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return len(seen)


def add_to_inventory(
    text: str, inventory: Inventory, evidence: Sequence[Evidence], reveal: RevealPublicKeys, today: date
) -> tuple[str, int]:
    """Returns the text of an inventory with the keys that a scan saw and it lacks, and how many these are.

    Args:
        text: The inventory as people wrote it; none of it changes.
        inventory: What the text says.
        evidence: What the scan found.
        reveal: Looks up API keys that no secret proves.
        today: The day of the run in UTC.

    Raises:
        UsageError: its keys are written in brackets.
    """
    lacking = [one for one in _seen(inventory, evidence) if one.token not in inventory.tokens]
    texts = _texts(lacking, reveal)
    # An entry that waits for its API key would be added in every run.
    waiting = {key.name for key in inventory.keys if key.token is None}
    lacking = [one for one in lacking if one.api_key or one.token in texts or _base_name(one) not in waiting]
    if not lacking:
        return text, 0
    names = _names(lacking, {key.name for key in inventory.keys})
    entries = [_entry(one, texts, name, today) for one, name in zip(lacking, names, strict=True)]
    return extended(text, entries, shown=inventory.path), len(lacking)


def _seen(inventory: Inventory, evidence: Sequence[Evidence]) -> list[Observations]:
    found = join(inventory, evidence).values()
    return sorted(found, key=lambda one: (_places(one)[0].location.sort_key, one.token))


def _texts(seen: Sequence[Observations], reveal: RevealPublicKeys) -> Mapping[bytes, str]:
    return reveal([one.keys[0] for one in seen if one.api_key is None])


def skeleton(seen: Sequence[Observations], texts: Mapping[bytes, str], today: date) -> str:
    """Returns the text of an inventory. `texts` has the API keys that are not derived from a secret, by token."""
    head = _HEAD.format(today=today, count=plural(len(seen), "API key"))
    if not seen:
        return f"{head}\nkeys: []\n"
    names = _names(seen)
    return "\n".join([head, "keys:", *(_entry(one, texts, name, today) for one, name in zip(seen, names, strict=True))])


def _entry(one: Observations, texts: Mapping[bytes, str], name: str, today: date) -> str:
    comment = f"  # Seen at {_printable(sightings(_places(one)))}.\n"
    if one.leaks:
        comment += f"  # Its secret is at {_printable(sightings(one.leaks))}: delete this key on the exchange first.\n"
    api_key = one.api_key or texts.get(one.token) or "unknown"
    if api_key == "unknown":
        comment += "  # Copy the API key from there or from the exchange; the scan could not read it a second time.\n"
    return comment + _KEY.format(name=name, api_key=api_key, today=today)


def _places(one: Observations) -> list[Evidence]:
    return sorted(one.all, key=lambda seen: seen.location.sort_key)


def _names(seen: Sequence[Observations], taken: Collection[str] = ()) -> Iterator[str]:
    """Yields a name for every key from the path where it was seen first, unique."""
    used = set(taken)
    for one in seen:
        base = name = _base_name(one)
        number = 1
        while name in used:
            number += 1
            name = f"{base}-{number}"
        used.add(name)
        yield name


def _base_name(one: Observations) -> str:
    path = PurePosixPath(_places(one)[0].location.path)
    return "-".join(re.findall(r"[a-z0-9]+", f"{path.parent.name} {path.name}".lower()))[:_LONGEST_NAME] or "key"


def _printable(text: str) -> str:
    """Returns the text on one line: a path may hold a line break, and a comment ends there."""
    return "".join(character if character.isprintable() else "?" for character in text)
