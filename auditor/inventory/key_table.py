"""Makes the tables of a report about keys: what is known of each key, typed, and what `policy` prints of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.inventory.cases import entry_matters
from auditor.inventory.inventory import Account, Inventory
from auditor.inventory.networks import collapse, overlaps, registries, size, written
from auditor.inventory.subjects import EntrySubject, KeySubject, named, reach, trading
from auditor.inventory.whitelist import missing
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Status
from auditor.model.location import Location, Span
from auditor.model.report import (
    Explained,
    Holds,
    KeyFacts,
    KeyPlace,
    KeyRow,
    KeyUse,
    KeyWhitelistEntry,
    Permission,
    PolicyView,
)
from auditor.rulebook.rule_wording import place_name
from auditor.wording.amounts import plural

_NOT_SAID = "unknown"


def policy_view(inventory: Inventory, matters: Sequence[KeySubject], findings: Iterable[Finding]) -> PolicyView:
    """Returns the tables; `findings` are those of the whole audit, of which the active ones make the verdicts."""
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
    """Returns the worst severity and the rules that say so, the worst first."""
    if not findings:
        return "revoked" if matter.key and not matter.key.is_active else "ok"
    ordered = sorted(findings, key=lambda finding: (-finding.severity.rank, finding.rule_id))
    codes = dict.fromkeys(finding.rule_id for finding in ordered)
    return f"{ordered[0].severity}: {', '.join(codes)}"


def _verdicts(
    inventory: Inventory, matters: Sequence[KeySubject], findings: Iterable[Finding]
) -> Mapping[int, list[Finding]]:
    """Returns the active findings of each key, found by their places: those of the inventory are some key's."""
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
    """Returns, by name, wrong lists in their fixed form; nothing for those that only a person can fix."""
    for matter in sorted(matters, key=lambda matter: matter.key.name if matter.key else ""):
        if matter.key is None or not matter.key.is_active or not matter.whitelist.addresses:
            continue
        wanted = (network for integration in matter.integrations for network in integration.addresses)
        corrected = matter.whitelist.corrected(wanted)
        if corrected and set(corrected) != {entry.text for entry in matter.key.entries}:
            yield matter.key.name, corrected


def key_facts(subjects: Sequence[KeySubject]) -> tuple[KeyFacts, ...]:
    """Returns a row for every key, in the order given.

    Args:
        subjects: The declared keys and those that only the scan saw (`subjects.survey`).
    """
    return tuple(map(_facts, subjects))


def _facts(subject: KeySubject) -> KeyFacts:
    key = subject.key
    return KeyFacts(
        name=key.name if key else "",
        api_key=subject.seen.api_key if subject.seen else None,
        status=(key.status or "") if key else "",
        permission=_permission(subject),
        ability=reach(subject) if subject.read_only else f"{reach(subject)} {trading(subject)}",
        subaccount=(key.subaccount or "") if key else "",
        owner=(key.owner or "") if key else "",
        created=key.created if key else None,
        rotate_after_days=key.rotate_after_days if key else None,
        expires=key.expires if key else None,
        revoked_on=key.revoked_on if key else None,
        places=tuple(_places(subject)),
        uses=tuple(_uses(subject)),
        whitelist_declared=bool(key and key.whitelist_declared),
        whitelist=tuple(_entry(entry) for entry in entry_matters(subject)) if key else (),
        open_to_world=subject.whitelist.open_versions,
    )


def _permission(subject: KeySubject) -> Permission:
    if subject.read_only is None:
        return "unknown"
    if subject.read_only:
        return "read"
    return "withdraw" if (subject.setting.account.exempt_addresses or 0) > 0 else "trade"


def _places(subject: KeySubject) -> Iterator[KeyPlace]:
    secrets = frozenset(one.location for one in subject.seen.secrets) if subject.seen else frozenset()
    for one in subject.sightings:
        yield KeyPlace(_holds(one, is_secret=one.location in secrets), one.location, one.provenance.exposure)


def _holds(one: Evidence, *, is_secret: bool) -> Holds:
    return "api_secret" if is_secret or one.pairing.is_secret else "api_key"


def _uses(subject: KeySubject) -> Iterator[KeyUse]:
    for integration in subject.integrations:
        yield KeyUse(
            name=integration.name,
            title=integration.title,
            needs=integration.needs or "",
            addresses=tuple(map(written, integration.addresses)),
            missing=tuple(map(written, missing(integration.addresses, subject.whitelist))),
        )


def _entry(subject: EntrySubject) -> KeyWhitelistEntry:
    address = subject.address
    networks = collapse(address.networks)
    special = next((block for network in networks if (block := registries().special(network))), None)
    return KeyWhitelistEntry(
        entry=address.shown,
        networks=tuple(map(written, networks)),
        ip_version=networks[0].version if networks else 0,
        addresses=sum(map(size, networks)),
        special=f"{special.name} ({special.rfc})" if special else "",
        flaws=tuple(flaw.value for flaw in address.flaws),
        explained=_explained(subject.explained),
        accounted_for_by=tuple(
            integration.name
            for integration in subject.of.integrations
            if any(overlaps(integration.addresses, network) for network in networks)
        ),
    )


def _explained(text: str) -> Explained:
    match text:
        case "yes" | "partly" | "no":
            return text
        case _:
            return "unknown"
