"""Tells whether an inventory makes sense: reads `backpack-keys.yaml` strictly and tells all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import cast

from auditor.classification.public_keys import declared_token
from auditor.config_files import tree
from auditor.config_files.problems import Problems, nearest, shown
from auditor.config_files.read_text import read_text
from auditor.config_files.record import Record
from auditor.config_files.yaml_tree import parse_yaml
from auditor.inventory.inventory import TOP, Account, Entry, Integration, Inventory, Key, Needs, Status
from auditor.inventory.inventory_schema import INVENTORY, KEY
from auditor.inventory.profiles import Profile, addresses_of
from auditor.model.location import Span
from auditor.model.material import Pragma
from auditor.model.secret import Secret
from auditor.readers.document import Document
from auditor.redaction import is_showable
from auditor.suppression.inline_ignores import pragmas_for
from auditor.wording.lists import listed

MAX_BYTES = 2 << 20
"""Six thousand keys fit in; what is larger is no inventory, and would take minutes to judge."""


def load_inventory(path: Path, *, shown_as: str, today: date, profiles: Mapping[str, Profile]) -> Inventory:
    """Reads the inventory at `path`; places and errors call it `shown_as`.

    Raises:
        ConfigurationError: it cannot be read, or something in it is wrong; every complaint is listed.
    """
    text = read_text(path, what="key inventory", limit=MAX_BYTES, shown_as=shown_as)
    return read_inventory(text, shown_as=shown_as, today=today, profiles=profiles)


def read_inventory(text: str, *, shown_as: str, today: date, profiles: Mapping[str, Profile]) -> Inventory:
    """Returns what `load_inventory` does, from its text."""
    problems = Problems(shown_as)
    node = parse_yaml(text, problems, what="inventory")
    if node is None:
        problems.raise_any()
    inventory = _Loader(text, shown_as, today, profiles, problems).inventory(node or tree.Mapping((), TOP))
    problems.raise_any()
    return inventory


class _Loader:
    """Reads one inventory."""

    def __init__(self, text: str, path: str, today: date, profiles: Mapping[str, Profile], problems: Problems) -> None:
        self._path = path
        self._today = today
        self._profiles = profiles
        self._problems = problems
        document = Document(text, path)
        self._lines = document.line_text
        self._has_pragmas = "backpack-audit:" in text or "pragma:" in text or "gitleaks:" in text

    def inventory(self, node: tree.Node) -> Inventory:
        """Returns the inventory that the tree says, as far as it makes sense."""
        record = Record(node, INVENTORY, "an inventory", self._problems)
        account, declared = record.record("account"), record.record("integrations")
        integrations = self._integrations(declared) if declared else {}
        keys = [self._key(one, integrations) for one in record.records("keys")]
        self._refuse_repetitions(keys)
        return Inventory(
            path=self._path,
            account=self._account(record.key("account").span, account) if account else Account(),
            integrations=integrations,
            keys=tuple(keys),
        )

    def _account(self, span: Span, record: Record) -> Account:
        return Account(
            declared=True,
            two_factor=record.boolean("two_factor"),
            withdrawal_delay_hours=record.integer("withdrawal_delay_hours"),
            exempt_addresses=record.integer("withdrawal_addresses_without_2fa"),
            unknown=tuple(record.unknown),
            span=span,
            pragmas=self._pragmas(span),
        )

    def _integrations(self, record: Record) -> dict[str, Integration]:
        return {
            name.text: self._integration(name, own)
            for name in record.names
            if self._is_name(name) and (own := record.record(name.text))
        }

    def _is_name(self, name: tree.Scalar) -> bool:
        if name.text and is_showable(name.text):
            return True
        self._problems.add(name.span, "the name of an integration must be one short line")
        return False

    def _integration(self, name: tree.Scalar, record: Record) -> Integration:
        profile = self._extended(record) if record.has("extends") else self._profiles.get(name.text)
        base = _from_profile(name.text, profile) if profile else Integration(name=name.text, title=name.text)
        needs = cast("Needs | None", record.text("needs"))
        whitelist = record.text("whitelist")
        return Integration(
            name=name.text,
            title=base.title,
            needs=None if "needs" in record.unknown else needs or base.needs,
            addresses=addresses_of(record, self._problems) if record.has("addresses") else base.addresses,
            addresses_from=record.text("addresses_from") or base.addresses_from,
            whitelist_required=base.whitelist_required if whitelist is None else whitelist == "required",
            profile=base.profile,
            declared=True,
            unknown=tuple(record.unknown),
            span=name.span,
            pragmas=self._pragmas(name.span),
        )

    def _extended(self, record: Record) -> Profile | None:
        name = record.text("extends")
        if name is None or name in self._profiles:
            return self._profiles.get(name or "")
        hint = nearest(name, self._profiles)
        record.refuse("extends", f"there is no profile {shown(name)}{hint}; there are {listed(self._names())}")
        return None

    def _names(self) -> list[str]:
        return sorted({profile.name for profile in self._profiles.values()})

    def _key(self, record: Record, integrations: dict[str, Integration]) -> Key:
        api_key = record.text("api_key")
        uses = self._used_by(record, integrations)
        location, whitelist_place = record.location("name"), record.location("ip_whitelist")
        key = Key(
            name=record.text("name") or "",
            token=declared_token(Secret(api_key)) if api_key else None,
            status=cast("Status | None", record.text("status")),
            read_only=record.boolean("read_only"),
            subaccount=record.text("subaccount"),
            entries=self._entries(record),
            whitelist_declared=record.is_list("ip_whitelist"),
            used_by=tuple(uses),
            use_spans=tuple(uses.values()),
            owner=record.text("owner"),
            created=record.day("created"),
            rotate_after_days=record.integer("rotate_after_days"),
            expires=record.day("expires"),
            revoked_on=record.day("revoked_on"),
            unknown=_not_filled_in(record),
            span=location,
            whitelist_span=whitelist_place if record.is_list("ip_whitelist") else location,
            pragmas=self._pragmas(location),
            whitelist_pragmas=self._pragmas(whitelist_place),
        )
        self._refuse_nonsense(record, key)
        return key

    def _entries(self, record: Record) -> tuple[Entry, ...]:
        return tuple(Entry(item.text, item.span, self._pragmas(item.span)) for item in record.texts("ip_whitelist"))

    def _used_by(self, record: Record, integrations: dict[str, Integration]) -> dict[str, Span]:
        """Returns the names and their places; a profile that is named without being declared joins `integrations`."""
        names: dict[str, Span] = {}
        for item in record.texts("used_by"):
            if item.text in names:
                self._problems.add(item.span, f"used_by names {shown(item.text)} twice")
            if item.text not in integrations and item.text in self._profiles:
                integrations[item.text] = _from_profile(item.text, self._profiles[item.text])
            if item.text not in integrations:
                known = {*integrations, *self._profiles}
                message = f"there is no integration {shown(item.text)}{nearest(item.text, known)}"
                profiles = f"or name a profile: {listed(self._names(), ' or ')}"
                self._problems.add(item.span, f"{message}; declare it under integrations, {profiles}")
            names[item.text] = item.span
        return names

    def _refuse_nonsense(self, record: Record, key: Key) -> None:
        """Dates that cannot be, and a status that contradicts them."""
        for name, day in (("created", key.created), ("revoked_on", key.revoked_on)):
            if day and day > self._today:
                record.refuse(name, f"{name} is {day}, after the day of this audit, {self._today}")
        if key.created and key.expires and key.expires < key.created:
            record.refuse("expires", f"expires is {key.expires}, before the key was created, {key.created}")
        if key.created and key.revoked_on and key.revoked_on < key.created:
            record.refuse("revoked_on", f"revoked_on is {key.revoked_on}, before the key was created, {key.created}")
        if key.revoked_on and key.status == "active":
            record.refuse("revoked_on", "revoked_on contradicts `status: active`")

    def _refuse_repetitions(self, keys: Iterable[Key]) -> None:
        names: dict[str, Key] = {}
        tokens: dict[bytes, Key] = {}
        for key in keys:
            if key.name and key.name in names:
                line = names[key.name].span.line
                self._problems.add(
                    key.span, f"there is a key {shown(key.name)} on line {line} already; names are unique"
                )
            if key.token and key.token in tokens:
                other = tokens[key.token]
                self._problems.add(
                    key.span, f"this has the API key of {shown(other.name)} on line {other.span.line}; list it once"
                )
            names.setdefault(key.name, key)
            if key.token:
                tokens.setdefault(key.token, key)

    def _pragmas(self, span: Span) -> tuple[Pragma, ...]:
        return pragmas_for(self._lines, span) if self._has_pragmas else ()


def _not_filled_in(record: Record) -> tuple[str, ...]:
    """Returns the fields of a key that nobody has filled in yet.

    A key without a status was written by `policy init` and is not filled in: there an absent field is open, and not a
    statement (no owner, no whitelist).
    """
    is_filled_in = record.has("status") or "status" in record.unknown
    open_ = {"status", "read_only"} if is_filled_in else {name for name in KEY if KEY[name].may_be_unknown}
    return tuple(name for name in KEY if name in record.unknown or (name in open_ and not record.has(name)))


def _from_profile(name: str, profile: Profile) -> Integration:
    return Integration(
        name=name,
        title=profile.title,
        needs=profile.needs,
        addresses=profile.addresses,
        addresses_from=profile.addresses_from,
        whitelist_required=profile.whitelist_required,
        profile=profile.name,
    )
