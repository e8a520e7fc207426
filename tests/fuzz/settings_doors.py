"""The doors of files that say how to judge: configuration, rule packs, baselines, inventory, records of probes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from oracles import Outputs, holds, is_thorough, outputs
from plants import PAIR, PLANTS, SECRET, grown, shrunk

from auditor import evaluation
from auditor.audits.policy import PolicyRequest, audit_inventory
from auditor.inventory.probe_record import record_path
from auditor.model.case import FactTable
from auditor.model.request import AuditRequest
from auditor.pipeline import audit
from auditor.rulebook.pack import open_pack, read_pack
from auditor.rulebook.rule_verdicts import Evaluator
from auditor.rulebook.rulebook import RuleBook, load

_RULES = Path(__file__).parents[2] / "rules"


@cache
def _folder() -> Path:
    """A folder with a pair in it, whose parents have no settings."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (folder / ".env").write_bytes(PLANTS[PAIR])
    return folder


@cache
def _own_rules() -> RuleBook:
    return load((), evaluation.fact_tables())


def _loaded(packs: Sequence[Path] = (), tables: Iterable[FactTable] = ()) -> RuleBook:
    return load(packs, tables) if packs else _own_rules()


@contextmanager
def compiled_once() -> Iterator[None]:
    """Lets every audit of this process have the same compiled rules, where it names no others."""
    with patch.object(evaluation, "load", _loaded):
        yield


def _held(data: bytes, request: AuditRequest) -> None:
    with compiled_once():
        holds(data, lambda thorough: outputs(audit(request), thorough))


def configuration(data: bytes) -> None:
    """A configuration: a first byte of 128 and more says that it is TOML."""
    path = _folder() / ("c.toml" if data[:1] >= b"\x80" else "c.yaml")
    path.write_bytes(grown(data[1:]))
    _held(data, AuditRequest(paths=(_folder() / ".env",), config=path, jobs=1))


def inventory(data: bytes) -> None:
    """A key inventory."""
    path = _folder() / "backpack-keys.yaml"
    path.write_bytes(grown(data))
    _policy(data, path)


def probe_record(data: bytes) -> None:
    """The record of earlier probes, next to a good inventory."""
    path = _folder() / "probed-keys.yaml"
    path.write_bytes(grown(inventory_seeds()[0]))
    record_path(path).write_bytes(grown(data))
    _policy(data, path)


def _policy(data: bytes, path: Path) -> None:
    request = AuditRequest(paths=(_folder() / ".env",), use_config=False, jobs=1)
    with compiled_once():
        holds(data, lambda thorough: outputs(audit_inventory(request, PolicyRequest(inventory=path)), thorough))


def pack(data: bytes) -> None:
    """A rule of somebody else's pack: read and compiled, and now and then a whole audit with it."""
    folder = _folder() / "pack"
    (folder / "leak").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text("name: fuzz\nversion: '1'\n", encoding="utf-8")
    (folder / "leak" / "FUZZ001-some-rule.yaml").write_bytes(grown(data))

    def read(_: bool) -> Outputs:
        rules = read_pack(open_pack(folder))
        for table in evaluation.fact_tables():
            Evaluator([rule for rule in rules if rule.subject == table.subject], table)
        return {}  # Its own text is its author's to show.

    holds(data, read)
    if is_thorough(data):
        request = AuditRequest(paths=(_folder() / ".env",), rules=(folder,), use_config=False, jobs=1)
        holds(data, lambda thorough: outputs(audit(request), thorough))


def baseline(data: bytes) -> None:
    """A baseline of ours, or with a first byte of 128 and more one of detect-secrets."""
    ours = data[:1] < b"\x80"
    folder = _folder() / ("ours" if ours else "theirs")
    folder.mkdir(exist_ok=True)
    (folder / ".env").write_bytes(PLANTS[PAIR])
    path = folder / (".backpack-audit.baseline.json" if ours else ".secrets.baseline")
    path.write_bytes(grown(data if ours else data[1:]))
    _held(data, AuditRequest(paths=(folder,), baseline=path if ours else None, jobs=1))


def configuration_seeds() -> list[bytes]:
    """Every setting, in both languages."""
    yaml = b"""\
select: [BPK1, BPK2]
ignore: [BPK303]
exclude: ["**/vendor/**", "*.md"]
severity: {BPK101: low}
fail-on: high
generic: precise
jobs: 1
names: {api_key: [acme_key], api_secret: [acme_secret], hosts: [acme.example], context: [acme]}
"""
    others = b"baseline: a.json\ninventory: keys.yaml\nrules: [pack]\n\x01: \x06\nfail-on: \x01\n"
    toml = b'\x80[tool.backpack-audit]\nselect = ["BPK1"]\nexclude = ["a/*"]\nfail-on = "high"\n'
    return [b"\n" + yaml, toml, *(b"\n" + line + b"\n" for line in (yaml + others).splitlines())]


def inventory_seeds() -> list[bytes]:
    """An inventory with everything in it."""
    return [
        b"""\
version: 1
keys:
  - name: main
    api_key: \x02
    status: active
    read_only: false
    owner: a@b.c
    subaccount: a
    ip_whitelist: [203.0.113.0/24, "2001:db8::/32", 0.0.0.0/0]
    used_by: [bot, freqtrade]
    created: 2026-01-01
    rotate_after_days: 90
  - {name: other, api_key: \x01, status: revoked, ip_whitelist: [198.51.100.7], used_by: []}
integrations:
  bot: {needs: trade, addresses: [203.0.113.7]}
""",
        b"version: 1\nkeys: [{name: \x01, api_key: \x02, \x06: \x01}]\n",
    ]


def probe_record_seeds() -> list[bytes]:
    """A record of one answer."""
    from auditor.classification.ed25519 import token
    from auditor.classification.sample_keys import specimen

    key = token(specimen("fuzz").public_key).hex().encode()
    answer = (
        b'{"key":"%s","name":"main","probed":"2026-08-31T12:00:00Z","host":"api.backpack.exchange","declared":"active",'
        b'"from":"203.0.113.7","on_whitelist":true,"state":"active","refused":false,"status":200,"code":"","message":"%s"}'
    )
    head = b'{"schema": "backpack-audit/probe-record/v1", "answers": [\n'
    return [
        head + answer % (key, b"x") + b"\n]}\n",
        head + answer % (key, b"said " + SECRET) + b",\n" + answer % (b"00", b"") + b"\n]}",
    ]


def pack_seeds() -> list[bytes]:
    """Rules of ours under the code of the pack, as far as a fuzzer takes inputs of their size."""
    ours = [path.read_text(encoding="utf-8") for path in sorted(_RULES.glob("*/BPK*.yaml"))[::6]]
    named = (re.sub(r"(?m)^slug: .*", "slug: some-rule", re.sub(r"BPK\d{3}", "FUZZ001", rule)) for rule in ours)
    return [rule for rule in map(shrunk, named) if len(rule) < 6000]


def baseline_seeds() -> list[bytes]:
    """A baseline of each kind; ours has what an audit of the folder finds."""
    entry = b'{"rule": "BPK101", "fingerprint": "%s", "digest": "", "api_key": "", "path": ".env", "field": "x"' % (
        b"0" * 32
    )
    rest = b', "reason": "\x01", "expires": "2027-01-01"},\n'
    ours = b'{\n"schema": "backpack-audit/baseline/v1",\n"salt": "%s",\n"findings": [\n' % (b"00" * 16)
    theirs = (
        b'\x80{"version": "1.5.0", "results": {".env": [{"type": "\x01", "hashed_secret": "%s", "line_number": 1}]}}'
    )
    return [ours + entry + rest + b"null]}\n", theirs % (b"0" * 40)]
