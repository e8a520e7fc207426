"""A probe in this process: files and an inventory in a folder, and a stand-in of the exchange to ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stand_in import StandIn

from auditor.audits.probe import carried_out
from auditor.audits.probe_plan import ProbeRequest, planned
from auditor.classification.sample_keys import expand
from auditor.model.probed import ProbedKey
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.probe.base_url import address_of
from auditor.probe.conversation import Pace
from auditor.probe.https_client import Client, verified_tls


def client_of(server: StandIn, *, seconds: float = 5) -> Client:
    return Client(address_of(server.url), verified_tls(server.authority), seconds=seconds)


def key(label: str, name: str = "", *, status: str = "active", owner: str = "me@example.com", more: str = "") -> str:
    owned = f", owner: {owner}" if owner else ""
    return f'  - {{name: {name or label}, api_key: "{{{{ {label}.key }}}}", status: {status}, read_only: false{owned}{more}}}\n'


def inventory(*keys: str) -> str:
    return f"version: 1\nkeys:\n{''.join(keys)}"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text), encoding="utf-8")
    return folder


def secret(label: str, form: str = "") -> str:
    return f"BACKPACK_API_SECRET={{{{ {label}.secret{form} }}}}\n"


def probe(server: StandIn, request: ProbeRequest | None = None, *, seconds: float = 5, **fields: object) -> Report:
    """Probes in the current folder, without a pause between requests."""
    wanted = request or ProbeRequest(**fields)  # type: ignore[arg-type]
    plan = planned(AuditRequest(jobs=1, cache=False), wanted, variables={})
    return carried_out(plan, client_of(server, seconds=seconds), pace=Pace(0))


def only_key(report: Report) -> ProbedKey:
    assert report.probe is not None
    (found,) = report.probe.keys
    return found
