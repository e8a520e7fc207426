"""The policy part of a report: a row for every key, what is declared of the account, and the lists to paste."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.model.finding import Finding, Status
from auditor.model.location import Location, Span
from auditor.model.report import KeyRow, PolicyView
from auditor.policy.inventory import Account, Inventory
from auditor.policy.policy_wording import named
from auditor.policy.subjects import KeySubject
from auditor.rulebook.rule_wording import place_name
from auditor.wording.amounts import plural

_NOT_SAID = "not said"


def policy_view(inventory: Inventory, matters: Sequence[KeySubject], findings: Iterable[Finding]) -> PolicyView:
    """The tables; `findings` are those of the whole audit, of which the active ones make the verdicts."""
    verdicts = _verdicts(inventory, matters, findings)
    return PolicyView(
        account=_account(inventory.account),
        keys=tuple(_row(matter, verdicts.get(index, [])) for index, matter in enumerate(matters)),
        corrected=tuple(_corrected(matters)),
    )


def _account(account: Account) -> tuple[tuple[str, str], ...]:
    two_factor = {True: "on", False: "off", None: _NOT_SAID}[account.two_factor]
    delay = account.withdrawal_delay_hours
    exempt = account.exempt_addresses
    return (
        ("Two-factor authentication", two_factor),
        ("Withdrawal delay", _NOT_SAID if delay is None else plural(delay, "hour") if delay else "off"),
        ("Withdrawal addresses without 2FA", _NOT_SAID if exempt is None else str(exempt)),
    )


def _row(matter: KeySubject, findings: Sequence[Finding]) -> KeyRow:
    key = matter.key
    return KeyRow(
        name=key.name if key else "(not in the inventory)",
        api_key=(matter.seen.api_key or "") if matter.seen else "",
        scope=_scope(matter),
        subaccount=(key.subaccount or _NOT_SAID) if key else _NOT_SAID,
        whitelist=_whitelist(matter),
        age=_age(matter),
        used_by=named(sorted(key.used_by) if key else [], "nothing"),
        seen=_seen(matter),
        probed=matter.probed.words,
        verdict=_verdict(matter, findings),
    )


def _scope(matter: KeySubject) -> str:
    if matter.read_only is None:
        return _NOT_SAID
    if matter.read_only:
        return "read only"
    return "trade, withdraw" if (matter.setting.account.exempt_addresses or 0) > 0 else "trade"


def _whitelist(matter: KeySubject) -> str:
    if matter.whitelist.open_versions:
        return "open to the world"
    if matter.whitelist.addresses:
        return plural(len(matter.whitelist.addresses), "entry")
    return "none" if matter.key and matter.key.whitelist_declared else _NOT_SAID


def _age(matter: KeySubject) -> str:
    period = matter.key.rotate_after_days if matter.key else None
    if matter.age_days is None:
        return _NOT_SAID
    return f"{matter.age_days} of {plural(period, 'day')}" if period else plural(matter.age_days, "day")


def _seen(matter: KeySubject) -> str:
    if not matter.setting.scanned:
        return "not scanned"
    locations = [place_name(one.location) for one in matter.sightings]
    text = named(locations[:2] + [f"{len(locations) - 2} more"] * (len(locations) > 2), "nowhere")  # noqa: PLR2004 - a table cell
    return f"leaked: {text}" if matter.leaks else text


def _verdict(matter: KeySubject, findings: Sequence[Finding]) -> str:
    """The worst severity and the rules that say so, the worst first."""
    if not findings:
        return "revoked" if matter.key and not matter.key.is_active else "ok"
    ordered = sorted(findings, key=lambda finding: (-finding.severity.rank, finding.rule_id))
    codes = dict.fromkeys(finding.rule_id for finding in ordered)
    return f"{ordered[0].severity}: {', '.join(codes)}"


def _verdicts(
    inventory: Inventory, matters: Sequence[KeySubject], findings: Iterable[Finding]
) -> Mapping[int, list[Finding]]:
    """The active findings of each key, found by their places: those of the inventory are some key's."""
    owners: dict[Location, int] = {}
    for index, matter in enumerate(matters):
        if matter.key is None:
            owners |= {one.location: index for one in matter.sightings}
        else:
            spans: tuple[Span, ...] = (matter.key.span, matter.key.whitelist_span, *matter.key.use_spans)
            spans += tuple(entry.span for entry in matter.key.entries)
            owners |= {Location(inventory.path, span): index for span in spans}
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        own = finding.location.path == inventory.path or finding.traits.is_policy
        if own and finding.status is Status.ACTIVE and finding.location in owners:
            found[owners[finding.location]].append(finding)
    return found


def _corrected(matters: Iterable[KeySubject]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """By name: the lists that are not as they should be, fixed; nothing for those that only a person can fix."""
    for matter in sorted(matters, key=lambda matter: matter.key.name if matter.key else ""):
        if matter.key is None or not matter.key.is_active or not matter.whitelist.addresses:
            continue
        wanted = (network for integration in matter.integrations for network in integration.addresses)
        mended = matter.whitelist.corrected(wanted)
        if mended and set(mended) != {entry.text for entry in matter.key.entries}:
            yield matter.key.name, mended
