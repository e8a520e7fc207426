"""Tells what the rules judge of an inventory: one case for the account, and for every key, use, whitelist and entry.

Identities come from the key's token and from what is said, never from a position, so findings stay the same when
keys and entries change their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from msgspec.structs import replace

from auditor.inventory.inventory import Account, Integration, Inventory, Key
from auditor.inventory.networks import Network, collapse, first, holder, overlaps
from auditor.inventory.observations import Observations
from auditor.inventory.policy_facts import ENTRY, INTEGRATION, KEY, RECORD, SETTING
from auditor.inventory.subjects import EntrySubject, IntegrationSubject, KeySubject, RecordSubject, Survey
from auditor.inventory.whitelist import missing
from auditor.inventory.whitelist_entry import Address
from auditor.model.case import Case, FactValue
from auditor.model.evidence import Evidence
from auditor.model.finding import Related
from auditor.model.location import Location, Span
from auditor.rulebook.rule_wording import field_name

_MOST_RELATED = 20
"""Places that a finding lists; a key in a thousand files would drown the report."""


def policy_cases(inventory: Inventory, survey: Survey) -> list[Case]:
    """Returns every case about keys."""
    cases = _Cases(inventory, survey)
    return [cases.account(), *(case for matter in survey.keys for case in cases.of(matter)), *cases.records(inventory)]


class _Cases:
    """Makes the cases of one inventory."""

    def __init__(self, inventory: Inventory, survey: Survey) -> None:
        self._path = inventory.path
        self._account = inventory.account
        self._exposure = survey.exposure
        self._setting = survey.setting
        self._shared = SETTING.facts(survey.setting)
        self._words = SETTING.words(survey.setting)

    def account(self) -> Case:
        """Returns the one case about the account."""
        return Case(
            subject="account",
            facts=self._shared,
            words=self._words,
            location=self._place(self._account.span),
            exposure=self._exposure,
            field="account",
            identity="account",
            pragmas=self._account.pragmas,
        )

    def records(self, inventory: Inventory) -> Iterator[Case]:
        """Yields the cases about what the inventory says of the account, of its integrations and of keys that are in use."""
        account = inventory.account
        yield self._record("account", "", account.not_said, account)
        for integration in inventory.integrations.values():
            if integration.declared:
                yield self._record("integration", integration.name, integration.unknown, integration)
        for key in inventory.keys:
            if key.is_active:
                not_said = key.unknown if key.token else tuple(dict.fromkeys(("api_key", *key.unknown)))
                yield replace(self._record("key", key.name, not_said, key), identity=f"{_identity(key)} record")

    def _record(
        self,
        kind: Literal["account", "integration", "key"],
        name: str,
        not_said: tuple[str, ...],
        record: Account | Integration | Key,
    ) -> Case:
        matter = RecordSubject(setting=self._setting, kind=kind, name=name, not_said=not_said)
        return Case(
            subject="record",
            facts=RECORD.facts(matter, self._shared),
            words=RECORD.words(matter, self._words),
            location=self._place(record.span),
            exposure=self._exposure,
            field={"account": "account", "integration": f"integrations.{name}", "key": f"keys.{name}"}[kind],
            identity=f"record {kind} {name}",
            pragmas=record.pragmas,
        )

    def of(self, matter: KeySubject) -> Iterator[Case]:
        """Yields the cases about one key."""
        known = KEY.facts(matter, self._shared)
        if matter.key is None:
            yield self._undeclared(cast("Observations", matter.seen), matter, known)
            return
        yield self._key(matter.key, matter, known)
        yield self._whitelist(matter.key, matter, known)
        uses = dict(zip(matter.key.used_by, matter.key.use_spans, strict=True))
        for integration in matter.integrations:
            yield self._integration(matter.key, matter, integration, known, uses[integration.name])
        yield from self._entries(matter.key, matter, known)

    def _key(self, key: Key, matter: KeySubject, known: Mapping[str, FactValue]) -> Case:
        return Case(
            subject="key",
            facts=known,
            words=KEY.words(matter, self._words),
            location=self._place(key.span),
            exposure=self._exposure,
            related=_related(matter.sightings),
            field=f"keys.{key.name}",
            api_key=_api_key(matter),
            identity=_identity(key),
            pragmas=key.pragmas,
        )

    def _undeclared(self, seen: Observations, matter: KeySubject, known: Mapping[str, FactValue]) -> Case:
        where, *others = seen.all
        return Case(
            subject="key",
            facts=known,
            words=KEY.words(matter, self._words),
            location=where.location,
            exposure=where.provenance.exposure,
            related=_related(others),
            field=field_name(where.material.name),
            api_key=seen.api_key,
            identity=f"key {seen.token.hex()}",
            pragmas=where.material.pragmas,
        )

    def _whitelist(self, key: Key, matter: KeySubject, known: Mapping[str, FactValue]) -> Case:
        return Case(
            subject="whitelist",
            facts=known,
            words=KEY.words(matter, self._words),
            location=self._place(key.whitelist_span),
            exposure=self._exposure,
            field=f"keys.{key.name}.ip_whitelist",
            api_key=_api_key(matter),
            identity=f"{_identity(key)} whitelist",
            pragmas=key.whitelist_pragmas,
        )

    def _integration(
        self, key: Key, matter: KeySubject, integration: Integration, known: Mapping[str, FactValue], span: Span
    ) -> Case:
        use = IntegrationSubject(
            of=matter, integration=integration, missing=missing(integration.addresses, matter.whitelist)
        )
        return Case(
            subject="integration",
            facts=INTEGRATION.facts(use, known),
            words=INTEGRATION.words(use, KEY.words(matter, self._words)),
            location=self._place(span),
            exposure=self._exposure,
            related=(Related("whitelist", self._place(key.whitelist_span)),),
            field=f"keys.{key.name}.used_by",
            api_key=_api_key(matter),
            identity=f"{_identity(key)} used by {integration.name}",
            pragmas=key.pragmas,
        )

    def _entries(self, key: Key, matter: KeySubject, known: Mapping[str, FactValue]) -> Iterator[Case]:
        for entry, of_entry in zip(key.entries, entry_matters(matter), strict=True):
            yield Case(
                subject="entry",
                facts=ENTRY.facts(of_entry, known),
                words=ENTRY.words(of_entry, KEY.words(matter, self._words)),
                location=self._place(entry.span),
                exposure=self._exposure,
                field=f"keys.{key.name}.ip_whitelist",
                api_key=_api_key(matter),
                identity=f"{_identity(key)} entry {of_entry.address.shown}",
                pragmas=entry.pragmas,
            )

    def _place(self, span: Span) -> Location:
        return Location(self._path, span)


def entry_matters(matter: KeySubject) -> list[EntrySubject]:
    """Returns what is known of every entry of a key's whitelist, in their order."""
    whitelist = matter.whitelist
    blocks = [_block(whitelist.covered, address) for address in whitelist.addresses]
    openers = _openers(whitelist.addresses, blocks)
    explained = collapse(network for integration in matter.integrations for network in integration.addresses)
    is_known = bool(matter.integrations) and all(integration.addresses for integration in matter.integrations)
    return [
        EntrySubject(
            of=matter,
            address=address,
            overlap=whitelist.overlaps.get(index),
            block=block,
            opens_block=index in openers,
            explained=_explained(address, explained, is_known=is_known),
        )
        for index, (address, block) in enumerate(zip(whitelist.addresses, blocks, strict=True))
    ]


def _block(covered: Sequence[Network], address: Address) -> Network | None:
    found = [block for network in address.networks if (block := holder(covered, network)) is not None]
    return min(found, key=lambda block: block.prefixlen, default=None)


def _openers(addresses: Sequence[Address], blocks: Sequence[Network | None]) -> set[int]:
    """Returns the index of the first entry by address of every block, whatever the order of the entries."""
    best: dict[Network, tuple[int, int, str, int]] = {}
    for index, (address, block) in enumerate(zip(addresses, blocks, strict=True)):
        if block is not None:
            rank = (first(address.networks[0]), len(address.flaws), address.text, index)
            best[block] = min(rank, best.get(block, rank))
    return {index for *_, index in best.values()}


def _explained(address: Address, known: Sequence[Network], *, is_known: bool) -> str:
    if address.networks and all(holder(known, network) for network in address.networks):
        return "yes"
    if not is_known or not address.networks:
        return "unknown"
    return "partly" if any(overlaps(known, network) for network in address.networks) else "no"


def _identity(key: Key) -> str:
    return f"key {key.token.hex()}" if key.token else f"key named {key.name}"


def _api_key(matter: KeySubject) -> str | None:
    return matter.seen.api_key if matter.seen else None


def _related(found: Sequence[Evidence]) -> tuple[Related, ...]:
    return tuple(Related(_role(one), one.location) for one in found[:_MOST_RELATED])


def _role(one: Evidence) -> str:
    return one.material.role.value
