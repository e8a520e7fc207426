"""What is known of every key when an audit begins: the inventory joined with what the scan saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from auditor.model.evidence import Evidence
from auditor.model.location import Exposure
from auditor.policy.inventory import Integration, Inventory, Key
from auditor.policy.observations import join
from auditor.policy.probe_record import ProbeRecord
from auditor.policy.subjects import KeySubject, Setting
from auditor.policy.whitelist import judge_whitelist


class Survey(Struct, frozen=True, kw_only=True):
    """One audit's keys and what they share."""

    setting: Setting
    exposure: Exposure
    """That of the inventory file, where the scan saw it; else `unversioned`."""
    keys: tuple[KeySubject, ...]
    """The declared keys in the order of the file, then the undeclared ones in the order of their first places."""


def survey(
    inventory: Inventory,
    evidence: Sequence[Evidence],
    *,
    today: date,
    scanned: bool = True,
    record: ProbeRecord | None = None,
) -> Survey:
    """Joins an inventory with what the scan found and what the last probes answered.

    Args:
        inventory: What is declared.
        evidence: What was found; with `scanned=False` that is the inventory file alone.
        today: The day by which ages are counted.
        scanned: Whether a scan was part of the audit.
        record: The answers to earlier probes; None where there are none.
    """
    record = record or ProbeRecord()
    setting = Setting(
        today=today,
        account=inventory.account,
        scanned=scanned,
        active_keys=sum(key.is_active for key in inventory.keys),
    )
    seen = join(inventory, evidence)
    declared = [
        KeySubject(
            setting=setting,
            key=key,
            seen=seen.get(key.token) if key.token else None,
            whitelist=judge_whitelist([entry.text for entry in key.entries]),
            integrations=_integrations(inventory, key),
            answers=record.of(key.token),
        )
        for key in inventory.keys
    ]
    known = inventory.tokens
    others = sorted(
        (one for token, one in seen.items() if token not in known), key=lambda one: one.all[0].location.sort_key
    )
    exposures = (one.provenance.exposure for one in evidence if one.location.path == inventory.path)
    return Survey(
        setting=setting,
        exposure=next(exposures, Exposure.UNVERSIONED),
        keys=(*declared, *(KeySubject(setting=setting, key=None, seen=one) for one in others)),
    )


def _integrations(inventory: Inventory, key: Key) -> tuple[Integration, ...]:
    return tuple(inventory.integrations[name] for name in sorted(key.used_by) if name in inventory.integrations)
