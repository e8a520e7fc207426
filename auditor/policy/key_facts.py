"""Turns what is known of every key into the typed table of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.evidence import Evidence
from auditor.model.known_key import Explained, Holds, KeyFacts, KeyPlace, KeyUse, KeyWhitelistEntry, Permission
from auditor.policy.blast_radius import reach, trading
from auditor.policy.cases import entry_matters
from auditor.policy.iana import registries
from auditor.policy.networks import collapse, overlaps, size, written
from auditor.policy.subjects import EntrySubject, KeySubject
from auditor.policy.whitelist import missing


def key_facts(subjects: Sequence[KeySubject]) -> tuple[KeyFacts, ...]:
    """Returns a row for every key, in the order given.

    Args:
        subjects: The declared keys and those that only the scan saw (`policy.join.survey`).
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
