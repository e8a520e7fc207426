"""What a first inventory says: every API key that a scan saw, where and under which name, and what is left to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Protocol

from auditor.errors import UsageError
from auditor.model.evidence import Evidence
from auditor.policy.inventory import FILE_NAME, Inventory
from auditor.policy.observations import Observations, join
from auditor.policy.policy_wording import sightings
from auditor.wording.amounts import plural

_LONGEST_NAME = 40
_HEAD = """\
# Every Backpack Exchange API key of one account, what it may do, and who answers for it.
# Written by `backpack-audit policy init` on {today}, when a scan saw {count}; yours from now on.
#
# What reads `unknown` is yours to fill in: Backpack has no endpoint that says it. `backpack-audit policy` names every
# place that is left. Never write an API secret here.
version: 1

account:                                    # backpack.exchange, Settings
  two_factor: unknown                       # true or false
  withdrawal_delay_hours: unknown           # 0 if the delay is off
  withdrawal_addresses_without_2fa: unknown # addresses of the address book that need no 2FA: how many, or their names

# Who uses the keys. Well-known programs have profiles (tealstreet, hummingbot, tax-tracker, ...) and need no entry.
# integrations:
#   my-bot: {{needs: trade, addresses: [198.51.100.10]}}
"""
_KEY = """\
  - name: {name}
    api_key: {api_key}
    status: unknown             # active or revoked
    read_only: unknown          # true or false
    subaccount: unknown         # its name, or main
    ip_whitelist: unknown       # a list; [] if there is none
    used_by: unknown            # a list of integrations
    owner: unknown              # best an e-mail address
    created: unknown            # as {today}
    rotate_after_days: unknown  # 90 is common
"""


class RevealPublicKeys(Protocol):
    """A second look at the places of API keys: what a scan carries away of a key is only its token."""

    def __call__(self, seen: Sequence[Evidence]) -> Mapping[bytes, str]:
        """The text of each API key, in the exchange's own base64, by its token (`Evidence.material.token`).

        Only what the scan takes for a public key may be in the answer: a prime-order point that is nobody's secret.
        """
        ...


def write_inventory(path: Path, evidence: Sequence[Evidence], reveal: RevealPublicKeys, today: date) -> int:
    """Writes an inventory of the keys that a scan saw, and says how many it lists. It never overwrites anything.

    Raises:
        UsageError: `path` exists already, or cannot be written.
    """
    seen = sorted(
        join(Inventory(path=FILE_NAME), evidence).values(),
        key=lambda one: (_places(one)[0].location.sort_key, one.token),
    )
    texts = reveal([one.keys[0] for one in seen if one.api_key is None])
    text = skeleton(seen, texts, today)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already; move it away, or add the missing keys to it by hand") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return len(seen)


def skeleton(seen: Sequence[Observations], texts: Mapping[bytes, str], today: date) -> str:
    """The text of an inventory. `texts` has the API keys that are not derived from a secret, by token."""
    head = _HEAD.format(today=today, count=plural(len(seen), "API key"))
    if not seen:
        return f"{head}\nkeys: []\n"
    names = _names(seen)
    return "\n".join([head, "keys:", *(_entry(one, texts, name, today) for one, name in zip(seen, names, strict=True))])


def _entry(one: Observations, texts: Mapping[bytes, str], name: str, today: date) -> str:
    comment = f"  # Seen at {_printable(sightings(_places(one)))}.\n"
    if one.leaks:
        comment += (
            f"  # Its secret stands at {_printable(sightings(one.leaks))}: delete this key on the exchange first.\n"
        )
    api_key = one.api_key or texts.get(one.token) or "unknown"
    if api_key == "unknown":
        comment += "  # Copy the API key from there or from the exchange; it is not repeated here unseen.\n"
    return comment + _KEY.format(name=name, api_key=api_key, today=today)


def _places(one: Observations) -> list[Evidence]:
    return sorted(one.all, key=lambda seen: seen.location.sort_key)


def _names(seen: Sequence[Observations]) -> Iterator[str]:
    """A name for every key from the path where it was seen first, unique."""
    taken: dict[str, int] = {}
    for one in seen:
        path = PurePosixPath(_places(one)[0].location.path)
        name = "-".join(re.findall(r"[a-z0-9]+", f"{path.parent.name} {path.name}".lower()))[:_LONGEST_NAME] or "key"
        taken[name] = taken.get(name, 0) + 1
        yield name if taken[name] == 1 else f"{name}-{taken[name]}"


def _printable(text: str) -> str:
    """The text on one line: a path may hold a line break, and a comment ends there."""
    return "".join(character if character.isprintable() else "?" for character in text)
