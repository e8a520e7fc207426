"""Every fact and every word of every case about one inventory, as rules see them.

`expected_facts.yaml` is written again by `python tests/unit/inventory/test_whole_tables.py`: read what changes in it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import expand, specimen
from auditor.inventory.cases import policy_cases
from auditor.inventory.inventory import FILE_NAME
from auditor.inventory.load_inventory import read_inventory
from auditor.inventory.probe_record import ProbeRecord, RecordedAnswer
from auditor.inventory.profiles import load_profiles
from auditor.inventory.subjects import survey
from auditor.model.case import Case
from auditor.model.probed import State

EXPECTED = Path(__file__).parent / "expected_facts.yaml"
TODAY = date(2026, 9, 1)
FILES = {
    FILE_NAME: """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: 2}
integrations:
  own-bot: {needs: trade, addresses: [9.9.9.9, 149.112.112.112], addresses_from: the operator}
  quiet: {needs: read}
keys:
  - name: grid
    api_key: {{ a.key }}
    status: active
    read_only: false
    subaccount: main
    ip_whitelist: [9.9.9.0/24, 9.9.9.9, "fe80::1%eth0", bot.example.com, 203.0.113.9/24]
    used_by: [own-bot, tealstreet]
    owner: Ada <ada@Desk.Example.com>
    created: 2026-03-01
    rotate_after_days: 90
    expires: 2026-08-31
  - {name: bare, api_key: "{{ b.key }}", status: unknown, read_only: unknown, ip_whitelist: [], used_by: [quiet]}
  - {name: old, api_key: "{{ c.key }}", status: revoked, read_only: true, revoked_on: 2026-08-01, subaccount: "7", ip_whitelist: [9.9.9.9]}
  - {name: broken, api_key: none yet, status: active, read_only: true, ip_whitelist: [0.0.0.0/0, "2001:db8::/32"]}
""",
    "bot/.env": "BACKPACK_API_SECRET={{ a.secret }}\n",
    "docs/guide.md": "backpack api_key: {{ c.key }}\n",
    "bot2/.env": "BACKPACK_API_KEY={{ d.key }}\n",
    "bot3/.env": "BACKPACK_API_SECRET={{ e.secret }}\n",
}
ANSWERS = (
    RecordedAnswer(
        key=token(specimen("a").public_key).hex(), name="grid", probed="2026-08-30T10:00:00Z", declared="active",
        sender="1.1.1.1", on_whitelist=False, state=State.ACTIVE,
    ),
    RecordedAnswer(
        key=token(specimen("c").public_key).hex(), name="old", probed="2026-08-20T10:00:00Z", declared="revoked",
        sender="1.1.1.1", on_whitelist=False, state=State.ACTIVE,
    ),
)  # fmt: skip


def tables() -> dict[str, Any]:
    from policy_scene import scan

    text = expand(FILES[FILE_NAME])
    known = read_inventory(text, shown_as=FILE_NAME, today=TODAY, profiles=load_profiles())
    found = survey(known, scan(FILES), today=TODAY, record=ProbeRecord(answers=ANSWERS))
    cases = policy_cases(known, found)
    # What a case has of the account or of its key is written once, there.
    told, own = _told(cases[0]), dict[str, Any]()
    result = {"0 account": told}
    for number, case in enumerate(cases[1:], 1):
        inherited = told if case.subject in {"key", "record"} else own
        own = _told(case) if case.subject == "key" else own
        result[f"{number} {case.subject} {case.field}"] = {
            "place": f"{case.location.path}:{case.location.span.line}",
            "related": [one.location.path for one in case.related],
            **{name: value for name, value in _told(case).items() if (name, value) not in inherited.items()},
        }
    return result


def _told(case: Case) -> dict[str, Any]:
    return {
        **{name: case.facts[name] for name in sorted(case.facts)},
        **{f"{{{name}}}": case.words[name] for name in sorted(case.words)},
    }


WHOLE = tables() if __name__ != "__main__" else {}
WANTED: dict[str, Any] = yaml.safe_load(expand(EXPECTED.read_text("utf-8"))) if EXPECTED.exists() else {}


def test_these_are_all_cases() -> None:
    assert list(WHOLE) == list(WANTED)


@pytest.mark.parametrize("name", WANTED)
def test_a_case_says_exactly_this(name: str) -> None:
    assert WHOLE[name] == WANTED[name]


if __name__ == "__main__":
    yaml.SafeDumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    text = yaml.safe_dump(tables(), sort_keys=False, allow_unicode=True, width=120)
    for label in "abcde":
        text = text.replace(specimen(label).key, f"{{{{ {label}.key }}}}")
    EXPECTED.write_text(text, encoding="utf-8")
